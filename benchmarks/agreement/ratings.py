"""What ratings foretell, by the textbook: equal ratings are counted together, and each two kinds of them compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from math import atanh, exp, floor, fsum, log, sqrt, tanh
from typing import Any

from benchmarks.agreement.figures import PLACED, TYPES
from benchmarks.agreement.lengths import DECIDED
from benchmarks.agreement.rows import RATINGS, Process
from benchmarks.agreement.shares import Z, interval, share, wilson

Told = dict[str, Any]
# rating, the stage was passed, the outcome came or None while it is open -> how many
Lines = Counter[tuple[float, bool, bool | None]]
Known = Mapping[tuple[float, bool], int]
# type, its outcome, ratings, and of the process: whether it is open, was placed, was offered
Cells = Counter[tuple[str, str, tuple[int | None, ...], bool, bool, bool]]
FEW = 5


def cells_of(processes: Iterable[Process]) -> Cells:
    """The decided stages: equal ones are counted together."""
    return Counter(
        (stage.kind, stage.outcome, stage.ratings, one.is_open, one.status == PLACED, one.offered)
        for one in processes
        for stage in one.stages
        if stage.outcome in DECIDED
    )


def validity(cells: Cells, outcome: str = "offer_accepted") -> list[Told]:
    lines: dict[tuple[str, str], Lines] = {(kind, name): Counter() for kind in TYPES for name in RATINGS}
    unrated = dict.fromkeys(lines, 0)
    for (kind, decided, ratings, is_open, placed, offered), n in cells.items():
        came = None if is_open else placed or (offered and outcome == "offer_extended")
        for name, rating in zip(RATINGS, ratings, strict=True):
            if rating is None:
                unrated[kind, name] += n
            else:
                lines[kind, name][float(rating), decided == "passed", came] += n
    return [
        {"stage_type": kind, "rubric": name, "unrated": unrated[kind, name], **twice(found)}
        for (kind, name), found in lines.items()
        if found
    ]


def twice(lines: Lines, *, hidden: bool = False) -> Told:
    """Among everyone, and among those who passed."""
    spread = spread_of([(rating, n) for (rating, _, _), n in lines.items()])
    passed: Lines = Counter({line: n for line, n in lines.items() if line[1]})
    return {"everyone": foretold(lines, spread, hidden), "passed": foretold(passed, spread, hidden)}


def spread_of(counted: Iterable[tuple[float, int]]) -> float | None:
    """The standard deviation, with n - 1; None where there is none."""
    rows = list(counted)
    n = sum(count for _, count in rows)
    if n < 2:
        return None
    mean = fsum(rating * count for rating, count in rows) / n
    return sqrt(fsum((rating - mean) ** 2 * count for rating, count in rows) / (n - 1)) or None


def foretold(lines: Lines, spread: float | None, hidden: bool) -> Told:
    known: Counter[tuple[float, bool]] = Counter()
    for (rating, _, came), count in lines.items():
        if came is not None:
            known[rating, came] += count
    n, hits = known.total(), sum(count for (_, came), count in known.items() if came)
    found: Told = {"n": n, "open": lines.total() - n, "rate": None, "figure": None, "shares": []}
    if not hidden and n >= FEW:
        found.update(rate=told_rate(hits, n), figure=figure(known, n, hits, spread), shares=shares(known))
    return found


def told_rate(hits: int, n: int) -> Told:
    return {"value": share(hits, n), "numerator": hits, "denominator": n, "interval": interval(hits, n)}


def figure(known: Known, n: int, hits: int, spread: float | None) -> Told | None:
    own = spread_of([(rating, count) for (rating, _), count in known.items()])
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
    n = sum(known.values())
    mean = fsum(rating * count for (rating, _), count in known.items()) / n
    rate = sum(count for (_, came), count in known.items() if came) / n
    both = fsum((rating - mean) * (came - rate) * count for (rating, came), count in known.items())
    squares = fsum((rating - mean) ** 2 * count for (rating, _), count in known.items())
    return both / sqrt(squares * n * rate * (1 - rate))


def corrected(r: float, u: float) -> float:
    """Thorndike 1949, case 2."""
    return r * u / sqrt(1 + r * r * (u * u - 1))


def auc(known: Known) -> tuple[float, float, float]:
    """Each with the outcome beside each without, ties half; DeLong's variance, on the logit scale."""
    hits, misses = ({rating: n for (rating, came), n in known.items() if came is side} for side in (True, False))
    cases, others = sum(hits.values()), sum(misses.values())
    of_hits = {one: sum(n * wins(one, other) for other, n in misses.items()) / others for one in hits}
    of_misses = {other: sum(n * wins(one, other) for one, n in hits.items()) / cases for other in misses}
    value = sum(of_hits[one] * n for one, n in hits.items()) / cases
    variance = sum((of_hits[one] - value) ** 2 * n for one, n in hits.items()) / (cases - 1) / cases
    variance += sum((of_misses[one] - value) ** 2 * n for one, n in misses.items()) / (others - 1) / others
    if not 0 < value < 1 or variance <= 0:
        return value, *wilson(value, min(cases, others))
    middle, half = log(value / (1 - value)), Z * sqrt(variance) / (value * (1 - value))
    return value, 1 / (1 + exp(half - middle)), 1 / (1 + exp(-half - middle))


def wins(one: float, other: float) -> float:
    return 0.5 if one == other else float(one > other)


def shares(known: Known) -> list[Told]:
    """By whole ratings, halves rounded up."""
    groups = {rating: [0, 0] for rating in range(1, 6)}
    for (rating, came), count in known.items():
        groups[floor(rating + 0.5)][came] += count
    hidden = hidden_of({rating: sum(group) for rating, group in groups.items()})
    return [one_share(rating, hits, hits + misses, rating in hidden) for rating, (misses, hits) in groups.items()]


def one_share(rating: int, hits: int, n: int, is_hidden: bool) -> Told:
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
