"""Rivals at a decision: whoever comes second finds what the first has made of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from config.base.errors import Conflict
from config.testing.factories import UserFactory
from config.testing.rivals import as_user, at_once, failures
from feedback.models import Event, NextStageDecision, NextStageRule
from feedback.services.decisions import apply_due, confirm_decision, dismiss_decision, undo_decision
from feedback.services.edits import edit_feedback
from feedback.services.intake import handle
from feedback.services.rules import activate_rule, create_rule
from feedback.tests.factories import RuleFactory, said
from feedback.tests.services.deciding import decided, fresh, steps_of
from tracking.models import InterviewStage
from tracking.services.closing import complete_process, reopen_process
from tracking.services.stages import add_stage

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 3
HOURS = timedelta(hours=2)


@pytest.fixture
def manager(db: None) -> Any:
    return UserFactory(roles=("manager",))


def applications(decision: NextStageDecision) -> int:
    return Event.objects.filter(subject=decision.process_id, type="decision.applied").count()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_managers_confirm_at_once(round_: int, manager: Any) -> None:
    decision, second = decided(4), UserFactory(roles=("manager",))
    results = at_once(*(as_user(user, confirm_decision, decision.pk) for user in (manager, second) * 2))
    assert failures(results) == []
    assert {result.status for result in results} == {"applied"}
    assert InterviewStage.objects.filter(process=decision.process_id).count() == 2
    assert (applications(decision), len(steps_of(decision))) == (1, 2)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_one_confirms_while_another_dismisses(round_: int, manager: Any) -> None:
    decision, second = decided(4), UserFactory(roles=("manager",))
    results = at_once(as_user(manager, confirm_decision, decision.pk), as_user(second, dismiss_decision, decision.pk))
    (refusal,) = failures(results)
    assert isinstance(refusal, Conflict)
    assert applications(decision) == (fresh(decision).status == "applied")


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_feedback_is_edited_while_a_manager_confirms(round_: int, manager: Any) -> None:
    decision = decided(4)
    author = decision.feedback.author
    results = at_once(
        as_user(manager, confirm_decision, decision.pk),
        as_user(author, edit_feedback, decision.feedback_id, overall_rating=Decimal(2)),
    )
    (refusal,) = failures(results)
    assert isinstance(refusal, Conflict)
    standing = NextStageDecision.objects.get(stage=decision.stage_id, status__in=("proposed", "applied"))
    rating = standing.feedback.overall_rating
    assert (standing.action, standing.status, rating) in [
        ("second_round", "applied", Decimal("4.0")),
        ("reject_proposal", "proposed", Decimal("2.0")),
    ]


@pytest.mark.parametrize("rating", [4, 2])
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_process_ends_while_a_manager_confirms(round_: int, rating: int, manager: Any) -> None:
    decision = decided(rating)
    lead = decision.process.recruiter
    results = at_once(
        as_user(manager, confirm_decision, decision.pk),
        as_user(lead, complete_process, decision.process_id, final_status="candidate_withdrew"),
    )
    found = fresh(decision)
    applied = found.status == "applied"
    assert applications(decision) == applied
    assert InterviewStage.objects.filter(process=decision.process_id).count() == 1 + (applied and rating == 4)
    assert all(isinstance(refusal, Conflict) for refusal in failures(results))
    assert len(failures(results)) == (not applied or rating == 2)
    assert found.process.status == ("rejected_by_company" if applied and rating == 2 else "candidate_withdrew")


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_undo_against_a_later_stage(round_: int, manager: Any) -> None:
    decision = decided(4)
    as_user(manager, confirm_decision, decision.pk)()
    lead = decision.process.recruiter
    results = at_once(
        as_user(manager, undo_decision, decision.pk, reason="Undo."),
        as_user(lead, add_stage, decision.process_id, stage_name="Final"),
    )
    found = fresh(decision)
    assert found.added_stage is not None
    assert (found.status, found.added_stage.outcome) in [("undone", "cancelled"), ("applied", "pending")]
    assert len(failures(results)) == (found.status == "applied")


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_undo_against_feedback_on_the_added_stage(round_: int, manager: Any) -> None:
    decision = decided(4)
    added = as_user(manager, confirm_decision, decision.pk)().added_stage
    lead = decision.process.recruiter
    results = at_once(
        as_user(manager, undo_decision, decision.pk, reason="Undo."),
        lambda: handle(said(added, lead, 4), actor=lead),
    )
    # Feedback on a cancelled stage is kept all the same; undoing under feedback is refused.
    assert not isinstance(results[1], Exception)
    assert fresh(decision).status == ("applied" if failures(results) else "undone")


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_undo_against_reopening(round_: int, manager: Any) -> None:
    decision = decided(2)
    as_user(manager, confirm_decision, decision.pk)()
    lead = decision.process.recruiter
    results = at_once(
        as_user(manager, undo_decision, decision.pk, reason="Undo."),
        as_user(lead, reopen_process, decision.process_id, reason="Again."),
    )
    (refusal,) = failures(results)
    assert isinstance(refusal, Conflict)
    assert fresh(decision).process.status == "in_progress"


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_sweeps_and_a_manager_who_stops(round_: int, manager: Any, settings: Any) -> None:
    settings.FEEDBACK_AUTOMATION = True
    RuleFactory(mode="automatic", delay_minutes=60)
    decisions = [decided(4) for _ in range(4)]
    later = timezone.now() + HOURS
    results = at_once(
        lambda: apply_due(later),
        lambda: apply_due(later),
        as_user(manager, dismiss_decision, decisions[0].pk),
    )
    assert all(isinstance(refusal, Conflict) for refusal in failures(results))
    apply_due(later)  # what was held by another at that moment
    for decision in decisions:
        assert applications(decision) == (fresh(decision).status == "applied")
    assert [fresh(decision).status for decision in decisions[1:]] == ["applied"] * 3


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_versions_are_counted_without_gaps_and_one_is_active(round_: int, manager: Any) -> None:
    made = {"name": "A rule", "advance_at": Decimal(4), "review_at": Decimal(3)}
    rules = at_once(*[as_user(manager, create_rule, **made)] * 4)
    assert failures(rules) == []
    assert sorted(rule.version for rule in rules) == [1, 2, 3, 4]
    assert failures(at_once(*(as_user(manager, activate_rule, rule.pk) for rule in rules))) == []
    assert NextStageRule.objects.filter(active=True).count() == 1
