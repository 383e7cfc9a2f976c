"""Boosts: nothing from chance, little from little, bounded."""

from __future__ import annotations

import random
from math import log

import pytest

from analytics.estimators.boosts import LEAST, MOST, boosts
from analytics.estimators.stats import Rate


def drawn(seed: int, rates: dict[str, float], cases: int) -> dict[str, Rate]:
    dice = random.Random(seed)
    return {name: Rate(sum(dice.random() < rate for _ in range(cases)), cases) for name, rate in rates.items()}


USUAL = {f"usual {number}": 0.2 for number in range(30)}


def test_nobody_has_none() -> None:
    assert boosts({}) == {}
    assert boosts({"new": Rate(0, 0)}) == {"new": 0.0}


@pytest.mark.parametrize("seed", range(10))
def test_chance_moves_nobody(seed: int) -> None:
    """Of 30 equal feeders with 60 candidates each none is told to be better or worse."""
    assert set(boosts(drawn(seed, USUAL, 60)).values()) == {0.0}


@pytest.mark.parametrize("seed", range(10))
def test_the_truly_better_and_worse_are_found_with_enough_cases(seed: int) -> None:
    found = boosts(drawn(seed, USUAL | {"better": 0.4, "worse": 0.04}, 200))
    assert found["better"] > 0.3
    assert found["worse"] < -0.3
    assert all(abs(boost) < 0.6 for name, boost in found.items() if name in USUAL)
    assert sum(boost != 0 for name, boost in found.items() if name in USUAL) <= 3


def test_few_cases_move_nobody_however_good() -> None:
    groups = drawn(1, USUAL, 60)
    found = boosts({**groups, "few": Rate(LEAST - 1, LEAST - 1), "some": Rate(40, 50)})
    assert found["few"] == 0
    assert found["some"] > 0


def test_more_cases_of_the_same_rate_move_more() -> None:
    groups = drawn(1, USUAL, 60)
    small, large = (boosts({**groups, "good": Rate(4 * n, 10 * n)})["good"] for n in (8, 80))
    assert 0 < small < large < log(0.4 / 0.6) - log(0.2 / 0.8) + 0.2


def test_it_is_never_more_than_the_most() -> None:
    groups = {"all": Rate(500, 500), "none": Rate(0, 500), **{f"{n}": Rate(n, 50) for n in range(5, 45)}}
    found = boosts(groups)
    assert (found["all"], found["none"]) == (MOST, -MOST)
