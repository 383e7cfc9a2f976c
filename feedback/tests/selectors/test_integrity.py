"""Each thing that feedback stores twice is compared."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from config.base.models import User
from feedback.models import NextStageDecision, SuitabilityScore
from feedback.selectors.integrity import differences
from feedback.services.intake import handle
from feedback.services.suitability import override_suitability
from feedback.tests.factories import FeedbackFactory, said
from tracking.models import Candidate, InterviewStage, PanelMember
from tracking.services.closing import complete_process
from tracking.tests.factories import CandidateFactory, StageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(interviewer: User) -> InterviewStage:
    stage: InterviewStage = StageFactory.create(panel=[interviewer])
    handle(said(stage, interviewer, 2), actor=interviewer)
    return stage


def found() -> list[tuple[str, Any, Any]]:
    return [(each.rule, each.stored, each.expected) for each in differences()]


def test_what_the_services_wrote_agrees(stage: InterviewStage, manager: User) -> None:
    assert found() == []
    override_suitability(stage.process.candidate_id, actor=manager, value=Decimal(90), reason="Met in person.")
    complete_process(stage.process_id, actor=manager, final_status="candidate_withdrew")
    assert found() == []


def test_panel_member_without_the_feedback_that_is_there(stage: InterviewStage) -> None:
    PanelMember.objects.update(feedback_at=None)
    assert found() == [("panel member", "no feedback", "feedback")]


def test_panel_member_with_a_feedback_that_is_not_there(interviewer: User) -> None:
    PanelMember.objects.filter(stage=StageFactory(panel=[interviewer])).update(feedback_at="2026-01-01T00:00Z")
    FeedbackFactory(author=interviewer)  # on another stage
    assert found() == [("panel member", "feedback", "no feedback")]


def test_decision_that_waits_although_its_process_has_ended(stage: InterviewStage, manager: User) -> None:
    complete_process(stage.process_id, actor=manager, final_status="candidate_withdrew")
    late = NextStageDecision.objects.get()
    late.pk, late.status = uuid4(), "proposed"
    late.save(force_insert=True)
    (difference,) = differences()
    assert difference.row == str(late.pk)
    assert (difference.rule, difference.stored) == ("decision of an ended process", "proposed")


@pytest.mark.parametrize("stored", [None, Decimal("12.00")])
def test_score_that_is_not_the_last_one(stage: InterviewStage, stored: Decimal | None) -> None:
    Candidate.objects.filter(pk=stage.process.candidate_id).update(overall_score=stored)
    assert found() == [("suitability", stored, SuitabilityScore.objects.get().value)]


def test_score_beside_a_persons_word(stage: InterviewStage, manager: User) -> None:
    override_suitability(stage.process.candidate_id, actor=manager, value=Decimal(90), reason="Met in person.")
    score = SuitabilityScore.objects.get().value
    Candidate.objects.filter(pk=stage.process.candidate_id).update(overall_score=score)
    assert found() == [("suitability", score, Decimal(90))]


def test_score_of_other_origin_is_nobodys_difference() -> None:
    CandidateFactory(overall_score=Decimal(50))
    assert found() == []
