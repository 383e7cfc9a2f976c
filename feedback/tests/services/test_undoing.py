"""What an applied decision did is taken back, unless later facts build on it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from config.base.errors import Conflict, DomainError, Invalid, InvalidTransition
from config.base.models import User
from config.testing.factories import UserFactory
from feedback.enums import DecisionAction
from feedback.models import NextStageDecision
from feedback.services.decisions import confirm_decision, dismiss_decision, undo_decision
from feedback.services.edits import edit_feedback
from feedback.tests.factories import FeedbackFactory, RuleFactory
from feedback.tests.services.deciding import decided, events_of, fresh, steps_of
from tracking.enums import CandidateStatus, OfferStatus, ProcessStatus
from tracking.models import Candidate, StatusChange
from tracking.services.closing import complete_process, reopen_process
from tracking.services.offers import discard_draft, draft_offer, extend_offer
from tracking.services.outcomes import record_stage_outcome
from tracking.services.processes import create_process
from tracking.services.stages import add_stage
from tracking.tests.factories import OfferFactory, ProcessFactory
from tracking.tests.services.acting import by

pytestmark = pytest.mark.django_db


def applied(manager: User, rating: float, **fields: Any) -> NextStageDecision:
    decision = decided(rating, **fields)
    by(manager, confirm_decision, decision.pk)
    return fresh(decision)


@pytest.mark.parametrize("rating", [4, 3])
def test_undoing_cancels_the_added_stage(rating: float, manager: User) -> None:
    decision = applied(manager, rating)
    by(manager, undo_decision, decision.pk, reason="The role has changed.")
    again = by(manager, undo_decision, decision.pk, reason="Once more.")
    found = fresh(decision)
    assert (found.status, again.status) == ("undone", "undone")
    assert found.added_stage is not None
    assert found.added_stage.outcome == "cancelled"
    assert found.process.candidate.status == CandidateStatus.FEEDBACK_RECEIVED
    assert steps_of(decision)[-1] == ("applied", "undone")
    assert events_of(decision).count("decision.undone") == 1
    assert events_of(decision)[-2:] == ["decision.undone", "stage.outcome_recorded"]


def test_a_stage_cancelled_by_hand_stays_so(manager: User) -> None:
    decision = applied(manager, 4)
    assert decision.added_stage is not None
    by(manager, record_stage_outcome, decision.added_stage.pk, outcome="cancelled")
    by(manager, undo_decision, decision.pk, reason="It is cancelled.")
    assert fresh(decision).status == "undone"


def give_feedback(decision: NextStageDecision, manager: User) -> None:
    FeedbackFactory(stage=decision.added_stage)


def pass_it(decision: NextStageDecision, manager: User) -> None:
    assert decision.added_stage is not None
    by(manager, record_stage_outcome, decision.added_stage.pk, outcome="passed")


def build_on_it(decision: NextStageDecision, manager: User) -> None:
    by(manager, add_stage, decision.process_id, stage_name="Final")


def end_it(decision: NextStageDecision, manager: User) -> None:
    by(manager, complete_process, decision.process_id, final_status="candidate_withdrew")


@pytest.mark.parametrize(
    ("fact", "said_of_it"),
    [
        (give_feedback, "has feedback"),
        (pass_it, "passed already"),
        (build_on_it, "later stage"),
        (end_it, "has ended"),
    ],
)
def test_later_facts_forbid_undoing_a_stage(fact: Any, said_of_it: str, manager: User) -> None:
    decision = applied(manager, 4)
    fact(decision, manager)
    with pytest.raises(Conflict, match=said_of_it):
        by(manager, undo_decision, decision.pk, reason="Too late.")
    assert fresh(decision).status == "applied"
    assert "decision.undone" not in events_of(decision)


def test_a_candidate_reviewed_twice_stays_in_review(manager: User) -> None:
    first = applied(manager, 3)
    second = applied(manager, 3, process=ProcessFactory(candidate=first.candidate))
    by(manager, undo_decision, second.pk, reason="Not this one.")
    assert fresh(first).process.candidate.status == CandidateStatus.IN_REVIEW
    by(manager, undo_decision, first.pk, reason="Nor this one.")
    assert fresh(first).process.candidate.status == CandidateStatus.FEEDBACK_RECEIVED


@pytest.mark.parametrize("action", ["reject_proposal", "archive"])
def test_undoing_a_rejection_reopens_the_process(action: str, manager: User) -> None:
    RuleFactory(reject_action=action)
    decision = applied(manager, 2)
    by(manager, undo_decision, decision.pk, reason="The rating was another candidate's.")
    found = fresh(decision)
    assert (found.status, found.process.status) == ("undone", ProcessStatus.IN_PROGRESS)
    assert found.process.candidate.status == CandidateStatus.FEEDBACK_RECEIVED
    last = StatusChange.objects.filter(process=found.process, subject="process").last()
    assert last is not None
    assert last.reason == "The rating was another candidate's."


def test_a_reopened_process_is_no_longer_the_decisions(manager: User) -> None:
    decision = applied(manager, 2)
    by(manager, reopen_process, decision.process_id, reason="A second chance.")
    with pytest.raises(Conflict, match="no longer rejected by this decision"):
        by(manager, undo_decision, decision.pk, reason="Undo.")
    by(manager, complete_process, decision.process_id, final_status="rejected_by_company")
    with pytest.raises(Conflict, match="no longer rejected by this decision"):
        by(manager, undo_decision, decision.pk, reason="Undo.")


def test_another_open_process_for_the_role_forbids_reopening(manager: User) -> None:
    decision = applied(manager, 2)
    process = decision.process
    by(
        manager,
        create_process,
        candidate_id=process.candidate_id,
        company_name=process.company.name,
        role_title=process.role_title,
    )
    with pytest.raises(Conflict, match="already has an open process"), transaction.atomic():
        by(manager, undo_decision, decision.pk, reason="Undo.")
    assert fresh(decision).status == "applied"


def test_nobody_who_was_anonymised_comes_back(manager: User) -> None:
    decision = applied(manager, 2)
    candidate = decision.process.candidate
    candidate.anonymised_at = timezone.now()
    candidate.save(update_fields=["anonymised_at"])
    with pytest.raises(Conflict, match="anonymised"):
        by(manager, undo_decision, decision.pk, reason="Undo.")


def with_offer(manager: User) -> NextStageDecision:
    RuleFactory(advance_action="offer_draft")
    decision = applied(manager, 5)
    decision.offer = OfferFactory(process=decision.process)
    decision.save(update_fields=["offer"])
    return decision


def test_undoing_discards_the_drafted_offer(manager: User) -> None:
    decision = with_offer(manager)
    by(manager, undo_decision, decision.pk, reason="No budget.")
    assert decision.offer is not None
    decision.offer.refresh_from_db()
    assert (fresh(decision).status, decision.offer.status) == ("undone", OfferStatus.SUPERSEDED)


def test_an_extended_offer_stays(manager: User) -> None:
    decision = with_offer(manager)
    assert decision.offer is not None
    by(manager, extend_offer, decision.offer.pk)
    with pytest.raises(Conflict, match="only a draft"):
        by(manager, undo_decision, decision.pk, reason="No budget.")


def test_an_offer_that_is_not_drafted_yet_is_no_hindrance(manager: User) -> None:
    RuleFactory(advance_action="offer_draft")
    decision = applied(manager, 5)
    by(manager, undo_decision, decision.pk, reason="No budget.")
    assert fresh(decision).status == "undone"


def test_undoing_needs_a_reason(manager: User) -> None:
    decision = applied(manager, 4)
    with pytest.raises(Invalid) as refusal:
        by(manager, undo_decision, decision.pk, reason=" ")
    assert refusal.value.attr == "reason"


@pytest.mark.parametrize("dismissed", [True, False])
def test_only_what_was_applied_is_undone(dismissed: bool, manager: User) -> None:
    decision = decided(4)
    if dismissed:
        by(manager, dismiss_decision, decision.pk)
    with pytest.raises(InvalidTransition):
        by(manager, undo_decision, decision.pk, reason="Undo.")


def test_an_undone_decision_makes_room_for_the_next(manager: User) -> None:
    decision = applied(manager, 4)
    by(manager, undo_decision, decision.pk, reason="Think again.")
    edit_feedback(decision.feedback_id, actor=decision.feedback.author, overall_rating=3)
    standing = NextStageDecision.objects.get(stage=decision.stage, status="proposed")
    assert (standing.action, fresh(decision).status) == (DecisionAction.MANAGER_REVIEW, "undone")


def test_a_draft_is_discarded_once(manager: User) -> None:
    process = ProcessFactory()
    offer = by(process.recruiter, draft_offer, process.pk)
    assert by(process.recruiter, discard_draft, offer.pk).status == OfferStatus.SUPERSEDED
    with pytest.raises(InvalidTransition):
        by(process.recruiter, discard_draft, offer.pk)
    with pytest.raises(DomainError):
        by(UserFactory(roles=("recruiter",)), discard_draft, offer.pk)


def test_a_rejection_undone_leaves_another_review_as_it_is(manager: User) -> None:
    decision = decided(2)
    other = ProcessFactory(candidate=decision.process.candidate)
    reviewed = applied(manager, 3, process=other)
    by(manager, confirm_decision, decision.pk)
    by(manager, undo_decision, decision.pk, reason="They are strong after all.")
    assert fresh(reviewed).process.candidate.status == CandidateStatus.IN_REVIEW


@pytest.mark.parametrize("rating", [5, 3, 2])
def test_whoever_was_anonymised_is_left_alone(rating: float, manager: User) -> None:
    proposed, done = decided(rating), applied(manager, rating)
    Candidate.objects.update(anonymised_at=timezone.now())
    with pytest.raises(Conflict, match="anonymised"):
        by(manager, confirm_decision, proposed.pk)
    with pytest.raises(Conflict, match="anonymised"):
        by(manager, undo_decision, done.pk, reason="Undo.")
    assert (fresh(proposed).status, fresh(done).status) == ("proposed", "applied")
