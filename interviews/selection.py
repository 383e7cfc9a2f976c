"""Which questions a session asks, and in which order. Pure: the same pool, plan and seed give the same queue.

1. The shares of the focuses become whole numbers by largest remainder (D10), each focus's difficulties likewise.
2. In each focus, what the user was never asked comes before what they were, and that by how long ago; among equals,
   in every second place, those about the resume; then those on the wished topics, those kept for assessments, those
   of the wanted difficulty; then the seed decides.
3. The queue goes from easy to hard; inside a difficulty, core and resume questions alternate (D14), and neighbours
   differ in focus where that is possible.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID

from interviews.enums import Difficulty, Focus, Level, SessionType, Source
from interviews.validators import MIX

Key = TypeVar("Key", bound=Hashable)

# How hard the questions of a level are, in percent.
DIFFICULTIES: dict[str, dict[Difficulty, int]] = {
    Level.JUNIOR: {Difficulty.EASY: 50, Difficulty.MEDIUM: 35, Difficulty.HARD: 15},
    Level.MID: {Difficulty.EASY: 25, Difficulty.MEDIUM: 50, Difficulty.HARD: 25},
    Level.SENIOR: {Difficulty.EASY: 15, Difficulty.MEDIUM: 40, Difficulty.HARD: 45},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A question that may be asked. `last_asked` counts this user's sessions: 0 never, 1 long ago, 2 later ...

    `source` is resume for one made from the resume, and for one of the bank that was picked on its account.
    `reserved` ones are kept for assessments, which take them first: nobody can have rehearsed them.
    """

    id: UUID
    key: str
    focus: Focus
    difficulty: Difficulty
    skills: frozenset[str] = frozenset()
    last_asked: int = 0
    source: Source = Source.CORE
    reserved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a session wants. With a `resume` (tag -> skill it names), every second place of a focus is about it."""

    counts: Mapping[Focus, int]
    level: Level
    topics: frozenset[str] = frozenset()
    resume: Mapping[str, str] = field(default_factory=dict)


class BankTooSmall(Exception):
    """`missing`: how many questions of which focus there are too few."""

    def __init__(self, missing: Mapping[Focus, int]) -> None:
        super().__init__(", ".join(f"{count} more {focus.label.lower()}" for focus, count in missing.items()))
        self.missing = missing


def distribute(shares: Mapping[Key, int], total: int) -> dict[Key, int]:
    """`total` things by shares, with the largest remainder; of equal remainders the first named wins."""
    whole = sum(shares.values())
    counts = {key: total * share // whole for key, share in shares.items()}
    by_remainder = sorted(shares, key=lambda key: -(total * shares[key] % whole))
    for key in by_remainder[: total - sum(counts.values())]:
        counts[key] += 1
    return counts


def mix_of(kind: SessionType, total: int) -> dict[Focus, int]:
    """How many questions of each focus a kind of interview asks; mixed shares them out among the kinds first."""
    if kind != SessionType.MIXED:
        return distribute(MIX[kind], total)
    parts = distribute(dict.fromkeys(SessionType.PURE, 1), total)
    return {focus: count for each, part in parts.items() for focus, count in distribute(MIX[each], part).items()}


def select_questions(pool: Iterable[Choice], plan: Plan, seed: int) -> list[Choice]:
    """The queue. Raises BankTooSmall, naming all that is missing."""
    chance = random.Random(seed)  # noqa: S311 (a draw, not a secret)
    by_focus: dict[Focus, list[Choice]] = {focus: [] for focus in plan.counts}
    for choice in sorted(pool, key=lambda each: each.key):
        if choice.focus in by_focus:
            by_focus[choice.focus].append(choice)
    missing = {focus: n - len(by_focus[focus]) for focus, n in plan.counts.items() if n > len(by_focus[focus])}
    if missing:
        raise BankTooSmall(missing)
    used: set[str] = set()
    picked = [
        choice for focus, count in plan.counts.items() for choice in pick(by_focus[focus], count, plan, chance, used)
    ]
    return arrange(picked, chance)


def pick(choices: Sequence[Choice], count: int, plan: Plan, chance: random.Random, used: set[str]) -> list[Choice]:
    """`count` of one focus; with a resume, the first, third ... place is the resume's as far as it reaches.

    `used` are the skills of the resume that were asked about; each is asked about before one comes again.
    """
    wanted = Counter(distribute(DIFFICULTIES[plan.level], count))
    left = chance.sample(list(choices), len(choices))
    picked: list[Choice] = []
    for place in range(count):
        from_resume = bool(plan.resume) and place % 2 == 0
        places = [rank(each, plan, wanted, used if from_resume else None) for each in left]
        best = left.pop(places.index(min(places)))
        wanted[best.difficulty] -= 1
        named = skills_named(best, plan) if from_resume else frozenset()
        used |= named
        picked.append(replace(best, source=Source.RESUME) if named else best)
    return picked


def skills_named(choice: Choice, plan: Plan) -> frozenset[str]:
    """The skills of the resume that a question is about."""
    return frozenset(plan.resume[tag] for tag in choice.skills if tag in plan.resume)


def rank(
    choice: Choice, plan: Plan, wanted: Counter[Difficulty], used: set[str] | None
) -> tuple[bool, int, int, bool, bool, int]:
    """Smaller is better; `used` is None for a place that is not the resume's.

    What is made from the resume stands in for a core question only where there is no other.
    """
    named = skills_named(choice, plan)
    return (
        choice.source == Source.RESUME and used is None,
        choice.last_asked,
        0 if used is None or named - used else 1 if named else 2,
        bool(plan.topics) and not choice.skills & plan.topics,
        not choice.reserved,
        -wanted[choice.difficulty],
    )


def arrange(picked: Sequence[Choice], chance: random.Random) -> list[Choice]:
    """Easy to hard; inside a difficulty core and resume in turn."""
    queue: list[Choice] = []
    for difficulty in Difficulty:
        band = [choice for choice in picked if choice.difficulty == difficulty]
        chance.shuffle(band)
        core = [choice for choice in band if choice.source != Source.RESUME]
        resume = [choice for choice in band if choice.source == Source.RESUME]
        queue += alternate(varied(core), varied(resume))
    return queue


def varied(choices: Sequence[Choice]) -> list[Choice]:
    """Neighbours differ in focus as long as there is a choice: the fullest focus other than the last one's."""
    left = list(choices)
    ordered: list[Choice] = []
    while left:
        many = Counter(choice.focus for choice in left)
        last = ordered[-1].focus if ordered else None
        following = max(left, key=lambda choice: (choice.focus != last, many[choice.focus]))
        left.remove(following)
        ordered.append(following)
    return ordered


def alternate(core: Sequence[Choice], resume: Sequence[Choice]) -> list[Choice]:
    """Core, resume, core, resume ...; what is left of the longer one follows."""
    pairs = [choice for pair in zip(core, resume, strict=False) for choice in pair]
    both = min(len(core), len(resume))
    return [*pairs, *core[both:], *resume[both:]]
