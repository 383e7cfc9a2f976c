"""The page “Company”: what a client company wants, how it decides, and whose candidates it takes."""

from __future__ import annotations

from uuid import UUID

from analytics.admin.asked import Asked
from analytics.admin.feeders import shares_chart
from analytics.admin.funnel import rejections_chart, withdrawals_chart
from analytics.admin.links import OPEN, counted, outcome_cells, path_of, rates_urls
from analytics.admin.listing import NOTHING, ListedRow, Listing, room_for, sides_for
from analytics.admin.page import Page, beneath, unripe, young
from analytics.admin.stages import success_chart
from analytics.admin.time import decision_tile
from analytics.api import told
from analytics.api.reading import OutcomesSerializer
from analytics.api.rendering import Table, list_of, table_of
from analytics.charts.rows import Cell, rate_cell
from analytics.charts.tiles import Tile, count_tile, rate_tile
from analytics.charts.units import Unit
from analytics.figures import companies as figures
from analytics.figures import outcomes
from analytics.figures.companies import CompanyInsights
from analytics.figures.outcomes import OUTCOME_MEASURES, Outcomes
from analytics.measures import INTERVIEWED, OFFERED, STARTED
from analytics.selectors.behind import PLACED
from analytics.selectors.companies import company_insights
from analytics.selectors.naming import Named, Names
from analytics.selectors.reading import counts
from analytics.selectors.selection import Selection
from config.base.models import User
from tracking.models import Company

MOST_LISTED = 200
MOST_FEEDERS = 30
# By the name of a company, the busiest first.
Companies = dict[str, Outcomes]


def draw(asked: Asked, user: User) -> Page:
    if asked.company:
        return one_company(asked, user, asked.company)
    sides = [companies(selection, user, asked.known.company_names) for selection in asked.selections]
    return Page(
        "company",
        "Choose a company: what it wants, how it decides.",
        {
            "listing": listing_of(asked, sides),
            "young": young(asked, [summed(side) for side in sides]),
            "not_listed": max(len(names_of(sides)) - room_for(MOST_LISTED, sides), 0),
        },
        lambda: beneath(asked, [table_of_companies(side) for side in sides]),
        definitions=outcomes.DEFINITIONS,
        is_empty=not any(sides),
    )


def companies(selection: Selection, user: User, names: Names | None) -> Companies:
    rows = {UUID(row["key"]): row for row in counts(selection.seen_by(user), OUTCOME_MEASURES, by="company")}
    if names is None or not rows.keys() <= names.keys():
        names = dict(Company.objects.order_by().filter(pk__in=rows).values_list("pk", "name"))
    found = {names[pk]: Outcomes.of(row) for pk, row in rows.items() if pk in names}
    return dict(sorted(found.items(), key=lambda each: (-each[1].processes, each[0].casefold())))


def summed(found: Companies) -> Outcomes:
    names = ("processes", "placements", "ended")
    return Outcomes(*(sum(getattr(one, name) for one in found.values()) for name in names))


def table_of_companies(found: Companies) -> Table:
    table = table_of([told.outcomes(one) for one in found.values()], OutcomesSerializer())
    rows = [(name, *row) for name, row in zip(found, table.rows, strict=True)]
    return Table(("company_name", *table.columns), rows)


def names_of(sides: list[Companies]) -> list[str]:
    """Of both sides, in the order of the first."""
    return list(dict.fromkeys(name for side in sides for name in side))


def listing_of(asked: Asked, sides: list[Companies]) -> Listing:
    names = names_of(sides)[: room_for(MOST_LISTED, sides)]
    rows = [
        ListedRow(name, cells_of(one, found[name], name), asked.url(path_of("company"), company=name), side)
        for name in names
        for one, side, found in zip(asked.sides, sides_for(asked.names), sides, strict=True)
        if name in found
    ]
    return Listing("Companies", "Company", ("Processes", "Open", "Placed of all"), tuple(rows))


def cells_of(asked: Asked, found: Outcomes, name: str) -> tuple[Cell, ...]:
    processes, still, _ = outcome_cells(asked, found, company=name)
    return processes, still, placed_cell(asked, found, name)


def placed_cell(asked: Asked, found: Outcomes, name: str) -> Cell:
    """The rate with its interval and what it is made of."""
    rate, interval = found.conversion_rate, found.interval
    if interval is None:
        return NOTHING
    urls = rates_urls(asked, PLACED, STARTED, company=name)
    return Cell(
        Unit.SHARE.told(interval.value),
        quiet=Unit.SHARE.span(interval.low, interval.high),
        under=rate_cell(rate, urls["hits_url"], urls["url"]),
    )


def one_company(asked: Asked, user: User, company: Named) -> Page:
    sides = [company_insights(user, selection, company, asked.known.feeder_names) for selection in asked.selections]
    now = sides[0]
    context = {
        "insights": now,
        "tiles": tiles_of(asked, sides),
        "young": young(asked, [side.outcomes for side in sides]),
        "feeders": None
        if asked.selection.feeder or not now.preferred_feeders
        else shares_chart(
            asked, [side.preferred_feeders for side in sides], now.outcomes.conversion_rate, MOST_FEEDERS
        ),
        "left_out": max(len(now.preferred_feeders) - MOST_FEEDERS, 0),
        "stages": success_chart(asked, [side.stages for side in sides]),
        "rejections": rejections_chart(asked, [side.rejections for side in sides]),
        "withdrawals": withdrawals_chart(asked, [side.withdrawals for side in sides]),
    }
    return Page(
        "company",
        "What it wants, how it decides, and whose candidates it takes.",
        context,
        lambda: beneath(asked, [list_of(told.company_insights(side)) for side in sides]),
        definitions={**outcomes.DEFINITIONS, **figures.DEFINITIONS},
        is_empty=not any(side.outcomes.processes for side in sides),
        about=company.name,
        all_url=asked.url(path_of("company"), company=None),
    )


def tiles_of(asked: Asked, sides: list[CompanyInsights]) -> list[Tile]:
    now, before = sides[0], sides[1] if len(sides) > 1 else None
    early = unripe(asked, [side.outcomes for side in sides])
    return [
        count_tile(
            "Candidates sent",
            now.candidates,
            counts=(
                counted(asked, now.outcomes.processes, STARTED, "processes"),
                counted(asked, now.outcomes.open, OPEN, "still open"),
            ),
            before=before.candidates if before else None,
        ),
        rate_tile(
            "Interview rate",
            now.interview_rate,
            before=before.interview_rate if before else None,
            unripe=early,
            **rates_urls(asked, INTERVIEWED, STARTED),
        ),
        rate_tile(
            "Offer rate",
            now.offer_rate,
            before=before.offer_rate if before else None,
            unripe=early,
            **rates_urls(asked, OFFERED, STARTED),
        ),
        rate_tile(
            "Offers accepted",
            now.acceptance_rate,
            before=before.acceptance_rate if before else None,
            unripe=early,
            **rates_urls(asked, PLACED, OFFERED),
        ),
        decision_tile(asked, [side.to_decision for side in sides]),
    ]
