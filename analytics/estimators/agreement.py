"""Do interviewers who rate the same stage agree? From the ratings of each stage, in any order, whoever gave them.

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

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics.estimators.distributions import f_quantile
from analytics.estimators.stats import LEVEL

TINY = 1e-12


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


def agreement(panels: Iterable[Sequence[float]], level: float = LEVEL) -> Agreement | None:
    """None where no stage has two ratings."""
    shared = [panel for panel in panels if len(panel) > 1]
    if not shared:
        return None
    pairs = sum(len(panel) * (len(panel) - 1) // 2 for panel in shared)
    difference = sum(map(differences, shared)) / pairs
    return Agreement(len(shared), sum(map(len, shared)), pairs, difference, *icc(shared, level))


def differences(panel: Sequence[float]) -> float:
    """Summed over all pairs: in order, each rating is subtracted as often as others lie above it."""
    last = len(panel) - 1
    return sum(rating * (2 * place - last) for place, rating in enumerate(sorted(panel)))


def icc(panels: Sequence[Sequence[float]], level: float = LEVEL) -> tuple[float | None, float | None, float | None]:
    """Value and bounds of the ICC(1) of panels of two or more."""
    stages, n = len(panels), sum(map(len, panels))
    if stages < 2:
        return None, None, None
    mean = sum(map(sum, panels)) / n
    means = [sum(panel) / len(panel) for panel in panels]
    between = sum(len(panel) * (own - mean) ** 2 for panel, own in zip(panels, means, strict=True)) / (stages - 1)
    within = sum((rating - own) ** 2 for panel, own in zip(panels, means, strict=True) for rating in panel) / (
        n - stages
    )
    size = (n - sum(len(panel) ** 2 for panel in panels) / n) / (stages - 1)
    if within < TINY:
        return (None if between < TINY else 1.0), None, None
    f, tail = between / within, (1 - level) / 2
    low = f / f_quantile(1 - tail, stages - 1, n - stages)
    high = f / f_quantile(tail, stages - 1, n - stages)
    return share(f, size), share(low, size), share(high, size)


def share(f: float, size: float) -> float:
    return (f - 1) / (f + size - 1)
