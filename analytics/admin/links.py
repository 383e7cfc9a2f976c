"""Where the pages are, and the rows behind each of their figures."""

from __future__ import annotations

from functools import cache
from typing import Any, TypedDict

from django.urls import reverse

from analytics.admin.asked import Asked
from analytics.charts.rows import Cell, count_cell
from analytics.figures.outcomes import Outcomes
from analytics.measures import STARTED
from analytics.selectors.behind import PLACED

OPEN, ENDED = "open", "ended"


@cache
def path_of(name: str) -> str:
    return reverse(f"admin:analytics_{name}")


def rows_url(asked: Asked, figure: str, **changes: Any) -> str:
    """The processes behind a figure, under the same filters; a comparison is left aside."""
    return asked.url(path_of("rows"), figure=figure, compare=None, other=None, stage=None, **changes)


def counted(asked: Asked, n: int, figure: str, quiet: str = "", **changes: Any) -> Cell:
    """A number with the way to what it counts; of nothing there are no rows."""
    return count_cell(n, rows_url(asked, figure, **changes) if n else "", quiet)


class RateUrls(TypedDict):
    """To the numerator and to the denominator."""

    hits_url: str
    url: str


def rates_urls(asked: Asked, hits: str, of: str, **changes: Any) -> RateUrls:
    return {"hits_url": rows_url(asked, hits, **changes), "url": rows_url(asked, of, **changes)}


def outcome_cells(asked: Asked, found: Outcomes, **changes: Any) -> tuple[Cell, Cell, Cell]:
    """Processes, open, placed."""
    figures = ((found.processes, STARTED), (found.open, OPEN), (found.placements, PLACED))
    processes, still, placed = (counted(asked, n, figure, **changes) for n, figure in figures)
    return processes, still, placed
