from __future__ import annotations

from random import Random

import pytest

from analytics.estimators.agreement import agreement
from analytics.tests.panels import summed

# Shrout and Fleiss 1979, table 2: six targets, four judges.
SHROUT = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def world(random: Random, stages: int, icc: float, sizes: list[int]) -> list[list[int]]:
    panels = []
    for _ in range(stages):
        level = random.gauss(3.3, icc**0.5)
        panels.append([round(1_000 * random.gauss(level, (1 - icc) ** 0.5)) for _ in range(random.choice(sizes))])
    return panels


def test_the_textbook() -> None:
    found = agreement(summed(SHROUT))
    assert found
    assert found.icc == pytest.approx(0.17, abs=0.005)  # as printed, and -0.13 to 0.72 by McGraw and Wong's formula
    assert found.icc_low == pytest.approx(-0.13, abs=0.005)
    assert found.icc_high == pytest.approx(0.72, abs=0.005)
    assert (found.stages, found.ratings, found.pairs) == (6, 24, 36)


def test_by_hand_with_unequal_panels() -> None:
    found = agreement(summed([[1, 3], [4, 5, 6]]))
    assert found
    # Means 2 and 5, in all 3.8: MSB = 2 * 3.24 + 3 * 1.44 = 10.8, MSW = (2 + 2) / 3, n0 = 5 - 13 / 5 = 2.4.
    assert found.icc == pytest.approx((10.8 - 4 / 3) / (10.8 + 1.4 * 4 / 3))
    assert found.difference == pytest.approx((2 + 1 + 1 + 2) / 4)


def test_differences_are_over_all_pairs() -> None:
    random = Random(1)
    panel = [random.randint(10, 50) for _ in range(9)]
    found = agreement(summed([panel]), units=10)
    assert found
    assert found.difference == pytest.approx(sum(abs(a - b) for a in panel for b in panel) / 2 / 36 / 10)


def test_stages_with_one_rating_are_left_out() -> None:
    assert agreement(summed([*SHROUT, [3], []])) == agreement(summed(SHROUT))


def test_none_without_a_shared_stage() -> None:
    assert agreement(summed([])) is None
    assert agreement(summed([[3], [4]])) is None


def test_one_stage_has_a_difference_and_no_icc() -> None:
    found = agreement(summed([[3, 4]]))
    assert found
    assert (found.difference, found.icc, found.icc_low, found.icc_high) == (1, None, None, None)


def test_everybody_rated_alike_has_no_icc() -> None:
    found = agreement(summed([[4, 4], [4, 4, 4]]))
    assert found
    assert (found.difference, found.icc) == (0, None)


def test_panels_that_never_differ_agree_fully_without_an_interval() -> None:
    found = agreement(summed([[4, 4], [2, 2, 2]]))
    assert found
    assert (found.difference, found.icc, found.icc_low, found.icc_high) == (0, 1, None, None)


def test_panels_that_differ_more_than_stages_are_below_zero() -> None:
    found = agreement(summed([[1, 5], [1, 5], [5, 1]]))
    assert found
    assert found.icc == pytest.approx(-1)


def test_a_higher_level_is_wider() -> None:
    usual, wide = agreement(summed(SHROUT)), agreement(summed(SHROUT), level=0.99)
    assert usual
    assert wide
    assert wide.icc_low < usual.icc_low < usual.icc_high < wide.icc_high  # type: ignore[operator]


@pytest.mark.parametrize(("icc", "sizes"), [(0.1, [2, 3]), (0.4, [2, 3, 4]), (0.7, [3])])
def test_intervals_cover(icc: float, sizes: list[int]) -> None:
    random, covered = Random(2), 0
    for _ in range(400):
        found = agreement(summed(world(random, 25, icc, sizes)))
        assert found
        assert found.icc_low is not None
        assert found.icc_high is not None
        covered += found.icc_low <= icc <= found.icc_high
    assert 0.92 < covered / 400 < 0.985
