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
# The length of the answers in which words were counted, and the share of them that say a word not listed.
COUNTED_WORDS = 90
RARE = 0.0006


@dataclass(slots=True)
class Lexicon:
    """Stems related to a stem, with the strength; opposites; phrases by their first stem; shares of answers, 0..1."""

    related: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    opposites: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    phrases: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))
    shares: dict[str, float] = field(default_factory=dict)

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
    for line in read_lines("common"):
        one, mille = line.split()
        found.shares[one] = int(mille) / 1000
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


def share(stem: str) -> float:
    """In which share of answers, whatever the question, the word is said."""
    return max(RARE, lexicon().shares.get(stem, RARE))


@lru_cache(maxsize=60_000)
def weight(stem: str) -> float:
    """How much a word tells, 0..1: its surprise, -log of its share of answers, as a part of that of a rare word."""
    if stem in STOP_STEMS:
        return 0.0
    return log(min(share(stem), 0.99)) / log(RARE) * (LIGHT_WEIGHT if stem in LIGHT else 1.0)


def worth(wanted: str, other: str, strength: float) -> float:
    """How surely `other` says `wanted`: a common word ("change") is weak evidence of a rare one ("mutate")."""
    if " " in other or strength >= SAME_FAMILY:
        return strength
    rare = weight(wanted)
    return strength * min(1.0, weight(other) / rare) if rare else strength


@lru_cache(maxsize=60_000)
def chance(stem: str) -> float:
    """How much of a word an answer to any question at all says by accident, 0..1."""
    near = (share(other) * worth(stem, other, strength) for other, strength in lexicon().related.get(stem, {}).items())
    known = min(share(stem), 0.98)
    return known + (1 - known) * min(max(near, default=0.0), 0.98)


def is_known(stem: str) -> bool:
    """Whether the lexicon has met the word at all; made-up words it has not."""
    return stem.isdigit() or stem in STOP_STEMS or stem in lexicon().shares or stem in lexicon().related


def phrases_in(stems: list[str]) -> list[tuple[int, str]]:
    """The known phrases in a run of stems, each with the place of its first word."""
    known = lexicon().phrases
    found = []
    for place, first in enumerate(stems):
        for phrase in known.get(first, ()):
            if tuple(stems[place : place + len(phrase)]) == phrase:
                found.append((place, " ".join(phrase)))
    return found
