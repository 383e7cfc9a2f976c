"""The CSV of each page: what the page shows, as a spreadsheet takes it."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest

from analytics.admin.page import PAGES
from analytics.tests.admin.conftest import Crowd
from analytics.tests.admin.test_rows import path_of
from config.base.models import User
from config.testing.browsers import Browser

pytestmark = pytest.mark.django_db


def rows_of(browser: Browser, page: str, **asked: Any) -> list[dict[str, str]]:
    shown = browser.get(path_of(page), asked)
    answer = browser.get(shown.context["csv_url"])
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.content.decode())))


@pytest.mark.parametrize("page", PAGES)
def test_each_page_has_one(managers: Browser, folded: Crowd, heard: list[User], page: str) -> None:
    rows = rows_of(managers, page)
    assert rows
    assert all(None not in row and None not in row.values() for row in rows)
    answer = managers.get(f"{path_of(page)}?format=csv")
    assert answer["Content-Disposition"] == f'attachment; filename="{page}.csv"'


def test_a_filter_that_is_not_understood_makes_no_file(managers: Browser, folded: Crowd) -> None:
    """Saved, nobody would see that the figures are of more than was asked for."""
    answer = managers.get("/admin/analytics/funnel/?format=csv&company=Nobody")
    assert (answer.status_code, answer.content.decode()) == (400, "No company has this name.")
    shown = managers.get("/admin/analytics/funnel/?company=Nobody").content.decode()
    assert "A filter is left out, since it was not understood: No company has this name." in shown


def test_the_funnel_has_the_steps_of_the_page(managers: Browser, folded: Crowd) -> None:
    shown = managers.get("/admin/analytics/funnel/").context["funnel"].rows
    rows = rows_of(managers, "funnel")
    assert [row["label"] for row in rows] == [step.name for step in shown]
    for row, step in zip(rows, shown, strict=True):
        cells = [cell.text for cell in step.lines[0].cells]
        assert [row[name] for name in ("reached", "passed", "failed", "pending", "other")] == [cells[0], *cells[2:6]]


def test_feeders_have_the_figures_of_the_page_and_escaped_names(managers: Browser, folded: Crowd) -> None:
    shown = {row.name: [cell.text for cell in row.cells] for row in listing(managers, "feeders")}
    rows = {row["feeder_source"]: row for row in rows_of(managers, "feeders")}
    assert list(rows) == ["'=Fair" if name == "=Fair" else name for name in shown]
    assert "'=Fair" in rows
    for name, cells in shown.items():
        row = rows["'=Fair" if name == "=Fair" else name]
        figures = ("rank", "candidates_sourced", "processes_sourced", "open", "placements", "ended")
        assert [row[figure] for figure in figures] == cells[:6]


def test_companies_have_the_figures_of_the_page(managers: Browser, folded: Crowd) -> None:
    found = [(row.name, row.cells) for row in listing(managers, "company")]
    shown = [(name, [started.text, still.text, placed.under.text]) for name, (started, still, placed) in found]
    rows = rows_of(managers, "company")
    assert shown == [(row["company_name"], [row["processes"], row["open"], row["placements"]]) for row in rows]
    assert 'Contoso "East"' in {row["company_name"] for row in rows}


def test_times_have_the_figures_of_the_page(managers: Browser, folded: Crowd) -> None:
    shown = [(row.name, [cell.text for cell in row.cells[:3]]) for row in listing(managers, "time")]
    rows = rows_of(managers, "time")
    assert shown == [(row["label"], [row["ended"], row["waiting"], row["left"]]) for row in rows]


def test_interviewers_of_few_people_are_not_told(managers: Browser, heard: list[User]) -> None:
    rows = {row["interviewer"]: row for row in rows_of(managers, "interviewers")}
    few = rows[heard[1].display_name]
    assert (few["feedback"], few["candidates"], few["mean_rating"]) == ("", "", "")
    assert rows[heard[0].display_name]["feedback"] == "14"


def test_both_sides_of_a_comparison(managers: Browser, folded: Crowd) -> None:
    one, other = (feeder.name for feeder in folded.feeders)
    asked = {"feeder": one, "compare": "feeder", "other": other}
    for page in ("funnel", "feeders", "stages", "time", "company", "overview"):
        assert {row["side"] for row in rows_of(managers, page, **asked)} == {one, f"'{other}"}, page


def test_one_company_has_each_figure_by_its_path(managers: Browser, folded: Crowd) -> None:
    figures = {row["figure"]: row["value"] for row in rows_of(managers, "company", company='Contoso "East"')}
    tile = managers.get("/admin/analytics/company/", {"company": 'Contoso "East"'}).context["tiles"][0]
    assert figures["total_candidates_sent"] == tile.value
    answer = managers.get("/admin/analytics/company/", {"company": 'Contoso "East"', "format": "csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="Contoso _East_.csv"'


def listing(browser: Browser, page: str) -> Any:
    return browser.get(path_of(page)).context["listing"].rows
