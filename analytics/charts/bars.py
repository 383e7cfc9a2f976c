"""Bars: how often each reason was given, and how the wholes fall into parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analytics.charts.axes import Axis, axis_over, share_axis
from analytics.charts.rows import (
    Cell,
    Line,
    Part,
    Row,
    RowChart,
    Side,
    Sign,
    matched,
    name_of,
    parts_of,
    share_told,
    sides_of,
)
from analytics.charts.units import NO_DATA, NOT_SHOWN, Unit


@dataclass(frozen=True, slots=True)
class Count:
    """`n` of a whole `of` them; None is not known. `hidden` says why it may not be shown."""

    n: int | None
    of: int | None = None
    url: str = ""
    hidden: str = ""

    @property
    def is_known(self) -> bool:
        return self.n is not None and not self.hidden and self.of != 0

    @property
    def share(self) -> str:
        return share_told(self.n or 0, self.of) if self.is_known and self.of else ""


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    counts: tuple[Count, ...]
    url: str = ""


def bars(
    rows: Sequence[Bar], *, caption: str, of: str, counted: str = "How many", names: Sequence[str] = ()
) -> RowChart:
    """As long as the share where every count has its whole, so that two sides compare; else as the count."""
    sides = sides_of(names)
    by_share = all(count.of is not None for row in rows for count in row.counts)
    axis = axis_over([size_of(count, by_share) for row in rows for count in row.counts], unit_of(by_share))
    columns = (counted, "Share") if by_share else (counted,)
    found = tuple(Row(row.name, lines_of(row, sides, axis), row.url) for row in rows)
    return RowChart(caption, of, columns, found, axis, (), sides)


def unit_of(by_share: bool) -> Unit:
    return Unit.SHARE if by_share else Unit.COUNT


def size_of(count: Count, by_share: bool) -> float:
    if not count.is_known or count.n is None:
        return 0.0
    return count.n / count.of if by_share and count.of else float(count.n)


def lines_of(row: Bar, sides: tuple[Side, ...], axis: Axis) -> tuple[Line, ...]:
    paired = zip(matched(sides, len(row.counts)), row.counts, strict=True)
    return tuple(line_of(row.name, side, count, axis) for side, count in paired)


def line_of(name: str, side: Side | None, count: Count, axis: Axis) -> Line:
    note = "" if count.is_known else count.hidden or NO_DATA
    said = said_of(count)
    value = Cell(said, "" if note else count.url, strong=not note)
    cells = (value, *([Cell(count.share)] if axis.unit is Unit.SHARE else []))
    width = axis.place(size_of(count, axis.unit is Unit.SHARE))
    bar = (Part("plain", 0.0, width),) if width else ()
    return Line(side, cells, f"{name_of(name, side)}: {said}", count.share, bar, note=note)


def said_of(count: Count) -> str:
    if count.hidden:
        return NOT_SHOWN
    return f"{count.n:,}" if count.is_known else NO_DATA


@dataclass(frozen=True, slots=True)
class Kind:
    """A part of the wholes. `key` is how it is drawn: passed, failed, pending, other, or kind-1 to kind-6."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Whole:
    """Counts by the keys of the kinds, and where each leads; `hidden` says why they may not be shown."""

    counts: Mapping[str, int]
    urls: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    name: str
    wholes: tuple[Whole, ...]
    url: str = ""


def stacks(
    rows: Sequence[Stack],
    kinds: Sequence[Kind],
    *,
    caption: str,
    of: str,
    total: str = "All",
    names: Sequence[str] = (),
) -> RowChart:
    """Each whole is drawn as long as any other: its parts are shares of it."""
    sides = sides_of(names)
    found = tuple(
        Row(row.name, tuple(stack_line(row.name, *each, kinds) for each in paired(row, sides)), row.url) for row in rows
    )
    signs = tuple(Sign(kind.key, kind.name) for kind in kinds)
    return RowChart(caption, of, (total, *(kind.name for kind in kinds)), found, share_axis(), signs, sides)


def paired(row: Stack, sides: tuple[Side, ...]) -> list[tuple[Side | None, Whole]]:
    return list(zip(matched(sides, len(row.wholes)), row.wholes, strict=True))


def stack_line(name: str, side: Side | None, whole: Whole, kinds: Sequence[Kind]) -> Line:
    who, counted = name_of(name, side), [(kind.key, whole.counts.get(kind.key, 0)) for kind in kinds]
    total = sum(n for _, n in counted)
    if whole.hidden:
        cells = (Cell(NOT_SHOWN), *[Cell("")] * len(kinds))
        return Line(side, cells, f"{who}: {NOT_SHOWN}", whole.hidden, note=whole.hidden)
    parts = [Cell(f"{n:,}", whole.urls.get(key, ""), share_told(n, total)) for key, n in counted]
    told = f"{who}: {total:,}"
    more = ", ".join(f"{kind.name} {n:,}" for kind, (_, n) in zip(kinds, counted, strict=True))
    bar = parts_of(counted, total) if total else ()
    cells = (Cell(f"{total:,}", whole.url, strong=True), *parts)
    return Line(side, cells, told, more, bar, note="" if total else NO_DATA)
