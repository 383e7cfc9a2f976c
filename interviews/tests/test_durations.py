"""How long a question takes to answer."""

from __future__ import annotations

from itertools import product

import pytest

from interviews.durations import estimate_seconds
from interviews.enums import Difficulty, Focus


@pytest.mark.parametrize(
    ("focus", "difficulty", "seconds"),
    [
        (Focus.CORE, Difficulty.EASY, 90),
        (Focus.CORE, Difficulty.MEDIUM, 120),
        (Focus.CORE, Difficulty.HARD, 150),
        (Focus.SITUATIONAL, Difficulty.EASY, 112),
        (Focus.SYSTEM_DESIGN, Difficulty.HARD, 450),
    ],
)
def test_estimate(focus: Focus, difficulty: Difficulty, seconds: int) -> None:
    assert estimate_seconds(focus, difficulty) == seconds


@pytest.mark.parametrize(("focus", "difficulty"), list(product(Focus, Difficulty)))
def test_every_question_has_an_estimate_of_minutes(focus: Focus, difficulty: Difficulty) -> None:
    assert 60 <= estimate_seconds(focus, difficulty) <= 600


@pytest.mark.parametrize("focus", Focus)
def test_harder_takes_longer(focus: Focus) -> None:
    estimates = [estimate_seconds(focus, difficulty) for difficulty in Difficulty]
    assert estimates == sorted(set(estimates))
