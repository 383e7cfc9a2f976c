"""Decisions that apply themselves when nobody has stopped them in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.base.errors import Conflict
from config.base.models import User
from feedback.enums import DecisionStatus
from feedback.models import NextStageDecision, NextStageRule
from feedback.services.decisions import apply_by_itself, apply_due, confirm_decision, dismiss_decision
from feedback.services.effects import carry_out
from feedback.tests.factories import RuleFactory
from feedback.tests.services.deciding import decided, fresh
from tracking.enums import ProcessStatus
from tracking.services.closing import hold_process, resume_process
from tracking.tests.services.acting import by, extended

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=2)


@pytest.fixture
def automatic(settings: Any) -> Any:
    """A rule that rejects by itself after an hour."""
    settings.FEEDBACK_AUTOMATION = True
    return RuleFactory(mode="automatic", delay_minutes=60)


def test_what_is_due_applies_itself(automatic: Any) -> None:
    decision = decided(2)
    assert apply_due() == 0
    assert apply_due(timezone.now() + LATER) == 1
    found = fresh(decision)
    assert (found.status, found.confirmed_by, found.rule_version) == ("applied", None, automatic.version)
    assert found.process.status == ProcessStatus.REJECTED_BY_COMPANY
    assert [(change.by, change.to_status) for change in found.changes.all()][-1] == (None, "applied")
    assert apply_due(timezone.now() + LATER) == 0


def test_an_automatic_second_round_is_added(automatic: Any) -> None:
    decision = decided(5)
    assert apply_due(timezone.now() + LATER) == 1
    assert fresh(decision).added_stage is not None


def test_nothing_applies_itself_while_automation_is_off(automatic: Any, settings: Any) -> None:
    decision = decided(2)
    settings.FEEDBACK_AUTOMATION = False
    assert apply_due(timezone.now() + LATER) == 0
    assert fresh(decision).status == "proposed"


def test_what_stood_while_automation_was_off_waits_for_a_person(automatic: Any, settings: Any) -> None:
    decision = decided(2)
    settings.FEEDBACK_AUTOMATION = False
    apply_due()
    settings.FEEDBACK_AUTOMATION = True
    assert apply_due(timezone.now() + LATER) == 0
    assert (fresh(decision).status, fresh(decision).apply_at) == ("proposed", None)


def test_what_was_decided_by_a_rule_while_it_was_put_aside_waits_for_a_person(automatic: Any) -> None:
    decision = decided(2)
    NextStageRule.objects.update(active=False)
    assert not apply_by_itself(decision.pk, timezone.now() + LATER)
    assert apply_due(timezone.now() + LATER) == 0
    assert (fresh(decision).status, fresh(decision).apply_at) == ("proposed", None)


def test_a_process_on_hold_is_left_alone_until_it_goes_on(automatic: Any) -> None:
    decision = decided(2)
    lead = decision.process.recruiter
    assert lead is not None
    by(lead, hold_process, decision.process_id)
    assert apply_due(timezone.now() + LATER) == 0
    assert not apply_by_itself(decision.pk, timezone.now() + LATER)
    assert fresh(decision).status == "proposed"
    by(lead, resume_process, decision.process_id)
    assert apply_due(timezone.now() + LATER) == 1


def test_one_that_fails_keeps_none_of_the_others(automatic: Any, monkeypatch: Any) -> None:
    first, second = decided(2), decided(2)

    def fail(decision: NextStageDecision, actor: User | None) -> None:
        if decision.pk == first.pk:
            raise RuntimeError("A bug.")
        carry_out(decision, actor)

    monkeypatch.setattr("feedback.services.decisions.carry_out", fail)
    with pytest.raises(RuntimeError):
        apply_due(timezone.now() + LATER)
    assert (fresh(first).status, fresh(second).status) == ("proposed", "applied")


def test_what_was_stopped_does_not_apply_itself(automatic: Any, manager: User) -> None:
    decision = decided(2)
    by(manager, dismiss_decision, decision.pk)
    assert apply_due(timezone.now() + LATER) == 0


def test_a_proposal_waits_for_a_person() -> None:
    decided(2)
    assert apply_due(timezone.now() + LATER) == 0


def test_what_can_no_longer_be_applied_is_dismissed_with_the_reason(automatic: Any) -> None:
    decision, other = decided(2), decided(2)
    extended(decision.process)
    assert apply_due(timezone.now() + LATER) == 1
    assert (fresh(decision).status, fresh(other).status) == (DecisionStatus.DISMISSED, DecisionStatus.APPLIED)
    assert fresh(decision).process.status == ProcessStatus.OFFER_EXTENDED
    assert "An offer has been extended" in fresh(decision).changes.last().reason


def test_what_is_busy_waits(automatic: Any, monkeypatch: Any) -> None:
    def busy(*args: Any, **kwargs: Any) -> None:
        raise Conflict("Busy.", code="busy")

    decision = decided(2)
    monkeypatch.setattr("feedback.services.decisions.carry_out", busy)
    assert apply_due(timezone.now() + LATER) == 0
    assert fresh(decision).status == "proposed"


def test_confirmed_before_its_time_it_is_the_managers(automatic: Any, manager: User) -> None:
    decision = decided(2)
    by(manager, confirm_decision, decision.pk)
    assert fresh(decision).confirmed_by == manager
    assert apply_due(timezone.now() + LATER) == 0
