"""What becomes of a proposed decision: a manager confirms, dismisses or undoes it; an automatic one applies itself.

Lock order: candidate, process, stage, decision. Whatever comes second finds what the first has made of it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config.base.constraints import refusals
from config.base.errors import DomainError, Forbidden, Invalid, InvalidTransition, Missing
from config.base.models import User
from config.base.roles import Role
from feedback.enums import DecisionStatus
from feedback.event_types import DecisionApplied, DecisionUndone
from feedback.models import NextStageDecision
from feedback.services.deciding import ids_of
from feedback.services.effects import carry_out, check_applicable, take_back
from feedback.services.events import record
from feedback.services.status import change_decision_status, leave_to_people
from tracking.enums import ProcessStatus
from tracking.models import InterviewStage
from tracking.services.panels import lock_free_stage, lock_stages

# Where an automatic decision could not be applied now, but may be in a moment.
BUSY = "busy"


def confirm_decision(pk: UUID, *, actor: User, reason: str = "") -> NextStageDecision:
    """Applies what was proposed. Confirmed already, nothing changes. Raises Missing, Forbidden, Conflict."""
    with refusals(), transaction.atomic():
        decision = lock_decision(pk, actor)
        if decision.status == DecisionStatus.APPLIED:
            return decision
        require_proposed(decision)
        apply(decision, by=actor, reason=reason)
    return decision


def dismiss_decision(pk: UUID, *, actor: User, reason: str = "") -> NextStageDecision:
    """Nothing comes of what was proposed. Dismissed already, nothing changes. Raises as confirming does."""
    with refusals(), transaction.atomic():
        decision = lock_decision(pk, actor)
        if decision.status != DecisionStatus.DISMISSED:
            change_decision_status(decision, DecisionStatus.DISMISSED, by=actor, reason=reason)
    return decision


def undo_decision(pk: UUID, *, actor: User, reason: str) -> NextStageDecision:
    """Takes back what an applied decision did. Undone already, nothing changes.

    Raises Missing, Forbidden, Invalid without a reason, Conflict where later facts build on it.
    """
    if not reason.strip():
        raise Invalid("Say why it is undone.", code="required", attr="reason")
    with refusals(), transaction.atomic():
        decision = lock_decision(pk, actor)
        if decision.status == DecisionStatus.UNDONE:
            return decision
        taken_at = decision.decided_at
        change_decision_status(decision, DecisionStatus.UNDONE, by=actor, reason=reason)
        record([DecisionUndone(**ids_of(decision))])
        take_back(decision, taken_at, actor, reason)
    return decision


def apply_due(now: datetime | None = None) -> int:
    """Applies the automatic decisions whose time has come, each in a transaction of its own; how many.

    One that somebody holds just now waits for the next time, as do those of processes on hold. Those whose rule has
    been put aside, and all of them once FEEDBACK_AUTOMATION is off, wait for a person, also when it is on again.
    """
    automatic = NextStageDecision.objects.filter(status=DecisionStatus.PROPOSED, apply_at__isnull=False)
    leave_to_people(automatic.exclude(rule__active=True) if settings.FEEDBACK_AUTOMATION else automatic)
    moment = now or timezone.now()
    due = automatic.filter(apply_at__lte=moment).exclude(process__status=ProcessStatus.ON_HOLD)
    applied, failures = 0, []
    for pk in due.order_by("apply_at").values_list("pk", flat=True):
        try:
            applied += apply_by_itself(pk, moment)
        except Exception as error:  # what fails with one decision keeps none of the others
            failures.append(error)
    if failures:
        raise failures[0]
    return applied


@transaction.atomic
def apply_by_itself(pk: UUID, moment: datetime) -> bool:
    """What can no longer be applied is dismissed, with the reason."""
    decision = lock_if_free(pk)
    if decision is None or decision.status != DecisionStatus.PROPOSED:
        return False
    if decision.apply_at is None or decision.apply_at > moment or not goes_on(decision):
        return False  # changed while the sweep was on its way
    try:
        with refusals(), transaction.atomic():
            apply(decision, by=None, reason="Nobody stopped it in time.")
    except DomainError as refusal:
        if refusal.code != BUSY:
            decision.refresh_from_db()
            why = f"It could not be applied: {refusal.detail}"
            change_decision_status(decision, DecisionStatus.DISMISSED, by=None, reason=why)
        return False
    return True


def goes_on(decision: NextStageDecision) -> bool:
    rule = decision.rule
    return rule is not None and rule.active and decision.process.status != ProcessStatus.ON_HOLD


def apply(decision: NextStageDecision, *, by: User | None, reason: str) -> None:
    """The status comes first: what ends the process then dismisses its other proposals, not this decision."""
    check_applicable(decision)
    decision.confirmed_by = by
    change_decision_status(decision, DecisionStatus.APPLIED, by=by, reason=reason, fields=["confirmed_by"])
    record([DecisionApplied(**ids_of(decision), confirmed_by=by.pk if by else None)])
    carry_out(decision, by)


def lock_decision(pk: UUID, actor: User) -> NextStageDecision:
    """Raises Missing for who does not see it, Forbidden for who sees it and is no manager."""
    stage_id = NextStageDecision.objects.visible_to(actor).filter(pk=pk).values_list("stage_id", flat=True).first()
    if stage_id is None:
        raise Missing("Not found.")
    if not actor.has_role(Role.MANAGER):
        raise Forbidden("Decisions are a manager's to confirm, dismiss and undo.")
    return locked_with(lock_stages([stage_id])[stage_id], pk)


def lock_if_free(pk: UUID) -> NextStageDecision | None:
    stage_id = NextStageDecision.objects.values_list("stage_id", flat=True).get(pk=pk)
    stage = lock_free_stage(stage_id)
    return None if stage is None else locked_with(stage, pk)


def locked_with(stage: InterviewStage, pk: UUID) -> NextStageDecision:
    """The decision, whose stage, process and candidate are those which are locked."""
    decision: NextStageDecision = NextStageDecision.objects.select_for_update().get(pk=pk)
    decision.stage, decision.process, decision.candidate = stage, stage.process, stage.process.candidate
    return decision


def require_proposed(decision: NextStageDecision) -> None:
    if decision.status == DecisionStatus.PROPOSED:
        return
    last = decision.changes.order_by("at", "id").last()
    why = f": {last.reason}" if last is not None and last.reason else "."
    raise InvalidTransition(f"The decision was {decision.status}{why}")
