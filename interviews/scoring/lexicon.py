"""What is known of words beyond the task at hand: how much each tells, and which mean much the same."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

from interviews.scoring.text import STOP, read_lines, read_words, stem

# How much of a word is said by one that means the same; a profession's own synonyms are surer than general ones.
SAME_FAMILY, SAME_TRADE, SAME_GENERAL = 0.9, 0.7, 0.55
LIGHT_WEIGHT = 0.35
# Of a word in every fortieth sentence of general English, for instance "make".
LEAST_WEIGHT = 0.4


@dataclass(slots=True)
class Lexicon:
    """Stems related to a stem, with the strength; opposites; phrases by their first stem; counts in general English."""

    related: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    opposites: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    phrases: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))
    counts: dict[str, int] = field(default_factory=dict)

    def relate(self, members: list[str], strength: float) -> None:
        for one in members:
            known = self.related[one]
            for other in members:
                if other != one:
                    known[other] = max(known.get(other, 0.0), strength)

    def oppose(self, one: str, other: str) -> None:
        self.opposites[one].add(other)
        self.opposites[other].add(one)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    found = Lexicon()
    for line in read_lines("wordnet"):
        kind, *stems = line.split()
        if kind == "=":
            found.relate(stems, SAME_GENERAL)
        elif kind == "~":
            found.relate(stems, SAME_FAMILY)
        elif kind == "!":
            found.oppose(*stems)
        elif kind == "%":
            found.counts[stems[0]] = int(stems[1])
    for line in read_lines("synonyms"):
        found.relate([_member(found, member) for member in line.split(",")], SAME_TRADE)
    for line in read_lines("opposites"):
        one, other = line.split()
        found.oppose(stem(one), stem(other))
    return found


def _member(found: Lexicon, member: str) -> str:
    """The stem of a word; of a phrase its stems joined, and the phrase is kept to be looked for."""
    stems = tuple(stem(word) for word in member.split())
    if len(stems) > 1 and stems not in found.phrases[stems[0]]:
        found.phrases[stems[0]].append(stems)
    return " ".join(stems)


LIGHT = frozenset(stem(word) for word in read_words("light"))
STOP_STEMS = frozenset(stem(word) for word in STOP)


@lru_cache(maxsize=60_000)
def weight(stem: str) -> float:
    """How much a word tells, 0..1: nothing for function words, less the commoner it is in general English."""
    if stem in STOP_STEMS:
        return 0.0
    if stem in LIGHT:
        return LIGHT_WEIGHT
    return max(LEAST_WEIGHT, min(1.0, 1.25 - 0.11 * log(1 + lexicon().counts.get(stem, 0))))


def phrases_in(stems: list[str]) -> list[tuple[int, str]]:
    """The known phrases in a run of stems, each with the place of its first word."""
    known = lexicon().phrases
    found = []
    for place, first in enumerate(stems):
        for phrase in known.get(first, ()):
            if tuple(stems[place : place + len(phrase)]) == phrase:
                found.append((place, " ".join(phrase)))
    return found
