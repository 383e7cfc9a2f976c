"""A panel that changes after some were heard: nothing waits for who has left, and nobody who joins is passed over."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from config.base.models import User
from feedback.models import NextStageDecision
from feedback.services.decisions import dismiss_decision
from feedback.services.intake import handle
from feedback.tests.factories import RuleFactory, said
from feedback.tests.services.deciding import decided, events_of, interviewer, stage_with, steps_of
from tracking.models import Candidate, InterviewStage
from tracking.services.stages import update_stage
from tracking.tests.services.acting import by

pytestmark = pytest.mark.django_db


def staff(stage: InterviewStage, *panel: User, actor: User | None = None) -> None:
    by(actor or stage.process.recruiter, update_stage, stage.pk, interviewers=list(panel))


def standing_on(stage: InterviewStage) -> NextStageDecision | None:
    return NextStageDecision.objects.filter(stage=stage, status="proposed").first()


def test_who_leaves_is_no_longer_waited_for() -> None:
    stage, (one, two, _) = stage_with(3)
    handle(said(stage, one, 4), actor=one)
    last = handle(said(stage, two, 5), actor=two).feedback
    assert last is not None
    staff(stage, one, two)
    decision = standing_on(stage)
    assert decision is not None
    assert (decision.action, decision.inputs["ratings"], decision.feedback) == ("second_round", [4.0, 5.0], last)
    assert decision.changes.get().by == stage.process.recruiter
    assert events_of(decision)[-1] == "decision.proposed"


def test_who_can_no_longer_answer_is_taken_off_by_a_manager(manager: User) -> None:
    stage, (one, gone) = stage_with(2)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    handle(said(stage, one, 2), actor=one)
    assert standing_on(stage) is None
    staff(stage, one, actor=manager)
    decision = standing_on(stage)
    assert decision is not None
    assert decision.action == "reject_proposal"


def test_nothing_falls_while_somebody_else_is_missing() -> None:
    stage, (one, _, three) = stage_with(3)
    handle(said(stage, one, 4), actor=one)
    staff(stage, one, three)
    assert standing_on(stage) is None


def test_nothing_falls_where_nobody_has_spoken() -> None:
    stage, _ = stage_with(2)
    staff(stage)
    assert not NextStageDecision.objects.exists()


def test_who_joins_is_waited_for() -> None:
    decision = decided(5)
    stage, author, new = decision.stage, decision.feedback.author, interviewer()
    staff(stage, author, new)
    assert steps_of(decision) == [(None, "proposed"), ("proposed", "dismissed")]
    assert decision.changes.last().reason == "1 member of the panel has not given feedback yet."
    anew = handle(said(stage, new, 2), actor=new).decision
    assert anew is not None
    assert (anew.action, anew.inputs["ratings"]) == ("manager_review", [5.0, 2.0])


def test_who_joined_and_left_again_leaves_the_decision_as_it_was() -> None:
    decision = decided(5)
    stage, author = decision.stage, decision.feedback.author
    staff(stage, author, interviewer())
    staff(stage, author)
    again = standing_on(stage)
    assert again is not None
    assert (again.action, again.inputs) == (decision.action, decision.inputs)


def test_where_the_rule_does_not_wait_the_proposal_stands() -> None:
    RuleFactory(wait_for_panel=False)
    decision = decided(5)
    staff(decision.stage, decision.feedback.author, interviewer())
    assert standing_on(decision.stage) == decision


def test_what_a_manager_dismissed_does_not_come_back(manager: User) -> None:
    decision = decided(2)
    by(manager, dismiss_decision, decision.pk)
    staff(decision.stage, decision.feedback.author, interviewer())
    staff(decision.stage, decision.feedback.author)
    assert standing_on(decision.stage) is None


def test_a_recruiter_who_joins_after_their_feedback_changes_nothing(make_user: Any) -> None:
    lead = make_user("recruiter", "interviewer")
    stage, (one,) = stage_with(1, process__candidate__owner=lead)
    handle(said(stage, lead, 4), actor=lead)
    decision = handle(said(stage, one, 4), actor=one).decision
    staff(stage, one, lead)
    assert standing_on(stage) == decision


def test_an_anonymised_candidates_stage_is_left_alone() -> None:
    stage, (one, _) = stage_with(2)
    handle(said(stage, one, 4), actor=one)
    Candidate.objects.update(anonymised_at=timezone.now())
    staff(stage, one)
    assert standing_on(stage) is None
