from __future__ import annotations

import pytest

from analytics.estimators.stats import Rate
from analytics.figures.comparing import difference


def test_newcombes_example() -> None:
    """56/70 against 48/80: 0.2, from 0.0524 to 0.3339 (Newcombe 1998, table II, method 10)."""
    found = difference(Rate(56, 70), Rate(48, 80))
    assert found is not None
    assert (found.value, found.low, found.high) == (
        pytest.approx(0.2),
        pytest.approx(0.0524, abs=1e-4),
        pytest.approx(0.3339, abs=1e-4),
    )
    assert found.more_than_chance


def test_the_other_way_round_is_the_negative() -> None:
    one, other = difference(Rate(56, 70), Rate(48, 80)), difference(Rate(48, 80), Rate(56, 70))
    assert one is not None
    assert other is not None
    assert (other.low, other.high) == (pytest.approx(-one.high), pytest.approx(-one.low))
    assert other.more_than_chance


def test_few_cases_differ_by_chance() -> None:
    found = difference(Rate(2, 3), Rate(1, 3))
    assert found is not None
    assert not found.more_than_chance


def test_nothing_to_compare() -> None:
    assert difference(Rate(0, 0), Rate(1, 2)) is None
    assert difference(Rate(1, 2), Rate(0, 0)) is None
