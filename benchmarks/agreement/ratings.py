"""What ratings foretell, from a line for each rated stage: by the textbook formulas, over the lines themselves."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import atanh, exp, floor, log, sqrt, tanh
from statistics import stdev
from typing import Any

from benchmarks.agreement.figures import PLACED, TYPES
from benchmarks.agreement.lengths import DECIDED
from benchmarks.agreement.rows import RATINGS, Process
from benchmarks.agreement.shares import Z, interval, share, wilson

Told = dict[str, Any]
# rating, the stage was passed, the outcome came or None while it is open
Line = tuple[float, bool, bool | None]
Known = Sequence[tuple[float, bool]]
FEW = 5


def hit(one: Process, outcome: str) -> bool | None:
    if one.is_open:
        return None
    return one.status == PLACED or (outcome == "offer_extended" and one.offered)


def validity(processes: Iterable[Process], outcome: str = "offer_accepted") -> list[Told]:
    lines: dict[tuple[str, str], list[Line]] = {(kind, name): [] for kind in TYPES for name in RATINGS}
    unrated = dict.fromkeys(lines, 0)
    for one in processes:
        came = hit(one, outcome)
        for stage in one.stages:
            if stage.outcome in DECIDED:
                for place, name in enumerate(RATINGS):
                    rating = stage.ratings[place]
                    if rating is None:
                        unrated[stage.kind, name] += 1
                    else:
                        lines[stage.kind, name].append((float(rating), stage.outcome == "passed", came))
    return [
        {"stage_type": kind, "rubric": name, "unrated": unrated[kind, name], **twice(found)}
        for (kind, name), found in lines.items()
        if found
    ]


def twice(lines: Sequence[Line], *, hidden: bool = False) -> Told:
    spread = spread_of([rating for rating, _, _ in lines])
    passed = [line for line in lines if line[1]]
    return {"everyone": foretold(lines, spread, hidden), "passed": foretold(passed, spread, hidden)}


def spread_of(ratings: Sequence[float]) -> float | None:
    """The standard deviation, with n - 1; None where there is none. Whole tenths are quickest in exact arithmetic."""
    return (stdev([round(rating * 10) for rating in ratings]) / 10 or None) if len(ratings) > 1 else None


def foretold(lines: Sequence[Line], spread: float | None, hidden: bool) -> Told:
    known = [(rating, came) for rating, _, came in lines if came is not None]
    n, hits = len(known), sum(came for _, came in known)
    found: Told = {"n": n, "open": len(lines) - n, "rate": None, "figure": None, "shares": []}
    if not hidden and n >= FEW:
        found.update(rate=told_rate(hits, n), figure=figure(known, spread), shares=shares(known))
    return found


def told_rate(hits: int, n: int) -> Told:
    return {"value": share(hits, n), "numerator": hits, "denominator": n, "interval": interval(hits, n)}


def figure(known: Known, spread: float | None) -> Told | None:
    n, hits = len(known), sum(came for _, came in known)
    own = spread_of([rating for rating, _ in known])
    if n < 20 or min(hits, n - hits) < FEW or own is None:
        return None
    r = pearson(known)
    limit = 1 - 1 / n
    middle, half = atanh(max(min(r, limit), -limit)), Z / sqrt(n - 3)
    bounds_of_r = (r, min(tanh(middle - half), r), max(tanh(middle + half), r))
    ratio = own / spread if spread else None
    return {
        "n": n,
        "hits": hits,
        "correlation": estimate(*bounds_of_r),
        "auc": estimate(*auc(known)),
        "corrected": ratio and estimate(*(corrected(value, 1 / ratio) for value in bounds_of_r)),
        "spread_ratio": ratio,
    }


def estimate(value: float, low: float, high: float) -> Told:
    return {"value": value, "low": low, "high": high}


def pearson(known: Known) -> float:
    """With the outcome as 0 and 1."""
    n = len(known)
    mean, rate = sum(rating for rating, _ in known) / n, sum(came for _, came in known) / n
    both = sum((rating - mean) * (came - rate) for rating, came in known)
    return both / sqrt(sum((rating - mean) ** 2 for rating, _ in known) * n * rate * (1 - rate))


def corrected(r: float, u: float) -> float:
    """Thorndike 1949, case 2."""
    return r * u / sqrt(1 + r * r * (u * u - 1))


def auc(known: Known) -> tuple[float, float, float]:
    """Each with the outcome beside each without, ties half; DeLong's variance, on the logit scale."""
    hits, misses = (sorted(rating for rating, came in known if came is side) for side in (True, False))
    of_hits = placements(hits, misses)
    of_misses = [1 - one for one in placements(misses, hits)]
    value = sum(of_hits) / len(hits)
    variance = sum((one - value) ** 2 for one in of_hits) / (len(hits) - 1) / len(hits)
    variance += sum((one - value) ** 2 for one in of_misses) / (len(misses) - 1) / len(misses)
    if not 0 < value < 1 or variance <= 0:
        return value, *wilson(value, min(len(hits), len(misses)))
    middle, half = log(value / (1 - value)), Z * sqrt(variance) / (value * (1 - value))
    return value, 1 / (1 + exp(half - middle)), 1 / (1 + exp(-half - middle))


def placements(ratings: Sequence[float], others: Sequence[float]) -> list[float]:
    """For each rating the share of the others below it, with half of those at it."""
    at = {one: (bisect_left(others, one) + bisect_right(others, one)) / 2 / len(others) for one in set(ratings)}
    return [at[one] for one in ratings]


def shares(known: Known) -> list[Told]:
    """By whole ratings, halves rounded up."""
    groups: dict[int, list[bool]] = {rating: [] for rating in range(1, 6)}
    for rating, came in known:
        groups[floor(rating + 0.5)].append(came)
    hidden = hidden_of({rating: len(group) for rating, group in groups.items()})
    return [one_share(rating, group, rating in hidden) for rating, group in groups.items()]


def one_share(rating: int, group: Sequence[bool], is_hidden: bool) -> Told:
    n, hits = len(group), sum(group)
    if is_hidden:
        return {"rating": rating, "rate": None, "interval": None}
    found = interval(hits, n)
    around = found and {"value": hits / n, **found}
    return {"rating": rating, "rate": told_rate(hits, n), "interval": around}


def hidden_of(sizes: Mapping[Any, int]) -> set[Any]:
    """Groups of fewer than 5, and the next smallest until the hidden are two or more and together at least 5."""
    by_size: Callable[[Any], int] = sizes.__getitem__
    some = sorted((group for group, size in sizes.items() if size), key=by_size)
    hidden = [group for group in some if sizes[group] < FEW]
    while hidden and len(hidden) < len(some) and (len(hidden) < 2 or sum(map(by_size, hidden)) < FEW):
        hidden.append(some[len(hidden)])
    return set(hidden)
