"""The few distribution functions that the standard library lacks: beta, F, digamma, trigamma.

beta_cdf        the continued fraction of the regularised incomplete beta function (DLMF 8.17.22), summed by Lentz's
                method (Press et al., Numerical Recipes, 3rd ed., sections 5.2 and 6.4)
beta_quantile   Newton's method on log F over u = log(x / (1 - x)). The density of u is log-concave, so log F is concave
                and the steps cannot run away, however skewed the distribution is
f_quantile      from the beta quantile (DLMF 8.17; Johnson, Kotz and Balakrishnan, vol. 2, section 27.2)
digamma         by recurrence up to 8, then the asymptotic series (Bernardo 1976, AS 103; Schneider 1978, AS 121)
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist

TINY = 1e-300
PRECISION = 1e-14
NEAR = 1e-7
MAX_TERMS = 100_000
MAX_STEPS = 200


@lru_cache
def normal_quantile(p: float) -> float:
    """Raises statistics.StatisticsError outside 0 < p < 1."""
    return NormalDist().inv_cdf(p)


def two_sided_z(level: float) -> float:
    """1.95996... for 0.95. Raises ValueError outside 0 < level < 1."""
    if not 0 < level < 1:
        raise ValueError("a level lies between 0 and 1")
    return normal_quantile((1 + level) / 2)


def beta_cdf(x: float, a: float, b: float) -> float:
    """P(X <= x) for X ~ Beta(a, b). Raises ValueError where a or b is not above 0."""
    if not (0 < a < inf and 0 < b < inf):
        raise ValueError("both parameters of a beta distribution are positive and finite")
    if x <= 0 or x >= 1:
        return float(x >= 1)
    return exp(log_beta_cdf(log(x) - log1p(-x), a, b))


def beta_quantile(p: float, a: float, b: float) -> float:
    """x with P(X <= x) = p for X ~ Beta(a, b). Raises ValueError outside 0 < p < 1 and for a or b not above 0."""
    if not 0 < p < 1 or not (0 < a < inf and 0 < b < inf):
        raise ValueError("a beta quantile takes 0 < p < 1 and two positive, finite parameters")
    if p > 0.5:
        return 1 - beta_quantile(1 - p, b, a)
    wanted, norm = log(p), lgamma(a + b) - lgamma(a) - lgamma(b)
    u = digamma(a) - digamma(b) + normal_quantile(p) * sqrt(trigamma(a) + trigamma(b))
    u = max(u, (wanted + log(a) - norm) / a)  # where x^a exp(norm) / a, which F resembles near 0, comes to p
    for _ in range(MAX_STEPS):
        found = log_beta_cdf(u, a, b)
        slope = exp(norm - a * softplus(-u) - b * softplus(u) - found)
        step = (wanted - found) / max(slope, TINY)
        u += max(min(step, 20.0), -20.0 / min(a, 1.0))
        if abs(step) < NEAR * max(1.0, abs(u)):  # what is missing then is of the order of its square
            return exp(-softplus(-u))
    raise ArithmeticError(f"No beta quantile was found for p={p}, a={a}, b={b}.")


def f_quantile(p: float, over: float, under: float) -> float:
    """Of the F distribution with `over` and `under` degrees of freedom; raises ValueError as beta_quantile does."""
    x = beta_quantile(p, over / 2, under / 2)
    return under * x / (over * (1 - x))


def softplus(u: float) -> float:
    """log(1 + exp(u)), also where exp(u) overflows."""
    return max(u, 0.0) + log1p(exp(-abs(u)))


def log_beta_cdf(u: float, a: float, b: float) -> float:
    """log P(X <= 1 / (1 + exp(-u))), whose fraction is taken on the side on which it converges fast."""
    log_x, log_y = -softplus(-u), -softplus(u)
    front = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log_x + b * log_y
    if exp(log_x) < (a + 1) / (a + b + 2):
        return front + log(fraction(exp(log_x), a, b) / a)
    return log1p(-min(exp(front) * fraction(exp(log_y), b, a) / b, 1 - 1e-16))


def fraction(x: float, a: float, b: float) -> float:
    """The continued fraction itself; its number of terms grows with the root of the larger parameter."""
    c, d = 1.0, 1 / away_from_zero(1 - (a + b) * x / (a + 1))
    total = d
    for m in range(1, MAX_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / away_from_zero(1 + even * d)
        c = away_from_zero(1 + even / c)
        total *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / away_from_zero(1 + odd * d)
        c = away_from_zero(1 + odd / c)
        total *= d * c
        if abs(d * c - 1) < PRECISION:
            return total
    raise ArithmeticError(f"The incomplete beta function did not converge at x={x}, a={a}, b={b}.")


def away_from_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY


def digamma(x: float) -> float:
    """The derivative of lgamma, for x > 0."""
    below = 0.0
    while x < 8:
        below += 1 / x
        x += 1
    y = 1 / (x * x)
    series = y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y * (1 / 132 - y * 691 / 32760)))))
    return log(x) - 0.5 / x - series - below


def trigamma(x: float) -> float:
    """The derivative of digamma, for x > 0."""
    below = 0.0
    while x < 8:
        below += 1 / (x * x)
        x += 1
    y = 1 / (x * x)
    series = y * (1 / 6 - y * (1 / 30 - y * (1 / 42 - y * (1 / 30 - y * (5 / 66 - y * 691 / 2730)))))
    return below + (1 + 0.5 / x + series) / x
