"""Finding and locking a session: its owner alone works in it, whoever else may look at it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from config.base.errors import Conflict, Missing
from config.base.models import User
from interviews.enums import SessionStatus
from interviews.models import InterviewQuestion, InterviewSession


def find(rows: Any, pk: UUID) -> Any:
    try:
        return rows.get(pk=pk)
    except ObjectDoesNotExist:
        raise Missing("Not found.") from None


def lock_own_session(pk: UUID, user: User) -> InterviewSession:
    rows = InterviewSession.objects.owned_by(user).select_for_update(of=("self",))
    session: InterviewSession = find(rows, pk)
    return session


def lock_open_session(pk: UUID, user: User) -> InterviewSession:
    """Raises Missing, Conflict once the session has ended."""
    session = lock_own_session(pk, user)
    require_open(session)
    return session


def require_open(session: InterviewSession) -> None:
    if not session.is_open:
        ended = "has timed out" if session.status == SessionStatus.ABANDONED else "is finished"
        raise Conflict(f"This session {ended}; nothing can be changed in it.", code="session_closed")


def question_of(session: InterviewSession, pk: UUID) -> InterviewQuestion:
    """Raises Missing where the session has no such question."""
    question: InterviewQuestion = find(session.questions.select_related("answer"), pk)
    return question
