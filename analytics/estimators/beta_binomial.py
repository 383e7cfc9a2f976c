"""How rates vary between groups: a Beta prior, fitted to (cases with the outcome, all cases) of every group.

Each group's true rate is drawn from Beta(a, b), its cases from the rate, so its count is beta-binomial. The prior is
told by its mean a / (a + b) and its concentration a + b: how many cases it weighs as much as. Fitted is the maximum of
the marginal log likelihood (Griffiths 1973, Biometrics 29), by Newton's method over logit(mean) and log(concentration)
from a start by moments (Kleinman 1973, JASA 68).

Plain maximum likelihood has no answer, or an absurd one, where the groups tell nothing of their spread: one group, all
of them 0, or fewer differences than chance would make give an infinite concentration and rates without intervals. So
two weak penalties are added, worth one case and about a group's information:

    mean             log(mean (1 - mean)) / 2, Jeffreys' half a case on either side (as Firth 1993, Biometrika 80)
    concentration    a normal prior on the logarithm of mean (1 - mean) concentration, around that of USUAL_PRECISION,
                     with USUAL_SD. This is about 1 / variance of the groups' log odds, which is alike for rare and
                     frequent outcomes, as the concentration is not

With many groups they no longer matter; with one, or with nothing but zeros, the usual precision is what remains. `hold`
0 switches them off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, lgamma, log

from analytics.estimators.distributions import digamma, trigamma

# A mean of 0.2 that weighs as much as 20 cases: rates between 0.06 and 0.40 for 95 % of the groups.
USUAL_PRECISION = 0.2 * 0.8 * 20
USUAL_SD = 1.5
# Bounds of log(concentration): from nearly all-or-nothing groups to ones that differ by less than anyone can see.
LOWEST, HIGHEST = log(0.05), log(1e8)
EDGE = 20.0  # of logit(mean)
MAX_STEPS = 100
TOLERANCE = 1e-8

Symmetric = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class BetaPrior:
    """`covariance` is that of (logit(mean), log(concentration)): first variance, covariance, second variance."""

    mean: float
    concentration: float
    covariance: Symmetric = (0.0, 0.0, 0.0)


class Counts:
    """The groups as numbers of equal terms, since the likelihood is a sum over hits, misses and cases."""

    def __init__(self, groups: Iterable[tuple[int, int]]) -> None:
        known = [(k, n) for k, n in groups if n > 0]
        if any(not 0 <= k <= n for k, n in known):
            raise ValueError("no group has more hits than cases, or fewer than 0")
        self.groups = len(known)
        self.known = known
        self.hits = Counter(k for k, _ in known if k)
        self.misses = Counter(n - k for k, n in known if k < n)
        self.cases = Counter(n for _, n in known)


def fit_prior(groups: Iterable[tuple[int, int]], *, hold: float = 1.0) -> BetaPrior | None:
    """From (hits, cases); None where no group has cases. Raises ValueError for impossible counts."""
    counts = Counts(groups)
    if not counts.groups:
        return None
    at = start(counts)
    value = objective(counts, at, hold)
    for _ in range(MAX_STEPS):
        gradient, curvature = derivatives(counts, at, hold)
        at, value, gain = climb(counts, at, value, ascent(gradient, curvature), hold)
        if gain <= TOLERANCE:
            break
    _, curvature = derivatives(counts, at, hold)
    return BetaPrior(1 / (1 + exp(-at[0])), exp(at[1]), covariance_of(curvature))


def start(counts: Counts) -> tuple[float, float]:
    """By moments, from the spread of the groups' rates around the mean of all cases, if it is more than chance."""
    cases = sum(n for _, n in counts.known)
    mean = (sum(k for k, _ in counts.known) + 0.5) / (cases + 1)
    spread = sum(n * (k / n - mean) ** 2 for k, n in counts.known) / (mean * (1 - mean))
    free = counts.groups - 1
    room = cases - sum(n * n for _, n in counts.known) / cases - free
    share = (spread - free) / room if room > 0 else 0.0
    size = 1 / min(share, 0.9) - 1 if share > 0.001 else USUAL_PRECISION / mean / (1 - mean)
    return log(mean / (1 - mean)), log(size)


def objective(counts: Counts, at: tuple[float, float], hold: float) -> float:
    mean, size = 1 / (1 + exp(-at[0])), exp(at[1])
    a, b = mean * size, (1 - mean) * size
    at_a, at_b, at_size = lgamma(a), lgamma(b), lgamma(size)
    total = sum(w * (lgamma(a + k) - at_a) for k, w in counts.hits.items())
    total += sum(w * (lgamma(b + k) - at_b) for k, w in counts.misses.items())
    total -= sum(w * (lgamma(size + k) - at_size) for k, w in counts.cases.items())
    off = log(mean * (1 - mean) * size / USUAL_PRECISION)
    held = log(mean * (1 - mean)) / 2 - (off / USUAL_SD) ** 2 / 2
    return total + hold * held


def derivatives(counts: Counts, at: tuple[float, float], hold: float) -> tuple[tuple[float, float], Symmetric]:
    """Gradient and Hessian of the objective over (logit(mean), log(concentration))."""
    mean, size = 1 / (1 + exp(-at[0])), exp(at[1])
    a, b = mean * size, (1 - mean) * size
    hits, hits2 = differences(counts.hits, a)
    misses, misses2 = differences(counts.misses, b)
    cases, cases2 = differences(counts.cases, size)
    by_a, by_b = hits - cases, misses - cases
    slope = size * mean * (1 - mean)  # of a over logit(mean); of b it is the negative
    (g, h), (gg, gh, hh) = held_derivatives(mean, size)
    gradient = slope * (by_a - by_b) + hold * g, a * by_a + b * by_b + hold * h
    curvature = (
        slope**2 * (hits2 + misses2) + (by_a - by_b) * slope * (1 - 2 * mean) + hold * gg,
        slope * (a * hits2 - b * misses2 + by_a - by_b) + hold * gh,
        a * a * hits2 + b * b * misses2 - size * size * cases2 + a * by_a + b * by_b + hold * hh,
    )
    return gradient, curvature


def held_derivatives(mean: float, size: float) -> tuple[tuple[float, float], Symmetric]:
    """The same of the penalties."""
    variance, tilt, weight = mean * (1 - mean), 1 - 2 * mean, 1 / USUAL_SD**2
    off = log(variance * size / USUAL_PRECISION) * weight
    gradient = tilt / 2 - off * tilt, -off
    return gradient, (-variance - tilt**2 * weight + 2 * off * variance, -tilt * weight, -weight)


def differences(counted: Counter[int], at: float) -> tuple[float, float]:
    """Sums of digamma(at + k) - digamma(at), and of the same of trigamma."""
    if not counted:
        return 0.0, 0.0
    terms = sum(counted.values())
    first = sum(w * digamma(at + k) for k, w in counted.items()) - terms * digamma(at)
    return first, sum(w * trigamma(at + k) for k, w in counted.items()) - terms * trigamma(at)


def ascent(gradient: tuple[float, float], curvature: Symmetric) -> tuple[float, float]:
    """Newton's step where the objective is concave, else along the gradient, never more than 3 in one parameter."""
    (g, h), (gg, gh, hh) = gradient, curvature
    determinant = gg * hh - gh * gh
    if gg < 0 and determinant > 0:
        step = (gh * h - hh * g) / determinant, (gh * g - gg * h) / determinant
    else:
        step = g / max(abs(gg), 1e-9), h / max(abs(hh), 1e-9)
    shrink = max(1.0, abs(step[0]) / 3, abs(step[1]) / 3)
    return step[0] / shrink, step[1] / shrink


def climb(
    counts: Counts, at: tuple[float, float], value: float, step: tuple[float, float], hold: float
) -> tuple[tuple[float, float], float, float]:
    """The step, halved until nothing is lost by it; with the new value and what was gained."""
    share = 1.0
    while share > 1e-6:
        x = min(max(at[0] + share * step[0], -EDGE), EDGE)
        y = min(max(at[1] + share * step[1], LOWEST), HIGHEST)
        found = objective(counts, (x, y), hold)
        if found >= value:
            return (x, y), found, found - value
        share /= 2
    return at, value, 0.0


def covariance_of(curvature: Symmetric) -> Symmetric:
    """The inverse of the negative Hessian; where there is none the parameters count as known."""
    gg, gh, hh = curvature
    determinant = gg * hh - gh * gh
    if gg >= 0 or determinant <= 0:
        return 0.0, 0.0, 0.0
    return -hh / determinant, gh / determinant, -gg / determinant
