"""Does a rating foretell the outcome? For each rating the share that came to it, as a point with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.charts.axes import Axis, axis_over
from analytics.charts.forest import Mark, count_of, value_told
from analytics.charts.plots import Dot, Table, TableRow, headed, line_through
from analytics.charts.rows import Cell, Side, Sign, matched, sides_of
from analytics.charts.units import NO_DATA, NOT_SHOWN, Unit

# How far from the middle of its place a side is drawn, as a share of the place.
APART = 0.14


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating and, of each side, the share of those so rated."""

    rating: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A rating on its axis."""

    rating: str
    at: float


@dataclass(frozen=True, slots=True)
class RatedLine:
    """`counts` has the number of cases of each rating."""

    side: Side | None
    path: str
    dots: tuple[Dot, ...]
    counts: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.side.key if self.side else "a"


@dataclass(frozen=True, slots=True)
class RatedChart:
    caption: str
    outcome: str
    shares: Axis
    places: tuple[Place, ...]
    lines: tuple[RatedLine, ...]
    table: Table
    reference: float | None = None
    reference_told: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(line.dots for line in self.lines)

    @property
    def sides(self) -> tuple[Side, ...]:
        return tuple(line.side for line in self.lines if line.side)

    @property
    def signs(self) -> tuple[Sign, ...]:
        found = (Sign("point", self.outcome), Sign("whisker", "95\u00a0% interval"))
        return (*found, Sign("level", self.reference_told)) if self.reference_told else found


def rated(
    ratings: Sequence[Rated],
    *,
    caption: str,
    outcome: str,
    names: Sequence[str] = (),
    overall: float | None = None,
    overall_name: str = "All ratings together",
) -> RatedChart:
    """`outcome` heads the shares; `overall` is the share whatever the rating, drawn as a line."""
    sides = matched(sides_of(names), len(ratings[0].marks) if ratings else max(len(names), 1))
    known = [value for each in ratings for mark in each.marks for value in mark.known]
    shares = axis_over(known if overall is None else [*known, overall], Unit.SHARE, most=5)
    lines = []
    for number, side in enumerate(sides):
        dots = [dot_of(each, number, place, (len(ratings), len(sides)), shares) for place, each in enumerate(ratings)]
        counts = tuple(case_count(each.marks[number]) for each in ratings)
        lines.append(RatedLine(side, line_through(dots), tuple(dot for dot in dots if dot), counts))
    told = "" if overall is None else f"{overall_name}: {Unit.SHARE.told(overall)}"
    at = None if overall is None else shares.height(overall)
    table = table_of(ratings, sides, outcome)
    return RatedChart(caption, outcome, shares, places_of(ratings), tuple(lines), table, at, told)


def middle(place: int, places: int) -> float:
    return 100 * (place + 0.5) / places


def dot_of(each: Rated, number: int, place: int, of: tuple[int, int], shares: Axis) -> Dot | None:
    mark, (places, sides) = each.marks[number], of
    if mark.hidden or mark.value is None:
        return None
    aside = (number - (sides - 1) / 2) * 2 * APART * 100 / places
    top, bottom = (None if end is None else shares.height(end) for end in (mark.high, mark.low))
    told = f"Rating {each.rating}: {value_told(mark, Unit.SHARE)}, {count_of(mark).said}"
    return Dot(round(middle(place, places) + aside, 2), shares.height(mark.value), top, bottom, told)


def places_of(ratings: Sequence[Rated]) -> tuple[Place, ...]:
    return tuple(Place(each.rating, round(middle(place, len(ratings)), 2)) for place, each in enumerate(ratings))


def case_count(mark: Mark) -> str:
    return NOT_SHOWN if mark.hidden else f"{mark.n:,}" if mark.n else NO_DATA


def table_of(ratings: Sequence[Rated], sides: Sequence[Side | None], outcome: str) -> Table:
    heads = (outcome, "95\u00a0% interval", "Of how many")
    columns = tuple(headed(head, side) for side in sides for head in heads)
    rows = (TableRow(each.rating, tuple(cell for mark in each.marks for cell in cells_of(mark))) for each in ratings)
    return Table("Rating", columns, tuple(rows))


def cells_of(mark: Mark) -> tuple[Cell, Cell, Cell]:
    if mark.hidden:
        return Cell(NOT_SHOWN, quiet=mark.hidden), Cell(""), Cell("")
    value = Cell(value_told(mark, Unit.SHARE), strong=mark.value is not None)
    return value, Cell(Unit.SHARE.span(mark.low, mark.high)), count_of(mark)
