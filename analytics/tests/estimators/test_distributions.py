"""Reference values from SciPy 1.17 and, where named, from printed tables."""

from __future__ import annotations

from math import exp
from random import Random

import pytest

from analytics.estimators.distributions import (
    beta_cdf,
    beta_quantile,
    digamma,
    f_quantile,
    normal_quantile,
    trigamma,
    two_sided_z,
)


def test_two_sided_z_is_exact() -> None:
    assert two_sided_z(0.95) == pytest.approx(1.959963984540054, abs=1e-12)
    assert two_sided_z(0.99) == pytest.approx(2.5758293035489004, abs=1e-12)


@pytest.mark.parametrize("level", [0, 1, -1, 95])
def test_two_sided_z_refuses_what_is_no_level(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        two_sided_z(level)


def test_normal_quantile() -> None:
    assert normal_quantile(0.5) == 0


@pytest.mark.parametrize(
    ("x", "a", "b", "expected"),
    [
        (0.3, 1, 1, 0.3),
        (0.5, 2, 3, 0.6875),
        (0.2, 1, 4, 1 - 0.8**4),
        (0.2, 4, 1, 0.2**4),
        (0.9, 0.5, 0.5, 0.7951672353008665),
        (0.0, 2, 3, 0.0),
        (1.0, 2, 3, 1.0),
        (-1.0, 2, 3, 0.0),
        (2.0, 2, 3, 1.0),
    ],
)
def test_beta_cdf(x: float, a: float, b: float, expected: float) -> None:
    assert beta_cdf(x, a, b) == pytest.approx(expected, abs=1e-13)


@pytest.mark.parametrize(
    ("p", "a", "b", "expected"),
    [
        (0.5, 1, 1, 0.5),
        (0.5, 3, 3, 0.5),
        (0.025, 1, 4, 1 - 0.975**0.25),
        (0.025, 4, 16, 0.060524537709289755),
        (0.975, 4, 16, 0.3957845512666743),
        (0.025, 0.05, 3, 2.0918805609333636e-33),
        (0.975, 0.05, 3, 0.19944031921524447),
        (0.975, 0.5, 0.5, 0.9984586668665640),
        (0.025, 1e6, 4e6, 0.19964950470577456),
        (0.001, 1e4, 1e8, 9.692869986254546e-05),
    ],
)
def test_beta_quantile(p: float, a: float, b: float, expected: float) -> None:
    assert beta_quantile(p, a, b) == pytest.approx(expected, rel=1e-9)


def test_beta_quantile_inverts_the_cdf() -> None:
    random = Random(1)
    for _ in range(400):
        a, b, p = exp(random.uniform(-2, 8)), exp(random.uniform(-2, 8)), random.uniform(0.001, 0.999)
        x = beta_quantile(p, a, b)
        if x < 1 - 1e-9:  # nearer to 1 a float has too few places for the way back
            assert beta_cdf(x, a, b) == pytest.approx(p, abs=1e-8)


@pytest.mark.parametrize(("p", "a", "b"), [(0, 1, 1), (1, 1, 1), (0.5, 0, 1), (0.5, 1, -1), (0.5, float("inf"), 1)])
def test_beta_quantile_refuses_what_has_none(p: float, a: float, b: float) -> None:
    with pytest.raises(ValueError, match="beta quantile"):
        beta_quantile(p, a, b)


@pytest.mark.parametrize(("a", "b"), [(0, 1), (1, 0), (1, float("nan"))])
def test_beta_cdf_refuses_what_has_none(a: float, b: float) -> None:
    with pytest.raises(ValueError, match="beta distribution"):
        beta_cdf(0.5, a, b)


@pytest.mark.parametrize(
    ("p", "over", "under", "expected"),
    [(0.95, 5, 10, 3.326), (0.975, 5, 18, 3.382), (0.99, 1, 20, 8.096), (0.05, 10, 5, 1 / 3.326)],
)
def test_f_quantile_as_printed_in_tables(p: float, over: float, under: float, expected: float) -> None:
    assert f_quantile(p, over, under) == pytest.approx(expected, abs=6e-4)


def test_digamma_and_trigamma() -> None:
    assert digamma(1) == pytest.approx(-0.5772156649015329, abs=1e-13)
    assert digamma(0.01) == pytest.approx(-100.56088545786868, rel=1e-13)
    assert trigamma(1) == pytest.approx(1.6449340668482264, abs=1e-13)
    assert trigamma(50) == pytest.approx(0.020201333226697125, rel=1e-12)
