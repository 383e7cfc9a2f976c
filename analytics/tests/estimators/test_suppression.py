from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.estimators.suppression import MIN_PEOPLE, is_small, suppress, unless_small


@pytest.mark.parametrize(("people", "small"), [(0, True), (1, True), (4, True), (5, False), (500, False)])
def test_small_is_fewer_than_five(people: int, small: bool) -> None:
    assert is_small(people) is small


def test_nobody_counts_fewer_than_none() -> None:
    with pytest.raises(ValueError, match="fewer than 0"):
        is_small(-1)
    with pytest.raises(ValueError, match="fewer than 0"):
        suppress({"a": -1})


def test_a_figure_alone() -> None:
    assert unless_small(0.4, 4) is None
    assert unless_small(0.4, 5) == 0.4
    assert unless_small(None, 50) is None


@pytest.mark.parametrize(
    ("people", "hidden", "total_shown"),
    [
        ({}, "", False),
        ({"a": 9, "b": 5}, "", True),
        ({"a": 9, "b": 3, "c": 2}, "bc", True),
        # One alone would be the sum less the others.
        ({"a": 9, "b": 7, "c": 2}, "bc", True),
        # Two that are one person each are still too few together.
        ({"a": 9, "b": 7, "c": 1, "d": 1}, "bcd", True),
        ({"a": 9, "c": 1}, "ac", True),
        ({"a": 3}, "a", False),
        ({"a": 2, "b": 2}, "ab", False),
        ({"a": 2, "b": 3}, "ab", True),
        ({"a": 8, "b": 0}, "", True),
        ({"a": 8, "b": 0, "c": 3}, "ac", True),
        ({"a": 0}, "", False),
    ],
)
def test_with_the_sum_beside_it(people: dict[str, int], hidden: str, total_shown: bool) -> None:
    found = suppress(people)
    assert found.hidden == frozenset(hidden)
    assert found.total_shown is total_shown


def test_without_the_sum_only_the_small_are_hidden() -> None:
    assert suppress({"a": 9, "b": 7, "c": 2, "d": 0}, with_total=False).hidden == {"c"}


@given(st.dictionaries(st.integers(), st.integers(0, 12), max_size=8))
def test_nothing_small_can_be_told_from_what_is_shown(people: dict[int, int]) -> None:
    found = suppress(people)
    shown = {group for group, size in people.items() if size and group not in found.hidden}
    assert all(people[group] >= MIN_PEOPLE for group in shown)
    if found.total_shown and found.hidden:
        assert len(found.hidden) > 1
        assert sum(people[group] for group in found.hidden) >= MIN_PEOPLE
