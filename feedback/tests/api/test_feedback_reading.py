"""Reading feedback, blind until one's own is given; and editing one's own."""

from __future__ import annotations

from typing import Any

import pytest

from config.base.models import User
from config.testing.refusals import attrs_of, codes_of
from feedback.models import NextStageDecision
from feedback.tests.factories import body
from tracking.models import InterviewStage
from tracking.tests.factories import StageFactory

pytestmark = pytest.mark.django_db
URL = "/api/interviews/feedback"


class TestReading:
    def test_others_are_hidden_until_ones_own_is_given(
        self, client_for: Any, make_user: Any, stage: InterviewStage, panel: Any
    ) -> None:
        colleague = make_user("interviewer", username="iris")
        stage.panel.create(process=stage.process, user=colleague)
        given = panel.post(URL, body(stage)).json()["feedback"]["id"]
        client = client_for(colleague)
        assert client.get("/api/feedback").json()["results"] == []
        assert client.get(f"/api/feedback/{given}").status_code == 404
        assert client.get(f"/api/feedback/{given}/revisions").status_code == 404
        client.post(URL, body(stage, 2))
        assert len(client.get("/api/feedback").json()["results"]) == 2
        assert client.get(f"/api/feedback/{given}").json()["overall_rating"] == 4.0

    def test_a_recruiter_on_the_panel_is_blind_too(
        self, client_for: Any, make_user: Any, panel: Any, interviewer: User
    ) -> None:
        leader = make_user("recruiter", "interviewer", username="lea")
        stage = StageFactory(process__candidate__owner=leader, panel=[interviewer, leader])
        panel.post(URL, body(stage))
        client = client_for(leader)
        assert client.get("/api/feedback").json()["results"] == []
        assert client.post(URL, body(stage)).status_code == 201
        assert len(client.get("/api/feedback").json()["results"]) == 2

    def test_lists_are_scoped_and_filtered(
        self, client_for: Any, api: Any, panel: Any, stage: InterviewStage, interviewer: User, manager: User,
        other_recruiter: User,
    ) -> None:  # fmt: skip
        elsewhere = StageFactory(panel=[interviewer])
        panel.post(URL, body(stage))
        panel.post(URL, body(elsewhere))
        assert len(api.get("/api/feedback").json()["results"]) == 1
        assert len(client_for(other_recruiter).get("/api/feedback").json()["results"]) == 0
        boss = client_for(manager)
        rows = boss.get("/api/feedback", {"count": "true"}).json()
        assert (rows["count"], [row["interview_id"] for row in rows["results"]]) == (
            2,
            [str(elsewhere.pk), str(stage.pk)],
        )
        for name, value in (
            ("interview", stage.pk), ("process", stage.process_id), ("candidate", stage.process.candidate_id),
        ):  # fmt: skip
            assert len(boss.get("/api/feedback", {name: value}).json()["results"]) == 1
        assert len(boss.get("/api/feedback", {"author": interviewer.pk}).json()["results"]) == 2

    def test_candidates_and_services_read_none(self, client_for: Any, make_user: Any) -> None:
        for role in ("candidate", "service"):
            assert client_for(make_user(role)).get("/api/feedback").status_code == 403


class TestEditing:
    @pytest.fixture
    def given(self, panel: Any, stage: InterviewStage) -> dict[str, Any]:
        found: dict[str, Any] = panel.post(URL, body(stage, 4.5)).json()
        return found

    def url(self, given: dict[str, Any]) -> str:
        return f"/api/feedback/{given['feedback']['id']}"

    def test_keeps_what_it_said_and_decides_anew(self, panel: Any, given: dict[str, Any]) -> None:
        changed = panel.patch(self.url(given), {"overall_rating": 2, "strengths": []})
        assert (changed.status_code, changed.json()["overall_rating"], changed.json()["version"]) == (200, 2.0, 2)
        (revision,) = panel.get(self.url(given) + "/revisions").json()["results"]
        assert (revision["version"], revision["overall_rating"], revision["strengths"]) == (1, 4.5, ["Clear"])
        old, new = NextStageDecision.objects.order_by("created_at")
        assert (old.status, new.status, new.action) == ("dismissed", "proposed", "reject_proposal")

    def test_the_same_again_changes_nothing(self, panel: Any, given: dict[str, Any]) -> None:
        same = panel.patch(self.url(given), {"overall_rating": 4.5})
        assert (same.status_code, same.json()["version"]) == (200, 1)
        assert panel.get(self.url(given) + "/revisions").json()["results"] == []

    def test_a_stale_version_is_refused(self, panel: Any, given: dict[str, Any]) -> None:
        etag = panel.get(self.url(given))["ETag"]
        assert panel.patch(self.url(given), {"overall_rating": 2}, HTTP_IF_MATCH=etag).status_code == 200
        assert panel.patch(self.url(given), {"overall_rating": 3}, HTTP_IF_MATCH=etag).status_code == 412

    def test_only_the_author(self, api: Any, given: dict[str, Any]) -> None:
        assert api.patch(self.url(given), {"overall_rating": 1}).status_code == 403

    def test_not_once_a_decision_is_applied(self, panel: Any, given: dict[str, Any]) -> None:
        NextStageDecision.objects.update(status="applied")
        response = panel.patch(self.url(given), {"overall_rating": 1})
        assert (response.status_code, codes_of(response)) == (409, ["decided"])

    @pytest.mark.parametrize("change", [{"overall_rating": 0}, {"overall_rating": 6}, {"metadata": []}, {"stage": 1}])
    def test_bad_changes(self, panel: Any, given: dict[str, Any], change: dict[str, Any]) -> None:
        response = panel.patch(self.url(given), change)
        assert (response.status_code, attrs_of(response)) == (400, list(change))
