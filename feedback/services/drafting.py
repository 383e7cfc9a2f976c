"""The offer that an applied decision asks for."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from config.base.errors import DomainError
from config.postgres.identity import SYSTEM, acting_as
from feedback.enums import DecisionAction, DecisionStatus
from feedback.models import DecisionChange, NextStageDecision
from feedback.services.decisions import locked_with
from tracking.services.offers import draft_offer
from tracking.services.panels import lock_stages


@transaction.atomic
def draft_offer_upon(decision_id: UUID) -> None:
    """Drafts it unless the decision has its offer already, was undone meanwhile, or the candidate was anonymised.

    Where none can be drafted (another one is open, the process has ended), the decision's history says why.
    """
    with acting_as(SYSTEM):
        stage_id = NextStageDecision.objects.filter(pk=decision_id).values_list("stage_id", flat=True).first()
        if stage_id is None:
            return
        decision = locked_with(lock_stages([stage_id])[stage_id], decision_id)
        if not wants_offer(decision):
            return
        try:
            decision.offer = draft_offer(decision.process_id, actor=None)
        except DomainError as refusal:
            note(decision, f"No offer was drafted: {refusal.detail}")
        else:
            decision.updated_at = timezone.now()
            decision.save(update_fields=["offer", "updated_at"])


def wants_offer(decision: NextStageDecision) -> bool:
    asked = (decision.status, decision.action) == (DecisionStatus.APPLIED, DecisionAction.OFFER_DRAFT)
    return asked and decision.offer_id is None and decision.candidate.anonymised_at is None


def note(decision: NextStageDecision, reason: str) -> None:
    DecisionChange.objects.create(
        decision=decision, from_status=decision.status, to_status=decision.status, at=timezone.now(), reason=reason
    )
