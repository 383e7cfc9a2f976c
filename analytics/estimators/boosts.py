"""How much likelier an offer is from one source than from others, in log odds: what a feeder adds to suitability.

Of each group it takes the candidates whom companies judged: those with an offer, of those with an offer or rejected.
The rates are shrunken under the prior fitted over all groups, and the boost is how far the log odds of the shrunken
rate lie from those of the prior's mean. So a few cases move it little.

A boost moves people's scores, so chance must not: it is 0 with fewer than LEAST cases, and where the interval of the
shrunken rate includes the prior's mean. It is never more than MOST either way.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import log
from typing import TypeVar

from analytics.estimators.beta_binomial import BetaPrior, fit_prior
from analytics.estimators.stats import Rate, shrunken_rate
from analytics.estimators.suppression import MIN_PEOPLE

LEAST = MIN_PEOPLE
MOST = 1.0

Group = TypeVar("Group", bound=Hashable)


def boosts(judged: Mapping[Group, Rate]) -> dict[Group, float]:
    """Of each group, from offers out of candidates judged."""
    prior = fit_prior([(rate.numerator, rate.denominator) for rate in judged.values()])
    return {group: 0.0 if prior is None else boost(rate, prior) for group, rate in judged.items()}


def boost(rate: Rate, prior: BetaPrior) -> float:
    found = shrunken_rate(rate, prior)
    if found is None or rate.denominator < LEAST or found.low <= prior.mean <= found.high:
        return 0.0
    return min(max(log_odds(found.value) - log_odds(prior.mean), -MOST), MOST)


def log_odds(share: float) -> float:
    return log(share / (1 - share))
