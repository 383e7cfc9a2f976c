"""What figures may be asked by, and what is refused by name (rows 70 and 71 of the rules)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from analytics.tests.api.conftest import Story
from analytics.tests.api.endpoints import DATED, FIGURES, asking
from config.testing.refusals import attrs_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", FIGURES)
@pytest.mark.parametrize(
    ("parameters", "attr"),
    [
        ({"since": "2026-02-01", "until": "2026-01-01"}, "since"),
        ({"since": "1926-01-01", "until": "2026-06-01"}, "since"),
        ({"since": "0001-01-01"}, "since"),
        ({"until": "9999-12-31"}, "until"),
        ({"since": "yesterday"}, "since"),
        ({"until": "2026-02-30"}, "until"),
        ({"timezone": "../../etc"}, "timezone"),
        ({"timezone": "Mars/X"}, "timezone"),
        ({"interval": "hour"}, "interval"),
        ({"limit": "5"}, "limit"),
        ({"recruiter": "rita"}, "recruiter"),
        ({"role": "x" * 1000}, "role"),
    ],
)
def test_refused_by_name(whole: Any, story: Story, path: str, parameters: dict[str, str], attr: str) -> None:
    response = whole.get(asking(path, **parameters))
    assert (response.status_code, attrs_of(response)) == (400, [attr])


@pytest.mark.parametrize("path", ["funnel", "conversion-rates", "time-in-stage", "interviewers", "validity"])
@pytest.mark.parametrize("name", ["feeder_source", "company_name"])
def test_nobody_of_this_name(whole: Any, story: Story, path: str, name: str) -> None:
    for said in ("Nobody", str(uuid4())):
        response = whole.get(f"/api/analytics/{path}?{name}={said}")
        assert (response.status_code, attrs_of(response)) == (400, [name])


@pytest.mark.parametrize("path", DATED)
def test_as_of_the_future(whole: Any, story: Story, path: str) -> None:
    response = whole.get(asking(path, as_of="2090-01-01"))
    assert (response.status_code, attrs_of(response)) == (400, ["as_of"])


@pytest.mark.parametrize("path", ["interviewers", "validity"])
def test_people_are_told_of_as_of_now_only(whole: Any, path: str) -> None:
    response = whole.get(f"/api/analytics/{path}?as_of=2026-01-01")
    assert (response.status_code, attrs_of(response)) == (400, ["as_of"])


@pytest.mark.parametrize(
    ("path", "attr"),
    [
        ("stage-success-rates?stage_type=lunch", "stage_type"),
        ("validity?outcome=happiness", "outcome"),
        ("conversion-rates?horizon_days=0", "horizon_days"),
        ("companies", "name"),
        ("feeders", "name"),
        ("companies?name=", "name"),
        ("companies/Northwind?company_name=Contoso", "company_name"),
        ("feeders/Amazon?feeder_source=Google", "feeder_source"),
    ],
)
def test_what_does_not_fit(whole: Any, story: Story, path: str, attr: str) -> None:
    response = whole.get(f"/api/analytics/{path}")
    assert (response.status_code, attrs_of(response)) == (400, [attr])


@pytest.mark.parametrize("path", ["companies/Nobody", "feeders/Nobody", "companies?name=Nobody", "stages/lunch"])
def test_what_is_not_there(whole: Any, path: str) -> None:
    assert whole.get(f"/api/analytics/{path}").status_code == 404


@pytest.mark.parametrize("path", FIGURES)
def test_empty_parameters_count_as_not_given(whole: Any, story: Story, path: str) -> None:
    said = whole.get(asking(path, since="", role="", recruiter="")).json()
    assert without_time(said) == without_time(whole.get(path).json())


def without_time(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in figures.items() if name != "as_of"}


def test_hundred_years_are_a_range(whole: Any) -> None:
    assert whole.get("/api/analytics/funnel?since=1950-01-01&until=2049-12-31").status_code == 200


def test_my_own(whole: Any, api: Any, story: Story, recruiter: Any) -> None:
    assert api.get("/api/analytics/funnel?recruiter=me").json()["total_started"] == 4
    assert whole.get("/api/analytics/funnel?recruiter=me").json()["total_started"] == 0
    assert whole.get(f"/api/analytics/funnel?recruiter={recruiter.pk}").json()["total_started"] == 4


def test_horizon(whole: Any, story: Story) -> None:
    found = whole.get("/api/analytics/conversion-rates?horizon_days=20").json()
    assert (found["horizon_days"], found["results"][0]["matured_rate"]) == (20, 0)


def test_names_with_slashes(whole: Any, story: Story) -> None:
    story.company.name, story.company.name_key = "A/B Testing", "a/b testing"
    story.company.save()
    for path in ("companies/A/B%20Testing", "companies?name=a/b testing"):
        assert whole.get(f"/api/analytics/{path}").json()["company_name"] == "A/B Testing"
