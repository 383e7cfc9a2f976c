"""Which key points an answer says, and in which of its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from interviews.scoring.alignment import match, telling
from interviews.scoring.features import Look
from interviews.scoring.lexicon import COUNTED_WORDS, chance
from interviews.scoring.text import Piece, tokens
from interviews.scoring.types import PointVerdict, Task, Verdict

# Of a point's telling words, above what an answer as long says by accident, 0..1.
COVERED, PARTLY = 0.35, 0.16
# The mean share over all points -> the score it speaks for; between these, along the line.
SPEAKS_FOR = ((0.0, 0.0), (0.04, 0.7), (0.09, 2.2), (0.15, 3.9), (0.25, 4.8), (0.40, 5.0))


@dataclass(frozen=True, slots=True)
class Point:
    """A key point's stems with their weights, and the words behind them."""

    text: str
    weights: dict[str, float]
    words: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PointShare:
    """How much of a point is said above chance, about 0..1; the answer's stems that say it, with their weights."""

    text: str
    share: float
    stems: dict[str, float]


@lru_cache(maxsize=512)
def read_points(task: Task) -> tuple[Point, ...]:
    asked = frozenset(token.stem for token in tokens(task.question))
    return tuple(_point(text, asked) for text in task.key_points)


def _point(text: str, asked: frozenset[str]) -> Point:
    words: dict[str, list[str]] = {}
    for token in tokens(text):
        words.setdefault(token.stem, []).append(token.word)
    weights = telling(words, asked)
    return Point(text, weights, {one: tuple(words[one]) for one in weights})


def read_shares(task: Task, seen: Look) -> tuple[PointShare, ...]:
    return tuple(PointShare(point.text, *said_share(point, seen)) for point in read_points(task))


def verdict(found: PointShare, seen: Look, answer: str) -> PointVerdict:
    kind: Verdict = "covered" if found.share >= COVERED else "partly" if found.share >= PARTLY else "missing"
    piece = nearest(found.stems, seen) if kind != "missing" else None
    return PointVerdict(point=found.text, verdict=kind, quote=answer[piece.start : piece.end] if piece else None)


def toward_points(score: float, shares: Sequence[PointShare], covered: float) -> float:
    """A score drawn towards what the points speak for: by half where no reference's wording is met, not where all is.

    The points are claims, one by one; whoever says them in words of their own meets few of a reference's.
    """
    if not shares:
        return score
    mean = sum(found.share for found in shares) / len(shares)
    return score + (spoken_for(mean) - score) * 0.5 * (1 - min(1.0, covered))


def spoken_for(share: float) -> float:
    for (low, under), (high, over) in pairwise(SPEAKS_FOR):
        if share < high:
            return under + (over - under) * max(0.0, share - low) / (high - low)
    return SPEAKS_FOR[-1][1]


def said_share(point: Point, seen: Look) -> tuple[float, dict[str, float]]:
    length = len(seen.cleaned.tokens) / COUNTED_WORDS
    total = said = expected = 0.0
    stems: dict[str, float] = {}
    for one, tells in point.weights.items():
        found = match(one, point.words[one], seen.said)
        total += tells
        said += tells * found.strength
        expected += tells * (1 - (1 - chance(one)) ** length)
        if found.strength:
            stems[found.stem] = max(stems.get(found.stem, 0.0), tells * found.strength)
    left = total - expected
    return (said - expected) / left if left > 1e-6 else 0.0, stems


def nearest(stems: dict[str, float], seen: Look) -> Piece | None:
    """The sentence that holds most of these stems."""
    best: tuple[float, Piece | None] = (0.0, None)
    for piece in seen.cleaned.sentences:
        worth = sum(stems.get(one, 0.0) for one in piece.stems)
        best = (worth, piece) if worth > best[0] else best
    return best[1]
