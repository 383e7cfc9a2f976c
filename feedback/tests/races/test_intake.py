"""Rivals that send feedback: real threads on the real database."""

from __future__ import annotations

from typing import Any

import pytest

from config.base.errors import Conflict
from config.base.models import User
from config.testing.clients import token_client
from config.testing.rivals import at_once, failures
from feedback.models import Event, InterviewFeedback, NextStageDecision
from feedback.services.calibration import ensure_model
from feedback.services.edits import edit_feedback
from feedback.services.intake import handle, receive
from feedback.tests.factories import body, said
from tracking.models import InterviewStage
from tracking.services.closing import complete_process
from tracking.tests.factories import ProcessFactory, StageFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def weights() -> None:
    ensure_model()


def count_of(kind: str) -> int:
    return Event.objects.filter(type=kind).count()


def test_the_same_request_eight_times_is_one_feedback(interviewer: User) -> None:
    stage = StageFactory(panel=[interviewer])
    client = token_client(interviewer)

    def post() -> Any:
        return client.post("/api/interviews/feedback", body(stage), HTTP_IDEMPOTENCY_KEY="same")

    answers = at_once(*[post] * 8)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert (InterviewFeedback.objects.count(), count_of("interview.feedback.received")) == (1, 1)


def test_the_same_feedback_without_a_key_is_one_and_the_others_are_told(interviewer: User) -> None:
    stage = StageFactory(panel=[interviewer])
    results = at_once(*[lambda: handle(said(stage, interviewer), actor=interviewer)] * 6)
    refused = failures(results)
    assert (len(refused), {type(error) for error in refused}) == (5, {Conflict})
    assert (InterviewFeedback.objects.count(), NextStageDecision.objects.count()) == (1, 1)


def test_the_last_two_of_a_panel_lead_to_one_decision(make_user: Any) -> None:
    panel = [make_user("interviewer") for _ in range(4)]
    for _ in range(5):
        stage = StageFactory(panel=panel)
        results = at_once(*[lambda u=user, s=stage: handle(said(s, u, 4), actor=u) for user in panel])
        assert failures(results) == []
        decided = [receipt for receipt in results if receipt.decision is not None]
        assert len(decided) == 1
        assert decided[0].decision.inputs["rated"] == 4


def test_batches_over_the_same_stages_in_opposite_orders_do_not_lock_each_other(make_user: Any) -> None:
    first, second = make_user("interviewer"), make_user("interviewer")
    stages = [StageFactory(process=ProcessFactory(), panel=[first, second]) for _ in range(12)]
    results = at_once(
        lambda: receive([said(stage, first) for stage in stages], actor=first, source="batch"),
        lambda: receive([said(stage, second) for stage in reversed(stages)], actor=second, source="batch"),
    )
    assert failures(results) == []
    assert (InterviewFeedback.objects.count(), NextStageDecision.objects.count()) == (24, 12)


def test_feedback_against_the_end_of_its_process(interviewer: User) -> None:
    """Whoever is first: no proposal stands on an ended process."""
    for _ in range(5):
        stage: InterviewStage = StageFactory(panel=[interviewer])
        recruiter = stage.process.recruiter
        results = at_once(
            lambda s=stage: handle(said(s, interviewer, 1), actor=interviewer),
            lambda s=stage, r=recruiter: complete_process(s.process_id, actor=r, final_status="candidate_withdrew"),
        )
        assert failures(results) == []
    assert not NextStageDecision.objects.filter(status="proposed").exists()


def test_an_edit_against_the_last_feedback_of_the_panel(make_user: Any) -> None:
    """The standing decision is on what both say in the end."""
    first, second = make_user("interviewer"), make_user("interviewer")
    for _ in range(5):
        stage = StageFactory(panel=[first, second])
        given = handle(said(stage, first, 5), actor=first).feedback
        results = at_once(
            lambda g=given: edit_feedback(g.pk, actor=first, overall_rating=1),
            lambda s=stage: handle(said(s, second, 1), actor=second),
        )
        assert failures(results) == []
        standing = NextStageDecision.objects.get(stage=stage, status="proposed")
        assert (standing.action, sorted(standing.inputs["ratings"])) == ("reject_proposal", [1.0, 1.0])
