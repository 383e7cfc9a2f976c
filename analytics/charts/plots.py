"""What the pictures with two axes share: the table beneath them, and lines that break where nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.charts.rows import Cell, Side


@dataclass(frozen=True, slots=True)
class TableRow:
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The picture's figures, for those who would rather read."""

    of: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure at (x, y) with its interval from `top` to `bottom`, where there is one."""

    x: float
    y: float
    top: float | None = None
    bottom: float | None = None
    told: str = ""

    @property
    def spread(self) -> tuple[float, float]:
        """The interval, or the figure itself where it has none."""
        return (self.y if self.top is None else self.top, self.y if self.bottom is None else self.bottom)


@dataclass(frozen=True, slots=True)
class Label:
    """Words under the axis. On a narrow page the `minor` ones are left out."""

    at: float
    text: str
    under: str = ""
    minor: bool = False


def runs_of(dots: Sequence[Dot | None]) -> list[list[Dot]]:
    """The dots that follow each other without a gap."""
    found: list[list[Dot]] = [[]]
    for dot in dots:
        if dot is None:
            found.append([])
        else:
            found[-1].append(dot)
    return [run for run in found if run]


def line_through(dots: Sequence[Dot | None]) -> str:
    """The path of a line; a dot alone has none."""
    return " ".join(path_of([(dot.x, dot.y) for dot in run]) for run in runs_of(dots) if len(run) > 1)


def band_around(dots: Sequence[Dot | None]) -> str:
    """The path around the intervals of the same."""
    found = []
    for run in runs_of(dots):
        if len(run) > 1:
            above = [(dot.x, dot.spread[0]) for dot in run]
            below = [(dot.x, dot.spread[1]) for dot in reversed(run)]
            found.append(path_of([*above, *below]) + " Z")
    return " ".join(found)


def path_of(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:g} {y:g}" for x, y in points)


def headed(column: str, side: Side | None) -> str:
    """A column's heading: with two sides it says whose it is."""
    return f"{side.letter}: {column}" if side else column
