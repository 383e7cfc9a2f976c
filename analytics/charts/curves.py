"""Step curves: the share that still waits by day, those not over yet counted as long as they have lasted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analytics.charts.axes import Axis, axis_over, share_axis
from analytics.charts.plots import Table, TableRow, headed
from analytics.charts.rows import Cell, Side, matched, rate_cell, sides_of
from analytics.charts.units import NO_DATA, Unit
from analytics.estimators.stats import Rate
from analytics.estimators.survival import Curve

# The axis ends where fewer of them are left: behind it a few long ones would take up most of the picture.
LEAST_FOLLOWED = 0.05
# The room of a letter, in percent of the drawing.
LETTER = 6.0


@dataclass(frozen=True, slots=True)
class CurveLine:
    """`at_risk` has a number for each mark of the axis of days; `end` is where the letter of a side stands."""

    side: Side | None
    path: str
    band: str
    median: float | None
    at_risk: tuple[str, ...]
    end: tuple[float, float]
    median_told: str
    counts: Cell | None = None

    @property
    def summary(self) -> str:
        """`counts` says how many of all are not over yet."""
        return f"{self.median_told}, {self.counts.said} {self.counts.quiet}." if self.counts else self.median_told

    @property
    def told(self) -> str:
        return f"{self.side.letter} {self.side.name}: {self.summary}" if self.side else self.summary

    @property
    def key(self) -> str:
        return self.side.key if self.side else "a"


@dataclass(frozen=True, slots=True)
class CurveChart:
    caption: str
    waiting: str
    days: Axis
    shares: Axis
    lines: tuple[CurveLine, ...]
    table: Table

    @property
    def told(self) -> str:
        return " ".join(line.told for line in self.lines)

    @property
    def is_empty(self) -> bool:
        return not any(line.path for line in self.lines)


def curves(
    found: Sequence[Curve],
    *,
    caption: str,
    names: Sequence[str] = (),
    waiting: str = "Still waiting",
    until: float | None = None,
    urls: Sequence[tuple[str, str]] = (),
) -> CurveChart:
    """One curve, or two with the names of both. `until` is the last day of the axis, if not where few are left. `urls`
    lead, of each, to those not over yet and to all.
    """
    sides = sides_of(names)
    days = axis_over([last_of(found) if until is None else until], Unit.DAYS)
    pairs = list(zip(matched(sides, len(found)), found, strict=True))
    leads = urls or (("", ""),) * len(found)
    lines = tuple(line_of(side, curve, days, lead) for (side, curve), lead in zip(pairs, leads, strict=True))
    return CurveChart(caption, waiting, days, share_axis(), apart(lines), table_of(pairs, days, waiting))


def apart(lines: tuple[CurveLine, ...]) -> tuple[CurveLine, ...]:
    """Letters that would stand on each other move up and down."""
    if len(lines) < 2 or any(abs(lines[0].end[at] - lines[1].end[at]) > LETTER for at in (0, 1)):
        return lines
    upper, lower = sorted(lines, key=lambda line: line.end[1])
    middle = min(max((upper.end[1] + lower.end[1]) / 2, LETTER / 2), 100 - LETTER / 2)
    moved = {
        id(upper): replace(upper, end=(upper.end[0], round(middle - LETTER / 2, 2))),
        id(lower): replace(lower, end=(lower.end[0], round(middle + LETTER / 2, 2))),
    }
    return tuple(moved[id(line)] for line in lines)


def last_of(found: Sequence[Curve]) -> float:
    return max((day for curve in found for day in shown_to(curve)), default=0.0)


def shown_to(curve: Curve) -> Iterator[float]:
    """The last day with enough left, and the median with its upper bound wherever they are."""
    yield from (step.day for step in curve.steps if step.at_risk >= LEAST_FOLLOWED * curve.n)
    median = curve.quantile()
    yield from (day for day in (median.value, median.high) if day is not None)


def line_of(side: Side | None, curve: Curve, days: Axis, lead: tuple[str, str]) -> CurveLine:
    if not curve.n:
        return CurveLine(side, "", "", None, ("0",) * len(days.ticks), (0.0, 0.0), f"{NO_DATA.capitalize()}.")
    last = min(curve.step_days[-1], days.high)
    within = bisect_right(curve.days, last)
    xs = [0.0, *(days.place(day) for day in curve.days[:within])]
    stop = days.place(last)
    limits = curve.bounds()[: within + 1]
    shares = curve.survived[: within + 1]
    low, high = ([bound[place] for bound in limits] for place in (0, 1))
    median = curve.quantile()
    at = days.place(median.value) if median.value is not None and median.value <= days.high else None
    counts = tuple(f"{curve.at_risk(tick.value):,}" for tick in days.ticks)
    end = (stop, down(shares[-1]))
    path, around, still = steps(xs, shares, stop), band(xs, low, high, stop), waiting_of(curve, lead)
    return CurveLine(side, path, around, at, counts, end, said(curve), still)


def down(share: float) -> float:
    return round(100 - 100 * share, 2)


def steps(xs: Sequence[float], shares: Sequence[float], stop: float) -> str:
    first = f"M0 {down(shares[0]):g}"
    rest = (f"H{x:g} V{down(share):g}" for x, share in zip(xs[1:], shares[1:], strict=True))
    return " ".join([first, *rest, f"H{stop:g}"])


def band(xs: Sequence[float], low: Sequence[float], high: Sequence[float], stop: float) -> str:
    """Along the upper bounds, and back along the lower ones."""
    back = [f"V{down(low[place]):g} H{xs[place]:g}" for place in reversed(range(len(xs)))]
    return " ".join([steps(xs, high, stop), *back, "Z"])


def said(curve: Curve) -> str:
    median = curve.quantile()
    span = Unit.DAYS.span(median.low, median.high)
    middle = "Median not reached yet" if median.value is None else f"Median {Unit.DAYS.told(median.value)}"
    limits = f" (95\u00a0% interval {span})" if span else ""
    return f"{middle}{limits}"


def waiting_of(curve: Curve, lead: tuple[str, str]) -> Cell:
    return replace(rate_cell(Rate(curve.n - curve.ended, curve.n), *lead), quiet="not over yet")


def table_of(pairs: Sequence[tuple[Side | None, Curve]], days: Axis, waiting: str) -> Table:
    heads = (waiting, "95\u00a0% interval", "Followed so long")
    columns = tuple(headed(head, side) for side, _ in pairs for head in heads)
    rows = (
        TableRow(f"{tick.label} days", tuple(cell for _, curve in pairs for cell in cells_at(curve, tick.value)))
        for tick in days.ticks
    )
    return Table("After", columns, tuple(rows))


def cells_at(curve: Curve, day: float) -> tuple[Cell, ...]:
    share = curve.survival(day)
    if share is None:
        return (Cell(NO_DATA), Cell(""), Cell("0"))
    span = Unit.SHARE.span(share.low, share.high)
    return (Cell(Unit.SHARE.told(share.value)), Cell(span), Cell(f"{curve.at_risk(day):,}"))
