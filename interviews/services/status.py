"""The one writer of a session's status."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Avg
from django.utils import timezone

from interviews.enums import CompletionMethod, SessionStatus
from interviews.models import InterviewAnswer, InterviewSession
from interviews.signals import session_finished
from interviews.transitions import SESSION


def start_session(session: InterviewSession) -> None:
    SESSION.check(session.status, SessionStatus.IN_PROGRESS)
    session.status = SessionStatus.IN_PROGRESS
    session.started_at = session.last_activity_at = session.updated_at = timezone.now()
    session.save(update_fields=["status", "started_at", "last_activity_at", "updated_at"])


def end_session(session: InterviewSession, method: CompletionMethod, at: datetime) -> None:
    """Ends a locked session. Its score is counted here, from the answers that stand. Raises InvalidTransition."""
    timed_out = method == CompletionMethod.TIMEOUT_CLEANUP
    new = SessionStatus.ABANDONED if timed_out else SessionStatus.COMPLETED
    SESSION.check(session.status, new)
    session.status, session.completion_method, session.ended_at = new, method, at
    session.overall_score = mean_score(session)
    session.updated_at = timezone.now()
    session.save(update_fields=["status", "completion_method", "ended_at", "overall_score", "updated_at"])
    session_finished.send(InterviewSession, session=session)


def insert_ended_session(session: InterviewSession, method: CompletionMethod, at: datetime) -> None:
    """Stores a new session that ended elsewhere, at its end: nobody is told now of what happened years ago."""
    timed_out = method == CompletionMethod.TIMEOUT_CLEANUP
    session.status = SessionStatus.ABANDONED if timed_out else SessionStatus.COMPLETED
    session.completion_method, session.ended_at, session.last_activity_at = method, at, at
    session.save(force_insert=True)


def mean_score(session: InterviewSession) -> Decimal | None:
    """0-100 over the scored answers, to one decimal; None where no answer has a score (D3)."""
    mean = InterviewAnswer.objects.filter(question__session=session).aggregate(mean=Avg("score"))["mean"]
    return None if mean is None else Decimal(mean).quantize(Decimal("0.1"), ROUND_HALF_UP)


def touch(session: InterviewSession) -> None:
    """Someone is there: the time-out counts from now on."""
    session.last_activity_at = session.updated_at = timezone.now()
    session.save(update_fields=["last_activity_at", "updated_at"])
