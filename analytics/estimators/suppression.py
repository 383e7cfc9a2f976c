"""Figures of small groups are not told: with fewer than MIN_PEOPLE people in it, a figure is one about persons.

Hiding the small groups is not enough where the sum over all is told too: a single hidden group is the sum less the
others. So the smallest of the groups still shown is hidden as well, until the hidden ones are at least two and together
at least MIN_PEOPLE (complementary suppression: Willenborg and de Waal 2001, Elements of Statistical Disclosure Control,
section 1.3). Where that hides every group and they still are too few, the sum is hidden with them.

Groups of nobody have no figure to hide and hide nobody else's.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

MIN_PEOPLE = 5

Group = TypeVar("Group", bound=Hashable)
Figure = TypeVar("Figure")


@dataclass(frozen=True, slots=True)
class Suppression(Generic[Group]):
    """The groups whose figures are hidden, and whether the figure of all of them together may be told."""

    hidden: frozenset[Group]
    total_shown: bool


def is_small(people: int) -> bool:
    """Raises ValueError below 0."""
    if people < 0:
        raise ValueError("a group has no fewer than 0 people")
    return people < MIN_PEOPLE


def unless_small(figure: Figure, people: int) -> Figure | None:
    """For a figure that stands alone, with no sum beside it."""
    return None if is_small(people) else figure


def suppress(people: Mapping[Group, int], *, with_total: bool = True) -> Suppression[Group]:
    """From the number of people in each group of a breakdown; `with_total`: the figure of all stands beside it."""
    small = {group for group, size in people.items() if is_small(size)}
    by_size = sorted((group for group, size in people.items() if size), key=lambda group: people[group])
    count = sum(group in small for group in by_size)
    if not with_total:
        return Suppression(frozenset(by_size[:count]), total_shown=False)
    while 0 < count < len(by_size) and (count < 2 or is_small(sum(people[group] for group in by_size[:count]))):
        count += 1
    return Suppression(frozenset(by_size[:count]), total_shown=not is_small(sum(people.values())))
