"""What a score may not get past, whatever the model says: rules a candidate can be told."""

from __future__ import annotations

from collections.abc import Mapping

from interviews.scoring.features import Look

# An answer of more telling words than this has to say more than such a long answer says by accident: so many standard
# deviations a word, up to the most ever asked for. Below it, the model alone judges.
LONG_FROM, LONG_FULL = 15, 30
SPREADS_PER_WORD, SPREADS_MOST = 0.1, 5.0
# Of the key points, the mean share above chance that makes up for all of that: plain words of working life are seldom
# surprising, but those of a point stand together in it.
POINTS_ENOUGH = 0.3
LEFT_WITHOUT = 0.15
# The most an answer of this kind gets, unless its other words speak for themselves (standard deviations beyond chance).
LIST_MOST, THROWN_MOST, FOREIGN_MOST, ASIDE_MOST, OPPOSITE_MOST = 0.8, 1.5, 0.5, 0.3, 2.0
FOREIGN_SPREADS, ASIDE_SPREADS = 4.0, 2.0
SAID_ALL = 0.8


def guard(score: float, seen: Look, values: Mapping[str, float], points: float, *, opposite: bool) -> float:
    """The model's score, 0..5, brought down where the answer gives no ground for it; `points`: their mean share."""
    cleaned, beyond_chance = seen.cleaned, values["beyond_chance"]
    if not cleaned.tokens:
        return 0.0
    limit = OPPOSITE_MOST if opposite else 5.0
    if not seen.own and values["covered_new"] < SAID_ALL:
        limit = ASIDE_MOST  # the question's own words, in whatever order
    if (cleaned.unknowing or cleaned.instructions) and beyond_chance < ASIDE_SPREADS:
        limit = min(limit, ASIDE_MOST)
    if cleaned.foreign and beyond_chance < FOREIGN_SPREADS:
        limit = min(limit, FOREIGN_MOST)
    if cleaned.thrown_together:
        limit = min(limit, THROWN_MOST)
    if cleaned.listed:
        limit = min(limit, LIST_MOST)
    return min(score * _length(seen, beyond_chance, points) * _words(seen), limit)


def _length(seen: Look, beyond_chance: float, points: float) -> float:
    """1 where a long answer says enough; down to LEFT_WITHOUT where another answer as long says as much by accident."""
    words = len(seen.own)
    long = min(1.0, max(0.0, (words - LONG_FROM) / (LONG_FULL - LONG_FROM)))
    enough = beyond_chance / min(SPREADS_MOST, SPREADS_PER_WORD * max(words, 1)) + max(0.0, points) / POINTS_ENOUGH
    return 1 - long * (1 - min(1.0, max(LEFT_WITHOUT, enough)))


def _words(seen: Look) -> float:
    """Where no reference is touched, the share of known words: gibberish is no other wording, nor is one letter."""
    touched = any(seen.strength(one) for one in seen.prepared.new)
    if touched:
        return 1.0
    only = seen.cleaned.tokens[0] if len(seen.cleaned.tokens) == 1 else None
    return 0.0 if only and len(only.word) == 1 else seen.cleaned.known
