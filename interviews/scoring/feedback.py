"""Feedback a candidate can act on: it quotes the answer, or names what was left out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from interviews.scoring.types import Assessment, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One sentence of feedback; `quote` is of the answer, `point` the key point it is about."""

    text: str
    dimension: str
    quote: str | None = None
    point: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """At most 3 strengths, at most 5 weaknesses, and what to do about them."""

    strengths: tuple[Remark, ...]
    weaknesses: tuple[Remark, ...]
    improvements: tuple[Remark, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "strengths": [asdict(remark) for remark in self.strengths],
            "weaknesses": [asdict(remark) for remark in self.weaknesses],
            "improvements": [asdict(remark) for remark in self.improvements],
        }


def generate_feedback(task: Task, answer: str, assessment: Assessment) -> Feedback:
    strengths = [
        Remark(text=f"You said it: {point.point}", dimension="technical_accuracy", quote=point.quote, point=point.point)
        for point in assessment.points
        if point.verdict == "covered"
    ]
    missing = [point.point for point in assessment.points if point.verdict == "missing"]
    weaknesses = [
        Remark(text=f"Your answer leaves out: {point}", dimension="technical_accuracy", point=point) for point in missing
    ]
    improvements = [Remark(text=f"Add: {point}", dimension="technical_accuracy", point=point) for point in missing]
    return Feedback(
        strengths=tuple(strengths[:3]), weaknesses=tuple(weaknesses[:5]), improvements=tuple(improvements[:3])
    )
