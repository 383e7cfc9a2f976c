"""Who may ask for figures, and of whose processes they then are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analytics.tests.api.conftest import Story
from analytics.tests.api.endpoints import FIGURES
from analytics.tests.folded import fold_all
from config.base.models import User
from tracking.models import PanelMember

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", FIGURES)
@pytest.mark.parametrize("role", ["candidate", "interviewer", "service"])
def test_figures_are_for_recruiters_and_managers(
    client_for: Any, make_user: Callable[..., User], story: Story, path: str, role: str
) -> None:
    assert client_for(make_user(role)).get(path).status_code == 403


@pytest.mark.parametrize("path", FIGURES)
def test_recruiters_and_managers_are_answered(api: Any, whole: Any, story: Story, path: str) -> None:
    for client in (api, whole):
        response = client.get(path)
        assert response.status_code == 200, response.content
        assert {"as_of", "definitions"} <= set(response.json())


@pytest.mark.parametrize("folded", [False, True])
def test_recruiters_are_told_of_what_they_lead(
    client_for: Any, story: Story, other_recruiter: User, recruiter: User, folded: bool
) -> None:
    if folded:
        fold_all()
    otto = client_for(other_recruiter)
    assert otto.get("/api/analytics/funnel").json()["total_started"] == 1
    assert otto.get(f"/api/analytics/funnel?recruiter={recruiter.pk}").json()["total_started"] == 0
    assert otto.get("/api/analytics/funnel?company_name=Northwind").json()["total_started"] == 0
    northwind = otto.get("/api/analytics/companies/Northwind").json()
    assert (northwind["total_candidates_sent"], northwind["interview_rate"]) == (0, None)
    assert northwind["preferred_feeders"] == []
    amazon = otto.get("/api/analytics/feeders/Amazon").json()
    assert (amazon["processes_sourced"], amazon["rank"], amazon["of_feeders"]) == (0, None, 1)
    rates = otto.get("/api/analytics/conversion-rates").json()
    assert [one["feeder_source"] for one in rates["results"]] == ["Google"]
    assert rates["total"]["processes"] == 1
    assert otto.get("/api/analytics/time-in-stage").json()["time_to_decision"]["n"] == 1
    assert otto.get("/api/analytics/stage-success-rates").json()["results"] == []
    assert otto.get("/api/analytics/validity").json()["results"] == []
    assert otto.get("/api/analytics/stages/phone_screen").json()["stages"] == 0


@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize("asked", ["", "&company_name=Northwind", "&since=2000-01-01", "&as_of=2026-11-01"])
def test_what_a_recruiter_interviews_for_another_is_not_told(
    client_for: Any, make_user: Callable[..., User], story: Story, recruiter: User, folded: bool, asked: str
) -> None:
    """As one of the panel they see the process itself."""
    both = make_user("recruiter", "interviewer")
    PanelMember.objects.create(stage=story.open.stages.get(), process=story.open, user=both)
    if folded:
        fold_all()
    for whose in ("me", recruiter.pk):
        found = client_for(both).get(f"/api/analytics/funnel?recruiter={whose}{asked}").json()
        assert (found["total_started"], found["by_month"]) == (0, [])


def test_part_of_a_company_is_ones_own(client_for: Any, story: Story, other_recruiter: User) -> None:
    story.withdrawn.recruiter = other_recruiter
    story.withdrawn.save()
    found = client_for(other_recruiter).get("/api/analytics/companies/Northwind").json()
    assert (found["processes"], found["withdrawal_reasons"]) == (1, {"personal": 1})


def test_a_recruiter_who_manages_sees_all(client_for: Any, make_user: Callable[..., User], story: Story) -> None:
    both = client_for(make_user("recruiter", "manager"))
    assert both.get("/api/analytics/funnel").json()["total_started"] == 5


def test_only_managers_see_feeders_that_sent_nobody(api: Any, whole: Any, story: Story) -> None:
    assert [one["feeder_source"] for one in api.get("/api/analytics/conversion-rates").json()["results"]] == ["Amazon"]
    story.of_otto.feeder = story.feeder
    story.of_otto.save()
    last = whole.get("/api/analytics/conversion-rates").json()["results"][-1]
    assert (last["feeder_source"], last["rank"], last["conversion_rate"]) == ("Google", None, None)
    assert (last["interval"], last["shrunken_rate"], last["matured_rate"]) == (None, None, None)


@pytest.mark.parametrize("role", ["candidate", "interviewer", "service", "recruiter"])
def test_only_managers_recompute(client_for: Any, make_user: Callable[..., User], role: str) -> None:
    assert client_for(make_user(role)).post("/api/analytics/feeders/recompute", {}).status_code == 403
