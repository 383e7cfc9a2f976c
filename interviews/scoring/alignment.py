"""How much of a reference's words an answer says, in its own words or in others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from interviews.scoring.lexicon import lexicon, phrases_in, weight, worth
from interviews.scoring.text import Token, stem

EXACT, NEAR = 1.0, 0.85
# A question's own word in a reference tells little: whoever answers has just read it.
QUESTION_SHARE = 0.25
# Positions kept of a word said again and again.
MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Said:
    """An answer's words: stem -> places; phrases and neighbours written as one word are stems too.

    `by_prefix`: the first two letters -> the words, each with its stem.
    """

    places: dict[str, list[int]]
    by_prefix: dict[str, dict[str, str]]
    words: int


@dataclass(frozen=True, slots=True)
class Match:
    """The stem of the answer that says a word of the reference, and how surely, 0..1."""

    stem: str
    strength: float


NOTHING = Match("", 0.0)


def read_said(words: Iterable[Token]) -> Said:
    held = list(words)
    stems = [token.stem for token in held]
    places: dict[str, list[int]] = {}
    for place, one in enumerate(stems):
        _keep(places, one, place)
    for place in range(len(held) - 1):
        if len(held[place].word) + len(held[place + 1].word) <= 16:
            _keep(places, stem(held[place].word + held[place + 1].word), place)
    for place, phrase in phrases_in(stems):
        _keep(places, phrase, place)
    by_prefix: dict[str, dict[str, str]] = {}
    for token in held:
        by_prefix.setdefault(token.word[:2], {})[token.word] = token.stem
    return Said(places, by_prefix, len(held))


def _keep(places: dict[str, list[int]], one: str, place: int) -> None:
    known = places.setdefault(one, [])
    if len(known) < MOST_PLACES:
        known.append(place)


def match(wanted: str, words: Iterable[str], said: Said) -> Match:
    """The best saying of one stem; `words` are the reference's words with that stem."""
    if wanted in said.places:
        return Match(wanted, EXACT)
    near = _near(wanted, words, said)
    best = Match(near, NEAR) if near else NOTHING
    for other, strength in lexicon().related.get(wanted, {}).items():
        if strength > best.strength and other in said.places:
            sure = worth(wanted, other, strength)
            best = Match(other, sure) if sure > best.strength else best
    return best


def _near(wanted: str, words: Iterable[str], said: Said) -> str | None:
    """A word with one slip of the pen, or one whose stem goes on from the other: recurs, recursion."""
    for other, found in said.by_prefix.get(wanted[:2], {}).items():
        short, long = sorted((wanted, found), key=len)
        if len(short) >= 5 and long.startswith(short) and len(long) <= len(short) + 4:
            return found
        if any(one_slip(*sorted((word, other), key=len)) for word in words if abs(len(word) - len(other)) <= 1):
            return found
    return None


def one_slip(short: str, long: str) -> bool:
    """Whether one letter added, changed or swapped with its neighbour makes `long` of `short`, 5 letters or more."""
    if len(short) < 5 or short.isdigit():
        return False
    at = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1 : at + 2] + short[at : at + 1]
    return short[at + 1 :] == long[at + 1 :] or (swapped == long[at : at + 2] and short[at + 2 :] == long[at + 2 :])


def telling(stems: Iterable[str], question: frozenset[str]) -> dict[str, float]:
    """Each stem that tells anything, with its weight; the question's own count for little."""
    weights = ((one, weight(one)) for one in dict.fromkeys(stems))
    return {one: tells * (QUESTION_SHARE if one in question else 1.0) for one, tells in weights if tells}
