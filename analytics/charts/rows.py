"""A picture that is a table: to each row its name, a drawing on the axis all rows share, and the same in figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics.charts.axes import Axis
from analytics.charts.units import Unit
from analytics.estimators.stats import Rate

# Beside their names, so that nobody has to tell them by colour.
LETTERS = ("A", "B")
# What is drawn over the parts of a bar for the same reason; the first of them stays plain.
PATTERNS = {
    "failed": "stripes",
    "pending": "dots",
    "other": "bars",
    "kind-2": "stripes",
    "kind-3": "dots",
    "kind-4": "bars",
    "kind-5": "counter-stripes",
    "kind-6": "grid",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared. `key` is what its drawing goes by: a or b."""

    letter: str
    name: str

    @property
    def key(self) -> str:
        return self.letter.lower()


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar."""

    kind: str
    x: float
    width: float

    @property
    def pattern(self) -> str:
        return PATTERNS.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Whisker:
    """A figure at `at` with its interval; an open end is not known yet. `second` is another figure of the same row."""

    at: float | None
    left: float | None = None
    right: float | None = None
    open_left: bool = False
    open_right: bool = False
    second: float | None = None

    @property
    def width(self) -> float:
        return 0.0 if self.left is None or self.right is None else round(self.right - self.left, 2)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and where its rows are; `of`, the whole it is part of, has its own. `quiet` follows in small print, and
    `under` is another figure in small print; `strong` is the one that is looked for first.
    """

    text: str
    url: str = ""
    quiet: str = ""
    strong: bool = False
    of: str = ""
    of_url: str = ""
    under: Cell | None = None

    @property
    def said(self) -> str:
        return f"{self.text} of {self.of}" if self.of else self.text


def count_cell(n: int, url: str = "", quiet: str = "") -> Cell:
    return Cell(f"{n:,}", url, quiet)


def rate_cell(rate: Rate, url: str = "", of_url: str = "") -> Cell:
    """What a rate is made of."""
    return Cell(f"{rate.numerator:,}", url, of=f"{rate.denominator:,}", of_url=of_url)


@dataclass(frozen=True, slots=True)
class Line:
    """What a row shows of one side; `note` stands where there is nothing to draw, and says why."""

    side: Side | None
    cells: tuple[Cell, ...]
    told: str
    more: str = ""
    parts: tuple[Part, ...] = ()
    whisker: Whisker | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    lines: tuple[Line, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """An entry of the key: how it is drawn, and what it means."""

    kind: str
    name: str

    @property
    def pattern(self) -> str:
        return PATTERNS.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class RowChart:
    """`of` heads the names, `columns` the figures; `reference` is the place of a line through all rows."""

    caption: str
    of: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    axis: Axis
    signs: tuple[Sign, ...] = ()
    sides: tuple[Side, ...] = ()
    reference: float | None = None


def sides_of(names: Sequence[str]) -> tuple[Side, ...]:
    """None for one series, two for a comparison. Raises ValueError for another number."""
    if len(names) not in (0, 2):
        raise ValueError("either one series without a name or two with theirs")
    return tuple(map(Side, LETTERS, names))


def matched(sides: tuple[Side, ...], count: int) -> tuple[Side | None, ...]:
    """The side of each of a row's figures. Raises ValueError where their number differs."""
    found: tuple[Side | None, ...] = sides or (None,)
    if len(found) != count:
        raise ValueError(f"{count} figures for {len(found)} series")
    return found


def name_of(row: str, side: Side | None) -> str:
    return f"{row}, {side.letter} {side.name}" if side else row


def parts_of(counts: Iterable[tuple[str, int]], whole: int) -> tuple[Part, ...]:
    """Stretches one after the other, none for nobody, so that they end where their sum does."""
    found, before = [], 0
    for kind, n in counts:
        start, stop = (round(100 * at / whole, 2) for at in (before, before + n))
        if n:
            found.append(Part(kind, start, round(stop - start, 2)))
        before += n
    return tuple(found)


def share_told(n: int, whole: int) -> str:
    return Unit.SHARE.told(n / whole) if whole else ""
