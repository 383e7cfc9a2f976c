"""The five dimensions of an answer that has references: all rest on what it says, none on how much or how grandly.

technical_accuracy is the content score. The others start from a simple measure of their own and stay within one grade
of the content: nobody graded them by hand, so they may shade a score, not make it (see README: indicative).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from interviews.scoring.content import Content
from interviews.scoring.features import Look
from interviews.scoring.text import Piece
from interviews.scoring.types import PointVerdict

TOP = 5.0
# Words to a sentence which a listener follows with ease, and with effort.
EASY, HARD = 28, 45
# Reasons and consequences, counted only in sentences that say something of what was asked.
REASONS = re.compile(r"\b(?:because|so that|since|therefore|which means|that way|otherwise|unless|instead|but)\b", re.I)
PARTICULAR = re.compile(r"\d|\b(?:for example|for instance|such as|say|e\.g\.)", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the dimensions look at: the answer, its content and score, the key points, the sentences that say most."""

    answer: str
    content: Content
    score: float
    points: tuple[PointVerdict, ...]
    telling: tuple[Piece, ...]

    def quote(self, piece: Piece) -> str:
        return self.answer[piece.start : piece.end]


def telling_sentences(seen: Look) -> tuple[Piece, ...]:
    """The sentences that say something of a reference, the most telling first."""
    worth: dict[str, float] = {}
    for one in seen.prepared.new:
        found = seen.matches[one]
        worth[found.stem] = max(worth.get(found.stem, 0.0), seen.prepared.pool[one] * found.strength)
    said = [(sum(worth.get(one, 0.0) for one in piece.stems), piece) for piece in seen.cleaned.sentences]
    return tuple(piece for gain, piece in sorted(said, key=lambda pair: (-pair[0], pair[1].start)) if gain > 0)


def measure(read: Reading) -> dict[str, float]:
    """The dimensions' scores, 0..5."""
    return {
        "structure": near_content(structure(read), read.score),
        "relevance": min(TOP, read.score + read.content.values["precision_near"]),
        "technical_accuracy": read.score,
        "depth": near_content(depth(read), read.score),
        "communication": near_content(communication(read), read.score),
    }


def near_content(own: float, score: float) -> float:
    """Within a grade of the content; without content there is nothing to be structured, deep or clear."""
    return min(score + min(1.0, score), max(score - 1, own), TOP)


def structure(read: Reading) -> float:
    """The point comes early, and the sentences that say something follow one another instead of lying scattered."""
    sentences = read.content.seen.cleaned.sentences
    telling = set(read.telling)
    if not telling:
        return 0.0
    places = [place for place, piece in enumerate(sentences) if piece in telling]
    early = 1 - places[0] / len(sentences)
    dense = len(places) / (places[-1] - places[0] + 1)
    reasoned = any(REASONS.search(read.quote(piece)) for piece in read.telling)
    return 2.5 * early + 2 * dense + (0.5 if reasoned or len(sentences) == 1 else 0.0)


def depth(read: Reading) -> float:
    """How many of the points or clauses are said, and whether with reasons or particulars."""
    said = said_points(read.points) if read.points else read.content.values["mean_clause"]
    text = [read.quote(piece) for piece in read.telling]
    extras = sum(any(pattern.search(part) for part in text) for pattern in (REASONS, PARTICULAR))
    return TOP * min(1.0, said * 1.2) * 0.8 + extras * 0.5


def said_points(points: Sequence[PointVerdict]) -> float:
    """The share of the points said, a point partly said for half, 0..1."""
    worth: Mapping[str, float] = {"covered": 1.0, "partly": 0.5, "missing": 0.0}
    return sum(worth[point.verdict] for point in points) / len(points)


def communication(read: Reading) -> float:
    """Sentences of a length one can follow, without the same words over and over. Spelling and accent cost nothing."""
    sentences = read.content.seen.cleaned.sentences
    words = [token.stem for piece in sentences for token in piece.tokens]
    if not words:
        return 0.0
    mean = len(words) / len(sentences)
    length = min(1.0, max(0.0, (mean - EASY) / (HARD - EASY)))
    # Of any sixty words in a row of ordinary prose, more than half are different.
    parts = [words[at : at + 60] for at in range(0, len(words), 60)]
    repeated = sum(len(set(part)) / len(part) < 0.5 for part in parts if len(part) >= 30) / len(parts)
    return TOP - length - 2 * repeated


def long_sentences(sentences: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in sentences if len(piece.tokens) > HARD]


OWN: Mapping[str, Callable[[Reading], float]] = {
    "structure": structure,
    "depth": depth,
    "communication": communication,
}
