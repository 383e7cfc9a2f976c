"""Do interviewers who rate the same stage agree? From sums over the ratings of each stage, whoever gave them.

ICC(1)       how much of the variance of single ratings lies between stages, by the one-way random model (Shrout and
             Fleiss 1979, Psychological Bulletin 86). 1: panels agree fully; 0: no more than chance would; below 0: less
             than chance. With panels of unequal size MSB's weight is n0 = (N - sum n^2 / N) / (stages - 1)
its interval from F = MSB / MSW with the same n0 (Searle 1971, Linear Models, section 9.9): exact for equal
             panels, a little narrow where very small and very large ones mix
difference   the mean absolute difference over all pairs of ratings of one stage, in points of the rating's scale. Where
             everybody is rated alike the ICC has nothing to tell apart, and this one still speaks

Stages with one rating show no agreement and are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from analytics.estimators.distributions import f_quantile
from analytics.estimators.stats import LEVEL


@dataclass(frozen=True, slots=True)
class PanelSums:
    """Sums over all panels of one size, in whole units of the ratings.

    `totals` of all ratings, `squared_totals` of each panel's total squared, `squares` of each rating squared,
    `differences` of the absolute differences of all pairs of a panel.
    """

    raters: int
    panels: int
    totals: int
    squared_totals: int
    squares: int
    differences: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """`icc` is None where no ratings differ or there is but one stage, its bounds where no panel differs."""

    stages: int
    ratings: int
    pairs: int
    difference: float
    icc: float | None
    icc_low: float | None
    icc_high: float | None


def agreement(sizes: Sequence[PanelSums], units: int = 1, level: float = LEVEL) -> Agreement | None:
    """Of panels of two and more; `units` make a point. None where there is none."""
    pairs = sum(size.panels * size.raters * (size.raters - 1) // 2 for size in sizes)
    if not pairs:
        return None
    stages, ratings = sum(size.panels for size in sizes), sum(size.panels * size.raters for size in sizes)
    difference = sum(size.differences for size in sizes) / (units * pairs)
    return Agreement(stages, ratings, pairs, difference, *icc(sizes, stages, ratings, level))


def icc(
    sizes: Sequence[PanelSums], stages: int, n: int, level: float
) -> tuple[float | None, float | None, float | None]:
    """Value and bounds of the ICC(1). Whole numbers and fractions: sums of squares are exact, and so is nothing."""
    if stages < 2:
        return None, None, None
    of_panels = sum(Fraction(size.squared_totals, size.raters) for size in sizes)
    between = (of_panels - Fraction(sum(size.totals for size in sizes) ** 2, n)) / (stages - 1)
    within = (sum(size.squares for size in sizes) - of_panels) / (n - stages)
    size = float((n - Fraction(sum(one.panels * one.raters**2 for one in sizes), n)) / (stages - 1))
    if not within:
        return (1.0 if between else None), None, None
    f, tail = float(between / within), (1 - level) / 2
    low = f / f_quantile(1 - tail, stages - 1, n - stages)
    high = f / f_quantile(tail, stages - 1, n - stages)
    return share(f, size), share(low, size), share(high, size)


def share(f: float, size: float) -> float:
    return (f - 1) / (f + size - 1)
