"""Shares with their intervals, and the rates of groups drawn towards each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import exp, log, log1p, sqrt
from typing import Any

Z = 1.959963984540054
USUAL_PRECISION, USUAL_SD = 3.2, 1.5  # of the beta-binomial prior's docstring
Point = tuple[float, float]
Told = dict[str, Any]


def wilson(share: float, n: float) -> tuple[float, float]:
    """The shares p for which (share - p)^2 = z^2 p (1 - p) / n."""
    a, b, c = 1 + Z * Z / n, 2 * share + Z * Z / n, share * share
    root = sqrt(max(b * b - 4 * a * c, 0.0))
    return (0.0 if share == 0 else (b - root) / (2 * a)), (1.0 if share == 1 else (b + root) / (2 * a))


def bounds(found: Sequence[float | None]) -> Told:
    low, high = found
    return {"low": low, "high": high}


def interval(k: int, n: int) -> Told | None:
    return bounds(wilson(k / n, n)) if n else None


def share(k: int, n: int) -> float | None:
    return k / n if n else None


def rate(k: int, n: int) -> Told:
    return {"numerator": k, "denominator": n, "interval": interval(k, n)}


def shrunken(groups: Mapping[Any, tuple[int, int]]) -> dict[Any, tuple[float, float, float]]:
    """(placed, all) of each group with cases -> its rate under the prior fitted to all of them, with its interval."""
    known = {key: (k, n) for key, (k, n) in groups.items() if n}
    if not known:
        return {}
    at, covariance = fitted(list(known.values()))
    return {key: posterior(k, n, at, covariance) for key, (k, n) in known.items()}


def fitted(groups: Sequence[tuple[int, int]]) -> tuple[Point, tuple[Point, Point]]:
    """(logit(mean), log(concentration)) of the most likely prior under its two weak penalties, and their covariance:
    where the gradient is 0, found by Newton's method with differences of the gradient.
    """
    whole = (sum(k for k, _ in groups) + 0.5) / (sum(n for _, n in groups) + 1)
    first = log(whole / (1 - whole))
    starts = [(first, float(y)) for y in range(-2, 13)]
    at = max(starts, key=lambda point: likelihood(groups, point))
    for _ in range(60):
        (a, b), (c, d) = hessian(groups, at)
        g, h = gradient(groups, at)
        determinant = a * d - b * c
        if determinant <= 0 or a >= 0:
            step = g / max(abs(a), 1), h / max(abs(d), 1)
        else:
            step = (b * h - d * g) / determinant, (c * g - a * h) / determinant
        most = max(1.0, abs(step[0]), abs(step[1]))
        at = at[0] + step[0] / most, at[1] + step[1] / most
        if max(map(abs, step)) < 1e-11:
            break
    (a, b), (c, d) = hessian(groups, at)
    determinant = a * d - b * c
    return at, ((-d / determinant, b / determinant), (c / determinant, -a / determinant))


def likelihood(groups: Sequence[tuple[int, int]], at: Point) -> float:
    mean, size = 1 / (1 + exp(-at[0])), exp(at[1])
    a, b = mean * size, (1 - mean) * size
    total = log(mean * (1 - mean)) / 2 - (log(mean * (1 - mean) * size / USUAL_PRECISION) / USUAL_SD) ** 2 / 2
    for k, n in groups:
        total += sum(log(a + i) for i in range(k)) + sum(log(b + i) for i in range(n - k))
        total -= sum(log(size + i) for i in range(n))
    return total


def gradient(groups: Sequence[tuple[int, int]], at: Point) -> Point:
    mean, size = 1 / (1 + exp(-at[0])), exp(at[1])
    a, b = mean * size, (1 - mean) * size
    sums = [
        list(accumulate((1 / (start + i) for i in range(most)), initial=0.0))
        for start, most in (
            (a, max(k for k, _ in groups)),
            (b, max(n - k for k, n in groups)),
            (size, max(n for _, n in groups)),
        )
    ]
    by_a, by_b = sum(sums[0][k] for k, _ in groups), sum(sums[1][n - k] for k, n in groups)
    by_size = sum(sums[2][n] for _, n in groups)
    off = log(mean * (1 - mean) * size / USUAL_PRECISION) / USUAL_SD**2
    tilt, spread = 1 - 2 * mean, mean * (1 - mean)
    return size * spread * (by_a - by_b) + tilt / 2 - off * tilt, a * by_a + b * by_b - size * by_size - off


def hessian(groups: Sequence[tuple[int, int]], at: Point, by: float = 1e-5) -> tuple[Point, Point]:
    x, y = at
    rows = []
    for up, down in (((x + by, y), (x - by, y)), ((x, y + by), (x, y - by))):
        one, other = gradient(groups, up), gradient(groups, down)
        rows.append(((one[0] - other[0]) / (2 * by), (one[1] - other[1]) / (2 * by)))
    return rows[0], rows[1]


def posterior(k: int, n: int, at: Point, covariance: tuple[Point, Point]) -> tuple[float, float, float]:
    def mean_at(x: float, y: float) -> float:
        return (k + exp(y) / (1 + exp(-x))) / (n + exp(y))

    by = 1e-5
    moved = (
        (mean_at(at[0] + by, at[1]) - mean_at(at[0] - by, at[1])) / (2 * by),
        (mean_at(at[0], at[1] + by) - mean_at(at[0], at[1] - by)) / (2 * by),
    )
    mean, size = mean_at(*at), n + exp(at[1])
    variance = mean * (1 - mean) / (size + 1)
    variance += sum(moved[i] * covariance[i][j] * moved[j] for i in (0, 1) for j in (0, 1))
    weight = max(mean * (1 - mean) / variance - 1, 1.0)
    low, high = beta_quantiles(mean * weight, (1 - mean) * weight, (0.025, 0.975))
    return mean, min(low, mean), max(high, mean)


def beta_quantiles(a: float, b: float, shares: Sequence[float], steps: int = 4_000) -> list[float]:
    """By adding up the density of u = log(x / (1 - x)), which falls off on both sides faster than any power."""

    def height(u: float) -> float:
        x = -log1p(exp(-u)) if u > 0 else u - log1p(exp(u))
        return a * x + b * (x - u)

    top, width = log(a / b), sqrt(1 / a + 1 / b)
    peak, low, high = height(top), top, top
    while height(low) > peak - 40:
        low -= width
    while height(high) > peak - 40:
        high += width
    gap = (high - low) / steps
    heights = [exp(height(low + gap * place) - peak) for place in range(steps + 1)]
    # Simpson's rule over each two steps
    pairs = (heights[i] + 4 * heights[i + 1] + heights[i + 2] for i in range(0, steps, 2))
    sums = list(accumulate(pairs, initial=0.0))
    found = []
    for wanted in shares:
        target = wanted * sums[-1]
        place = max(bisect_left(sums, target), 1)
        found.append(1 / (1 + exp(-(low + 2 * gap * within(heights, sums, place, target)))))
    return found


def within(heights: Sequence[float], sums: Sequence[float], place: int, target: float) -> float:
    """Where between two sums the target lies: the area under the parabola through three heights, by bisection."""
    one, two, three = heights[2 * place - 2 : 2 * place + 1]
    missing, low, high = target - sums[place - 1], 0.0, 1.0
    for _ in range(60):
        t = (low + high) / 2
        area = 6 * (one * t + (4 * two - 3 * one - three) * t * t / 2 + (2 * one - 4 * two + 2 * three) * t**3 / 3)
        low, high = (t, high) if area < missing else (low, t)
    return place - 1 + low
