"""The one writer of a decision's status."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
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


def leave_to_people(decisions: QuerySet[Any]) -> None:
    """Those of them that would have applied themselves wait for a person from now on.

    One that is held just now is passed over: before it applied itself its rule would be asked, and the next sweep
    finds it.
    """
    waiting = decisions.filter(status=DecisionStatus.PROPOSED, apply_at__isnull=False)
    with transaction.atomic():
        free = list(waiting.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
        NextStageDecision.objects.filter(pk__in=free).update(apply_at=None, updated_at=timezone.now())


def dismiss_proposals_on(stage_ids: Iterable[UUID], reason: str) -> None:
    """What was proposed on stages whose feedback has changed. (Those of ended processes the database dismisses.)"""
    now = timezone.now()
    with acting_as(SYSTEM):
        proposed = NextStageDecision.objects.filter(status=DecisionStatus.PROPOSED, stage_id__in=list(stage_ids))
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
