from __future__ import annotations

from math import log
from random import Random

import pytest

from analytics.estimators.beta_binomial import (
    USUAL_PRECISION,
    Counts,
    ascent,
    covariance_of,
    derivatives,
    fit_prior,
    objective,
)

# Gelman et al., Bayesian Data Analysis, table 5.1: tumours in 71 groups of rats (Tarone 1982, Biometrics 38).
RATS = """
0/20 0/20 0/20 0/20 0/20 0/20 0/20 0/19 0/19 0/19 0/19 0/18 0/18 0/17 1/20 1/20 1/20 1/20 1/19 1/19 1/18 1/18 2/25 2/24
2/23 2/20 2/20 2/20 2/20 2/20 2/20 1/10 5/49 2/19 5/46 3/27 2/17 7/49 7/47 3/20 3/20 2/13 9/48 10/50 4/20 4/20 4/20 4/20
4/20 4/20 4/20 10/48 4/19 4/19 4/19 5/22 11/46 12/49 5/20 5/20 6/23 5/19 6/22 6/20 6/20 6/20 16/52 15/46 15/47 9/24 4/14
"""
RAT_GROUPS = [(int(hits), int(cases)) for hits, cases in (each.split("/") for each in RATS.split())]


def test_maximum_likelihood_of_the_rat_tumours() -> None:
    found = fit_prior(RAT_GROUPS, hold=0)
    assert found
    # By Nelder and Mead over scipy.stats.betabinom.
    assert found.mean == pytest.approx(0.1422918587, rel=1e-6)
    assert found.concentration == pytest.approx(16.4564187, rel=1e-5)


def test_with_many_groups_the_penalties_hardly_matter() -> None:
    held = fit_prior(RAT_GROUPS)
    assert held
    assert held.mean == pytest.approx(0.1423, abs=0.001)
    assert held.concentration == pytest.approx(16.456, rel=0.03)  # a tenth of its standard error


@pytest.mark.parametrize("concentration", [5.0, 20.0, 200.0])
def test_the_truth_is_found_again(concentration: float) -> None:
    random = Random(3)
    groups = []
    for _ in range(600):
        rate, cases = random.betavariate(0.3 * concentration, 0.7 * concentration), random.randint(20, 120)
        groups.append((sum(random.random() < rate for _ in range(cases)), cases))
    found = fit_prior(groups)
    assert found
    assert abs(log(found.mean / (1 - found.mean)) - log(0.3 / 0.7)) < 3 * found.covariance[0] ** 0.5
    assert abs(log(found.concentration / concentration)) < 3 * found.covariance[2] ** 0.5


def test_no_cases_give_no_prior() -> None:
    assert fit_prior([]) is None
    assert fit_prior([(0, 0), (0, 0)]) is None


def test_groups_without_cases_say_nothing() -> None:
    assert fit_prior([(3, 10), (0, 0)]) == fit_prior([(3, 10)])


@pytest.mark.parametrize("group", [(2, 1), (-1, 3)])
def test_impossible_counts_are_refused(group: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="hits"):
        fit_prior([group])


def test_a_single_case_leaves_the_usual_precision() -> None:
    found = fit_prior([(1, 1)])
    assert found
    assert found.mean == pytest.approx(0.75)  # half a case on either side beside the one
    assert found.mean * (1 - found.mean) * found.concentration == pytest.approx(USUAL_PRECISION)


def test_equal_groups_keep_a_finite_concentration() -> None:
    few, many = fit_prior([(3, 10)] * 2), fit_prior([(3, 10)] * 200)
    assert few
    assert many
    assert USUAL_PRECISION / 0.21 < few.concentration < many.concentration < 10_000


def test_without_penalties_equal_groups_run_to_the_bound() -> None:
    found = fit_prior([(3, 10)] * 2, hold=0)
    assert found
    assert found.concentration > 10_000


def test_all_or_nothing_groups_weigh_next_to_nothing() -> None:
    found = fit_prior([(0, 10), (10, 10), (0, 12), (9, 9)] * 10)
    assert found
    assert found.concentration < 0.7
    assert found.mean == pytest.approx(0.5, abs=0.02)


def test_only_zeros_have_a_small_mean_and_much_doubt() -> None:
    found = fit_prior([(0, 10), (0, 20), (0, 3)])
    assert found
    assert found.mean == pytest.approx(0.5 / 34, rel=0.2)  # half a hit in all
    assert found.mean * found.concentration == pytest.approx(USUAL_PRECISION, rel=0.2)
    assert found.covariance[0] > 1


def test_hits_and_misses_are_mirror_images() -> None:
    groups = [(3, 20), (0, 7), (9, 14), (2, 2)]
    found, mirrored = fit_prior(groups), fit_prior([(n - k, n) for k, n in groups])
    assert found
    assert mirrored
    assert found.mean == pytest.approx(1 - mirrored.mean, abs=1e-5)
    assert found.concentration == pytest.approx(mirrored.concentration, rel=1e-3)


@pytest.mark.parametrize("at", [(-0.7, 1.9), (2.0, 5.0), (0.1, -1.0)])
@pytest.mark.parametrize("hold", [0.0, 1.0])
def test_derivatives_are_those_of_the_objective(at: tuple[float, float], hold: float) -> None:
    counts, (x, y), e = Counts([(3, 20), (0, 7), (9, 14), (2, 2), (0, 1)]), at, 1e-5
    gradient, curvature = derivatives(counts, at, hold)
    by_x = (objective(counts, (x + e, y), hold) - objective(counts, (x - e, y), hold)) / (2 * e)
    by_y = (objective(counts, (x, y + e), hold) - objective(counts, (x, y - e), hold)) / (2 * e)
    assert gradient == pytest.approx((by_x, by_y), abs=1e-6)
    right, left = derivatives(counts, (x + e, y), hold)[0], derivatives(counts, (x - e, y), hold)[0]
    above, below = derivatives(counts, (x, y + e), hold)[0], derivatives(counts, (x, y - e), hold)[0]
    numeric = (right[0] - left[0], right[1] - left[1], above[1] - below[1])
    assert curvature == pytest.approx([each / (2 * e) for each in numeric], abs=1e-5)


def test_covariance_is_the_inverse() -> None:
    assert covariance_of((-4, 0, -2)) == (0.25, 0, 0.5)
    assert covariance_of((1, 0, -2)) == (0, 0, 0)


def test_a_step_climbs_even_where_the_objective_is_not_concave() -> None:
    assert ascent((1.0, -2.0), (-4.0, 0.0, -2.0)) == (0.25, -1.0)
    assert ascent((1.0, -2.0), (4.0, 0.0, 2.0)) == (0.25, -1.0)
    assert ascent((100.0, 0.0), (-1.0, 0.0, -1.0)) == (3.0, 0.0)
