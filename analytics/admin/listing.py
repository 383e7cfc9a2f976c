"""Tables of figures without a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.charts.rows import Cell, Side, matched, sides_of
from analytics.charts.units import NO_DATA

NOTHING = Cell("", quiet=NO_DATA)


@dataclass(frozen=True, slots=True)
class ListedRow:
    """Of one side, where two are compared."""

    name: str
    cells: tuple[Cell, ...]
    url: str = ""
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """`of` heads the names, `columns` the figures."""

    caption: str
    of: str
    columns: tuple[str, ...]
    rows: tuple[ListedRow, ...]


def room_for(rows: int, sides: Sequence[object]) -> int:
    """How many fill so many rows: of two that are compared each takes one."""
    return rows // len(sides)


def sides_for(names: Sequence[str]) -> tuple[Side | None, ...]:
    return matched(sides_of(names), len(names) or 1)
