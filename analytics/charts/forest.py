"""Intervals: a row for each feeder, stage or interviewer, with its figure as a point and the interval as a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analytics.charts.axes import Axis, axis_over
from analytics.charts.rows import (
    Cell,
    Line,
    Row,
    RowChart,
    Side,
    Sign,
    Whisker,
    count_cell,
    matched,
    name_of,
    rate_cell,
    sides_of,
)
from analytics.charts.units import NO_DATA, NOT_SHOWN, NOT_YET, Unit
from analytics.estimators.stats import Estimate, Rate
from analytics.estimators.survival import Quantile


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure of n cases, to which `url` leads, with its interval; of a rate `hits` of them. Without a value it is no
    data, or, where a bound is known, not reached yet. `hidden` says why it may not be shown, and nothing else is then.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    hits: int | None = None
    second: float | None = None
    url: str = ""
    hidden: str = ""
    hits_url: str = ""

    @classmethod
    def of_rate(
        cls, rate: Rate, *, second: float | None = None, url: str = "", hits_url: str = "", hidden: str = ""
    ) -> Mark:
        mark = cls.of_estimate(rate.wilson(), rate.denominator, second=second, url=url, hidden=hidden)
        return cls(mark.value, mark.low, mark.high, mark.n, rate.numerator, second, url, hidden, hits_url)

    @classmethod
    def of_estimate(
        cls, found: Estimate | None, n: int, *, second: float | None = None, url: str = "", hidden: str = ""
    ) -> Mark:
        if found is None:
            return cls(None, n=n, url=url, hidden=hidden)
        return cls(found.value, found.low, found.high, n, None, second, url, hidden)

    @classmethod
    def of_quantile(
        cls, found: Quantile, n: int, *, second: float | None = None, url: str = "", hidden: str = ""
    ) -> Mark:
        return cls(found.value, found.low, found.high, n, None, second, url, hidden)

    @property
    def known(self) -> list[float]:
        """What an axis must take in."""
        if self.hidden:
            return []
        return [value for value in (self.value, self.low, self.high, self.second) if value is not None]


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    marks: tuple[Mark, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the marks are: their heading and unit, the heading of the second figure where it is shown, and the line
    through all."""

    value: str
    unit: Unit = Unit.SHARE
    second: str = ""
    reference: float | None = None
    reference_name: str = "All together"
    n: str = "n"
    interval: str = "95\u00a0% interval"


def forest(entries: Sequence[Entry], reading: Reading, *, caption: str, of: str, names: Sequence[str] = ()) -> RowChart:
    sides = sides_of(names)
    axis = axis_over(known_of(entries, reading), reading.unit)
    rows = tuple(row_of(entry, reading, axis, sides) for entry in entries)
    at = None if reading.reference is None else axis.place(reading.reference)
    columns = (reading.value, reading.interval, *([reading.second] if reading.second else []), reading.n)
    return RowChart(caption, of, columns, rows, axis, signs_of(reading), sides, at)


def known_of(entries: Sequence[Entry], reading: Reading) -> Iterator[float]:
    for entry in entries:
        for mark in entry.marks:
            yield from mark.known
    if reading.reference is not None:
        yield reading.reference


def signs_of(reading: Reading) -> tuple[Sign, ...]:
    found = [Sign("point", reading.value), Sign("whisker", reading.interval)]
    if reading.second:
        found.append(Sign("second", reading.second))
    if reading.reference is not None:
        is_zero = reading.unit is Unit.SIGNED and not reading.reference
        value = "0" if is_zero else reading.unit.told(reading.reference)
        found.append(Sign("reference", f"{reading.reference_name}: {value}"))
    return tuple(found)


def row_of(entry: Entry, reading: Reading, axis: Axis, sides: tuple[Side, ...]) -> Row:
    paired = zip(matched(sides, len(entry.marks)), entry.marks, strict=True)
    return Row(entry.name, tuple(line_of(entry.name, side, mark, reading, axis) for side, mark in paired), entry.url)


def line_of(name: str, side: Side | None, mark: Mark, reading: Reading, axis: Axis) -> Line:
    if mark.second is not None and not reading.second:
        raise ValueError("a second figure needs a heading")
    who = name_of(name, side)
    if mark.hidden:
        return Line(side, cells_of(mark, reading), f"{who}: {NOT_SHOWN}", mark.hidden, note=mark.hidden)
    if mark.value is None and mark.low is None:
        return Line(side, cells_of(mark, reading), f"{who}: {NO_DATA}", note=NO_DATA)
    told = f"{who}: {value_told(mark, reading.unit)}"
    span = reading.unit.span(mark.low, mark.high)
    more = [f"{reading.interval} {span}"] if span else []
    more += [f"{reading.second} {reading.unit.told(mark.second)}"] if mark.second is not None else []
    more.append(f"{reading.n} {count_of(mark).said}")
    return Line(side, cells_of(mark, reading), told, ", ".join(more), whisker=whisker_of(mark, axis))


def value_told(mark: Mark, unit: Unit) -> str:
    if mark.hidden:
        return NOT_SHOWN
    if mark.value is None:
        return NO_DATA if mark.low is None else NOT_YET
    return unit.told(mark.value)


def count_of(mark: Mark) -> Cell:
    if mark.hits is None:
        return count_cell(mark.n, mark.url)
    return rate_cell(Rate(mark.hits, mark.n), mark.hits_url, mark.url)


def whisker_of(mark: Mark, axis: Axis) -> Whisker:
    """No interval at all draws a bare point; one open end reaches to the edge."""

    def place(value: float | None, edge: float) -> float:
        return edge if value is None else axis.place(value)

    at = None if mark.value is None else axis.place(mark.value)
    second = None if mark.second is None else axis.place(mark.second)
    if mark.low is None and mark.high is None:
        return Whisker(at, second=second)
    left, right = place(mark.low, 0.0), place(mark.high, 100.0)
    return Whisker(at, left, right, mark.low is None, mark.high is None, second)


def cells_of(mark: Mark, reading: Reading) -> tuple[Cell, ...]:
    unit = reading.unit
    value = Cell(value_told(mark, unit), strong=mark.value is not None and not mark.hidden)
    if mark.hidden:
        return (value, Cell(""), *([Cell("")] if reading.second else []), Cell(""))
    second = [Cell("" if mark.second is None else unit.told(mark.second))] if reading.second else []
    return (value, Cell(unit.span(mark.low, mark.high)), *second, count_of(mark))
