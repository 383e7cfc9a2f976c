"""What was said in a process, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from config.base.models import User
from feedback.models import InterviewFeedback, NextStageDecision

MOST = 50


def said_in(process_id: UUID, user: User) -> Sequence[InterviewFeedback]:
    """As far as the user may read it, stage by stage."""
    rows = InterviewFeedback.objects.visible_to(user).filter(process=process_id).select_related("author", "stage")
    return list(rows.order_by("stage__stage_order", "received_at", "pk")[:MOST])


def decided_in(process_id: UUID, user: User) -> Sequence[NextStageDecision]:
    """Newest first."""
    rows = NextStageDecision.objects.visible_to(user).filter(process=process_id)
    return list(rows.select_related("stage", "confirmed_by").order_by("-created_at", "-pk")[:MOST])
