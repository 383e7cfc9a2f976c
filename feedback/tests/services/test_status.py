"""The one writer of a decision's status."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from config.base.errors import InvalidTransition
from config.base.models import User
from feedback.enums import DecisionStatus
from feedback.models import DecisionChange, NextStageDecision
from feedback.services.status import change_decision_status, dismiss_proposals_on
from feedback.tests.services.deciding import decided, fresh, steps_of
from feedback.transitions import DECISION
from tracking.services.closing import complete_process

pytestmark = pytest.mark.django_db
S = DecisionStatus
WAY_TO: dict[str, list[DecisionStatus]] = {
    S.PROPOSED: [],
    S.APPLIED: [S.APPLIED],
    S.DISMISSED: [S.DISMISSED],
    S.UNDONE: [S.APPLIED, S.UNDONE],
}


def at(status: str, manager: User) -> NextStageDecision:
    """A decision which has come to this status."""
    decision = decided(4)
    for step in WAY_TO[status]:
        change_decision_status(decision, step, by=manager, reason="On the way.")
    return decision


@pytest.mark.parametrize("new", S.values)
@pytest.mark.parametrize("old", S.values)
def test_the_whole_table(old: str, new: str, manager: User) -> None:
    decision = at(old, manager)
    steps = len(steps_of(decision))
    if new in DECISION.allowed(old):
        change_decision_status(decision, S(new), by=manager, reason="Because.")
        assert (fresh(decision).status, steps_of(decision)[-1]) == (new, (old, new))
    else:
        with pytest.raises(InvalidTransition):
            change_decision_status(decision, S(new), by=manager, reason="Because.")
        assert (fresh(decision).status, len(steps_of(decision))) == (old, steps)


@pytest.mark.parametrize(("old", "new"), [("undone", "applied"), ("dismissed", "proposed"), ("applied", "dismissed")])
def test_the_database_refuses_what_the_table_does(old: str, new: str, manager: User) -> None:
    decision = at(old, manager)
    with pytest.raises(DatabaseError), transaction.atomic():
        NextStageDecision.objects.filter(pk=decision.pk).update(status=new)


def test_a_step_says_who_when_and_why(manager: User) -> None:
    decision = at(S.APPLIED, manager)
    step = DecisionChange.objects.filter(decision=decision).last()
    assert step is not None
    assert (step.by, step.reason, step.at) == (manager, "On the way.", fresh(decision).decided_at)


def test_an_ended_process_dismisses_what_was_proposed_for_it(manager: User) -> None:
    proposed, applied, other = decided(4), at(S.APPLIED, manager), decided(4)
    for process_id in (proposed.process_id, applied.process_id):
        complete_process(process_id, actor=manager, final_status="candidate_withdrew")
    assert [fresh(decision).status for decision in (proposed, applied, other)] == ["dismissed", "applied", "proposed"]
    assert fresh(proposed).changes.last().reason == "The process has ended."
    assert fresh(proposed).changes.last().by is None


def test_newer_feedback_dismisses_what_was_proposed_on_the_stage() -> None:
    first, second = decided(4), decided(4)
    dismiss_proposals_on([first.stage_id], "Newer feedback.")
    dismiss_proposals_on([first.stage_id], "Once more.")
    assert (fresh(first).status, fresh(second).status) == ("dismissed", "proposed")
    assert len(steps_of(first)) == 2
