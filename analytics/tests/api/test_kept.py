"""Answers are kept for as long as they hold, and told as of the moment all the same."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from analytics.selectors import keeping
from analytics.tests.api.conftest import Story
from analytics.tests.api.endpoints import FIGURES, asking
from analytics.tests.folded import fold_all
from analytics.tests.quiet import in_a_quiet_moment, statements
from config.base.models import User
from tracking.models import InterviewProcess

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "answers", keeping.Answers())


def told(client: Any, path: str) -> dict[str, Any]:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response["Cache-Control"] == "no-store"
    found: dict[str, Any] = response.json()
    return found


def test_every_figure_is_kept(whole: Any, story: Story) -> None:
    """At most one query beside its state, for the name of whom it is about."""
    fold_all()
    for path in FIGURES:
        first, most = told(whole, path), 2 if "Northwind" in path or "Amazon" in path else 1
        second = told(whole, path)
        assert second.pop("as_of") > first.pop("as_of")
        assert second == first, path
        assert in_a_quiet_moment(lambda path=path, most=most: statements(partial(told, whole, path)) <= most), path


def test_what_is_asked_is_answered(whole: Any, api: Any, client_for: Any, other_recruiter: User, story: Story) -> None:
    fold_all()
    otto, funnel = client_for(other_recruiter), "/api/analytics/funnel"
    for _ in range(2):
        assert [told(client, funnel)["total_started"] for client in (whole, api, otto)] == [5, 4, 1]
        assert told(api, asking(funnel, recruiter="me"))["total_started"] == 4
        assert told(whole, asking(funnel, company_name="Contoso"))["total_started"] == 1
        assert told(whole, asking(funnel, as_of="2026-01-15"))["as_of"] == "2026-01-16T00:00:00Z"
        assert told(whole, asking("/api/analytics/conversion-rates", horizon_days=30))["horizon_days"] == 30
        assert told(whole, "/api/analytics/conversion-rates")["horizon_days"] == 180
        assert told(whole, asking("/api/analytics/validity", outcome="offer_extended"))["outcome"] == "offer_extended"
        assert told(whole, "/api/analytics/validity")["outcome"] == "offer_accepted"
        for name in ("Amazon", "Google"):
            assert told(whole, f"/api/analytics/feeders/{name}")["feeder_source"] == name


@pytest.mark.parametrize("folded", [True, False])
def test_what_was_written_is_told_at_once(whole: Any, story: Story, folded: bool) -> None:
    fold_all()
    rates, company = "/api/analytics/conversion-rates", "/api/analytics/companies/Northwind"
    before = [told(whole, path) for path in FIGURES]
    story.feeder.name = "Zalando"
    story.feeder.save()
    assert told(whole, rates)["results"][0]["feeder_source"] == "Zalando"
    assert told(whole, company)["preferred_feeders"][0]["feeder_source"] == "Zalando"
    InterviewProcess.objects.filter(pk=story.open.pk).update(feeder=story.google)
    if folded:
        fold_all()
    assert [one["processes_sourced"] for one in told(whole, rates)["results"]] == [2, 2]
    assert told(whole, company)["preferred_feeders"][0]["processes"] == 2
    assert told(whole, f"/api/analytics/feeders/{story.feeder.pk}")["processes_sourced"] == 2
    assert told(whole, FIGURES[0])["total_started"] == before[0]["total_started"]
