from __future__ import annotations

from random import Random

import pytest

from analytics.estimators.survival import Curve, Quantile, Row, steps_of


def rows_of(days: list[float], ended: list[int]) -> list[Row]:
    return sorted(
        ((day, "ended" if hit else None, 1) for day, hit in zip(days, ended, strict=True)), key=lambda row: row[0]
    )


# Freireich et al. 1963, weeks in remission under 6-MP and under placebo (Klein and Moeschberger, table 1.1).
SIX_MP = rows_of(
    [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
    [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
)
PLACEBO = rows_of([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [1] * 21)
# Miller 1981, Survival Analysis: weeks in remission of acute myelogenous leukaemia, maintained group.
MAINTAINED = rows_of([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])


def test_survival_of_the_textbook() -> None:
    curve = Curve(SIX_MP)
    assert curve.days == [6, 7, 10, 13, 16, 22, 23]
    expected = [1, 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]  # Klein and Moeschberger, table 4.1A
    assert curve.survived == pytest.approx(expected, abs=6e-4)


@pytest.mark.parametrize(
    ("rows", "day", "low", "high"),
    [  # lifelines 0.30, KaplanMeierFitter
        (SIX_MP, 6, 0.6197, 0.9516),
        (SIX_MP, 23, 0.1881, 0.6801),
        (SIX_MP, 30, 0.1881, 0.6801),
        (PLACEBO, 8, 0.1831, 0.5778),
        (MAINTAINED, 48, 0.0117, 0.5250),
    ],
)
def test_interval_of_survival(rows: list[Row], day: float, low: float, high: float) -> None:
    found = Curve(rows).survival(day)
    assert found
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (SIX_MP, Quantile(23, 13, None)),
        (PLACEBO, Quantile(8, 4, 11)),
        (MAINTAINED, Quantile(31, 13, None)),
    ],
)
def test_median_and_its_interval(rows: list[Row], expected: Quantile) -> None:
    assert Curve(rows).quantile() == expected


def test_other_quantiles() -> None:
    assert Curve(MAINTAINED).quantile(0.25) == Quantile(18, 9, 34)
    assert Curve(SIX_MP).quantile(0.9).value is None


@pytest.mark.parametrize("p", [0, 1, 50])
def test_a_quantile_refuses_what_is_no_share(p: float) -> None:
    with pytest.raises(ValueError, match="quantile"):
        Curve(SIX_MP).quantile(p)


def test_a_median_not_reached_is_none() -> None:
    found = Curve([(3, "ended", 2), (9, None, 5)]).quantile()
    assert found.value is None
    assert found.high is None


@pytest.mark.parametrize(
    ("days", "median"), [([1, 2, 3], 2), ([1, 2, 3, 4], 2.5), ([1, 2, 2, 4], 2), ([5], 5), ([1, 1, 7, 7], 4)]
)
def test_without_open_ones_the_median_is_the_usual_one(days: list[float], median: float) -> None:
    assert Curve(rows_of(days, [1] * len(days))).quantile().value == median


def test_a_level_part_that_ends_the_curve_has_no_middle() -> None:
    assert Curve([(4, "ended", 1), (9, None, 1)]).quantile().value == 4


def test_an_end_comes_before_what_is_last_seen_open_on_its_day() -> None:
    mixed = [(4.0, None, 1), (4.0, "ended", 1), (6.0, "ended", 2)]
    assert Curve(mixed).survived == [1, 0.75, 0]


def test_ends_on_day_zero_count() -> None:
    assert Curve([(0, "ended", 1), (2, "ended", 3)]).survived == [1, 0.75, 0]


def test_only_the_named_kinds_are_ends() -> None:
    rows: list[Row] = [(1, "passed", 1), (2, "cancelled", 1), (3, "passed", 1)]
    curve = Curve(rows, of={"passed", "failed"})
    assert curve.ended == 2
    assert curve.survived == pytest.approx([1, 2 / 3, 0])


def test_number_at_risk() -> None:
    curve = Curve(SIX_MP)
    assert [curve.at_risk(day) for day in (0, 6, 6.5, 10, 35, 36)] == [21, 21, 17, 15, 1, 0]
    assert Curve([]).at_risk(0) == 0


def test_survival_beyond_what_was_followed_is_none() -> None:
    assert Curve(SIX_MP).survival(36) is None
    assert Curve([]).survival(0) is None
    ended = Curve(PLACEBO).survival(36)
    assert ended
    assert (ended.value, ended.low) == (0, 0)
    assert 0 < ended.high < 0.5


def test_before_the_first_end_everybody_survives() -> None:
    found = Curve(SIX_MP).survival(5)
    assert found
    assert (found.value, found.low, found.high) == (1, 1, 1)


def test_restricted_mean_of_the_textbook() -> None:
    found = Curve(SIX_MP).restricted_mean(35)
    assert found
    # Klein and Moeschberger, example 4.2: 23.29 with a standard error of 2.83, 17.74 to 28.83.
    assert found.value == pytest.approx(23.29, abs=0.005)
    assert (found.low, found.high) == pytest.approx((17.75, 28.83), abs=0.01)


def test_without_open_ones_the_restricted_mean_is_the_mean() -> None:
    curve = Curve(PLACEBO)
    whole, half = curve.restricted_mean(23), curve.restricted_mean(8)
    assert whole
    assert half
    assert whole.value == pytest.approx(curve.naive_mean)
    assert half.value == pytest.approx(sum(min(day, 8) * n for day, _, n in PLACEBO) / 21)
    later = curve.restricted_mean(40)
    assert later
    assert later.value == pytest.approx(whole.value)


def test_a_restricted_mean_beyond_what_was_followed_is_none() -> None:
    assert Curve(SIX_MP).restricted_mean(36) is None
    assert Curve(SIX_MP).restricted_mean(-1) is None
    assert Curve([]).restricted_mean(5) is None


def test_a_restricted_mean_with_no_end_is_the_horizon() -> None:
    found = Curve([(9, None, 4)]).restricted_mean(9)
    assert found
    assert (found.value, found.low, found.high) == (9, 9, 9)


def test_equal_days_may_come_in_parts() -> None:
    whole: list[Row] = [(2, "a", 3), (2, None, 2), (5, "b", 4)]
    parts: list[Row] = [(2, "a", 1), (2, None, 2), (2, "a", 2), (5, "b", 4), (7, "a", 0)]
    assert steps_of(whole) == steps_of(parts)


@pytest.mark.parametrize(
    "rows", [[(2.0, "a", 1), (1.0, "a", 1)], [(-1.0, "a", 1)], [(1.0, "a", -1)], [(float("nan"), "a", 1)]]
)
def test_rows_out_of_order_are_refused(rows: list[Row]) -> None:
    with pytest.raises(ValueError, match="sorted"):
        Curve(rows)


def test_a_million_rows_come_as_counts() -> None:
    counted: list[Row] = [(day, kind, 500 + day) for day in range(500) for kind in ("placed", "rejected", None)]
    found = Curve(counted)
    assert found.n == sum(n for _, _, n in counted) > 1_000_000
    median = found.quantile()
    assert median.value is not None
    assert median.low is not None
    assert median.high is not None
    assert median.low <= median.value <= median.high


def test_the_median_covers_where_the_naive_average_misleads() -> None:
    random, covered, naive, worlds = Random(8), 0, 0.0, 300
    true_median, true_mean = 20.794415, 30.0
    for _ in range(worlds):
        lasted = [(random.expovariate(1 / true_mean), random.uniform(0, 60)) for _ in range(60)]
        found = Curve(rows_of([min(pair) for pair in lasted], [int(end <= seen) for end, seen in lasted]))
        low, high = found.quantile().low, found.quantile().high
        covered += (low is None or low <= true_median) and (high is None or true_median <= high)
        naive += found.naive_mean or 0
    assert 0.92 < covered / worlds < 0.985
    assert naive / worlds < 0.65 * true_mean
