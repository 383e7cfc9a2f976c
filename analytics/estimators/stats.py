"""Rates with their counts and intervals, and rates of many groups shrunk towards each other.

Wilson interval     Wilson 1927, JASA 22; good for small n too (Brown, Cai and DasGupta 2001, Statistical Science 16)
shrunken rate       the posterior mean (k + a) / (n + a + b) under the Beta(a, b) prior that `beta_binomial` fits over
                    all groups (Gelman et al., Bayesian Data Analysis, 3rd ed., section 5.1)
its interval        beta quantiles. The prior is fitted, not known, so the posterior variance is the one under the
                    prior plus d' C d, where C is the covariance of the fitted parameters and d how the posterior mean
                    moves with them (Kass and Steffey 1989, JASA 84, "Approximate Bayesian inference in conditionally
                    independent hierarchical models"); the interval is that of the beta with this mean and variance
ranking             by the lower bound of that interval: few cases rank low until they have shown more

Rates and bounds are shares, 0-1. No cases give None, never 0.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

from analytics.estimators.beta_binomial import BetaPrior, fit_prior
from analytics.estimators.distributions import beta_quantile, two_sided_z

LEVEL = 0.95
# Below it a posterior would have its mass at both ends and nothing in between.
LEAST_CONCENTRATION = 1.0

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the interval around it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rate:
    """`numerator` of `denominator` cases. Raises ValueError unless 0 <= numerator <= denominator."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"{self.numerator} of {self.denominator} is no rate")

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None

    def wilson(self, level: float = LEVEL) -> Estimate | None:
        """None where there are no cases."""
        value = self.value
        return None if value is None else wilson(value, self.denominator, level)


def wilson(value: float, n: float, level: float = LEVEL) -> Estimate:
    """Of a share seen in n cases; n may be an effective number, not whole. Raises ValueError unless n > 0."""
    if n <= 0 or not 0 <= value <= 1:
        raise ValueError("a Wilson interval takes a share between 0 and 1 and n > 0")
    square = two_sided_z(level) ** 2
    middle = (value + square / (2 * n)) / (1 + square / n)
    half = sqrt(square * (value * (1 - value) / n + square / (4 * n * n))) / (1 + square / n)
    # At 0 and 1 the bound is the value itself, which rounding misses by a hair.
    low = 0.0 if value == 0 else max(middle - half, 0.0)
    high = 1.0 if value == 1 else min(middle + half, 1.0)
    return Estimate(value, low, high)


def shrunken_rate(rate: Rate, prior: BetaPrior, level: float = LEVEL) -> Estimate | None:
    """Posterior mean and credible interval; None where there are no cases."""
    if not rate.denominator:
        return None
    size = rate.denominator + prior.concentration
    mean = (rate.numerator + prior.mean * prior.concentration) / size
    variance = mean * (1 - mean) / (size + 1) + prior_variance(rate, prior)
    concentration = max(mean * (1 - mean) / variance - 1, LEAST_CONCENTRATION)
    a, b = mean * concentration, (1 - mean) * concentration
    tail = (1 - level) / 2
    # The mean of a distribution that is all but a spike can lie beyond its quantiles.
    return Estimate(mean, min(beta_quantile(tail, a, b), mean), max(beta_quantile(1 - tail, a, b), mean))


def prior_variance(rate: Rate, prior: BetaPrior) -> float:
    """What the posterior mean owes to not knowing the prior: d' C d over logit(mean) and log(concentration)."""
    size = rate.denominator + prior.concentration
    by_mean = prior.concentration * prior.mean * (1 - prior.mean) / size
    by_concentration = prior.concentration * (prior.mean * rate.denominator - rate.numerator) / size**2
    of_mean, shared, of_concentration = prior.covariance
    return by_mean**2 * of_mean + 2 * by_mean * by_concentration * shared + by_concentration**2 * of_concentration


def shrunken_rates(rates: Mapping[Group, Rate], level: float = LEVEL) -> dict[Group, Estimate | None]:
    """Each group's, under the prior fitted over all of them; None for groups without cases."""
    prior = fit_prior([(rate.numerator, rate.denominator) for rate in rates.values()])
    if prior is None:
        return dict.fromkeys(rates)
    return {group: shrunken_rate(rate, prior, level) for group, rate in rates.items()}


def ranked(estimates: Mapping[Group, Estimate | None]) -> list[Group]:
    """Best first by the lower bound, then by the value; equal ones keep their order, groups without cases come last."""

    def place(group: Group) -> tuple[bool, float, float]:
        found = estimates[group]
        return (True, 0.0, 0.0) if found is None else (False, -found.low, -found.value)

    return sorted(estimates, key=place)
