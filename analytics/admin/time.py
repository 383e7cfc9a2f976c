"""The page “Time”: how long stages, decisions and hires take, those still waiting counted."""

from __future__ import annotations

from analytics.admin.asked import Asked
from analytics.admin.feeders import hire_tile, share_tile
from analytics.admin.links import OPEN, counted, rows_url
from analytics.admin.listing import NOTHING, ListedRow, Listing, sides_for
from analytics.admin.page import Page, sided
from analytics.api import told as as_told
from analytics.api.reading import StageTimeSerializer
from analytics.charts.curves import CurveChart, curves
from analytics.charts.forest import Entry, Mark, Reading, forest
from analytics.charts.rows import Cell, RowChart
from analytics.charts.tiles import Tile, days_tile
from analytics.charts.units import NOT_YET, Unit, plain
from analytics.charts.units import counted as said
from analytics.figures import times as figures
from analytics.figures.times import Lasting, StageTime
from analytics.measures import STARTED
from analytics.selectors.behind import DONE, LEFT, TIMED, WAITING
from analytics.selectors.times import Times, times
from config.base.models import User
from tracking.enums import StageType

COLUMNS = ("Done", "Waiting", "Given up", "A quarter within", "Half within", "Three quarters within", "Average of done")


def draw(asked: Asked, user: User) -> Page:
    sides = [times(user, selection) for selection in asked.selections]
    hires = [side.to_hire for side in sides]
    context = {
        "tiles": [
            decision_tile(asked, [side.to_decision for side in sides]),
            hire_tile(asked, hires),
            share_tile(f"Hired within {figures.HORIZON} days", [one.incidence for one in hires], "hired"),
        ],
        "decision": decision_chart(asked, sides),
        "stages": stage_chart(asked, sides),
        "listing": listing_of(asked, sides),
    }
    return Page(
        "time",
        "How long candidates wait, and where.",
        context,
        lambda: sided(
            asked, [[as_told.stage_time(one) for one in side.stages] for side in sides], StageTimeSerializer()
        ),
        definitions=figures.DEFINITIONS,
        is_empty=not any(side.to_decision.n for side in sides),
    )


def decision_tile(asked: Asked, sides: list[Lasting]) -> Tile:
    now = sides[0]
    counts = (
        counted(asked, now.n, STARTED, "processes"),
        counted(asked, now.waiting, OPEN, "still open"),
    )
    average = "" if now.mean is None else f"plain average of the ended {said(round(now.mean, 1), 'day')}"
    before = sides[1].median if len(sides) > 1 else None
    return days_tile("Time to decision", now.median, detail=average, counts=counts, before=before)


def decision_chart(asked: Asked, sides: list[Times]) -> CurveChart:
    found = [side.to_decision.curve for side in sides]
    urls = [(rows_url(one, OPEN), rows_url(one, STARTED)) for one in asked.sides]
    return curves(
        found, caption="Processes not decided yet, by day", names=asked.names, waiting="Not decided", urls=urls
    )


def kinds_of(sides: list[Times]) -> list[StageType]:
    found = {one.stage_type for side in sides for one in side.stages}
    return [kind for kind in StageType if kind in found]


def find(side: Times, kind: StageType) -> StageTime | None:
    return next((one for one in side.stages if one.stage_type == kind), None)


def stage_chart(asked: Asked, sides: list[Times]) -> RowChart:
    reading = Reading("Median days", Unit.DAYS, second="Average of done", n="Done, waiting or given up")
    entries = [
        Entry(kind.label, tuple(mark_of(one, find(side, kind)) for one, side in zip(asked.sides, sides, strict=True)))
        for kind in kinds_of(sides)
    ]
    return forest(entries, reading, caption="Days in each stage", of="Stage", names=asked.names)


def mark_of(asked: Asked, one: StageTime | None) -> Mark:
    if one is None:
        return Mark(None)
    url = rows_url(asked, f"{one.stage_type}_{TIMED}")
    return Mark.of_quantile(one.lasting.median, one.lasting.n, second=one.lasting.mean, url=url)


def listing_of(asked: Asked, sides: list[Times]) -> Listing:
    rows = [
        ListedRow(kind.label, cells_of(one, found), side=letter)
        for kind in kinds_of(sides)
        for one, letter, side in zip(asked.sides, sides_for(asked.names), sides, strict=True)
        if (found := find(side, kind))
    ]
    return Listing("Days in each stage", "Stage", COLUMNS, tuple(rows))


def cells_of(asked: Asked, one: StageTime) -> tuple[Cell, ...]:
    kind, lasting = one.stage_type, one.lasting
    quartiles = (lasting.lower_quartile.value, lasting.median.value, lasting.upper_quartile.value)
    return (
        counted(asked, lasting.ended, f"{kind}_{DONE}"),
        counted(asked, lasting.waiting, f"{kind}_{WAITING}"),
        counted(asked, lasting.left, f"{kind}_{LEFT}"),
        *(Cell("", quiet=NOT_YET) if days is None else days_cell(days) for days in quartiles),
        NOTHING if lasting.mean is None else days_cell(lasting.mean),
    )


def days_cell(days: float) -> Cell:
    return Cell(f"{plain(round(days, 1))}\u00a0d")
