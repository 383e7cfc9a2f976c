from __future__ import annotations

from math import log
from random import Random

import pytest

from feedback.estimators import metrics
from feedback.estimators.metrics import POISSON, Ranking, auc, compare, log_loss


def precision_at(chances: list[float], labels: list[bool], k: float) -> float:
    """Over all rows, each counted once."""
    return Ranking(chances, labels, k).precision(b"\x01" * len(labels))


def slow_auc(chances: list[float], labels: list[bool]) -> float:
    hits = [p for p, hit in zip(chances, labels, strict=True) if hit]
    misses = [p for p, hit in zip(chances, labels, strict=True) if not hit]
    won = sum((a > b) + (a == b) / 2 for a in hits for b in misses)
    return won / len(hits) / len(misses)


def test_log_loss() -> None:
    assert log_loss([0.8, 0.3], [True, False]) == pytest.approx(-(log(0.8) + log(0.7)) / 2)


def test_log_loss_of_a_sure_mistake_is_finite() -> None:
    assert log_loss([1.0], [False]) == pytest.approx(-log(1e-15))


@pytest.mark.parametrize("steps", [3, 1000])
def test_auc_counts_pairs_ties_included(steps: int) -> None:
    random = Random(5)
    chances = [random.randrange(steps) / steps for _ in range(300)]
    labels = [random.random() < 0.3 for _ in chances]
    assert auc(chances, labels) == pytest.approx(slow_auc(chances, labels))


def test_auc_needs_both_outcomes() -> None:
    with pytest.raises(ValueError, match="both outcomes"):
        auc([0.1, 0.2], [True, True])


@pytest.mark.parametrize(
    ("chances", "k", "expected"),
    [
        ([0.9, 0.8, 0.2, 0.1], 1, 1.0),
        ([0.9, 0.8, 0.2, 0.1], 2, 0.5),
        ([0.9, 0.8, 0.2, 0.1], 0.5, 0.5),
        ([0.9, 0.8, 0.2, 0.1], 4, 0.5),
        # Three tie for the second place: a third of it each, one of them is a hit.
        ([0.9, 0.5, 0.5, 0.5], 2, (1 + 1 / 3) / 2),
        ([0.5, 0.5, 0.5, 0.5], 1, 0.5),
    ],
)
def test_precision_in_the_top(chances: list[float], k: float, expected: float) -> None:
    assert precision_at(chances, [True, False, True, False], k) == pytest.approx(expected)


@pytest.mark.parametrize("k", [0, 5, 1.5])
def test_precision_refuses_an_impossible_top(k: float) -> None:
    with pytest.raises(ValueError, match="top"):
        precision_at([0.1, 0.2], [True, False], k)


def test_the_poisson_table_has_mean_and_variance_one() -> None:
    assert len(POISSON) == 256
    assert sum(POISSON) == 256
    assert sum(count**2 for count in POISSON) == 512


def outcomes(size: int, sharp: float, seed: int = 1) -> tuple[list[float], list[bool]]:
    random = Random(seed)
    chances = [random.random() for _ in range(size)]
    return [p**sharp / (p**sharp + (1 - p) ** sharp) for p in chances], [random.random() < p for p in chances]


def test_comparison_finds_the_true_chances_better() -> None:
    true, labels = outcomes(2000, 1)
    blurred, _ = outcomes(2000, 0.2)
    found = compare(blurred, true, labels, 0.1)
    assert found.difference["log_loss"].high < 0
    assert found.old["log_loss"].value == pytest.approx(log_loss(blurred, labels))
    assert found.new["auc"].value == pytest.approx(auc(true, labels))
    # The same order: no difference but for rounding of equal ranks.
    assert found.difference["auc"].value == pytest.approx(0, abs=1e-9)


def test_comparison_is_reproducible() -> None:
    old, labels = outcomes(500, 1)
    new, _ = outcomes(500, 2)
    assert compare(old, new, labels, 50) == compare(old, new, labels, 50)


def test_intervals_are_as_wide_as_the_normal_ones() -> None:
    chances, labels = outcomes(3000, 1)
    found = compare(chances, chances, labels, 0.1).new["log_loss"]
    each = metrics.losses(chances, labels)
    mean = sum(each) / len(each)
    deviation = (sum((loss - mean) ** 2 for loss in each) / len(each)) ** 0.5
    assert found.high - found.low == pytest.approx(2 * 1.96 * deviation / len(each) ** 0.5, rel=0.15)


def test_many_rows_are_sampled_and_the_figures_still_those_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "MAX_ROWS", 400)
    chances, labels = outcomes(2000, 1)
    found = compare(chances, chances, labels, 0.1).new["auc"]
    assert found.value == pytest.approx(auc(chances, labels))
    assert found.low < found.value < found.high


def test_one_lonely_hit_can_be_compared() -> None:
    found = compare([0.2, 0.5, 0.9], [0.1, 0.2, 0.3], [False, False, True], 1)
    assert found.new["auc"].value == 1
