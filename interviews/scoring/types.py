"""What goes into the scorer and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

DIMENSIONS = ("structure", "relevance", "technical_accuracy", "depth", "communication")

Effect = Literal["earned", "cost"]
Verdict = Literal["covered", "partly", "missing"]
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A question and what is known of its right answers."""

    question: str
    # The model answer first, then accepted answers; may be empty.
    references: tuple[str, ...] = ()
    key_points: tuple[str, ...] = ()
    # A behavioural question: asks for an account of one's own experience, which has no one right answer.
    story: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A span of the answer as given, `answer[start:end] == quote`, and what it did to the score."""

    quote: str
    start: int
    end: int
    effect: Effect
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionScore:
    """0..5 to one decimal, or None where the dimension is not assessed; low..high holds 80 % of human grades."""

    score: float | None
    low: float | None = None
    high: float | None = None
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PointVerdict:
    """Whether the answer says a key point; the quote is the answer's sentence that comes nearest to it."""

    point: str
    verdict: Verdict
    quote: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The score of one answer. Dimensions and content 0..5, overall 0..100, None where not assessed."""

    dimensions: Mapping[str, DimensionScore]
    content: float | None
    overall: float | None
    overall_low: float | None
    overall_high: float | None
    # Of the dimensions assessed; they add up to 1, or are empty where there is no overall.
    weights: Mapping[str, float]
    points: tuple[PointVerdict, ...]
    confidence: Confidence
    # Why the confidence is not high, in words.
    doubts: tuple[str, ...]
    # Machine names, see `assessing.py`.
    flags: tuple[str, ...]
    scorer: str
    version: str

    def as_json(self) -> dict[str, Any]:
        """Plain dicts, lists, numbers and strings, for storing and for the API."""
        return {
            "dimensions": {name: _plain(asdict(score)) for name, score in self.dimensions.items()},
            "content": self.content,
            "overall": self.overall,
            "overall_low": self.overall_low,
            "overall_high": self.overall_high,
            "weights": dict(self.weights),
            "points": [asdict(point) for point in self.points],
            "confidence": self.confidence,
            "doubts": list(self.doubts),
            "flags": list(self.flags),
            "scorer": self.scorer,
            "version": self.version,
        }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
