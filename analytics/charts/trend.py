"""Month by month: a rate as a line with its interval, and beneath it how many there were as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from analytics.charts.axes import Axis, axis_over
from analytics.charts.plots import Dot, Label, Table, TableRow, band_around, headed, line_through
from analytics.charts.rows import Cell, Side, Sign, count_cell, matched, rate_cell, sides_of
from analytics.charts.units import NO_DATA, NOT_SHOWN, Unit
from analytics.estimators.stats import Estimate, Rate

MOST_LABELS = 12
MOST_PAIRED = 6  # which are longer
LABEL_STEPS = (1, 2, 3, 4, 6, 12)
# Of a month's room, what its bars take.
FILLED = 0.7


@dataclass(frozen=True, slots=True)
class Month:
    """`rate` None is no such figure; `partial` says of a month that is not whole why, as "so far". `url` leads to the
    rows of `n`, `hits_url` to those of the rate's numerator. `hidden` says why neither may be shown.
    """

    start: date
    n: int
    rate: Rate | None = None
    partial: str = ""
    url: str = ""
    hits_url: str = ""
    hidden: str = ""

    @property
    def name(self) -> str:
        return f"{self.start:%B %Y}" + (f" ({self.partial})" if self.partial else "")


@dataclass(frozen=True, slots=True)
class TrendBar:
    x: float
    y: float
    width: float
    height: float
    partial: bool
    told: str


@dataclass(frozen=True, slots=True)
class TrendLine:
    side: Side | None
    path: str
    band: str
    dots: tuple[Dot, ...]
    bars: tuple[TrendBar, ...]

    @property
    def key(self) -> str:
        return self.side.key if self.side else "a"


@dataclass(frozen=True, slots=True)
class TrendChart:
    caption: str
    counted: str
    rated: str
    rates: Axis
    counts: Axis
    labels: tuple[Label, ...]
    lines: tuple[TrendLine, ...]
    table: Table

    @property
    def is_empty(self) -> bool:
        return not any(line.bars for line in self.lines)

    @property
    def sides(self) -> tuple[Side, ...]:
        return tuple(line.side for line in self.lines if line.side)

    @property
    def signs(self) -> tuple[Sign, ...]:
        partial = any(bar.partial for line in self.lines for bar in line.bars)
        return (Sign("band", "95\u00a0% interval"), *([Sign("partial", "Not the whole month")] if partial else []))

    @property
    def has_rates(self) -> bool:
        return any(line.dots for line in self.lines)


def trend(
    series: Sequence[Sequence[Month]], *, caption: str, counted: str, rated: str, names: Sequence[str] = ()
) -> TrendChart:
    """One series of months, or two whose first months stand together, whose second ones do, and so on."""
    sides = matched(sides_of(names), len(series))
    slots = max(map(len, series)) or 1
    months = [month for side in series for month in side if not month.hidden]
    estimates = [found for month in months if (found := estimate_of(month))]
    rates = axis_over([found.high for found in estimates], Unit.SHARE, most=5)
    counts = axis_over([month.n for month in months], Unit.COUNT, most=4)
    lines = tuple(
        TrendLine(
            side,
            *lines_of(dots := [dot_of(month, place, slots, rates) for place, month in enumerate(own)]),
            tuple(dot for dot in dots if dot),
            tuple(bars_of(own, number, (slots, len(series)), counts)),
        )
        for number, (side, own) in enumerate(zip(sides, series, strict=True))
    )
    table = table_of(list(zip(sides, series, strict=True)), counted, rated)
    labels = labels_of(max(series, key=len)) if are_alike(series) else paired_labels(sides, series)
    return TrendChart(caption, counted, rated, rates, counts, labels, lines, table)


def lines_of(dots: Sequence[Dot | None]) -> tuple[str, str]:
    return line_through(dots), band_around(dots)


def estimate_of(month: Month) -> Estimate | None:
    return None if month.rate is None or month.hidden else month.rate.wilson()


def dot_of(month: Month, place: int, slots: int, rates: Axis) -> Dot | None:
    found = estimate_of(month)
    if found is None:
        return None
    x = round(100 * (place + 0.5) / slots, 2)
    told = f"{month.name}: {Unit.SHARE.told(found.value)}"
    return Dot(x, rates.height(found.value), rates.height(found.high), rates.height(found.low), told)


def bars_of(months: Sequence[Month], number: int, of: tuple[int, int], counts: Axis) -> list[TrendBar]:
    """The bars of one series; of two, each has half the room."""
    slots, series = of
    width = 100 / slots * FILLED / series
    found = []
    for place, month in enumerate(months):
        x = 100 * (place + (1 - FILLED) / 2) / slots + number * width
        y = 100.0 if month.hidden else counts.height(month.n)
        told = f"{month.name}: {NOT_SHOWN if month.hidden else f'{month.n:,}'}"
        found.append(TrendBar(round(x, 2), y, round(width, 2), round(100 - y, 2), bool(month.partial), told))
    return found


def are_alike(series: Sequence[Sequence[Month]]) -> bool:
    """Whether the same months stand together."""
    return all(len({month.start for month in months}) == 1 for months in zip(*series, strict=False))


def step_for(slots: int, most: int) -> int:
    return next((step for step in LABEL_STEPS if step * most >= slots), LABEL_STEPS[-1])


def labels_of(months: Sequence[Month]) -> tuple[Label, ...]:
    """The first and those of a new year carry the year; a January, where there is one, is always among them."""
    slots = len(months)
    every = step_for(slots, MOST_LABELS)
    first = next((place for place, month in enumerate(months) if month.start.month == 1), 0)
    found, year = [], None
    for place, month in enumerate(months):
        if (place - first) % every:
            continue
        under = f"{month.start:%Y}" if month.start.year != year else ""
        year = month.start.year
        minor = (place - first) // every % 2 == 1
        found.append(Label(round(100 * (place + 0.5) / slots, 2), f"{month.start:%b}", under, minor))
    return tuple(found)


def paired_labels(sides: Sequence[Side | None], series: Sequence[Sequence[Month]]) -> tuple[Label, ...]:
    """Of two periods: the months that stand together, each with its side."""
    paired = list(zip_longest(*series))
    every = step_for(len(paired), MOST_PAIRED)
    found = []
    for place, months in list(enumerate(paired))[::every]:
        first, second = (
            f"{side.letter} {month.start:%b %y}" if side and month else ""
            for side, month in zip(sides, months, strict=True)
        )
        at = round(100 * (place + 0.5) / len(paired), 2)
        found.append(Label(at, first, second, minor=place // every % 2 == 1))
    return tuple(found)


def table_of(series: Sequence[tuple[Side | None, Sequence[Month]]], counted: str, rated: str) -> Table:
    heads = (counted, rated, "95\u00a0% interval")
    if len(series) == 1:
        rows = tuple(TableRow(month.name, cells_of(month)) for month in series[0][1])
        return Table("Month", heads, rows)
    columns = tuple(headed(head, side) for side, _ in series for head in ("Month", *heads))
    paired = zip_longest(*(months for _, months in series))
    rows = tuple(
        TableRow(f"{number}.", tuple(cell for month in each for cell in named_cells(month)))
        for number, each in enumerate(paired, 1)
    )
    return Table("Month of the period", columns, rows)


def named_cells(month: Month | None) -> tuple[Cell, ...]:
    return (Cell(""),) * 4 if month is None else (Cell(month.name), *cells_of(month))


def cells_of(month: Month) -> tuple[Cell, Cell, Cell]:
    if month.hidden:
        return Cell(NOT_SHOWN, quiet=month.hidden), Cell(""), Cell("")
    found = estimate_of(month)
    count = count_cell(month.n, month.url)
    if month.rate is None or found is None:
        return count, Cell(NO_DATA), Cell("")
    of = rate_cell(month.rate, month.hits_url, month.url)
    return count, Cell(Unit.SHARE.told(found.value), under=of), Cell(Unit.SHARE.span(found.low, found.high))
