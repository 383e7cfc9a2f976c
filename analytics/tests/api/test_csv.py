"""Figures as files for spreadsheets (rows 73 and 74 of the rules)."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest

from analytics.api.rendering import Table, attachment
from analytics.tests.api.conftest import Story
from analytics.tests.api.endpoints import FIGURES, asking
from config.testing.refusals import attrs_of

pytestmark = pytest.mark.django_db

TABLES = {
    "funnel": ("steps", "step"),
    "conversion-rates": ("results", "feeder_source"),
    "stage-success-rates": ("results", "stage_type"),
    "time-in-stage": ("results", "stage_type"),
}


def rows_of(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(response.content.decode())))


@pytest.mark.parametrize("path", FIGURES)
def test_every_figure_is_there_as_csv(whole: Any, story: Story, path: str) -> None:
    response = whole.get(asking(path, format="csv"))
    rows_of(response)
    assert response["Content-Disposition"].startswith("attachment; filename")


@pytest.mark.parametrize("path", TABLES)
def test_table_holds_what_the_json_says(whole: Any, story: Story, path: str) -> None:
    told = whole.get(f"/api/analytics/{path}").json()
    name, key = TABLES[path]
    rows = rows_of(whole.get(f"/api/analytics/{path}?format=csv"))
    assert [row[key] for row in rows] == [one[key] for one in told[name]]
    for row, one in zip(rows, told[name], strict=True):
        for column, value in one.items():
            if not isinstance(value, dict) and column in row:
                assert row[column] == ("" if value is None else str(value)), column


def test_nested_figures_are_columns(whole: Any, story: Story) -> None:
    [amazon, _] = rows_of(whole.get("/api/analytics/conversion-rates?format=csv"))
    assert (amazon["days_to_hire_median"], amazon["placements"]) == ("30.0", "1")
    assert float(amazon["interval_low"]) == pytest.approx(0.06149, abs=1e-5)


def test_columns_are_the_same_without_rows(whole: Any, story: Story) -> None:
    full = whole.get("/api/analytics/conversion-rates?format=csv").content.splitlines()
    empty = whole.get("/api/analytics/conversion-rates?format=csv&since=2030-01-01").content.splitlines()
    assert full[0] == empty[0]


def test_reports_are_lists_of_figures(whole: Any, story: Story) -> None:
    rows = rows_of(whole.get("/api/analytics/companies/Northwind?format=csv"))
    told = {row["figure"]: row["value"] for row in rows}
    assert told["interview_rate"] == "0.5"
    assert told["rejection_reasons.skills"] == "1"
    assert told["preferred_feeders.1.feeder_source"] == "Amazon"
    assert told["as_of"]


@pytest.mark.parametrize("name", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\tTab", "\rReturn"])
def test_names_are_no_formulas(whole: Any, story: Story, name: str) -> None:
    story.feeder.name = name
    story.feeder.save()
    rows = rows_of(whole.get("/api/analytics/conversion-rates?format=csv"))
    assert f"'{name}" in {row["feeder_source"] for row in rows}


def test_quotes_and_line_ends_are_quoted(whole: Any, story: Story) -> None:
    story.feeder.name = 'Say "hi",\nthen go'
    story.feeder.save()
    response = whole.get("/api/analytics/conversion-rates?format=csv")
    assert b'"Say ""hi"",\nthen go"' in response.content
    assert story.feeder.name in {row["feeder_source"] for row in rows_of(response)}


def test_numbers_are_left_as_they_are() -> None:
    assert Table(("a", "b", "c", "d"), [(-1.5, 0, None, "-2")]).text == "a,b,c,d\r\n-1.5,0,,-2\r\n"


def test_names_of_files() -> None:
    assert attachment("feeder-Amazon") == 'attachment; filename="feeder-Amazon.csv"'
    hostile = attachment('a"b\r\nSet-Cookie: x=1/..\\é')
    assert "\r" not in hostile
    assert "\n" not in hostile
    assert hostile.startswith("attachment; filename*=utf-8''a_b__Set-Cookie")
    assert "%C3%A9" in hostile


def test_file_of_a_hostile_name(whole: Any, story: Story) -> None:
    story.company.name = 'É"\r\nX-Evil: 1'
    story.company.save()
    response = whole.get(f"/api/analytics/companies/{story.company.pk}?format=csv")
    assert response.status_code == 200
    assert "X-Evil" not in response.headers


def test_refusals_are_json_all_the_same(whole: Any, api: Any, client_for: Any, candidate_user: Any) -> None:
    response = whole.get("/api/analytics/funnel?format=csv&since=x")
    assert (response.status_code, attrs_of(response)) == (400, ["since"])
    assert response["Content-Type"] == "application/json"
    assert client_for(candidate_user).get("/api/analytics/funnel?format=csv").json()["errors"]
    assert whole.get("/api/analytics/funnel?format=xml").status_code == 404


def test_csv_may_be_asked_for_by_the_accept_header(whole: Any, story: Story) -> None:
    rows_of(whole.get("/api/analytics/funnel", HTTP_ACCEPT="text/csv"))
