"""How many come to an end of one kind by a day, when other kinds of end rule it out and some are still open.

placed / all counts the open ones as lost; placed / ended favours whatever ends fast. The cumulative incidence does
neither: on each day it takes the share of those still open that the kind ends then.

incidence   F(t) = sum over days up to t of S(day before) x ended by the kind / at risk, S for ends of any kind
            (Aalen and Johansen 1978, Scandinavian Journal of Statistics 5)
variance    by the delta method (Dinse and Larson 1986, Biometrika 73; Marubini and Valsecchi 1995, section 10.2)
interval    Wilson's for the effective number F (1 - F) / variance (Rothman 1978, Journal of Chronic Diseases 31).
            Without open ones it is that of the plain rate. Where F is 0 or 1 it counts those not lost from sight before

Where the last one still open was seen before the horizon, F has been followed up to there only: it can have grown by as
much as S was then, the `unresolved` share. A little of that is added to the upper bound, much of it gives None.

Days and rows are those of `survival`. Shares are 0-1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from analytics.estimators.stats import LEVEL, wilson
from analytics.estimators.survival import HAIR, Row, Step, steps_of

MOST_UNRESOLVED = 0.1


@dataclass(frozen=True, slots=True)
class Incidence:
    """Up to `day`: the share ended by the kind, with the `n` it rests on and how many were `at_risk` on that day."""

    day: float
    value: float
    variance: float
    low: float
    high: float
    n: int
    ended: int
    at_risk: int
    unresolved: float = 0.0


@dataclass
class Sums:
    """Over the days so far; with F not yet known the variance is kept as the parts of a square in F."""

    survived: float = 1.0
    incidence: float = 0.0
    ended: int = 0
    lost: int = 0
    square: float = 0.0
    line: float = 0.0
    rest: float = 0.0

    def add(self, step: Step, kind: str) -> None:
        of_kind, left = step.ended.get(kind, 0), step.at_risk - step.all_ended
        hazard = of_kind / step.at_risk
        self.incidence += self.survived * hazard
        self.ended += of_kind
        f = self.incidence
        # The last end of all has no variance of its own: F stays as it is after it.
        spread = step.all_ended / step.at_risk / left if left else 0.0
        covariance = self.survived * hazard / step.at_risk
        self.square += spread
        self.line += 2 * f * spread + 2 * covariance
        self.rest += f * f * spread + 2 * f * covariance
        self.rest += self.survived**2 * hazard * (1 - hazard) / step.at_risk
        self.survived *= left / step.at_risk

    def variance(self) -> float:
        f = self.incidence
        return max(f * f * self.square - f * self.line + self.rest, 0.0)


def matured_rate(rows: Iterable[Row], kind: str, horizon: float, level: float = LEVEL) -> Incidence | None:
    """The incidence at `horizon` days; None where more than MOST_UNRESOLVED were not followed so long.

    It is the rate by that day, not the eventual one: compare groups at one horizon, past which little happens.
    """
    if horizon < 0:
        raise ValueError("a horizon is not below 0 days")
    steps, sums = steps_of(rows), Sums()
    for step in steps:
        if step.day <= horizon and step.all_ended:
            sums.add(step, kind)
        if step.day < horizon:
            sums.lost += step.open
    at_risk = next((step.at_risk for step in steps if step.day >= horizon), 0)
    unresolved = 0.0 if at_risk else sums.survived
    if not steps or unresolved > MOST_UNRESOLVED:
        return None
    found = incidence_of(sums, horizon, steps[0].at_risk, at_risk, level)
    return replace(found, high=min(found.high + unresolved, 1.0), unresolved=unresolved)


def incidence_of(sums: Sums, day: float, n: int, at_risk: int, level: float) -> Incidence:
    value, variance = min(sums.incidence, 1.0), sums.variance()
    certain = value < HAIR or value > 1 - HAIR
    effective = n - sums.lost if certain else value * (1 - value) / variance
    around = wilson(value, max(effective, 1), level)
    return Incidence(day, value, variance, around.low, around.high, n, sums.ended, at_risk)
