from __future__ import annotations

from math import exp, log, sqrt
from random import Random

import pytest

from analytics.estimators.distributions import two_sided_z
from analytics.estimators.stats import Estimate, wilson
from analytics.estimators.validity import (
    FEW,
    Row,
    Table,
    auc,
    corrected_for,
    correlation,
    spread,
    table_of,
    validity,
)


def judged(random: Random, number: int, slope: float) -> list[Row]:
    rows: list[Row] = []
    for _ in range(number):
        rating = min(max(round(random.gauss(3.3, 0.9)), 1), 5)
        rows.append((rating, random.random() < 1 / (1 + exp(1 - slope * (rating - 3.3))), 1))
    return rows


def long_table(rows: list[Row]) -> tuple[list[float], list[int]]:
    flat = [(rating, int(hit)) for rating, hit, count in rows for _ in range(count)]
    return [rating for rating, _ in flat], [hit for _, hit in flat]


def pearson(x: list[float], y: list[float] | list[int]) -> float:
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    shared = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return shared / sqrt(sum((a - mean_x) ** 2 for a in x) * sum((b - mean_y) ** 2 for b in y))


def slow_delong(rows: list[Row]) -> tuple[float, float]:
    ratings, hits = long_table(rows)
    above = [x for x, hit in zip(ratings, hits, strict=True) if hit]
    below = [x for x, hit in zip(ratings, hits, strict=True) if not hit]
    of_above = [sum((a > b) + (a == b) / 2 for b in below) / len(below) for a in above]
    of_below = [sum((a > b) + (a == b) / 2 for a in above) / len(above) for b in below]
    value = sum(of_above) / len(above)
    variance = 0.0
    for parts in (of_above, of_below):
        variance += sum((part - value) ** 2 for part in parts) / (len(parts) - 1) / len(parts)
    return value, variance


def test_the_correlation_is_pearsons() -> None:
    rows = judged(Random(1), 200, 0.7)
    found = correlation(table_of(rows))
    assert found.value == pytest.approx(pearson(*long_table(rows)))


def test_the_interval_is_fishers() -> None:
    # By hand: atanh(0.5) -+ 1.959964 / sqrt(49 - 3 + 3 - 3) for n = 49, r = 0.5.
    table = Table([0.0, 1.0], [6, 19], [18, 6])
    found = correlation(table)
    assert found.value == pytest.approx(
        pearson(*long_table([(0, True, 6), (1, True, 19), (0, False, 18), (1, False, 6)]))
    )
    z, half = 0.5 * log((1 + found.value) / (1 - found.value)), 1.959964 / sqrt(46)
    low, high = ((exp(2 * at) - 1) / (exp(2 * at) + 1) for at in (z - half, z + half))
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)


def test_a_perfect_correlation_is_not_certain() -> None:
    found = correlation(Table([1.0, 5.0], [0, 10], [10, 0]))
    assert (found.value, found.high) == pytest.approx((1, 1))
    assert 0.8 < found.low < 0.95


def test_spread_is_the_sample_standard_deviation() -> None:
    assert spread(Table([2.0, 4.0], [1, 1], [1, 1])) == pytest.approx(sqrt(4 / 3))


@pytest.mark.parametrize("slope", [-1.0, 0.0, 0.6, 2.0])
def test_auc_and_its_variance_are_delongs(slope: float) -> None:
    rows = judged(Random(2), 150, slope)
    value, variance = slow_delong(rows)
    found = auc(table_of(rows))
    assert found.value == pytest.approx(value)
    half = two_sided_z(0.95) * sqrt(variance) / (value * (1 - value))
    assert log(found.high / (1 - found.high)) - log(found.low / (1 - found.low)) == pytest.approx(2 * half)
    assert found.low < value < found.high


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_perfect_auc_is_not_certain(value: float) -> None:
    right, wrong = ([0, 10], [30, 0]), ([10, 0], [0, 30])
    found = auc(Table([1.0, 5.0], *(right if value else wrong)))
    assert found == wilson(value, 10)


def test_case_two_of_thorndike() -> None:
    # By hand: r = 0.3, u = 2: 0.6 / sqrt(1 + 0.09 * 3).
    found = corrected_for(Estimate(0.3, 0.1, 0.5), 2)
    assert found.value == pytest.approx(0.6 / sqrt(1.27))
    assert (found.low, found.high) == pytest.approx((0.2 / sqrt(1.03), 1 / sqrt(1.75)))


def test_without_restriction_nothing_is_corrected() -> None:
    assert corrected_for(Estimate(0.3, 0.1, 0.5), 1) == Estimate(0.3, 0.1, 0.5)


def test_the_correction_finds_what_selection_hid() -> None:
    random = Random(3)
    people = [(x, 0.5 * x + random.gauss(0, 1) > 0.3) for x in (random.gauss(0, 1) for _ in range(20_000))]
    everybody = table_of((x, hit, 1) for x, hit in people)
    found = validity(((x, hit, 1) for x, hit in people if x > 0.5), sd_of_all=spread(everybody))
    assert found
    assert found.corrected
    truth = correlation(everybody).value
    assert found.correlation.value < 0.65 * truth
    assert found.corrected.value == pytest.approx(truth, abs=0.04)
    assert found.corrected.low < truth < found.corrected.high


def test_no_figure_below_the_least_number() -> None:
    assert validity([(3, True, 10), (4, False, 9)]) is None
    assert validity([(3, True, 10), (4, False, 10)])


def test_no_figure_with_too_few_of_one_outcome() -> None:
    assert validity([(3, True, 4), (4, False, 100)]) is None
    assert validity([(3, False, 4), (4, True, 100)]) is None
    assert validity([(3, True, 5), (4, False, 100)])


def test_no_figure_where_all_ratings_are_the_same() -> None:
    assert validity([(3, True, 40), (3, False, 40)]) is None


def test_no_figure_of_nothing() -> None:
    assert validity([]) is None


def test_counts_are_as_good_as_rows() -> None:
    rows = judged(Random(4), 80, 0.5)
    counted: list[Row] = [(at, hit, rows.count((at, hit, 1))) for at in range(1, 6) for hit in (True, False)]
    assert validity(counted) == validity(rows)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="count"):
        validity([(3, True, -1)])


@pytest.mark.parametrize("sd", [0, -1, float("nan"), float("inf")])
def test_an_impossible_sd_is_refused(sd: float) -> None:
    with pytest.raises(ValueError, match="standard deviation"):
        validity([], sd_of_all=sd)


def test_many_rows_of_full_width_bear_no_warning() -> None:
    found = validity([(2, False, 60), (4, True, 60)], sd_of_all=1.01)
    assert found
    assert found.warnings == ()
    assert found.spread_ratio == pytest.approx(1, abs=0.01)


def test_few_rows_are_warned_of() -> None:
    found = validity([(2, False, 20), (4, True, 14)], sd_of_all=1.0)
    assert found
    assert found.warnings == (
        f"Only 34 ratings with a known outcome (14 of them positive): below {FEW} the figures swing.",
    )


def test_narrow_ratings_are_warned_of() -> None:
    found = validity([(3, False, 60), (4, True, 60)], sd_of_all=1.25)
    assert found
    assert found.spread_ratio == pytest.approx(0.4, abs=0.01)
    (warning,) = found.warnings
    assert warning.startswith("The ratings of those let through vary 40% as much as those of all who were rated.")


def test_an_unknown_sd_is_told_and_corrects_nothing() -> None:
    found = validity([(3, False, 60), (4, True, 60)])
    assert found
    assert found.corrected is None
    assert found.spread_ratio is None
    (warning,) = found.warnings
    assert "not known" in warning


@pytest.mark.parametrize("slope", [0.0, 1.2])
def test_intervals_cover(slope: float) -> None:
    random = Random(5)
    large = table_of(judged(random, 100_000, slope))
    r, ranked = correlation(large).value, auc(large).value
    of_r = of_auc = told = 0
    for _ in range(300):
        found = validity(judged(random, 60, slope))
        if found:
            told += 1
            of_r += found.correlation.low <= r <= found.correlation.high
            of_auc += found.auc.low <= ranked <= found.auc.high
    assert told > 290
    assert 0.92 < of_r / told < 0.985
    assert 0.92 < of_auc / told < 0.985
