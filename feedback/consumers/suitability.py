"""Suitability follows what happens in stages and assessments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from config.base.errors import Missing
from feedback.consumers.base import Consumer
from feedback.enums import EventType
from feedback.services.suitability import re_score_candidate
from interviews.enums import Mode, SessionStatus
from interviews.models import InterviewSession
from tracking.models import Candidate


def re_score(data: dict[str, Any]) -> None:
    candidate_id = candidate_of_session(data) if "session_id" in data else UUID(data["candidate_id"])
    if candidate_id is None:
        return
    try:
        re_score_candidate(candidate_id)
    except Missing:
        return  # deleted since


def candidate_of_session(data: dict[str, Any]) -> UUID | None:
    """Of a completed assessment; of whom it tells nothing, or who is no candidate, there is none."""
    if (data["mode"], data["status"]) != (Mode.ASSESSMENT, SessionStatus.COMPLETED):
        return None
    sat = InterviewSession.objects.filter(pk=UUID(data["session_id"]))
    return Candidate.objects.filter(user__in=sat.values("user")).values_list("pk", flat=True).first()


SUITABILITY = Consumer(
    "suitability", frozenset({EventType.STAGE_OUTCOME_RECORDED, EventType.SESSION_FINISHED}), re_score
)
