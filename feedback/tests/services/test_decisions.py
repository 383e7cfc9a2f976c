"""Decisions confirmed and dismissed: each exit, each effect, and what is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from config.base.errors import Conflict, Forbidden, Invalid, InvalidTransition, Missing
from config.base.models import User
from feedback.enums import DecisionAction
from feedback.models import NextStageDecision
from feedback.services.decisions import confirm_decision, dismiss_decision, undo_decision
from feedback.services.edits import edit_feedback
from feedback.services.intake import handle
from feedback.tests.factories import RuleFactory, said
from feedback.tests.services.deciding import decided, events_of, fresh, stage_with, steps_of
from tracking.enums import CandidateStatus, ProcessStatus
from tracking.models import InterviewStage
from tracking.services.closing import complete_process, hold_process
from tracking.tests.factories import ProcessFactory
from tracking.tests.services.acting import by, extended

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("rating", "action", "stage_type", "name"),
    [
        (4.0, DecisionAction.SECOND_ROUND, "second_round", "Second round"),
        (3.0, DecisionAction.MANAGER_REVIEW, "hiring_manager", "Hiring manager review"),
        (None, DecisionAction.MANAGER_REVIEW, "hiring_manager", "Hiring manager review"),
    ],
)
def test_confirming_adds_the_stage(rating: Any, action: str, stage_type: str, name: str, manager: User) -> None:
    decision = decided(rating)
    assert (decision.action, decision.status) == (action, "proposed")
    by(manager, confirm_decision, decision.pk, reason="Agreed.")
    found = fresh(decision)
    assert (found.status, found.confirmed_by, found.decided_at is not None) == ("applied", manager, True)
    assert found.added_stage is not None
    assert (found.added_stage.stage_type, found.added_stage.stage_name) == (stage_type, name)
    assert found.added_stage.stage_order == decision.stage.stage_order + 1
    assert found.stage.outcome == "pending"
    assert steps_of(decision) == [(None, "proposed"), ("proposed", "applied")]
    assert found.changes.last().reason == "Agreed."
    assert events_of(decision)[-2:] == ["decision.applied", "stage.added"]


def test_a_manager_review_puts_the_candidate_in_review(manager: User) -> None:
    decision = decided(3.2)
    by(manager, confirm_decision, decision.pk)
    assert fresh(decision).process.candidate.status == CandidateStatus.IN_REVIEW


def test_a_second_round_leaves_the_candidate_as_they_are(manager: User) -> None:
    decision = decided(4.5)
    by(manager, confirm_decision, decision.pk)
    assert fresh(decision).process.candidate.status == CandidateStatus.FEEDBACK_RECEIVED


def test_confirming_a_rejection_ends_the_process(manager: User) -> None:
    decision = decided(1.5)
    by(manager, confirm_decision, decision.pk)
    found = fresh(decision)
    assert (found.status, found.process.status) == ("applied", ProcessStatus.REJECTED_BY_COMPANY)
    assert found.process.final_outcome == decision.reason
    assert found.process.candidate.status == CandidateStatus.REJECTED
    assert events_of(decision)[-2:] == ["decision.applied", "process.status_changed"]


def test_an_ending_dismisses_the_other_proposals_of_the_process(manager: User) -> None:
    first = decided(1.5)
    other = decided(4.0, process=first.process)
    by(manager, confirm_decision, first.pk)
    assert (fresh(first).status, fresh(other).status) == ("applied", "dismissed")


@pytest.mark.parametrize(("others", "status"), [(0, CandidateStatus.ARCHIVED), (1, CandidateStatus.FEEDBACK_RECEIVED)])
def test_archiving_waits_for_the_last_open_process(others: int, status: str, manager: User) -> None:
    RuleFactory(reject_action="archive")
    decision = decided(2.0)
    for _ in range(others):
        ProcessFactory(candidate=decision.candidate)
    by(manager, confirm_decision, decision.pk)
    found = fresh(decision)
    assert (found.action, found.process.status) == ("archive", ProcessStatus.REJECTED_BY_COMPANY)
    assert found.process.candidate.status == status


def test_an_offer_is_left_to_who_hears_of_the_decision(manager: User) -> None:
    RuleFactory(advance_action="offer_draft")
    decision = decided(5)
    by(manager, confirm_decision, decision.pk)
    found = fresh(decision)
    assert (found.status, found.offer, found.added_stage) == ("applied", None, None)
    assert found.process.offers.count() == 0
    assert events_of(decision)[-1] == "decision.applied"


def test_confirming_twice_is_once(manager: User) -> None:
    decision = decided(4)
    first = by(manager, confirm_decision, decision.pk)
    second = by(manager, confirm_decision, decision.pk, reason="Again.")
    assert (second.status, second.decided_at) == ("applied", first.decided_at)
    assert InterviewStage.objects.filter(process=decision.process_id).count() == 2
    assert events_of(decision).count("decision.applied") == 1
    assert steps_of(decision) == [(None, "proposed"), ("proposed", "applied")]


@pytest.mark.parametrize("service", [confirm_decision, dismiss_decision, undo_decision])
def test_only_managers_decide(service: Any, interviewer: User, other_recruiter: User) -> None:
    decision = decided(4)
    lead = decision.process.recruiter
    for actor, refusal in ((lead, Forbidden), (other_recruiter, Missing), (interviewer, Missing)):
        with pytest.raises(refusal):
            by(actor, service, decision.pk, reason="Because.")
    assert steps_of(decision) == [(None, "proposed")]


@pytest.mark.parametrize("service", [confirm_decision, dismiss_decision, undo_decision])
def test_what_is_not_there_is_missing(service: Any, manager: User) -> None:
    with pytest.raises(Missing):
        by(manager, service, manager.pk, reason="Because.")


def test_a_dismissed_decision_is_not_confirmed(manager: User) -> None:
    decision = decided(4)
    by(manager, dismiss_decision, decision.pk, reason="Too early.")
    with pytest.raises(InvalidTransition, match="The decision was dismissed: Too early"):
        by(manager, confirm_decision, decision.pk)


def test_a_decision_of_an_ended_process_is_not_confirmed(manager: User) -> None:
    decision = decided(4)
    by(manager, complete_process, decision.process_id, final_status="candidate_withdrew")
    assert fresh(decision).status == "dismissed"
    with pytest.raises(InvalidTransition, match="The process has ended"):
        by(manager, confirm_decision, decision.pk)


def test_nobody_is_rejected_with_an_offer_in_hand(manager: User) -> None:
    decision = decided(2)
    extended(decision.process)
    with pytest.raises(Conflict, match="rescind it"):
        by(manager, confirm_decision, decision.pk)
    assert fresh(decision).process.status == ProcessStatus.OFFER_EXTENDED
    assert steps_of(decision) == [(None, "proposed")]


def test_a_process_on_hold_can_be_rejected(manager: User) -> None:
    decision = decided(2)
    by(manager, hold_process, decision.process_id)
    by(manager, confirm_decision, decision.pk)
    assert fresh(decision).process.status == ProcessStatus.REJECTED_BY_COMPANY


def test_a_full_process_refuses_another_stage_and_nothing_is_kept(manager: User, monkeypatch: Any) -> None:
    decision = decided(4)
    monkeypatch.setattr("tracking.services.stages.MAX_STAGES", 1)
    with pytest.raises(Invalid, match="at most 1"):
        by(manager, confirm_decision, decision.pk)
    assert steps_of(decision) == [(None, "proposed")]
    assert "decision.applied" not in events_of(decision)


def test_confirming_counts_its_queries(manager: User, count_queries: Any) -> None:
    decision = decided(4)
    with count_queries(15):
        by(manager, confirm_decision, decision.pk)


def test_dismissing_does_nothing_else(manager: User) -> None:
    decision = decided(1.5)
    by(manager, dismiss_decision, decision.pk, reason="A misunderstanding.")
    by(manager, dismiss_decision, decision.pk)
    found = fresh(decision)
    assert (found.status, found.process.status, found.confirmed_by) == ("dismissed", "in_progress", None)
    assert steps_of(decision) == [(None, "proposed"), ("proposed", "dismissed")]


def test_an_applied_decision_is_not_dismissed(manager: User) -> None:
    decision = decided(4)
    by(manager, confirm_decision, decision.pk)
    with pytest.raises(InvalidTransition, match="undone"):
        by(manager, dismiss_decision, decision.pk)


def test_an_edit_replaces_the_proposal() -> None:
    stage, (author,) = stage_with()
    receipt = handle(said(stage, author, 4), actor=author)
    assert receipt.decision is not None
    edit_feedback(receipt.feedback.pk, actor=author, overall_rating=2)
    first, second = NextStageDecision.objects.filter(stage=stage).order_by("created_at")
    assert [(d.action, d.status) for d in (first, second)] == [
        ("second_round", "dismissed"),
        ("reject_proposal", "proposed"),
    ]
