from __future__ import annotations

from random import Random

import pytest

from feedback.estimators.logistic import NotFitted, fit
from feedback.estimators.suitability import sigmoid

TRUE = (-0.5, [1.2, -0.8])


def simulated(rows: int) -> tuple[list[list[float]], list[bool]]:
    random = Random(0)
    given = [[random.gauss(0, 1), random.gauss(0, 1)] for _ in range(rows)]
    labels = [
        random.random() < sigmoid(TRUE[0] + sum(b * x for b, x in zip(TRUE[1], row, strict=True))) for row in given
    ]
    return given, labels


def test_recovers_what_made_the_outcomes() -> None:
    rows, labels = simulated(20_000)
    base, coefficients = fit(rows, labels, centre=[0, 0])
    assert base == pytest.approx(TRUE[0], abs=0.06)
    assert coefficients == pytest.approx(TRUE[1], abs=0.06)


def test_the_gradient_is_nought_where_it_stops() -> None:
    rows, labels = simulated(500)
    centre, penalty = [0.3, 0.3], 2.0
    base, coefficients = fit(rows, labels, centre=centre, penalty=penalty)
    missed = [
        y - sigmoid(base + sum(b * x for b, x in zip(coefficients, row, strict=True)))
        for row, y in zip(rows, labels, strict=True)
    ]
    assert sum(missed) == pytest.approx(0, abs=1e-3)
    for place in (0, 1):
        pull = penalty * (coefficients[place] - centre[place])
        assert sum(m * row[place] for m, row in zip(missed, rows, strict=True)) == pytest.approx(pull, abs=1e-3)


def test_separable_rows_stay_finite_by_the_penalty() -> None:
    rows = [[-1.0], [-0.5], [0.5], [1.0]]
    _, (coefficient,) = fit(rows, [False, False, True, True], centre=[0])
    assert 0 < coefficient < 2


def test_a_feature_that_never_varies_keeps_the_centre() -> None:
    rows, labels = simulated(200)
    _, coefficients = fit([[*row, 0.0] for row in rows], labels, centre=[0, 0, 0.9])
    assert coefficients[2] == pytest.approx(0.9)


def test_a_strong_penalty_keeps_the_centre() -> None:
    rows, labels = simulated(200)
    _, coefficients = fit(rows, labels, centre=[0.5, 0.5], penalty=1e9)
    assert coefficients == pytest.approx([0.5, 0.5], abs=1e-4)


def test_a_far_start_still_converges() -> None:
    rows, labels = simulated(2000)
    _, coefficients = fit(rows, labels, centre=[40, -40], penalty=0.01)
    assert coefficients == pytest.approx(TRUE[1], abs=0.4)


@pytest.mark.parametrize(
    ("rows", "labels", "penalty"),
    [([], [], 1), ([[1.0]], [True, False], 1), ([[1.0], [2.0]], [True, True], 1), ([[1.0], [2.0]], [True, False], 0)],
)
def test_refuses_what_allows_no_fit(rows: list[list[float]], labels: list[bool], penalty: float) -> None:
    with pytest.raises(NotFitted):
        fit(rows, labels, centre=[0], penalty=penalty)
