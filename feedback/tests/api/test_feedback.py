"""POST /api/interviews/feedback: what comes in, what it causes, and what is refused with nothing stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from config.base.models import User
from config.testing.refusals import attrs_of, codes_of
from feedback.models import Event, InterviewFeedback, NextStageDecision
from feedback.tests.factories import body
from tracking.models import Candidate, InterviewStage
from tracking.services.closing import complete_process
from tracking.services.outcomes import record_stage_outcome
from tracking.tests.factories import CandidateFactory, StageFactory

pytestmark = pytest.mark.django_db
URL = "/api/interviews/feedback"


def stored() -> int:
    return InterviewFeedback.objects.count()


class TestGiving:
    def test_answers_with_what_was_stored_and_what_it_caused(self, panel: Any, stage: InterviewStage) -> None:
        response = panel.post(URL, body(stage, 4.5, metadata={"channel": "onsite", "n": [1, 2.5]}))
        assert response.status_code == 201
        said = response.json()
        assert set(said) == {
            "feedback", "candidate_status", "overall_score", "decision", "decision_reason", "event_id",
        }  # fmt: skip
        assert said["feedback"]["overall_rating"] == 4.5
        assert said["feedback"]["metadata"] == {"channel": "onsite", "n": [1, 2.5]}
        assert said["feedback"]["interview_id"] == str(stage.pk)
        assert said["candidate_status"] == "feedback_received"
        assert said["overall_score"]["before"] is None
        assert 0 < said["overall_score"]["after"] <= 100
        assert (said["decision"]["action"], said["decision"]["status"]) == ("second_round", "proposed")
        assert (said["decision"]["rule_version"], said["decision"]["inputs"]["mean"]) == (0, 4.5)
        candidate = Candidate.objects.get(pk=stage.process.candidate_id)
        assert (candidate.status, float(candidate.overall_score or 0)) == (
            "feedback_received",
            said["overall_score"]["after"],
        )
        event = Event.objects.get(pk=said["event_id"])
        assert (event.type, event.subject) == ("interview.feedback.received", stage.process_id)
        assert Event.objects.filter(type="decision.proposed", subject=stage.process_id).count() == 1

    @pytest.mark.parametrize(
        ("rating", "action"),
        [
            (5, "second_round"), (4.0, "second_round"), (3.9, "manager_review"), (3.0, "manager_review"),
            (2.9, "reject_proposal"), (1, "reject_proposal"), (None, "manager_review"),
        ],
    )  # fmt: skip
    def test_each_threshold_belongs_to_its_upper_side(
        self, panel: Any, stage: InterviewStage, rating: float | None, action: str
    ) -> None:
        assert panel.post(URL, body(stage, rating)).json()["decision"]["action"] == action

    def test_a_process_means_its_current_stage(self, panel: Any, stage: InterviewStage, interviewer: User) -> None:
        later = StageFactory(process=stage.process, panel=[interviewer])
        of_process = {**body(stage), "interview_id": str(stage.process_id)}
        assert panel.post(URL, of_process).json()["feedback"]["interview_id"] == str(stage.pk)
        record_stage_outcome(stage.pk, actor=stage.process.recruiter, outcome="passed")
        assert panel.post(URL, of_process).json()["feedback"]["interview_id"] == str(later.pk)
        record_stage_outcome(later.pk, actor=stage.process.recruiter, outcome="passed")
        again = panel.post(URL, of_process)
        assert (again.status_code, codes_of(again)) == (409, ["duplicate_feedback"])  # the last one, given already

    def test_the_recruiter_of_the_process_may(self, api: Any, stage: InterviewStage) -> None:
        said = api.post(URL, body(stage)).json()
        assert said["decision"] is None
        assert said["decision_reason"] == "1 member of the panel has not given feedback yet."

    def test_the_decision_falls_on_the_mean_of_all(
        self, panel: Any, api: Any, stage: InterviewStage, interviewer: User
    ) -> None:
        assert api.post(URL, body(stage, 2)).json()["decision"] is None
        decision = panel.post(URL, body(stage, 5)).json()["decision"]
        assert (decision["action"], decision["inputs"]["mean"], decision["inputs"]["ratings"]) == (
            "manager_review",
            3.5,
            [2.0, 5.0],
        )

    def test_another_scale_is_converted_where_it_is_named(self, panel: Any, stage: InterviewStage) -> None:
        sent = body(stage, 85)
        sent["feedback"]["rating_scale"] = 100
        said = panel.post(URL, sent).json()["feedback"]
        assert (said["overall_rating"], said["rating_given"], said["rating_scale"]) == (4.3, 85.0, 100)

    def test_what_the_server_says_itself_is_ignored(self, panel: Any, stage: InterviewStage) -> None:
        before = timezone.now()
        sent = body(stage, received_at="9999-01-01T00:00:00Z", id=str(uuid4()), author=str(uuid4()))
        said = panel.post(URL, sent).json()["feedback"]
        assert said["received_at"] >= before.isoformat()[:19]
        assert said["id"] != sent["id"]
        assert said["author_name"] == "ivan"

    def test_after_the_process_has_ended_it_is_stored_and_decides_nothing(
        self, panel: Any, stage: InterviewStage
    ) -> None:
        complete_process(stage.process_id, actor=stage.process.recruiter, final_status="rejected_by_company")
        response = panel.post(URL, body(stage, 5))
        said = response.json()
        assert (response.status_code, said["decision"], said["decision_reason"]) == (
            201,
            None,
            "The process has ended.",
        )
        assert said["candidate_status"] == "rejected"

    def test_while_feedback_is_not_to_score_the_candidate_is_flagged(
        self, panel: Any, stage: InterviewStage, settings: Any
    ) -> None:
        settings.FEEDBACK_RESCORE = False
        said = panel.post(URL, body(stage)).json()
        assert said["overall_score"] == {"before": None, "after": None}
        assert Candidate.objects.get(pk=stage.process.candidate_id).needs_rescoring


class TestOnce:
    def test_the_same_key_gets_the_same_answer(self, panel: Any, stage: InterviewStage) -> None:
        first, again = (panel.post(URL, body(stage), HTTP_IDEMPOTENCY_KEY="k1") for _ in range(2))
        assert (first.status_code, again.status_code, stored()) == (201, 201, 1)
        assert first.content == again.content
        assert Event.objects.filter(type="interview.feedback.received").count() == 1

    def test_another_key_is_a_conflict(self, panel: Any, stage: InterviewStage) -> None:
        panel.post(URL, body(stage), HTTP_IDEMPOTENCY_KEY="k1")
        again = panel.post(URL, body(stage), HTTP_IDEMPOTENCY_KEY="k2")
        assert (again.status_code, codes_of(again), stored()) == (409, ["duplicate_feedback"], 1)


class TestRefusals:
    """400, 403 or 404 with the field named, and nothing stored."""

    @pytest.mark.parametrize(
        "rating", [-1, 0, 0.9, 5.0001, 5.1, 3.55, 1e308, True, "4", "４", 2**63, [4], {}, ""], ids=repr
    )
    def test_ratings(self, panel: Any, stage: InterviewStage, rating: Any) -> None:
        response = panel.post(URL, body(stage, rating))
        assert (response.status_code, attrs_of(response), stored()) == (400, ["feedback.overall_rating"], 0)

    @pytest.mark.parametrize("scale", [0, 4, 7, 5.0, "5", True, None, 1000])
    def test_scales(self, panel: Any, stage: InterviewStage, scale: Any) -> None:
        sent = body(stage)
        sent["feedback"]["rating_scale"] = scale
        response = panel.post(URL, sent)
        assert (response.status_code, attrs_of(response), stored()) == (400, ["feedback.rating_scale"], 0)

    @pytest.mark.parametrize("field", ["strengths", "areas_for_improvement"])
    @pytest.mark.parametrize(
        "value", ["Clear", ["x"] * 51, ["x" * 2001], [None], [["nested"]], [""], [1], {"a": 1}, None], ids=repr
    )
    def test_texts(self, panel: Any, stage: InterviewStage, field: str, value: Any) -> None:
        sent = body(stage)
        sent["feedback"][field] = value
        response = panel.post(URL, sent)
        assert (response.status_code, stored()) == (400, 0)
        assert all(str(attr).startswith(f"feedback.{field}") for attr in attrs_of(response))

    @pytest.mark.parametrize("missing", ["candidate_id", "interview_id", "feedback"])
    def test_missing_fields(self, panel: Any, stage: InterviewStage, missing: str) -> None:
        sent = body(stage)
        del sent[missing]
        response = panel.post(URL, sent)
        assert (response.status_code, attrs_of(response), codes_of(response)) == (400, [missing], ["required"])

    def test_unknown_fields(self, panel: Any, stage: InterviewStage) -> None:
        response = panel.post(URL, body(stage, stars=5))
        assert (response.status_code, attrs_of(response), codes_of(response)) == (400, ["stars"], ["unknown_field"])

    @pytest.mark.parametrize("metadata", [{"a": "x" * 17_000}, [1], "x", {"a": {"b": {"c": {"d": {"e": {"f": {"g": {
        "h": {"i": 1}}}}}}}}}], ids=["large", "list", "text", "deep"])  # fmt: skip
    def test_metadata(self, panel: Any, stage: InterviewStage, metadata: Any) -> None:
        response = panel.post(URL, body(stage, metadata=metadata))
        assert (response.status_code, attrs_of(response), stored()) == (400, ["metadata"], 0)

    @pytest.mark.parametrize("hours", [2, 24 * 365 * 7000])
    def test_an_interview_in_the_future(self, panel: Any, stage: InterviewStage, hours: int) -> None:
        when = "9999-01-01T00:00:00Z" if hours > 2 else (timezone.now() + timedelta(hours=2)).isoformat()
        response = panel.post(URL, body(stage, occurred_at=when))
        assert (response.status_code, attrs_of(response), stored()) == (400, ["occurred_at"], 0)

    def test_another_candidates_interview(self, panel: Any, stage: InterviewStage, recruiter: User) -> None:
        other = CandidateFactory(owner=recruiter)
        response = panel.post(URL, {**body(stage), "candidate_id": str(other.pk)})
        assert (response.status_code, codes_of(response), attrs_of(response)) == (400, ["mismatch"], ["candidate_id"])
        assert stored() == 0

    def test_an_absent_and_a_foreign_interview_are_answered_alike(self, panel: Any, stage: InterviewStage) -> None:
        foreign = StageFactory()
        answers = [
            panel.post(URL, {**body(stage), "interview_id": str(pk)})
            for pk in (uuid4(), foreign.pk, foreign.process_id)
        ]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert len({answer.content for answer in answers}) == 1
        assert stored() == 0

    def test_who_sees_it_but_has_no_part_in_it(self, client_for: Any, stage: InterviewStage, manager: User) -> None:
        response = client_for(manager).post(URL, body(stage))
        assert (response.status_code, stored()) == (403, 0)

    def test_candidates_rate_nobody(self, client_for: Any, stage: InterviewStage, candidate_user: User) -> None:
        Candidate.objects.filter(pk=stage.process.candidate_id).update(user=candidate_user)
        response = client_for(candidate_user).post(URL, body(stage))
        assert (response.status_code, stored()) == (403, 0)

    def test_an_erased_candidate(self, panel: Any, stage: InterviewStage) -> None:
        Candidate.objects.filter(pk=stage.process.candidate_id).update(anonymised_at=timezone.now())
        response = panel.post(URL, body(stage))
        assert (response.status_code, stored()) == (404, 0)

    def test_without_a_token(self, client_for: Any, stage: InterviewStage, interviewer: User) -> None:
        client = client_for(interviewer)
        client.credentials()
        assert (client.post(URL, body(stage)).status_code, stored()) == (401, 0)


class TestForOthers:
    @pytest.fixture
    def service(self, client_for: Any, make_user: Any) -> Any:
        return client_for(make_user("service", username="ats"))

    def test_a_service_names_the_interviewer(self, service: Any, stage: InterviewStage, interviewer: User) -> None:
        response = service.post(URL, body(stage, interviewer_email=interviewer.email.upper()))
        assert response.status_code == 201
        assert InterviewFeedback.objects.get().author == interviewer

    @pytest.mark.parametrize("email", [None, "nobody@example.org"])
    def test_a_service_that_names_nobody_is_refused(self, service: Any, stage: InterviewStage, email: Any) -> None:
        sent = body(stage) if email is None else body(stage, interviewer_email=email)
        response = service.post(URL, sent)
        assert (response.status_code, attrs_of(response), stored()) == (400, ["interviewer_email"], 0)

    def test_whom_a_service_names_must_be_on_the_panel(
        self, service: Any, stage: InterviewStage, make_user: Any
    ) -> None:
        make_user("interviewer", email="else@example.org")
        response = service.post(URL, body(stage, interviewer_email="else@example.org"))
        assert (response.status_code, attrs_of(response), stored()) == (403, ["interview_id"], 0)

    def test_nobody_else_speaks_for_others(self, panel: Any, stage: InterviewStage, recruiter: User) -> None:
        response = panel.post(URL, body(stage, interviewer_email=recruiter.email))
        assert (response.status_code, attrs_of(response), stored()) == (403, ["interviewer_email"], 0)


class TestBatch:
    URL = "/api/feedback/batch"

    def test_stores_all_in_their_order(self, panel: Any, interviewer: User) -> None:
        stages = [StageFactory(panel=[interviewer]) for _ in range(3)]
        ratings = [1.5, 3.5, 4.5]
        response = panel.post(self.URL, {"items": [body(s, r) for s, r in zip(stages, ratings, strict=True)]})
        results = response.json()["results"]
        assert response.status_code == 201
        assert [row["feedback"]["interview_id"] for row in results] == [str(stage.pk) for stage in stages]
        assert [row["decision"]["action"] for row in results] == ["reject_proposal", "manager_review", "second_round"]
        assert Event.objects.filter(type="interview.feedback.received").count() == 3
        assert NextStageDecision.objects.count() == 3

    def test_two_stages_of_one_candidate(self, panel: Any, stage: InterviewStage, interviewer: User) -> None:
        other = StageFactory(process=stage.process, panel=[interviewer])
        response = panel.post(self.URL, {"items": [body(stage, 4), body(other, 5)]})
        assert [row["candidate_status"] for row in response.json()["results"]] == ["feedback_received"] * 2

    def test_a_panels_feedback_in_one_batch_decides_once(
        self, client_for: Any, make_user: Any, stage: InterviewStage, interviewer: User
    ) -> None:
        second = make_user("interviewer", email="second@example.org")
        stage.panel.create(process=stage.process, user=second)
        service = client_for(make_user("service"))
        items = [
            body(stage, 5, interviewer_email=interviewer.email),
            body(stage, 4, interviewer_email=second.email),
        ]
        results = service.post(self.URL, {"items": items}).json()["results"]
        assert NextStageDecision.objects.count() == 1
        assert {row["decision"]["inputs"]["mean"] for row in results} == {4.5}

    @pytest.mark.parametrize("at_fault", ["rating", "candidate", "twice"])
    def test_one_bad_item_refuses_the_whole_and_is_named(self, panel: Any, interviewer: User, at_fault: str) -> None:
        items = [body(StageFactory(panel=[interviewer])) for _ in range(3)]
        if at_fault == "rating":
            items[2]["feedback"]["overall_rating"] = 9
        elif at_fault == "candidate":
            items[2]["candidate_id"] = items[1]["candidate_id"]
        else:
            items[2] = items[1]
        response = panel.post(self.URL, {"items": items})
        expected = {
            "rating": (400, ["items.2.feedback.overall_rating"]),
            "candidate": (400, ["items.2.candidate_id"]),
            "twice": (409, ["items.2.interview_id"]),
        }
        assert ((response.status_code, attrs_of(response)), stored()) == (expected[at_fault], 0)

    def test_an_author_whom_nobody_knows_is_named_by_their_item(
        self, client_for: Any, make_user: Any, stage: InterviewStage, interviewer: User
    ) -> None:
        emails = [interviewer.email, "nobody@example.org"]
        items = [body(stage, interviewer_email=email) for email in emails]
        response = client_for(make_user("service")).post(self.URL, {"items": items})
        assert (response.status_code, attrs_of(response)) == (400, ["items.1.interviewer_email"])

    @pytest.mark.parametrize("items", [[], None, {}, "x", [1]], ids=repr)
    def test_what_is_no_batch(self, panel: Any, items: Any) -> None:
        assert panel.post(self.URL, {"items": items}).status_code == 400

    def test_more_than_the_most(self, panel: Any, stage: InterviewStage) -> None:
        response = panel.post(self.URL, {"items": [body(stage)] * 501})
        assert (response.status_code, stored()) == (400, 0)

    def test_the_same_key_gets_the_same_answer(self, panel: Any, stage: InterviewStage) -> None:
        sent = {"items": [body(stage)]}
        first, again = (panel.post(self.URL, sent, HTTP_IDEMPOTENCY_KEY="b1") for _ in range(2))
        assert (first.status_code, first.content, stored()) == (201, again.content, 1)
