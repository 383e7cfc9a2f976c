from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from analytics.estimators.beta_binomial import BetaPrior, fit_prior
from analytics.estimators.distributions import beta_quantile
from analytics.estimators.stats import Estimate, Rate, ranked, shrunken_rate, shrunken_rates, wilson


def groups(random: Random, number: int, sizes: tuple[int, int], a: float, b: float) -> tuple[list[float], list[Rate]]:
    truth = [random.betavariate(a, b) for _ in range(number)]
    counts = [random.randint(*sizes) for _ in truth]
    return truth, [Rate(sum(random.random() < p for _ in range(n)), n) for p, n in zip(truth, counts, strict=True)]


def test_a_rate_is_its_share() -> None:
    assert Rate(3, 12).value == 0.25


def test_a_rate_of_no_cases_is_none() -> None:
    assert Rate(0, 0).value is None
    assert Rate(0, 0).wilson() is None


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 3), (4, 3), (0, -1)])
def test_a_rate_refuses_impossible_counts(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="no rate"):
        Rate(numerator, denominator)


@pytest.mark.parametrize(
    ("rate", "low", "high"),
    [  # scipy.stats.binomtest(k, n).proportion_ci(method="wilson")
        (Rate(3, 10), 0.10779126740630102, 0.6032218525388546),
        (Rate(15, 100), 0.09305985283656634, 0.23283559590832367),
        (Rate(0, 10), 0.0, 0.27753279986288926),
        (Rate(10, 10), 0.7224672001371109, 1.0),
        (Rate(1, 1), 0.20654931437723745, 1.0),
    ],
)
def test_wilson(rate: Rate, low: float, high: float) -> None:
    found = rate.wilson()
    assert found
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-14)
    assert found.value == rate.value


def test_wilson_at_the_ends_is_exactly_the_value() -> None:
    for n in range(1, 300):
        none, every = wilson(0, n), wilson(1, n)
        assert (none.low, every.high) == (0, 1)
        assert none.high + every.low == pytest.approx(1)


def test_wilson_is_wider_at_a_higher_level() -> None:
    usual, wide = wilson(0.3, 40), wilson(0.3, 40, 0.99)
    assert wide.low < usual.low < 0.3 < usual.high < wide.high


@pytest.mark.parametrize(("value", "n"), [(0.5, 0), (0.5, -1), (1.1, 5), (-0.1, 5)])
def test_wilson_refuses_what_is_no_share(value: float, n: float) -> None:
    with pytest.raises(ValueError, match="Wilson"):
        wilson(value, n)


def test_a_shrunken_rate_under_a_known_prior_is_the_beta_posterior() -> None:
    found = shrunken_rate(Rate(6, 20), BetaPrior(0.2, 20))
    assert found
    assert found.value == pytest.approx(10 / 40)
    expected = beta_quantile(0.025, 10, 30), beta_quantile(0.975, 10, 30)
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-9)


def test_not_knowing_the_prior_widens_the_interval() -> None:
    fitted = fit_prior([(3, 10), (1, 12), (5, 9)])
    assert fitted
    unsure, sure = (shrunken_rate(Rate(3, 10), prior) for prior in (fitted, replace(fitted, covariance=(0, 0, 0))))
    assert unsure
    assert sure
    assert unsure.value == sure.value
    assert unsure.high - unsure.low > sure.high - sure.low


def test_few_cases_are_shrunk_more() -> None:
    found = shrunken_rates({"few": Rate(2, 2), "many": Rate(100, 100), "rest": Rate(100, 500)})
    few, many = found["few"], found["many"]
    assert few
    assert many
    assert few.value < many.value < 1
    assert 1 - many.value < 0.05 < 1 - few.value


def test_groups_without_cases_have_none() -> None:
    found = shrunken_rates({"new": Rate(0, 0), "old": Rate(2, 9)})
    assert found["new"] is None
    assert found["old"]
    assert shrunken_rates({"new": Rate(0, 0)}) == {"new": None}
    assert shrunken_rates({}) == {}


@pytest.mark.parametrize(
    "rates",
    [
        [Rate(3, 10)],
        [Rate(1, 1)],
        [Rate(0, 10), Rate(0, 20), Rate(0, 1)],
        [Rate(10, 10), Rate(3, 3)],
        [Rate(0, 10), Rate(10, 10), Rate(0, 12), Rate(9, 9)],
        [Rate(3, 10)] * 50,
        [Rate(200_000, 1_000_000), Rate(0, 1)],
    ],
)
def test_every_group_has_an_interval_around_its_rate(rates: list[Rate]) -> None:
    for found in shrunken_rates(dict(enumerate(rates))).values():
        assert found
        assert 0 <= found.low < found.value < found.high <= 1


def test_zeros_in_many_groups_do_not_pretend_to_know_more_than_all_of_them_do() -> None:
    found = shrunken_rates(dict.fromkeys(range(60), Rate(0, 50)))[0]
    together = Rate(0, 3000).wilson()
    assert found
    assert together
    assert 0.5 * together.high < found.high < 2 * together.high


def test_all_zero_is_small_but_not_impossible() -> None:
    found = shrunken_rates({"a": Rate(0, 10), "b": Rate(0, 40)})
    a, b = found["a"], found["b"]
    assert a
    assert b
    assert 0 < b.value < a.value < 0.05
    assert b.high < a.high < 0.2


def test_intervals_cover_and_errors_shrink() -> None:
    random, covered, total, shrunk, raw = Random(5), 0, 0, 0.0, 0.0
    for _ in range(40):
        truth, rates = groups(random, 20, (5, 40), 4, 16)
        for place, found in shrunken_rates(dict(enumerate(rates))).items():
            assert found
            covered += found.low <= truth[place] <= found.high
            shrunk += (found.value - truth[place]) ** 2
            raw += (rates[place].numerator / rates[place].denominator - truth[place]) ** 2
            total += 1
    assert 0.91 < covered / total < 0.98
    assert (shrunk / raw) ** 0.5 < 0.75


def test_the_best_is_no_longer_overstated() -> None:
    random, shrunk, raw = Random(6), 0.0, 0.0
    for _ in range(60):
        truth, rates = groups(random, 20, (5, 40), 4, 16)
        found = shrunken_rates(dict(enumerate(rates)))
        values = {place: each.value for place, each in found.items() if each}
        best, apparent = max(values, key=values.__getitem__), max(range(20), key=lambda place: rates[place].value or 0)
        shrunk += values[best] - truth[best]
        raw += (rates[apparent].value or 0) - truth[apparent]
    assert raw / 60 > 0.1
    assert abs(shrunk / 60) < 0.04


def test_ranking_is_by_the_lower_bound_then_the_value() -> None:
    estimates = {
        "none": None,
        "wide": Estimate(0.5, 0.1, 0.9),
        "sure": Estimate(0.4, 0.3, 0.5),
        "wider": Estimate(0.6, 0.1, 0.95),
        "same": Estimate(0.6, 0.1, 0.95),
        "nothing": None,
    }
    assert ranked(estimates) == ["sure", "wider", "same", "wide", "none", "nothing"]


def test_one_lucky_case_does_not_lead() -> None:
    found = shrunken_rates({"lucky": Rate(1, 1), "proven": Rate(30, 60), "poor": Rate(5, 60), "usual": Rate(12, 60)})
    assert ranked(found)[0] == "proven"
