"""What the model looks at: how much of the references an answer says, beyond what any answer says by accident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log1p, sqrt

from interviews.scoring.alignment import Match, Said, match, read_said, telling
from interviews.scoring.cleaning import Cleaned
from interviews.scoring.lexicon import COUNTED_WORDS, weight
from interviews.scoring.references import Prepared, letters

# Two words of a reference that stand together there stand together in an answer if so near.
NEIGHBOURS = 4
# A word said in fewer answers than this is the subject's own.
OWN_WORD = 0.05
# From this weight on a word of the question tells what it is about.
ASKED_WORD = 0.2

# name -> whether more of it may raise (1) or lower (-1) the score, never the other way
FEATURES: Mapping[str, int] = {
    "covered_new": 1,  # of the best reference: words the question does not use
    "covered_exact": 1,  # the same, only in the reference's own words
    "covered_all": 1,  # of all references together, question's words for a quarter
    "covered_own": 1,  # of all references together, the subject's own words only
    "cosine": 1,
    "worst_clause": 1,
    "mean_clause": 1,
    "precision": 1,  # of the answer's words, how many the references use
    "precision_near": 1,  # the same, in the sentences that touch a reference
    "mass": 1,  # log of the telling words said
    "top": 1,  # the most telling one
    "letters": 1,  # runs of four letters shared
    "pairs": 1,  # neighbours shared
    "beyond_chance": 1,  # how unlikely the words shared are in an answer to another question, in standard deviations
    "lift_best": 1,  # coverage above chance, of the best, the worst and the mean reference
    "lift_worst": 1,
    "lift_mean": 1,
    "copied": -1,
    "asked": 1,  # of the question's telling words, how many the answer takes up in sentences of its own
    "expected": 0,  # log of how many new words a reference has: of a short one, an answer in other words meets none
}


@dataclass(frozen=True, slots=True)
class Look:
    """An answer beside a task: its words, how each stem of the references is said, its own new words' weights."""

    prepared: Prepared
    cleaned: Cleaned
    said: Said
    matches: dict[str, Match]
    own: dict[str, float]

    def strength(self, one: str) -> float:
        return self.matches[one].strength


def look(prepared: Prepared, cleaned: Cleaned) -> Look:
    said = read_said(cleaned.tokens)
    matches = {one: match(one, prepared.words[one], said) for one in prepared.pool}
    own = telling((token.stem for token in cleaned.tokens if token.stem not in prepared.asked), frozenset())
    return Look(prepared, cleaned, said, matches, own)


def features(seen: Look) -> list[float]:
    """The values of FEATURES, in its order."""
    return [
        *_coverage(seen),
        *_precision(seen),
        *_evidence(seen),
        *_beyond_chance(seen),
        seen.cleaned.copied,
        *_setting(seen),
    ]


def _setting(seen: Look) -> list[float]:
    about = {one: tells for one in sorted(seen.prepared.asked) if (tells := weight(one)) > ASKED_WORD}
    taken_up = sum(tells for one, tells in about.items() if match(one, (), seen.said).strength)
    lengths = [len(reference.new) for reference in seen.prepared.references]
    return [taken_up / sum(about.values()) if about else 0.0, log1p(sum(lengths) / len(lengths))]


def covered(weights: Mapping[str, float], seen: Look) -> float:
    """The weighted share of the stems that is said, 0..1."""
    total = sum(weights.values())
    return sum(tells * seen.strength(one) for one, tells in weights.items()) / total if total else 0.0


def _coverage(seen: Look) -> list[float]:
    task = seen.prepared
    exact = [
        sum(tells for one, tells in reference.new.items() if one in seen.said.places) / sum(reference.new.values())
        for reference in task.references
    ]
    own = {one: task.pool[one] for one in task.new if task.chances[one] < OWN_WORD}
    new = {one: task.pool[one] for one in task.new} or task.pool
    parts = [
        [covered({one: reference.weights[one] for one in clause}, seen) for clause in reference.clauses] or [0.0]
        for reference in task.references
    ]
    return [
        max(covered(reference.new, seen) for reference in task.references),
        max(exact),
        covered(task.pool, seen),
        covered(own or new, seen),
        _cosine(new, seen),
        max(min(part) for part in parts),
        max(sum(part) / len(part) for part in parts),
    ]


def _cosine(wanted: Mapping[str, float], seen: Look) -> float:
    dot = sum(tells * weight(one) * seen.strength(one) for one, tells in wanted.items())
    norm = sqrt(sum(tells**2 for tells in wanted.values()) * sum(tells**2 for tells in seen.own.values()))
    return min(1.0, dot / norm) if norm else 0.0


def _precision(seen: Look) -> list[float]:
    used: dict[str, float] = {}
    for found in seen.matches.values():
        used[found.stem] = max(used.get(found.stem, 0.0), found.strength)
    near_used = near = 0.0
    for piece in seen.cleaned.sentences:
        stems = [one for one in piece.stems if one in seen.own]
        hit = sum(seen.own[one] * used.get(one, 0.0) for one in stems)
        if hit:
            near_used += hit
            near += sum(seen.own[one] for one in stems)
    total = sum(seen.own.values())
    hit = sum(tells * used.get(one, 0.0) for one, tells in seen.own.items())
    return [hit / total if total else 0.0, near_used / near if near else 0.0]


def _evidence(seen: Look) -> list[float]:
    task = seen.prepared
    said = [weight(one) * seen.strength(one) for one in task.new]
    mine = letters(seen.cleaned.tokens, task.asked)
    return [
        log1p(sum(said)),
        max(said, default=0.0),
        max(len(mine & reference.letters) / len(reference.letters or " ") for reference in task.references),
        max(_pairs(reference.pairs, seen) for reference in task.references),
    ]


def _pairs(pairs: Sequence[tuple[str, str]], seen: Look) -> float:
    said = total = 0.0
    for first, second in pairs:
        tells = min(weight(first), weight(second))
        total += tells
        a, b = seen.matches[first], seen.matches[second]
        if a.strength and b.strength and _near(seen.said.places[a.stem], seen.said.places[b.stem]):
            said += tells * min(a.strength, b.strength)
    return said / total if total else 0.0


def _near(places: Sequence[int], others: Sequence[int]) -> bool:
    return any(abs(one - other) <= NEIGHBOURS for one in places for other in others)


def _beyond_chance(seen: Look) -> list[float]:
    """Compared with an answer of the same length to some other question, word by word as if independent."""
    task = seen.prepared
    length = len(seen.cleaned.tokens) / COUNTED_WORDS
    by_chance = {one: 1 - (1 - task.chances[one]) ** length for one in task.new}
    surplus = sum(task.pool[one] * (seen.strength(one) - by_chance[one]) for one in task.new)
    spread = sum(task.pool[one] ** 2 * by_chance[one] * (1 - by_chance[one]) + 1e-4 for one in task.new)
    lifts = [_lift(reference.new, by_chance, seen) for reference in task.references]
    return [surplus / sqrt(spread) if spread else 0.0, max(lifts), min(lifts), sum(lifts) / len(lifts)]


def _lift(weights: Mapping[str, float], by_chance: Mapping[str, float], seen: Look) -> float:
    expected = sum(tells * by_chance.get(one, 0.0) for one, tells in weights.items())
    left = sum(weights.values()) - expected
    return (sum(tells * seen.strength(one) for one, tells in weights.items()) - expected) / left if left > 1e-6 else 0.0
