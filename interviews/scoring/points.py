"""Which key points an answer says, and in which of its sentences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from interviews.scoring.alignment import match, read_said, telling
from interviews.scoring.features import Look
from interviews.scoring.lexicon import COUNTED_WORDS, chance
from interviews.scoring.text import Piece, tokens
from interviews.scoring.types import PointVerdict, Task, Verdict

# Of a point's telling words, above what an answer as long says by accident, 0..1.
COVERED, PARTLY = 0.42, 0.2


@dataclass(frozen=True, slots=True)
class Point:
    """A key point's stems with their weights, and the words behind them."""

    text: str
    weights: dict[str, float]
    words: dict[str, tuple[str, ...]]


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


def judge_points(task: Task, seen: Look, answer: str) -> tuple[PointVerdict, ...]:
    return tuple(_judge(point, seen, answer) for point in read_points(task))


def _judge(point: Point, seen: Look, answer: str) -> PointVerdict:
    share, stems = said_share(point, seen)
    verdict: Verdict = "covered" if share >= COVERED else "partly" if share >= PARTLY else "missing"
    piece = nearest(stems, seen) if verdict != "missing" else None
    quote = answer[piece.start : piece.end] if piece else None
    return PointVerdict(point=point.text, verdict=verdict, quote=quote)


def said_share(point: Point, seen: Look) -> tuple[float, dict[str, float]]:
    """How much of the point is said above chance, 0..1; the answer's stems that say it, with their weights."""
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
    return ((said - expected) / (total - expected) if total - expected > 1e-6 else 0.0), stems


def nearest(stems: dict[str, float], seen: Look) -> Piece | None:
    """The sentence that holds most of these stems."""
    worth = [(sum(stems.get(one, 0.0) for one in {token.stem for token in piece.tokens}), -piece.start, piece)
             for piece in seen.cleaned.sentences]
    best = max(worth, key=lambda found: found[:2], default=None)
    return best[2] if best and best[0] else None
