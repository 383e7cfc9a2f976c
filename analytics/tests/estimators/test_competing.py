from __future__ import annotations

from math import exp
from random import Random

import pytest

from analytics.estimators.competing import matured_rate
from analytics.estimators.stats import Rate
from analytics.estimators.survival import Curve, Row

TRUE = 0.2


def world(random: Random, number: int, window: float = 365) -> list[Row]:
    """D18: started evenly over a year and seen at its end; a placement takes 95 days on average, other ends 28."""
    rows: list[Row] = []
    for _ in range(number):
        placed = random.random() < TRUE
        days = random.gammavariate(2, 47.5) if placed else random.expovariate(1 / 28)
        followed = random.uniform(0, window)
        kind = ("placed" if placed else "rejected") if days <= followed else None
        rows.append((min(days, followed), kind, 1))
    return sorted(rows, key=lambda row: row[0])


def true_incidence(day: float) -> float:
    return TRUE * (1 - exp(-day / 47.5) * (1 + day / 47.5))


def counts(rows: list[Row]) -> tuple[int, int, int]:
    placed = sum(n for _, kind, n in rows if kind == "placed")
    return placed, sum(n for _, kind, n in rows if kind), sum(n for _, _, n in rows)


def test_by_hand() -> None:
    rows: list[Row] = [(1, "placed", 1), (2, "rejected", 1), (3, None, 1), (4, "placed", 1), (5, None, 1)]
    curve = [found for day in (1, 2, 4) if (found := matured_rate(rows, "placed", day))]
    # S before: 1, 4/5, 3/5; hazards: 1/5, 0, 1/2.
    assert [each.value for each in curve] == pytest.approx([0.2, 0.2, 0.2 + 0.6 / 2])
    assert [(each.day, each.at_risk, each.ended) for each in curve] == [(1, 5, 1), (2, 4, 1), (4, 2, 2)]


@pytest.mark.parametrize(
    ("day", "value", "variance"),
    [
        (30, 0.024728947308568405, 8.52311594592839e-05),
        (120, 0.11550267633747349, 0.0004161441809203373),
        (180, 0.13911012244202572, 0.0004883997487619409),
    ],
)
def test_value_and_variance_agree_with_lifelines(day: float, value: float, variance: float) -> None:
    """lifelines 0.30, AalenJohansenFitter, over the same rows; the days have no ties."""
    found = matured_rate(world(Random(11), 300), "placed", day)
    assert found
    assert found.value == pytest.approx(value, rel=1e-9)
    assert found.variance == pytest.approx(variance, rel=1e-9)


def test_with_one_kind_it_is_what_did_not_survive() -> None:
    rows: list[Row] = [(1, "placed", 2), (2, None, 3), (4, "placed", 1), (6, None, 2)]
    found, curve = matured_rate(rows, "placed", 5), Curve(rows).survival(5)
    assert found
    assert curve
    assert found.value == pytest.approx(1 - curve.value)
    greenwood = curve.value**2 * Curve(rows).variances[-1]
    assert found.variance == pytest.approx(greenwood)


def test_without_open_ones_it_is_the_plain_rate_and_its_wilson_interval() -> None:
    rows: list[Row] = [(1, "rejected", 30), (2, "placed", 20), (2, "withdrew", 9), (5, "rejected", 41)]
    found, plain = matured_rate(rows, "placed", 90), Rate(20, 100).wilson()
    assert found
    assert plain
    assert found.variance == pytest.approx(0.2 * 0.8 / 100)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, plain.low, plain.high))
    assert (found.n, found.ended, found.at_risk, found.unresolved) == (100, 20, 0, 0)


def test_the_kinds_and_the_open_share_add_up_to_one() -> None:
    rows = world(Random(2), 400)
    shares = [matured_rate(rows, kind, 100) for kind in ("placed", "rejected")]
    left = Curve(rows).survival(100)
    assert left
    assert sum(each.value for each in shares if each) + left.value == pytest.approx(1)


def test_the_horizon_is_included() -> None:
    rows: list[Row] = [(10, "placed", 1), (10, None, 1), (20, "placed", 2)]
    at, before = matured_rate(rows, "placed", 10), matured_rate(rows, "placed", 9.9)
    assert at
    assert before
    assert (at.value, at.at_risk) == (0.25, 4)
    assert (before.value, before.at_risk) == (0, 4)


def test_no_placement_yet_is_zero_with_an_upper_bound() -> None:
    rows: list[Row] = [(5, "rejected", 10), (6, None, 20), (60, None, 10)]
    found, plain = matured_rate(rows, "placed", 30), Rate(0, 20).wilson()
    assert found
    assert plain
    assert (found.value, found.low, found.variance) == (0, 0, 0)
    assert found.high == pytest.approx(plain.high)  # the 20 lost from sight tell nothing


def test_all_placed_is_one_with_a_lower_bound() -> None:
    found = matured_rate([(5, "placed", 8)], "placed", 30)
    assert found
    assert (found.value, found.high) == (1, 1)
    assert found.low == pytest.approx(Rate(8, 8).wilson().low)  # type: ignore[union-attr]


def test_a_horizon_that_nobody_was_followed_to_is_none() -> None:
    assert matured_rate([(5, "placed", 1), (6, None, 1)], "placed", 7) is None
    assert matured_rate([], "placed", 7) is None


def test_a_little_that_was_not_followed_widens_the_upper_bound() -> None:
    rows: list[Row] = [(5, "rejected", 70), (6, "placed", 25), (8, None, 5)]
    followed, beyond = matured_rate(rows, "placed", 8), matured_rate(rows, "placed", 9)
    assert followed
    assert beyond
    assert (followed.unresolved, beyond.unresolved) == pytest.approx((0, 0.05))
    assert (beyond.value, beyond.low) == (followed.value, followed.low)
    assert beyond.high == pytest.approx(followed.high + 0.05)


def test_a_negative_horizon_is_refused() -> None:
    with pytest.raises(ValueError, match="horizon"):
        matured_rate([], "placed", -1)


def test_counted_rows_are_as_good_as_single_ones() -> None:
    single = [(float(int(day)), kind, 1) for day, kind, _ in world(Random(3), 500)]
    keys = sorted({(day, kind) for day, kind, _ in single}, key=lambda key: (key[0], str(key[1])))
    counted: list[Row] = [(day, kind, single.count((day, kind, 1))) for day, kind in keys]
    assert len(counted) < len(single)
    for horizon in (0, 7, 30, 90, 180):
        assert matured_rate(counted, "placed", horizon) == matured_rate(single, "placed", horizon)


def test_the_naive_rates_mislead_and_the_matured_one_does_not() -> None:
    random, of_all, of_ended, matured = Random(4), 0.0, 0.0, 0.0
    for _ in range(40):
        rows = world(random, 1000)
        placed, ended, every = counts(rows)
        found = matured_rate(rows, "placed", 270)
        assert found
        of_all += placed / every / 40
        of_ended += placed / ended / 40
        matured += found.value / 40
    assert of_all == pytest.approx(0.149, abs=0.004)
    assert of_ended == pytest.approx(0.168, abs=0.004)
    # 0.195, the rest being placed later; three standard errors are 0.007.
    assert matured == pytest.approx(true_incidence(270), abs=0.007)
    assert matured > 0.188


@pytest.mark.parametrize("number", [30, 150])
def test_the_interval_covers(number: int) -> None:
    random, covered, told, worlds = Random(number), 0, 0, 300
    for _ in range(worlds):
        found = matured_rate(world(random, number), "placed", 180)
        if found:
            told += 1
            covered += found.low <= true_incidence(180) <= found.high
    assert told > 0.95 * worlds
    assert 0.92 < covered / told < 0.985
