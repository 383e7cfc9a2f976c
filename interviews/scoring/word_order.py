"""Whether an answer is made of sentences at all: words in the order of English, or thrown together.

Right words in no order say nothing of how they hang together. Only function words and endings are looked at: which
of them follow one another tells English from a shuffled or sorted pile, whatever the subject, however plain the style.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import log

from interviews.scoring.text import STOP, Token, read_lines

BREAK = re.compile(r"[.!?;:\n]")
ENDINGS = ("ing", "ed", "ly", "s")
# Fewer neighbours than this tell nothing: "O(log n)", three terms asked for.
FEWEST, MANY = 14, 50
# Of so many words so many neighbours, 0..1, stand in the order of the alphabet only where somebody sorted them.
SORTED, IN_ORDER = 8, 0.85
# The mean log of how much oftener two neighbours meet than by chance. Honest answers: 0.35, one in 300 below these two;
# shuffled or sorted ones: -0.45.
LOWEST_FEW, LOWEST_MANY = -0.28, -0.18


def is_thrown_together(words: Sequence[Token], answer: str) -> bool:
    if _sorted(words):
        return True
    kinds = [_kind(token.word) for token in words]
    met = [
        (kinds[at], kinds[at + 1])
        for at, (one, other) in enumerate(pairwise(words))
        if not BREAK.search(answer[one.end : other.start])
    ]
    if len(met) < FEWEST:
        return False
    return sum(lifts()(pair) for pair in met) / len(met) < (LOWEST_MANY if len(met) >= MANY else LOWEST_FEW)


def _sorted(words: Sequence[Token]) -> bool:
    if len({token.word for token in words}) < SORTED:
        return False
    return sum(one.word <= other.word for one, other in pairwise(words)) >= IN_ORDER * (len(words) - 1)


def _kind(word: str) -> str:
    """A function word is its own kind; of the others the ending counts."""
    if word in STOP:
        return word
    if word.isdigit():
        return "0"
    return next((f"-{end}" for end in ENDINGS if word.endswith(end) and len(word) > len(end) + 2), "-")


@lru_cache(maxsize=1)
def lifts() -> Lifts:
    return Lifts()


class Lifts:
    """The log of how much oftener a pair of kinds is met than its parts let expect, half a pair added to both."""

    def __init__(self) -> None:
        self.met: dict[tuple[str, str], int] = {}
        self.first: Counter[str] = Counter()
        self.second: Counter[str] = Counter()
        for line in read_lines("pairs"):
            one, *others = line.split()
            for other, count in zip(others[::2], map(int, others[1::2]), strict=True):
                self.met[one, other] = count
                self.first[one] += count
                self.second[other] += count
        self.total = self.first.total()

    def __call__(self, pair: tuple[str, str]) -> float:
        one, other = pair
        expected = self.first[one] * self.second[other] / self.total
        return log((self.met.get(pair, 0) + 0.5) / (expected + 0.5))
