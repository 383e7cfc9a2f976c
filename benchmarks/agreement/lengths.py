"""Days that things take, from a length for each process or stage: (days, what ended it or None while it goes on).

By the textbook: Kaplan-Meier with Greenwood's variance on the log(-log) scale, the area under it, Aalen-Johansen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from math import exp, log, sqrt
from statistics import median
from typing import Any

from benchmarks.agreement.rows import Process
from benchmarks.agreement.shares import Z, bounds, wilson

HAIR = 1e-9
HORIZON = 180
DECIDED = ("passed", "failed")
Length = tuple[int, str | None]
Told = dict[str, Any]


def of_processes(processes: Iterable[Process], today: date) -> list[Length]:
    return [
        (max(((one.ended_day or today) - one.day).days, 0), None if one.is_open else one.status) for one in processes
    ]


def of_stages(processes: Iterable[Process], today: date) -> dict[str, list[Length]]:
    """By type, ended by `taken`, or still going on: `waiting`, or `left` when the process ended."""
    found: dict[str, list[Length]] = {}
    for one in processes:
        since, blocked = one.day, False
        completions = []
        for stage in one.stages:
            if stage.outcome in DECIDED and stage.completed:
                found.setdefault(stage.kind, []).append((max((stage.completed - since).days, 0), "taken"))
            elif stage.outcome == "pending" and not blocked:
                end = one.ended_day
                days = max(((end or today) - since).days, 0)
                found.setdefault(stage.kind, []).append((days, "left" if end else "waiting"))
            blocked = blocked or stage.outcome == "pending"
            if stage.completed:
                completions.append(stage.completed)
                since = max(completions)
    return found


class Survival:
    """The share not ended by each day on which anything ended."""

    def __init__(self, lengths: Sequence[Length], censored: Sequence[str | None] = (None,)) -> None:
        self.n, self.last = len(lengths), max((days for days, _ in lengths), default=0)
        of_day, ends = (
            Counter(days for days, _ in lengths),
            Counter(days for days, how in lengths if how not in censored),
        )
        self.ends: list[tuple[int, int, int]] = []  # day, at risk, ended
        risk, self.shares, self.spreads = self.n, [1.0], [0.0]
        for day in sorted(of_day):
            if gone := ends[day]:
                self.ends.append((day, risk, gone))
                self.shares.append(self.shares[-1] * (1 - gone / risk) if gone < risk else 0.0)
                self.spreads.append(self.spreads[-1] + (gone / (risk * (risk - gone)) if gone < risk else 0.0))
            risk -= of_day[day]

    def bands(self) -> list[tuple[float, float]]:
        found = [(1.0, 1.0)]
        for share, spread in zip(self.shares[1:], self.spreads[1:], strict=True):
            if share <= 0:
                found.append((0.0, found[-1][1]))
                continue
            middle, half = log(-log(share)), Z * sqrt(spread) / abs(log(share))
            found.append((exp(-exp(middle + half)), exp(-exp(middle - half))))
        return found

    def first(self, shares: Iterable[float], wanted: float) -> int | None:
        return next((day for (day, *_), share in zip(self.ends, shares, strict=True) if share <= wanted + HAIR), None)

    def quantile(self, p: float) -> tuple[float | None, int | None, int | None]:
        bands = self.bands()[1:]
        low, high = (self.first((band[side] for band in bands), 1 - p) for side in (0, 1))
        day = self.first(self.shares[1:], 1 - p)
        if day is None:
            return None, low, high
        place = [end for end, *_ in self.ends].index(day)
        level = abs(self.shares[place + 1] - (1 - p)) <= HAIR and place + 1 < len(self.ends)
        return (day + self.ends[place + 1][0]) / 2 if level else day, low, high

    def area(self, start: float, until: float) -> float:
        """Under the curve between two days."""
        edges = [(0, 1.0), *((end, share) for (end, *_), share in zip(self.ends, self.shares[1:], strict=True))]
        total = 0.0
        for place, (day, share) in enumerate(edges):
            following = edges[place + 1][0] if place + 1 < len(edges) else until
            total += share * max(min(following, until) - max(day, start), 0)
        return total

    def restricted(self, until: float) -> tuple[float, float, float]:
        variance = sum(
            self.area(day, until) ** 2 * gone / (risk * (risk - gone))
            for day, risk, gone in self.ends
            if day < until and gone < risk
        )
        mean, half = self.area(0, until), Z * sqrt(variance)
        return mean, max(mean - half, 0.0), min(mean + half, until)


def lasting(lengths: Sequence[Length], censored: Sequence[str | None] = (None,)) -> Told:
    """As a figure of the API."""
    curve = Survival(lengths, censored)
    ended = [days for days, how in lengths if how not in censored]
    left = sum(how == "left" for _, how in lengths)
    middle, low, high = curve.quantile(0.5)
    until = min(curve.last, HORIZON) if lengths else None
    mean, least, most = curve.restricted(until) if until is not None else (None, None, None)
    return {
        "n": len(lengths),
        "ended": len(ended),
        "waiting": len(lengths) - len(ended) - left,
        "left": left,
        "median": middle,
        "median_interval": {"low": low, "high": high},
        "lower_quartile": curve.quantile(0.25)[0],
        "upper_quartile": curve.quantile(0.75)[0],
        "mean": sum(ended) / len(ended) if ended else None,
        "restricted_mean": mean,
        "restricted_mean_interval": None if mean is None else {"low": least, "high": most},
        "until": until,
    }


def in_stage(lengths: Sequence[Length]) -> Told:
    return lasting(lengths, ("waiting", "left"))


def days_to_hire(lengths: Sequence[Length]) -> Told:
    hired = [days for days, how in lengths if how == "offer_accepted"]
    return {
        "median": median(hired) if hired else None,
        "mean": sum(hired) / len(hired) if hired else None,
        "n": len(hired),
    }


def to_hire(lengths: Sequence[Length], horizon: int = HORIZON) -> Told:
    found, share = days_to_hire(lengths), incidence(lengths, horizon)
    return {
        "n": len(lengths),
        "hired": found["n"],
        "median": found["median"],
        "mean": found["mean"],
        "hired_share": share and share[0],
        "hired_share_interval": share and bounds(share[1:]),
        "horizon_days": horizon,
    }


def incidence(lengths: Sequence[Length], horizon: int) -> tuple[float, float, float] | None:
    """The share hired by the horizon, other ends ruling it out; None where a tenth was not followed so long."""
    ends, hires = (
        Counter(days for days, how in lengths if how),
        Counter(days for days, how in lengths if how == "offer_accepted"),
    )
    of_day = Counter(days for days, _ in lengths)
    risk, survived, share, seen = len(lengths), 1.0, 0.0, []
    for day in sorted(of_day):
        if day <= horizon and ends[day]:
            share += survived * hires[day] / risk
            seen.append((risk, ends[day], hires[day], survived, share))
            survived *= 1 - ends[day] / risk
        risk -= of_day[day]
    followed = any(days >= horizon for days, _ in lengths)
    unresolved = 0.0 if followed or survived < HAIR else survived
    if not lengths or unresolved > 0.1:
        return None
    if share < HAIR or share > 1 - HAIR:
        lost = sum(how is None and days < horizon for days, how in lengths)
        effective: float = max(len(lengths) - lost, 1)
    else:
        effective = max(share * (1 - share) / variance_of(seen, share), 1)
    low, high = wilson(share, effective)
    return share, low, min(high + unresolved, 1.0)


def variance_of(seen: Sequence[tuple[int, int, int, float, float]], share: float) -> float:
    """By the delta method (Marubini and Valsecchi 1995, section 10.2)."""
    total = 0.0
    for risk, gone, hired, before, so_far in seen:
        if gone < risk:
            total += (share - so_far) ** 2 * gone / (risk * (risk - gone))
        total += before**2 * hired * (risk - hired) / risk**3
        total -= 2 * (share - so_far) * before * hired / risk**2
    return max(total, 0.0)
