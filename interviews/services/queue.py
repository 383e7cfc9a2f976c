"""The queue of a running session: serving, drafts, hints, skipping. The clock is the server's (D4)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from config.base.errors import Conflict
from config.base.models import User
from interviews.enums import Mode
from interviews.models import InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.services.follow_ups import follow_up_before
from interviews.services.locks import lock_open_session, lock_own_session, question_of
from interviews.services.status import touch


def serve_next(session_id: UUID, *, user: User) -> InterviewQuestion | None:
    """The first question that is neither answered nor skipped; None at the end. Asking again serves the same (D15).

    Its clock starts when it is first served. Just then a follow-up to the answer before it may come in between.
    """
    with transaction.atomic():
        session = lock_own_session(session_id, user)
        question = session.questions.filter(answer=None, skipped_at=None).first() if session.is_open else None
        if question is not None and question.shown_at is None:
            question = follow_up_before(question, session) or question
            question.shown_at = timezone.now()
            question.save(update_fields=["shown_at"])
            touch(session)
    return question


def start_clock(question: InterviewQuestion, session: InterviewSession) -> datetime:
    """When the question was shown. Answered straight from the list, it counts as shown with the previous answer.

    Raises Conflict in an assessment, whose questions are asked one by one.
    """
    if question.shown_at is not None:
        return question.shown_at
    if session.mode == Mode.ASSESSMENT:
        raise Conflict("This question has not been asked yet: get it by next.", code="not_served")
    answers = InterviewAnswer.objects.filter(question__session=session)
    last = answers.aggregate(last=Max("submitted_at"))["last"]
    shown_at: datetime = last or session.started_at or session.created_at
    question.shown_at = shown_at
    return shown_at


def lock_unanswered(
    session_id: UUID, question_id: UUID, user: User, answered: str
) -> tuple[InterviewSession, InterviewQuestion]:
    """The locked session and its question, with the clock started; `answered` says why an answered one is refused.

    Raises Missing, Conflict also once the session has ended, or where an assessment has not asked it yet.
    """
    session = lock_open_session(session_id, user)
    question = question_of(session, question_id)
    start_clock(question, session)
    if hasattr(question, "answer"):
        raise Conflict(answered, code="already_answered")
    return session, question


def save_draft(
    session_id: UUID, question_id: UUID, *, user: User, answer_text: str, code_submission: str | None = None
) -> InterviewQuestion:
    """Keeps what is written so far; code that is not sent along stays. Raises as lock_unanswered does."""
    with transaction.atomic():
        session, question = lock_unanswered(
            session_id, question_id, user, "This question is answered; send a revision instead."
        )
        question.draft_text = answer_text
        if code_submission is not None:
            question.draft_code = code_submission
        question.draft_saved_at = timezone.now()
        question.save(update_fields=["draft_text", "draft_code", "draft_saved_at", "shown_at"])
        touch(session)
    return question


def take_hint(
    session_id: UUID, question_id: UUID, *, user: User, seen: int | None = None
) -> tuple[InterviewQuestion, str]:
    """The question's next hint, counted.

    `seen` is how many the asker has: where more were given meanwhile, the wish was sent twice, and the next of those
    is the answer. Raises as lock_unanswered does, and Conflict where there is none left.
    """
    with transaction.atomic():
        session, question = lock_unanswered(
            session_id, question_id, user, "This question is answered: a hint would come too late."
        )
        if seen is not None and 0 <= seen < question.hints_used:
            return question, question.hints[seen]
        if question.hints_used >= len(question.hints):
            raise Conflict("There are no more hints for this question.", code="no_more_hints")
        hint: str = question.hints[question.hints_used]
        question.hints_used += 1
        question.save(update_fields=["hints_used", "shown_at"])
        touch(session)
    return question, hint


def skip_question(session_id: UUID, question_id: UUID, *, user: User) -> InterviewQuestion:
    """Passes the question by; it may still be answered before the end. Skipping again changes nothing.

    Raises as lock_unanswered does.
    """
    with transaction.atomic():
        session, question = lock_unanswered(session_id, question_id, user, "This question is answered.")
        if question.skipped_at is None:
            question.skipped_at = timezone.now()
            question.save(update_fields=["skipped_at", "shown_at"])
            touch(session)
    return question
