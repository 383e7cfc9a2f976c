"""The funnel: how many reach each step, what became of them there, and the rate of those who pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analytics.charts.axes import share_axis
from analytics.charts.rows import (
    Cell,
    Line,
    Part,
    Row,
    RowChart,
    Side,
    Sign,
    count_cell,
    matched,
    name_of,
    parts_of,
    rate_cell,
    share_told,
    sides_of,
)
from analytics.charts.units import NO_DATA, Unit
from analytics.estimators.stats import Rate

PARTS = {"passed": "Passed", "failed": "Failed", "pending": "Still waiting", "other": "Other"}
SIGNS = tuple(Sign(kind, name) for kind, name in PARTS.items())
COLUMNS = ("Reached", "Of the start", *PARTS.values(), "Pass rate", "95\u00a0% interval")


@dataclass(frozen=True, slots=True)
class Reached:
    """What one side has at one step: how many reached it, and in parts what became of the stages there, of which one
    who reached it may have several; a step that is no stage has none. `rate` is the step's own, by whatever definition
    it has; `urls` lead from `reached`, each part, and `hits` and `cases` of the rate to the rows counted.
    """

    reached: int
    passed: int = 0
    failed: int = 0
    pending: int = 0
    other: int = 0
    rate: Rate | None = None
    urls: Mapping[str, str] = field(default_factory=dict)
    is_stage: bool = True

    @property
    def parts(self) -> list[tuple[str, int]]:
        return [(kind, getattr(self, kind)) for kind in PARTS]


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    sides: tuple[Reached, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """All who began, on each side: the whole of which every bar is a share."""

    started: tuple[int, ...]
    name: str = "Started"
    urls: tuple[str, ...] = ()


def funnel(start: Start, steps: Sequence[Step], *, caption: str, names: Sequence[str] = ()) -> RowChart:
    """`names` of the two sides where two are compared. Raises ValueError where a step has more than the start."""
    sides = sides_of(names)
    rows = (start_row(start, sides), *(step_row(step, start.started, sides) for step in steps))
    return RowChart(caption, "Step", COLUMNS, rows, share_axis(), SIGNS, sides)


def start_row(start: Start, sides: tuple[Side, ...]) -> Row:
    urls = start.urls or ("",) * len(start.started)
    lines = []
    for side, n, url in zip(matched(sides, len(start.started)), start.started, urls, strict=True):
        cells = (count_cell(n, url), Cell(share_told(n, n)), *[Cell("")] * (len(COLUMNS) - 2))
        bar = (Part("all", 0.0, 100.0),) if n else ()
        told = f"{name_of(start.name, side)}: {n:,}"
        lines.append(Line(side, cells, told, parts=bar, note="" if n else NO_DATA))
    return Row(start.name, tuple(lines))


def step_row(step: Step, started: Sequence[int], sides: tuple[Side, ...]) -> Row:
    paired = zip(matched(sides, len(step.sides)), step.sides, started, strict=True)
    return Row(step.name, tuple(line_of(step.name, *each) for each in paired), step.url)


def line_of(name: str, side: Side | None, there: Reached, started: int) -> Line:
    if not 0 <= there.reached <= started:
        raise ValueError(f"{name}: {there.reached} of {started} is no step of a funnel")
    told = f"{name_of(name, side)}: {there.reached:,} of {started:,} reached it"
    if not started:
        return Line(side, cells_of(there, started), told, note=NO_DATA)
    bar = bar_of(there, started)
    parts = ", ".join(f"{PARTS[kind].lower()} {n:,}" for kind, n in there.parts) + ". " if there.is_stage else ""
    return Line(side, cells_of(there, started), told, f"{parts}{rate_told(there.rate)}", bar)


def bar_of(there: Reached, started: int) -> tuple[Part, ...]:
    """As long as the share that reached the step, divided as the stages there are; what is in no part stays plain."""
    if not there.is_stage:
        return parts_of([("all", there.reached)], started)
    parts = [*there.parts, ("unsorted", max(there.reached - sum(n for _, n in there.parts), 0))]
    whole = sum(n for _, n in parts)
    if not whole:
        return ()
    share = there.reached / started
    return tuple(
        Part(part.kind, round(part.x * share, 2), round(part.width * share, 2)) for part in parts_of(parts, whole)
    )


def cells_of(there: Reached, started: int) -> tuple[Cell, ...]:
    counts = [count_cell(n, there.urls.get(kind, "")) if there.is_stage else Cell("") for kind, n in there.parts]
    reached = count_cell(there.reached, there.urls.get("reached", ""))
    return (reached, Cell(share_told(there.reached, started) or NO_DATA), *counts, *rate_cells(there))


def rate_cells(there: Reached) -> tuple[Cell, Cell]:
    rate = there.rate
    estimate = None if rate is None else rate.wilson()
    if rate is None or estimate is None:
        return Cell(NO_DATA), Cell("")
    counted = rate_cell(rate, there.urls.get("hits", ""), there.urls.get("cases", ""))
    value = Cell(Unit.SHARE.told(estimate.value), under=counted, strong=True)
    return value, Cell(Unit.SHARE.span(estimate.low, estimate.high))


def rate_told(rate: Rate | None) -> str:
    estimate = None if rate is None else rate.wilson()
    if rate is None or estimate is None:
        return f"Pass rate: {NO_DATA}."
    value, span = Unit.SHARE.told(estimate.value), Unit.SHARE.span(estimate.low, estimate.high)
    return f"Pass rate {value}, {rate.numerator:,} of {rate.denominator:,}, 95\u00a0% interval {span}."
