"""Sessions answered through the services, and answers with scores that a test says."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from config.base.models import User
from interviews.models import BankQuestion, InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.services.answers import submit_answer
from interviews.services.queue import serve_next, skip_question
from interviews.tests.factories import MODEL_ANSWER, make_session


def answered_session(user: User, *, answers: int = 2, skipped: int = 1, **wish: Any) -> InterviewSession:
    """A running session whose first questions were answered, and the next ones skipped."""
    session = make_session(user, **wish)
    for _ in range(answers):
        question = serve_next(session.pk, user=user)
        assert question is not None
        submit_answer(session.pk, user=user, question_id=question.pk, answer_text=MODEL_ANSWER)
    for _ in range(skipped):
        question = serve_next(session.pk, user=user)
        assert question is not None
        skip_question(session.pk, question.pk, user=user)
    return session


def scored(
    user: User,
    question: BankQuestion,
    score: float | None,
    *,
    rest: Sequence[float] = (),
    seconds: int = 60,
    **told: Any,
) -> InterviewAnswer:
    """This user's answer to the question, in a session of its own whose other answers have the scores of `rest`."""
    session = InterviewSession.objects.create(
        user=user, role_source="catalog", level="mid", type="technical", seed=1, imported_from=str(uuid4())
    )
    for order, other in enumerate(rest, 2):
        answer(place(session, order), other)
    return answer(place(session, 1, bank_question=question, **told), score, seconds)


def place(session: InterviewSession, order: int, **told: Any) -> InterviewQuestion:
    values = {
        "question_text": "?", "category": "technical", "focus": "core", "difficulty": "easy", "estimated_seconds": 60,
        "shown_at": timezone.now(),
    }  # fmt: skip
    return InterviewQuestion.objects.create(session=session, order=order, **{**values, **told})


def answer(question: InterviewQuestion, score: float | None, seconds: int = 60) -> InterviewAnswer:
    return InterviewAnswer.objects.create(
        question=question,
        answer_text="said",
        submitted_at=timezone.now(),
        time_taken=seconds,
        score=None if score is None else Decimal(str(score)),
        evaluation_status="not_assessed" if score is None else "scored",
    )
