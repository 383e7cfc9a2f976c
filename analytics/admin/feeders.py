"""The page “Feeders”: which sources of candidates really convert, and how sure that is; or one of them in full."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.admin.asked import Asked
from analytics.admin.funnel import rejections_chart, trend_of, withdrawals_chart
from analytics.admin.links import ENDED, OPEN, counted, outcome_cells, path_of, rates_urls, rows_url
from analytics.admin.listing import NOTHING, ListedRow, Listing, room_for, sides_for
from analytics.admin.page import Page, sided, unripe, young, young_months
from analytics.admin.stages import success_chart
from analytics.api import told as as_told
from analytics.api.reading import FeederFiguresSerializer
from analytics.charts.forest import Entry, Mark, Reading, forest
from analytics.charts.rows import Cell, RowChart
from analytics.charts.tiles import Change, Tile, against, count_tile, rate_tile
from analytics.charts.units import NO_DATA, Unit, plain
from analytics.estimators.competing import Incidence
from analytics.estimators.stats import Rate
from analytics.figures import feeders as figures
from analytics.figures import outcomes
from analytics.figures.feeders import ConversionRates, FeederFigures, FeederReport, FeederShare
from analytics.figures.times import ToHire
from analytics.measures import STARTED
from analytics.selectors.behind import NO_FEEDER, NO_FEEDER_PLACED, PLACED
from analytics.selectors.feeders import conversion_rates, feeder_report
from config.base.models import User

# More rows than these are read in the CSV, not looked at.
MOST_DRAWN = 60
MOST_LISTED = 200
ALONE = {"compare": None, "other": None}


def draw(asked: Asked, user: User) -> Page:
    return one_feeder(asked, user) if asked.selection.feeder else all_feeders(asked, user)


def all_feeders(asked: Asked, user: User) -> Page:
    sides = [conversion_rates(user, selection, names=asked.known.feeder_names) for selection in asked.selections]
    best = [(str(one.id), one.name) for one in sides[0].feeders]
    drawn = [(str(one.id), one.name) for one in sides[0].feeders if one.outcomes.processes]
    most_drawn, most_listed = room_for(MOST_DRAWN, sides), room_for(MOST_LISTED, sides)
    context = {
        "without": [
            (name, *cells)
            for name, one, side in zip(asked.names or ("",), asked.sides, sides, strict=True)
            if (cells := without_told(one, side))
        ],
        "young": young(asked, [side.total for side in sides]),
        "rates": rates_chart(asked, sides, drawn[:most_drawn]),
        "not_drawn": max(len(drawn) - most_drawn, 0),
        "listing": listing_of(asked, sides, best[:most_listed]),
        "not_listed": max(len(best) - most_listed, 0),
    }
    return Page(
        "feeders",
        "Ranked by what is sure: the lower end of the interval, not by luck with a few.",
        context,
        lambda: sided(
            asked, [[as_told.feeder(one) for one in side.feeders] for side in sides], FeederFiguresSerializer()
        ),
        definitions={**outcomes.DEFINITIONS, **figures.DEFINITIONS},
        is_empty=not any(side.total.processes for side in sides),
    )


def without_told(asked: Asked, side: ConversionRates) -> tuple[Cell, Cell] | None:
    """The processes whose feeder is not known, and the placed of them."""
    found = side.without_feeder
    if not found or not found.processes:
        return None
    return counted(asked, found.processes, NO_FEEDER), counted(asked, found.placements, NO_FEEDER_PLACED)


def rates_chart(asked: Asked, sides: list[ConversionRates], order: list[tuple[str, str]]) -> RowChart:
    found = [{str(one.id): one for one in side.feeders} for side in sides]
    total = sides[0].total.conversion_rate
    reading = Reading(
        "Conversion rate",
        second="Shrunken",
        reference=total.value,
        reference_name=all_of(asked),
        n="Placed of sourced",
    )
    entries = [
        Entry(
            name,
            tuple(mark_of(one, side.get(key), name) for one, side in zip(asked.sides, found, strict=True)),
            feeder_url(asked, name),
        )
        for key, name in order
    ]
    return forest(entries, reading, caption="Conversion rates of feeders", of="Feeder", names=asked.names)


def shares_chart(asked: Asked, sides: Sequence[Sequence[FeederShare]], total: Rate, most: int) -> RowChart:
    """The best feeders of the first side, and the same of the other; `total` is the rate of all of the first."""
    found = [{one.name: one.outcomes.conversion_rate for one in side} for side in sides]
    reading = Reading("Placed", reference=total.value, reference_name=all_of(asked), n="Placed of sourced")
    entries = [
        Entry(
            first.name,
            tuple(
                rate_mark(one, side.get(first.name), first.name) for one, side in zip(asked.sides, found, strict=True)
            ),
            feeder_url(asked, first.name),
        )
        for first in sides[0][:most]
    ]
    return forest(entries, reading, caption="Placed, by feeder", of="Feeder", names=asked.names)


def rate_mark(asked: Asked, rate: Rate | None, name: str) -> Mark:
    if rate is None:
        return Mark.of_rate(Rate(0, 0))
    return Mark.of_rate(rate, **rates_urls(asked, PLACED, STARTED, feeder=name))


def all_of(asked: Asked) -> str:
    return f"All, {asked.names[0]}" if asked.names else "All together"


def feeder_url(asked: Asked, name: str) -> str:
    return asked.url(path_of("feeders"), feeder=name)


def mark_of(asked: Asked, one: FeederFigures | None, name: str) -> Mark:
    if one is None:
        return Mark.of_rate(Rate(0, 0))
    second = one.shrunken.value if one.shrunken else None
    return Mark.of_rate(one.outcomes.conversion_rate, second=second, **rates_urls(asked, PLACED, STARTED, feeder=name))


def listing_of(asked: Asked, sides: list[ConversionRates], order: list[tuple[str, str]]) -> Listing:
    matured = f"Matured, {sides[0].horizon} days"
    columns = ("Rank", "Candidates", "Processes", "Open", "Placed", "Ended", "Decided rate", matured, "Days to hire")
    found = [{str(one.id): one for one in side.feeders} for side in sides]
    rows = [
        ListedRow(name, cells_of(one, known[key]), feeder_url(asked, name), side)
        for key, name in order
        for one, side, known in zip(asked.sides, sides_for(asked.names), found, strict=True)
        if key in known
    ]
    return Listing("Feeders in figures", "Feeder", columns, tuple(rows))


def cells_of(asked: Asked, one: FeederFigures) -> tuple[Cell, ...]:
    decided, median = one.outcomes.decided_rate.value, one.to_hire.median
    return (
        Cell("–" if one.rank is None else str(one.rank)),
        Cell(f"{one.candidates:,}"),
        *outcome_cells(asked, one.outcomes, feeder=one.name),
        counted(asked, one.outcomes.ended, ENDED, feeder=one.name),
        NOTHING if decided is None else Cell(Unit.SHARE.told(decided)),
        matured_cell(one.matured),
        NOTHING if median is None else Cell(plain(round(median, 1))),
    )


def matured_cell(found: Incidence | None) -> Cell:
    if found is None:
        return NOTHING
    return Cell(Unit.SHARE.told(found.value), quiet=Unit.SHARE.span(found.low, found.high))


def one_feeder(asked: Asked, user: User) -> Page:
    both = zip(asked.selections, asked.feeders, strict=True)
    sides = [feeder_report(user, selection, feeder) for selection, feeder in both]
    now = sides[0]
    context = {
        "report": now,
        "tiles": tiles_of(asked, sides),
        "young": young(asked, [side.feeder.outcomes for side in sides]),
        "stages": success_chart(asked, [side.stages for side in sides]),
        "trend": trend_of(asked, [side.months for side in sides]),
        "young_months": young_months([side.months for side in sides]),
        "rejections": rejections_chart(asked, [side.rejections for side in sides]),
        "withdrawals": withdrawals_chart(asked, [side.withdrawals for side in sides]),
    }
    return Page(
        "feeders",
        rank_told(now),
        context,
        lambda: sided(asked, [[as_told.feeder(side.feeder)] for side in sides], FeederFiguresSerializer()),
        definitions={**outcomes.DEFINITIONS, **figures.DEFINITIONS},
        is_empty=not any(side.feeder.outcomes.processes for side in sides),
        about=now.feeder.name,
        all_url=asked.url(path_of("feeders"), feeder=None, **(ALONE if asked.between_feeders else {})),
    )


def rank_told(report: FeederReport) -> str:
    rank = report.feeder.rank
    if rank is None:
        return "Nothing came from this feeder in this selection."
    return f"Rank {rank} of {report.feeders} by what is sure: the lower end of the interval of its conversion rate."


def tiles_of(asked: Asked, sides: list[FeederReport]) -> list[Tile]:
    now = sides[0].feeder
    before = sides[1].feeder if len(sides) > 1 else None
    early = unripe(asked, [side.feeder.outcomes for side in sides])
    return [
        count_tile(
            "Processes sourced",
            now.outcomes.processes,
            detail=f"of {now.candidates:,} candidates",
            counts=(counted(asked, now.outcomes.open, OPEN, "still open"),),
            before=before.outcomes.processes if before else None,
            url=rows_url(asked, STARTED),
        ),
        rate_tile(
            "Conversion rate",
            now.outcomes.conversion_rate,
            before=before.outcomes.conversion_rate if before else None,
            unripe=early,
            **rates_urls(asked, PLACED, STARTED),
        ),
        rate_tile(
            "Decided rate",
            now.outcomes.decided_rate,
            before=before.outcomes.decided_rate if before else None,
            unripe=early,
            **rates_urls(asked, PLACED, ENDED),
        ),
        share_tile("Matured rate", [side.feeder.matured for side in sides], "placed"),
        hire_tile(asked, [side.feeder.to_hire for side in sides]),
    ]


def share_tile(name: str, sides: Sequence[Incidence | None], came: str) -> Tile:
    found = sides[0]
    if found is None:
        return Tile(name, NO_DATA, "too few were followed so long", is_known=False)
    at, low, high = (round(100 * share, 2) for share in (found.value, found.low, found.high))
    span = f"likely {Unit.SHARE.span(found.low, found.high)}"
    detail = f"{came} within {found.day:g} days of the beginning"
    others = [NO_DATA if side is None else Unit.SHARE.told(side.value) for side in sides[1:]]
    return Tile(name, Unit.SHARE.told(found.value), detail, span, other_side(others), bar=(at, low, high))


def other_side(told: Sequence[str]) -> Change | None:
    """Of the side it is compared with nothing but its own figure: how sure the difference is, is not known."""
    return Change("", "", "even", against(told[0])) if told else None


def hire_tile(asked: Asked, sides: Sequence[ToHire]) -> Tile:
    found = sides[0]
    if found.median is None:
        return Tile("Time to hire", NO_DATA, is_known=False)
    hired = counted(asked, found.hired, PLACED, "hired")
    others = [NO_DATA if side.median is None else Unit.DAYS.told(side.median) for side in sides[1:]]
    within = "half of them within this time"
    return Tile("Time to hire", Unit.DAYS.told(found.median), within, change=other_side(others), counts=(hired,))
