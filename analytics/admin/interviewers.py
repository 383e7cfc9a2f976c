"""The page “Interviewers”: how severe they are, whether they agree, what ratings foretell, how soon they come."""

from __future__ import annotations

from dataclasses import replace

from analytics.admin.asked import Asked
from analytics.admin.listing import NOTHING, ListedRow, Listing
from analytics.admin.page import Page
from analytics.api.rendering import Table
from analytics.charts.forest import Entry, Mark, Reading, forest
from analytics.charts.rows import Cell, RowChart
from analytics.charts.tiles import Tile, count_tile
from analytics.charts.units import NO_DATA, NOT_SHOWN, Unit, plain
from analytics.selectors.interviewers import Interviewer, Interviewers, interviewers
from analytics.selectors.validity import DEFINITION as VALIDITY
from config.base.models import User

FEW = "fewer than five candidates"


def draw(asked: Asked, user: User) -> Page:
    told = interviewers(user, replace(asked.selection, as_of=None))
    context = {
        "tiles": tiles_of(told),
        "past_day": None,
        "as_of": told.as_of,
        "now_only": now_only(asked),
        "listing": listing_of(told.people),
        "severity": severity_chart(told.people),
        "foretelling": foretelling_chart(told.people),
        "delay": delay_chart(told.people),
    }
    return Page(
        "interviewers",
        "Who rates how, and what it is worth: to understand ratings, not to rank people.",
        context,
        lambda: Table(HEAD, [row_of(person) for person in told.people]),
        {"interviewers": told.definition, "foretelling": VALIDITY.format(outcome="an offer was accepted")},
        is_empty=not told.people,
    )


def now_only(asked: Asked) -> str:
    """What of the filters this page leaves aside."""
    if asked.selection.as_of:
        return "Ratings and feedback are told as of now only, not of a past day."
    return (
        f"Of {asked.names[0]} alone: interviewers are not compared with another time or feeder." if asked.names else ""
    )


def tiles_of(told: Interviewers) -> list[Tile]:
    given = sum(person.feedback for person in told.people)
    owed = sum(person.owed for person in told.people)
    return [
        count_tile("Feedback given", given, detail=f"by {len(told.people)} interviewers"),
        count_tile("Still owed", owed, detail="after interviews that took place"),
        agreement_tile(told),
    ]


def agreement_tile(told: Interviewers) -> Tile:
    found = told.agreement
    if found is None or found.icc is None:
        return Tile("Agreement of panels", NO_DATA, is_known=False)
    detail = f"{found.stages:,} stages rated by more than one; apart by {found.difference:.2f} points on average"
    span = "" if found.icc_low is None else f"likely {Unit.NUMBER.span(found.icc_low, found.icc_high)}"
    return Tile("Agreement of panels", Unit.NUMBER.told(found.icc), detail, span)


def severity_chart(people: tuple[Interviewer, ...]) -> RowChart | None:
    """Severities are for managers: others have none to draw."""
    known = [person for person in people if person.severity or person.hidden]
    if not any(person.severity for person in known):
        return None
    reading = Reading("Points", Unit.SIGNED, reference=0.0, reference_name="Like the others", n="Feedback")
    entries = [Entry(person.name, (severity_mark(person),)) for person in known]
    return forest(entries, reading, caption="Points above or below others, by interviewer", of="Interviewer")


def severity_mark(person: Interviewer) -> Mark:
    if person.severity is None:
        return Mark(None, hidden=FEW if person.hidden else "")
    return Mark.of_estimate(person.severity.estimate, person.severity.n, hidden=FEW if person.hidden else "")


def foretelling_chart(people: tuple[Interviewer, ...]) -> RowChart:
    reading = Reading("Correlation", Unit.SIGNED, reference=0.0, reference_name="Foretells nothing", n="Ratings")
    entries = [Entry(person.name, (foretelling_mark(person),)) for person in people]
    return forest(entries, reading, caption="What ratings foretell, by interviewer", of="Interviewer")


def foretelling_mark(person: Interviewer) -> Mark:
    found = person.validity.everyone if person.validity else None
    if person.hidden or found is None:
        return Mark(None, hidden=FEW if person.hidden else "")
    return Mark.of_estimate(found.figure.correlation if found.figure else None, found.n)


def delay_chart(people: tuple[Interviewer, ...]) -> RowChart:
    reading = Reading("Median", Unit.DAYS, n="Asked for")
    entries = [
        Entry(person.name, (Mark.of_quantile(person.delay.median, person.delay.n) if person.delay else Mark(None),))
        for person in people
    ]
    return forest(entries, reading, caption="Days until feedback, by interviewer", of="Interviewer")


COLUMNS = ("Feedback", "Candidates", "Mean rating", "From the rest of the panel", "Days to feedback", "Owed now")


def listing_of(people: tuple[Interviewer, ...]) -> Listing:
    rows = tuple(ListedRow(person.name, cells_of(person)) for person in people)
    return Listing("Interviewers in figures", "Interviewer", COLUMNS, rows)


def cells_of(person: Interviewer) -> tuple[Cell, ...]:
    owed = Cell(f"{person.owed:,}")
    if person.hidden:
        return (Cell("", quiet=FEW), *[Cell("", quiet=NOT_SHOWN)] * (len(COLUMNS) - 2), owed)
    spread, median = person.difference, person.delay.median.value if person.delay else None
    return (
        Cell(f"{person.feedback:,}"),
        Cell(f"{person.candidates:,}"),
        NOTHING if person.mean is None else Cell(Unit.NUMBER.told(person.mean)),
        NOTHING if spread is None else Cell(Unit.NUMBER.told(spread.mean), quiet=f"of {spread.n:,}"),
        NOTHING if median is None else Cell(plain(round(median, 1))),
        owed,
    )


HEAD = (
    "interviewer", "feedback", "candidates", "mean_rating", "severity", "severity_low", "severity_high",
    "difference_to_panel", "median_days", "owed", "correlation", "correlation_low", "correlation_high",
)  # fmt: skip


def row_of(person: Interviewer) -> tuple[object, ...]:
    """Of too few people, nothing but what is owed."""
    if person.hidden:
        return (person.name, *[None] * (HEAD.index("owed") - 1), person.owed, None, None, None)
    severity = person.severity.estimate if person.severity else None
    figure = person.validity.everyone.figure if person.validity else None
    correlation = figure.correlation if figure else None
    spread = person.difference.mean if person.difference else None
    median = person.delay.median.value if person.delay else None
    return (
        person.name, person.feedback, person.candidates, person.mean,
        *((severity.value, severity.low, severity.high) if severity else (None,) * 3),
        spread, median, person.owed,
        *((correlation.value, correlation.low, correlation.high) if correlation else (None,) * 3),
    )  # fmt: skip
