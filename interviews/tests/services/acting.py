"""Services called as their callers call them: behind the wall of the user's own identity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from interviews.models import InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.services.answers import submit_answer
from interviews.services.queue import serve_next
from interviews.signals import session_finished
from interviews.tests.factories import MODEL_ANSWER


def by(user: User, service: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    with acting_as(identity_of(user)):
        return service(*args, user=user, **kwargs)


def served(session: InterviewSession) -> InterviewQuestion:
    """The next question, which there is."""
    question: InterviewQuestion | None = by(session.user, serve_next, session.pk)
    assert question is not None
    return question


def answered(question: InterviewQuestion, text: str = MODEL_ANSWER, **said: Any) -> InterviewAnswer:
    """The user's own answer to it."""
    session = question.session
    said = {"question_id": question.pk, "answer_text": text} | said
    answer: InterviewAnswer = by(session.user, submit_answer, session.pk, **said)
    return answer


@contextmanager
def heard() -> Iterator[list[tuple[InterviewSession, bool]]]:
    """The sessions whose end was told in the block, and whether inside a transaction."""
    said: list[tuple[InterviewSession, bool]] = []

    def hear(sender: type, session: InterviewSession, **kwargs: Any) -> None:
        said.append((session, connection.in_atomic_block))

    session_finished.connect(hear)
    try:
        yield said
    finally:
        session_finished.disconnect(hear)
