"""What the pages of figures share: the way between them, the filters, presets and chips, and the figures as CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from analytics.admin.asked import COMPARISONS, Asked, period_told, read
from analytics.admin.links import OPEN, path_of, rows_url
from analytics.api.reading import Figures
from analytics.api.rendering import Table, attachment, table_of
from analytics.charts.rows import Cell, rate_cell
from analytics.estimators.stats import Rate
from analytics.figures.outcomes import Month, Outcomes
from analytics.measures import STARTED
from analytics.selectors.looking import one_look
from analytics.selectors.past import end_of
from config.base.admin import back_office
from config.base.back_office.roles import user_of
from config.base.clock import business_today
from config.base.models import User

PAGES = {
    "overview": "Overview",
    "funnel": "Funnel",
    "feeders": "Feeders",
    "company": "Companies",
    "stages": "Stages",
    "time": "Time",
    "interviewers": "Interviewers",
}
API_NAME = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
# From this share of open processes on, rates are said to be unripe.
YOUNG = 0.2


@dataclass(frozen=True)
class Page:
    """What a page shows: its template fills the block of figures from `context`; `table` makes its CSV, where that is
    asked for; `definitions` are the names of its figures and what they mean. `about` is the one thing the page is of,
    with the page of all of them.
    """

    name: str
    lead: str
    context: dict[str, Any]
    table: Callable[[], Table]
    definitions: Mapping[str, str] = field(default_factory=dict)
    is_empty: bool = False
    about: str = ""
    all_url: str = ""


Draw = Callable[[Asked, User], Page]


def figures_page(draw: Draw) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        with one_look():
            return answer(request, draw)

    return view


def answer(request: HttpRequest, draw: Draw) -> HttpResponse:
    asked = read(request)
    wants_csv = request.GET.get("format") == "csv"
    if wants_csv and asked.problems:
        return HttpResponseBadRequest("\n".join(asked.problems), content_type="text/plain; charset=utf-8")
    page = draw(asked, user_of(request))
    if wants_csv:
        return csv_response(page.about or page.name, page.table())
    return TemplateResponse(request, f"admin/analytics/{page.name}.html", context_of(request, asked, page))


def csv_response(name: str, table: Table) -> HttpResponse:
    headers = {"Content-Disposition": attachment(name)}
    return HttpResponse(table.text, content_type="text/csv; charset=utf-8", headers=headers)


def sided(asked: Asked, sides: Sequence[Sequence[Mapping[str, Any]]], serializer: Figures) -> Table:
    """The rows of both sides under each other."""
    return beneath(asked, [table_of(side, serializer) for side in sides])


def beneath(asked: Asked, tables: Sequence[Table]) -> Table:
    """The tables of both sides, by their names; one alone stays as it is."""
    if not asked.names:
        return tables[0]
    rows = [(name, *row) for name, table in zip(asked.names, tables, strict=True) for row in table.rows]
    return Table(("side", *tables[0].columns), rows)


def is_young(found: Outcomes) -> bool:
    return found.open > YOUNG * found.processes


def unripe(asked: Asked, sides: Sequence[Outcomes]) -> bool:
    """Whether two times are compared of which one has not yet become what it will: its rates look worse than they are.

    Feeders are compared over the same time.
    """
    return not asked.between_feeders and any(map(is_young, sides))


def young_months(sides: Sequence[Sequence[Month]]) -> list[str]:
    """The months whose rates will rise yet, each once."""
    found = {month.month for side in sides for month in side if is_young(month.outcomes)}
    return [f"{month:%B %Y}" for month in sorted(found)]


def young(asked: Asked, sides: Sequence[Outcomes]) -> list[tuple[str, Cell]]:
    """(name of the side, open of all) of each side of which so many are open that its rates will rise yet."""
    names = asked.names or ("",)
    return [
        (name, rate_cell(Rate(side.open, side.processes), rows_url(one, OPEN), rows_url(one, STARTED)))
        for name, one, side in zip(names, asked.sides, sides, strict=True)
        if is_young(side)
    ]


def context_of(request: HttpRequest, asked: Asked, page: Page) -> dict[str, Any]:
    path, day = request.path, asked.selection.as_of
    return {
        **back_office().each_context(request),
        "title": page.about or PAGES[page.name],
        "section": PAGES[page.name] if page.about else "",
        "all_url": page.all_url,
        "lead": page.lead,
        "figure_pages": [(asked.url(path_of(name)), title, name == page.name) for name, title in PAGES.items()],
        "form": asked.form,
        "presets": presets(asked, path),
        "chips": chips(asked, path),
        "clear_url": path,
        "csv_url": asked.url(path, format="csv"),
        "past_day": day,
        "as_of": end_of(day) - timedelta(minutes=1) if day else timezone.now(),
        "definitions": [(in_words(term), readable(meaning)) for term, meaning in page.definitions.items()],
        "is_empty": page.is_empty,
        **page.context,
    }


def in_words(term: str) -> str:
    return term.replace("_", " ").capitalize()


def readable(meaning: str) -> str:
    """As people say it: the definitions go by the names that the API has."""
    meaning = meaning.replace("BUSINESS_TIME_ZONE", "the business's time zone").replace("`", "")
    meaning = API_NAME.sub(lambda name: name.group().replace("_", " "), meaning)
    meaning = meaning[:1].upper() + meaning[1:]
    return meaning.replace("; null", "; no data").replace("Null ", "No data ")


def presets(asked: Asked, path: str) -> list[tuple[str, str, bool]]:
    now = asked.query.get("since", ""), asked.query.get("until", "")
    found = []
    for title, since, until in periods(business_today()):
        texts = since.isoformat() if since else "", until.isoformat() if until else ""
        # Without a beginning there is no period before.
        changes = {} if since or asked.between_feeders else {"compare": None}
        found.append((asked.url(path, since=texts[0], until=texts[1], **changes), title, now == texts))
    return found


def periods(today: date) -> list[tuple[str, date | None, date | None]]:
    month = today.replace(day=1)
    last_month = (month - timedelta(days=1)).replace(day=1)
    year = today.replace(month=1, day=1)
    last_year = year.replace(year=year.year - 1)
    return [
        ("All time", None, None),
        ("This month", month, None),
        ("Last month", last_month, month - timedelta(days=1)),
        ("Last 90 days", today - timedelta(days=89), None),
        ("This year", year, None),
        ("Last year", last_year, year - timedelta(days=1)),
    ]


def chips(asked: Asked, path: str, **kept: Any) -> list[tuple[str, str]]:
    """The filters in force in words, each with the page without it; a comparison goes with what it compares."""
    good = asked.good
    comparison = {"compare": None, "other": None}
    of_feeders = asked.between_feeders
    found = []
    for name, label in (("feeder", "Feeder"), ("company", "Company"), ("role", "Role"), ("recruiter", "Recruiter")):
        if name in asked.query:
            without = {name: None, **(comparison if name == "feeder" and of_feeders else {})}
            found.append((f"{label}: {told(asked, good[name])}", asked.url(path, **kept, **without)))
    if {"since", "until"} & set(asked.query):
        without = {"since": None, "until": None, **({} if of_feeders else comparison)}
        found.append((f"Begun {period(good)}", asked.url(path, **kept, **without)))
    if "as_of" in asked.query:
        found.append((f"As it was on {good['as_of']:%-d %b %Y}", asked.url(path, **kept, as_of=None)))
    if asked.other:
        words = asked.names[1] if of_feeders else dict(COMPARISONS)[asked.query["compare"]]
        found.append((f"Compared with {words}", asked.url(path, **kept, **comparison)))
    return found


def told(asked: Asked, value: Any) -> str:
    """A recruiter by the name in the field."""
    if not isinstance(value, UUID):
        return str(value)
    field: Any = asked.form.fields["recruiter"]
    return str(dict(field.choices)[str(value)])


def period(good: dict[str, Any]) -> str:
    since, until = good.get("since"), good.get("until")
    if since and until:
        return period_told(since, until)
    return f"since {since:%-d %b %Y}" if since else f"until {until:%-d %b %Y}"
