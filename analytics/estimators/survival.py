"""How long things take when some are not over yet: those still open count as long as they have lasted.

Input are (days, kind, count) in the order of days, as a GROUP BY gives them: `count` durations of `days` ended by
`kind`, or still open after so many days where kind is None. A day may occur several times.

survival        Kaplan and Meier 1958, JASA 53. What ends on a day ends before what is last seen open on that day
its interval    on the log(-log S) scale, from Greenwood's variance (Kalbfleisch and Prentice, The Statistical Analysis
                of Failure Time Data, 2nd ed., section 1.4)
quantiles       the first day on which at least the share p has ended; where the curve runs level at exactly 1 - p, the
                middle of the level part, so that without open ones the median is the usual one. Their intervals are the
                days on which the interval of S includes 1 - p (Brookmeyer and Crowley 1982, Biometrics 38)
restricted mean the area under S up to a day, with its variance (Klein and Moeschberger, Survival Analysis, 2nd ed.,
                section 4.5)

Figures are days. A quantile or bound that the curve does not reach is None, never the longest day seen.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import exp, log, sqrt

from analytics.estimators.distributions import two_sided_z
from analytics.estimators.stats import LEVEL, Estimate

HAIR = 1e-9

Row = tuple[float, str | None, int]


@dataclass(frozen=True, slots=True)
class Step:
    """One day: how many had lasted so long, how many of them each kind ended, how many were last seen open."""

    day: float
    at_risk: int
    ended: Mapping[str, int]
    open: int

    @property
    def all_ended(self) -> int:
        return sum(self.ended.values())


@dataclass(frozen=True, slots=True)
class Quantile:
    """`value` is None where too few have ended yet, a bound where the interval is open on that side."""

    value: float | None
    low: float | None
    high: float | None


def steps_of(rows: Iterable[Row]) -> list[Step]:
    """Raises ValueError for days below 0 or out of order and for counts below 0."""
    days: dict[float, dict[str | None, int]] = {}
    last = 0.0
    for day, kind, count in rows:
        if not day >= last or count < 0:
            raise ValueError("durations are sorted, not below 0, and so are their counts")
        last = day
        if count:
            kinds = days.setdefault(day, defaultdict(int))
            kinds[kind] += count
    at_risk = sum(sum(kinds.values()) for kinds in days.values())
    steps = []
    for day, kinds in days.items():
        ended = {kind: count for kind, count in kinds.items() if kind is not None}
        steps.append(Step(day, at_risk, ended, kinds.get(None, 0)))
        at_risk -= sum(kinds.values())
    return steps


class Curve:
    """The share not ended by each day. `of` names the kinds that count as an end; others count as open from then."""

    def __init__(self, rows: Iterable[Row], of: Collection[str] | None = None) -> None:
        self.steps = steps_of((day, kind if of is None or kind in of else None, count) for day, kind, count in rows)
        self.step_days = [step.day for step in self.steps]
        self.ends = [step for step in self.steps if step.all_ended]
        self.days = [step.day for step in self.ends]
        self.survived, self.variances = [1.0], [0.0]  # one more than days: what holds before the first
        for step in self.ends:
            left = step.at_risk - step.all_ended
            self.survived.append(self.survived[-1] * left / step.at_risk)
            self.variances.append(self.variances[-1] + (step.all_ended / step.at_risk / left if left else 0.0))

    @property
    def n(self) -> int:
        return self.steps[0].at_risk if self.steps else 0

    @property
    def ended(self) -> int:
        return sum(step.all_ended for step in self.ends)

    def at_risk(self, day: float) -> int:
        """How many lasted at least until `day`."""
        place = bisect_left(self.step_days, day)
        return self.steps[place].at_risk if place < len(self.steps) else 0

    def follows(self, day: float) -> bool:
        """Whether anything is known of `day`: somebody was still followed then, or all had ended before."""
        return bool(self.steps) and (day <= self.step_days[-1] or self.survived[-1] == 0)

    def survival(self, day: float, level: float = LEVEL) -> Estimate | None:
        """None beyond the last day on which anybody was followed. At 0 the interval reaches up to the one before."""
        if not self.follows(day):
            return None
        place = bisect_right(self.days, day)
        low, high = self.bounds(level)[place]
        return Estimate(self.survived[place], low, high)

    def bounds(self, level: float = LEVEL) -> list[tuple[float, float]]:
        """Of the share before the first end and after each."""
        z, found = two_sided_z(level), [(1.0, 1.0)]
        for share, variance in zip(self.survived[1:], self.variances[1:], strict=True):
            if share <= 0:
                found.append((0.0, found[-1][1]))
                continue
            width = exp(z * sqrt(variance) / -log(share))
            found.append((share**width, share ** (1 / width)))
        return found

    def quantile(self, p: float = 0.5, level: float = LEVEL) -> Quantile:
        """The day by which the share `p` has ended. Raises ValueError outside 0 < p < 1."""
        if not 0 < p < 1:
            raise ValueError("a quantile takes 0 < p < 1")
        limits = self.bounds(level)
        low = self.first_day([low for low, _ in limits], 1 - p)
        high = self.first_day([high for _, high in limits], 1 - p)
        return Quantile(self.middle_day(1 - p), low, high)

    def first_day(self, shares: list[float], wanted: float) -> float | None:
        reached = (day for day, share in zip(self.days, shares[1:], strict=True) if share <= wanted + HAIR)
        return next(reached, None)

    def middle_day(self, wanted: float) -> float | None:
        day = self.first_day(self.survived, wanted)
        if day is None:
            return None
        place = bisect_right(self.days, day)
        level = abs(self.survived[place] - wanted) <= HAIR and place < len(self.days)
        return (day + self.days[place]) / 2 if level else day

    def restricted_mean(self, until: float, level: float = LEVEL) -> Estimate | None:
        """Days spent of the first `until`, on average; None where nobody was followed so long."""
        if until < 0 or not self.follows(until):
            return None
        z, area, variance = two_sided_z(level), 0.0, 0.0
        edges = [0.0, *(day for day in self.days if day < until), until]
        for place, (start, end) in reversed(list(enumerate(pairwise(edges)))):
            area += self.survived[place] * (end - start)
            if place:
                variance += area_left(area, self.ends[place - 1])
        half = z * sqrt(variance)
        return Estimate(area, max(area - half, 0.0), min(area + half, until))

    @cached_property
    def naive_mean(self) -> float | None:
        """That of the ended alone, which leaves out the slow ones still open."""
        total = sum(step.day * step.all_ended for step in self.ends)
        return total / self.ended if self.ended else None


def area_left(area: float, step: Step) -> float:
    """What one day's ends add to the variance of the area that lies after it."""
    left = step.at_risk - step.all_ended
    return area**2 * step.all_ended / (step.at_risk * left) if left else 0.0
