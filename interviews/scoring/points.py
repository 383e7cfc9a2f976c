"""Which key points an answer says, and in which of its sentences.

A point is said in its own words, or in those of a reference: accepted answers say the points in many ways, and whoever
says what such a sentence says has made its point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from interviews.scoring.alignment import Said, match, read_said, telling
from interviews.scoring.features import Look
from interviews.scoring.lexicon import COUNTED_WORDS, chance
from interviews.scoring.model import TOP
from interviews.scoring.text import Piece, sentences, tokens
from interviews.scoring.types import PointVerdict, Task, Verdict

# Of a point's telling words, above what an answer as long says by accident, 0..1.
COVERED, PARTLY = 0.35, 0.2
# The same of a reference's sentence that makes the point: a sentence says more than its point, and others besides.
SENTENCE_COVERED, SENTENCE_PARTLY = 0.5, 0.25
# From how much of a point's words on a sentence makes that point, 0..1; a model answer's sentence that makes it lends
# its own words to the search in the accepted answers, for so much.
LINKED, LENT = 0.10, 0.5
# Points and sentences come in the same order, mostly: what standing in the same place adds, and what a sentence found
# by its place alone is worth beside one found by its words; that one may show a point touched on, never covered.
IN_PLACE, PLACED = 0.15, 0.5
# What is asked of the words above, as a part: of an answer worth nothing its few common words show no point made, of a
# full one other words than ours do.
STRICTEST, MILDEST = 1.3, 0.7
# How far at most a score is drawn towards what the points speak for; the mean share over all of them -> the score it
# speaks for, between these along the line.
DRAWN = 0.7
SPEAKS_FOR = ((0.0, 0.0), (0.04, 0.7), (0.09, 2.2), (0.15, 3.9), (0.25, 4.8), (0.40, 5.0))

Weights = Mapping[str, float]
Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Point:
    """A key point's stems with their weights, the words behind them; the references' sentences that make the point."""

    text: str
    weights: dict[str, float]
    words: dict[str, tuple[str, ...]]
    made_in: tuple[tuple[Weights, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class PointShare:
    """How much of a point is said above chance, about 0..1; the answer's stems that say it, with their weights.

    `as_made`: the same of that sentence of the references which makes the point and is said best; `sure` where the
    point's words led to that sentence, not its place alone.
    """

    text: str
    share: float
    stems: dict[str, float]
    as_made: float
    made_stems: dict[str, float]
    sure: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a reference: its telling words new to the question, and all of them ready to be searched."""

    weights: dict[str, float]
    said: Said
    place: float


@lru_cache(maxsize=512)
def read_points(task: Task) -> tuple[Point, ...]:
    asked = frozenset(token.stem for token in tokens(task.question))
    told = [_sentences(text, asked) for text in task.references] if task.key_points else []
    last = max(1, len(task.key_points) - 1)
    return tuple(_point(text, place / last, asked, told) for place, text in enumerate(task.key_points))


def _sentences(text: str, asked: frozenset[str]) -> list[Sentence]:
    pieces = sentences(text)
    last = max(1, len(pieces) - 1)
    found = (
        Sentence(
            {one: tells for one, tells in telling(piece.stems, asked).items() if one not in asked},
            read_said(piece.tokens),
            place / last,
        )
        for place, piece in enumerate(pieces)
    )
    return [one for one in found if one.weights]


def _point(text: str, place: float, asked: frozenset[str], told: Sequence[Sequence[Sentence]]) -> Point:
    words: dict[str, list[str]] = {}
    for token in tokens(text):
        words.setdefault(token.stem, []).append(token.word)
    weights = telling(words, asked)
    own = {one: tuple(words[one]) for one in weights}
    return Point(text, weights, own, tuple(_made_in(weights, own, place, told)))


def _made_in(
    weights: Weights, words: Words, place: float, told: Sequence[Sequence[Sentence]]
) -> Iterable[tuple[Weights, bool]]:
    """Of each reference the sentence that comes nearest to the point, and whether its words say so."""
    wanted = dict(weights)
    for number, held in enumerate(told):
        near = [
            (share + IN_PLACE * (1 - abs(one.place - place)), share, one)
            for one in held
            for share in (_share(wanted, words, one.said),)
        ]
        if not near:
            continue
        _, share, best = max(near, key=lambda found: found[0])
        yield best.weights, share >= LINKED
        if number == 0 and share >= LINKED:
            for one, tells in best.weights.items():
                wanted[one] = max(wanted.get(one, 0.0), LENT * tells)


def _share(weights: Weights, words: Words, said: Said) -> float:
    total = sum(weights.values())
    found = sum(tells * match(one, words.get(one, ()), said).strength for one, tells in weights.items())
    return found / total if total else 0.0


def read_shares(task: Task, seen: Look) -> tuple[PointShare, ...]:
    return tuple(_read_share(point, seen) for point in read_points(task))


def _read_share(point: Point, seen: Look) -> PointShare:
    found = {one: match(one, point.words[one], seen.said) for one in point.weights}
    share, stems = said_share(point.weights, {one: (it.stem, it.strength) for one, it in found.items()}, seen)
    made = [
        (
            *said_share(weights, {one: (seen.matches[one].stem, seen.matches[one].strength) for one in weights}, seen),
            sure,
        )
        for weights, sure in point.made_in
    ]
    nothing: tuple[float, dict[str, float], bool] = (0.0, {}, False)
    as_made, made_stems, sure = max(made, key=lambda found: found[0] * (1.0 if found[2] else PLACED), default=nothing)
    return PointShare(point.text, share, stems, as_made, made_stems, sure)


def said_share(weights: Weights, found: Mapping[str, tuple[str, float]], seen: Look) -> tuple[float, dict[str, float]]:
    """How much of these words is said above what an answer as long says by accident; the answer's stems that say it."""
    length = len(seen.cleaned.tokens) / COUNTED_WORDS
    total = said = expected = 0.0
    stems: dict[str, float] = {}
    for one, tells in weights.items():
        stem, strength = found[one]
        total += tells
        said += tells * strength
        expected += tells * (1 - (1 - chance(one)) ** length)
        if strength:
            stems[stem] = max(stems.get(stem, 0.0), tells * strength)
    left = total - expected
    return (said - expected) / left if left > 1e-6 else 0.0, stems


def read_verdicts(points: Iterable[PointShare], seen: Look, answer: str, score: float) -> tuple[PointVerdict, ...]:
    """`score` is the content score, 0..5, or half of the most there is where there is none."""
    demand = STRICTEST + (MILDEST - STRICTEST) * score / TOP
    return tuple(_judged(found, seen, answer, _verdict(found, demand)) for found in points)


def _judged(found: PointShare, seen: Look, answer: str, kind: Verdict) -> PointVerdict:
    # The point's own words lead to the sentence that says it; where they are few, those of the reference's sentence do.
    stems = found.stems if found.share >= PARTLY else found.made_stems
    piece = nearest(stems, seen) if kind != "missing" else None
    return PointVerdict(point=found.text, verdict=kind, quote=answer[piece.start : piece.end] if piece else None)


def _verdict(found: PointShare, demand: float) -> Verdict:
    if found.share >= COVERED * demand or (found.sure and found.as_made >= SENTENCE_COVERED * demand):
        return "covered"
    made = found.as_made >= (SENTENCE_PARTLY if found.sure else SENTENCE_COVERED) * demand
    return "partly" if found.share >= PARTLY * demand or made else "missing"


def toward_points(score: float, shares: Sequence[PointShare], covered: float) -> float:
    """A score drawn towards what the points speak for: mostly where no reference's wording is met, not where all is.

    The points are claims, one by one; whoever says them in words of their own meets few of a reference's.
    """
    if not shares:
        return score
    return score + (spoken_for(mean_share(shares)) - score) * DRAWN * (1 - min(1.0, covered))


def mean_share(shares: Sequence[PointShare]) -> float:
    """Over all points, above chance; 0 where none are known."""
    return sum(found.share for found in shares) / len(shares) if shares else 0.0


def spoken_for(share: float) -> float:
    for (low, under), (high, over) in pairwise(SPEAKS_FOR):
        if share < high:
            return under + (over - under) * max(0.0, share - low) / (high - low)
    return SPEAKS_FOR[-1][1]


def nearest(stems: Mapping[str, float], seen: Look) -> Piece | None:
    """The sentence that holds most of these stems."""
    best: tuple[float, Piece | None] = (0.0, None)
    for piece in seen.cleaned.sentences:
        worth = sum(stems.get(one, 0.0) for one in piece.stems)
        best = (worth, piece) if worth > best[0] else best
    return best[1]
