"""The one writer of a decision's status."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from config.base.models import User
from config.postgres.identity import SYSTEM, acting_as
from feedback.enums import DecisionStatus
from feedback.models import DecisionChange, NextStageDecision
from feedback.transitions import DECISION


def change_decision_status(
    decision: NextStageDecision, new: DecisionStatus, *, by: User | None, reason: str, fields: Iterable[str] = ()
) -> None:
    """Moves a locked decision; `fields` are those the caller has set. Raises InvalidTransition."""
    DECISION.check(decision.status, new)
    now = timezone.now()
    old, decision.status = decision.status, new
    decision.decided_at, decision.updated_at = now, now
    decision.save(update_fields=["status", "decided_at", "updated_at", *fields])
    DecisionChange.objects.create(decision=decision, from_status=old, to_status=new, at=now, by=by, reason=reason)


def dismiss_proposals_of(process_ids: Iterable[UUID]) -> None:
    """What was proposed for processes that have ended; their rows are locked by whoever ended them."""
    dismiss_all(process_id__in=list(process_ids), reason="The process has ended.")


def dismiss_proposals_on(stage_ids: Iterable[UUID], reason: str) -> None:
    """What was proposed on stages whose feedback has changed."""
    dismiss_all(stage_id__in=list(stage_ids), reason=reason)


def dismiss_all(reason: str, **of: list[UUID]) -> None:
    now = timezone.now()
    with acting_as(SYSTEM):
        proposed = NextStageDecision.objects.filter(status=DecisionStatus.PROPOSED, **of)
        dismissed = list(proposed.values_list("pk", flat=True))
        if not dismissed:
            return
        DECISION.check(DecisionStatus.PROPOSED, DecisionStatus.DISMISSED)
        NextStageDecision.objects.filter(pk__in=dismissed).update(
            status=DecisionStatus.DISMISSED, decided_at=now, updated_at=now
        )
        DecisionChange.objects.bulk_create(
            DecisionChange(decision_id=pk, from_status="proposed", to_status="dismissed", at=now, reason=reason)
            for pk in dismissed
        )
