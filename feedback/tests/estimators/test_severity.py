from __future__ import annotations

from collections import defaultdict
from random import Random

import pytest

from feedback.estimators.severity import USUAL, Severities, estimate_severities

Rating = tuple[int, int, float]


def world(
    candidates: int, interviewers: int, panel: int, *, seed: int = 0, level: float = 0.7, spread: float = 0.35
) -> tuple[list[Rating], list[float], list[float]]:
    """Ratings with the severities and levels that made them."""
    random = Random(seed)
    severities = [random.gauss(0, spread) for _ in range(interviewers)]
    levels = [random.gauss(0, level) for _ in range(candidates)]
    ratings = [
        (who, whom, 3.3 + levels[whom] + severities[who] + random.gauss(0, 0.6))
        for whom in range(candidates)
        for who in random.sample(range(interviewers), panel)
    ]
    return ratings, severities, levels


def centred(found: Severities[int], true: list[float]) -> dict[int, float]:
    """Severity is against the others', so the truth is taken around its own mean too."""
    mean = sum(true[who] for who in found.by_rater) / len(found.by_rater)
    return {who: true[who] - mean for who in found.by_rater}


def test_recovers_severities_and_variances() -> None:
    ratings, true, _ = world(6000, 60, 3)
    found = estimate_severities(ratings)
    expected = centred(found, true)
    assert all(abs(each.value - expected[who]) < 0.15 for who, each in found.by_rater.items())
    assert found.mean == pytest.approx(3.3 + sum(true) / 60, abs=0.05)
    assert found.variances.level == pytest.approx(0.49, rel=0.1)
    assert found.variances.noise == pytest.approx(0.36, rel=0.1)


@pytest.mark.parametrize(("candidates", "interviewers", "panel"), [(300, 20, 3), (200, 40, 2), (60, 6, 2)])
def test_intervals_cover(candidates: int, interviewers: int, panel: int) -> None:
    held = asked = 0
    for seed in range(60):
        ratings, true, _ = world(candidates, interviewers, panel, seed=seed)
        found = estimate_severities(ratings)
        expected = centred(found, true)
        held += sum(each.low <= expected[who] <= each.high for who, each in found.by_rater.items())
        asked += len(found.by_rater)
    assert 0.92 <= held / asked <= 0.99


def test_adjusted_means_are_nearer_to_the_levels_than_raw_ones() -> None:
    ratings, _, levels = world(2000, 40, 2, spread=0.5)
    found = estimate_severities(ratings)
    raw, adjusted = defaultdict(list), defaultdict(list)
    for who, whom, rating in ratings:
        raw[whom].append(rating)
        adjusted[whom].append(rating - found.by_rater[who].value)

    def rmse(means: dict[int, list[float]]) -> float:
        misses = [sum(means[whom]) / len(means[whom]) - 3.3 - level for whom, level in enumerate(levels)]
        middle = sum(misses) / len(misses)
        return (sum((miss - middle) ** 2 for miss in misses) / len(misses)) ** 0.5

    assert rmse(adjusted) < 0.85 * rmse(raw)


def test_severities_are_shrunk() -> None:
    ratings, _, _ = world(300, 60, 2, spread=0.5)
    found = estimate_severities(ratings)
    mean = sum(rating for _, _, rating in ratings) / len(ratings)
    of = defaultdict(list)
    for who, _, rating in ratings:
        of[who].append(rating - mean)
    raw = sum((sum(given) / len(given)) ** 2 for given in of.values())
    assert sum(each.value**2 for each in found.by_rater.values()) < raw


def test_who_was_never_compared_keeps_the_prior() -> None:
    ratings, _, _ = world(300, 10, 2)
    alone = [(99, 1000 + place, 1.0) for place in range(50)]
    found = estimate_severities([*ratings, *alone])
    lonely = found.by_rater[99]
    assert lonely.value == 0
    assert lonely.low == pytest.approx(-1.959964 * found.variances.severity**0.5)
    assert (lonely.n, lonely.candidates, lonely.shared) == (50, 50, 0)
    compared = [each for who, each in found.by_rater.items() if who != 99]
    assert all(each.high - each.low < lonely.high - lonely.low for each in compared)


def test_a_single_shared_rating_says_little() -> None:
    ratings, _, _ = world(300, 10, 2)
    found = estimate_severities([*ratings, (99, 0, 1.0)])
    assert -0.4 < found.by_rater[99].value < 0


def test_few_ratings_go_by_the_usual_variances() -> None:
    found = estimate_severities([(1, 1, 4.0), (2, 1, 3.0)])
    assert found.variances == USUAL
    assert found.by_rater[1].value == pytest.approx(-found.by_rater[2].value)
    assert 0 < found.by_rater[1].value < 0.2


def test_no_ratings() -> None:
    assert estimate_severities([]).by_rater == {}


def test_equal_ratings_leave_no_severity() -> None:
    found = estimate_severities([(who, whom, 4.0) for who in range(5) for whom in range(30)])
    assert all(abs(each.value) < 1e-6 for each in found.by_rater.values())


def test_several_ratings_of_one_pair_count_as_their_mean() -> None:
    ratings, _, _ = world(200, 10, 2)
    twice = [*ratings, *ratings]
    once, doubled = estimate_severities(ratings), estimate_severities(twice)
    assert doubled.by_rater[3].value == pytest.approx(once.by_rater[3].value)
    assert doubled.by_rater[3].n == 2 * once.by_rater[3].n
    assert doubled.by_rater[3].candidates == once.by_rater[3].candidates


@pytest.mark.slow
def test_two_hundred_thousand_ratings() -> None:
    ratings, true, _ = world(66_700, 800, 3)
    found = estimate_severities(ratings)
    expected = centred(found, true)
    held = sum(each.low <= expected[who] <= each.high for who, each in found.by_rater.items())
    assert 0.92 <= held / 800 <= 0.98
