"""A task made ready, once for all its answers: what its references say, and how surprising each word of them is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from interviews.scoring.alignment import telling
from interviews.scoring.lexicon import chance, weight
from interviews.scoring.text import Token, clauses, tokens
from interviews.scoring.types import Task

GRAM = 4


@dataclass(frozen=True, slots=True)
class Reference:
    """One right answer: stem -> weight, the new ones alone, its clauses, its neighbouring words, its letters."""

    weights: dict[str, float]
    new: dict[str, float]
    clauses: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[str, str], ...]
    letters: frozenset[str]
    words: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """The question's stems in order and as a set; the references; of all their stems together:

    the mean weight, the words with that stem, how much of it is said by accident; and those new to the question.
    """

    question: tuple[str, ...]
    asked: frozenset[str]
    references: tuple[Reference, ...]
    pool: dict[str, float]
    words: dict[str, tuple[str, ...]]
    chances: dict[str, float]
    new: tuple[str, ...]


@lru_cache(maxsize=512)
def prepare(task: Task) -> Prepared:
    question = tuple(token.stem for token in tokens(task.question))
    asked = frozenset(question)
    texts = [*task.references, *([". ".join(task.key_points)] if task.key_points else [])]
    references = tuple(_reference(text, asked) for text in texts if tokens(text))
    pool: Counter[str] = Counter()
    words: dict[str, dict[str, None]] = {}
    for reference in references:
        for one, tells in reference.weights.items():
            pool[one] += tells / len(references)  # type: ignore[assignment]  # a Counter of floats
        for token in reference.words:
            words.setdefault(token.stem, {})[token.word] = None
    return Prepared(
        question=question,
        asked=asked,
        references=references,
        pool=dict(pool),
        words={one: tuple(words[one]) for one in pool},
        chances={one: chance(one) for one in pool},
        new=tuple(one for one in pool if one not in asked),
    )


def _reference(text: str, asked: frozenset[str]) -> Reference:
    words = tuple(tokens(text))
    stems = [token.stem for token in words]
    # A reference of function words only ("by itself") is still to be said.
    weights = telling(stems, asked) or dict.fromkeys(stems, 0.1)
    new = {one: tells for one, tells in weights.items() if one not in asked} or weights
    parts = (tuple(telling((token.stem for token in clause.tokens), asked)) for clause in clauses(text))
    said = [one for one in stems if one in weights]
    pairs = tuple((a, b) for a, b in pairwise(said) if a != b and not {a, b} <= asked)
    return Reference(weights, new, tuple(part for part in parts if part), pairs, letters(words, asked), words)


def letters(words: Iterable[Token], asked: frozenset[str]) -> frozenset[str]:
    """Runs of four letters of the telling words the question does not use: a typo costs few of them."""
    kept = " ".join(token.word for token in words if token.stem not in asked and weight(token.stem))
    padded = f" {kept} "
    return frozenset(padded[place : place + GRAM] for place in range(len(padded) - GRAM + 1))
