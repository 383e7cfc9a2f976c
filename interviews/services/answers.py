"""Answers: scored, stored, revised (D11), judged otherwise by a person."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from config.base.constraints import refusals
from config.base.errors import Conflict, Forbidden, Invalid
from config.base.models import User
from config.base.roles import Role as UserRole
from interviews.enums import EvaluationState, Mode
from interviews.models import AnswerRevision, InterviewAnswer, InterviewQuestion, InterviewSession, ScoreOverride
from interviews.services.evaluation import Evaluation, evaluate, put_on
from interviews.services.locks import find, lock_open_session, question_of, require_open
from interviews.services.queue import start_clock
from interviews.services.status import mean_score, touch
from interviews.validators import CLIENT_CLOCK_SLACK_SECONDS, MAX_REVISIONS


def submit_answer(
    session_id: UUID,
    *,
    user: User,
    question_id: UUID,
    answer_text: str,
    code_submission: str = "",
    time_seconds: int | None = None,
) -> InterviewAnswer:
    """Scores and stores an answer, or a revision of it.

    Scoring is done before the session is locked (R6): a session that ends meanwhile refuses the answer.
    Raises Missing, Invalid, Conflict once the session has ended or where the question was not asked yet.
    """
    session = find(InterviewSession.objects.owned_by(user), session_id)
    require_open(session)
    evaluation = evaluate(question_of(session, question_id), answer_text)
    with refusals(), transaction.atomic():
        session = lock_open_session(session_id, user)
        question = question_of(session, question_id)
        shown_at, now = start_clock(question, session), timezone.now()
        check_time(time_seconds, session, now)
        sent = AnswerRevision(
            answer_text=answer_text,
            code_submission=code_submission,
            time_seconds=time_seconds,
            submitted_at=now,
            scores_json=evaluation.scores_json,
            score=evaluation.score,
        )
        if hasattr(question, "answer"):
            answer = revise(question.answer, sent, evaluation, session, shown_at)
        else:
            answer = first_answer(question, sent, evaluation, shown_at)
        touch(session)
    return answer


def check_time(seconds: int | None, session: InterviewSession, now: datetime) -> None:
    """The client's own measure cannot be longer than the session is old."""
    age = (now - (session.started_at or session.created_at)).total_seconds()
    if seconds is not None and not 0 <= seconds <= age + CLIENT_CLOCK_SLACK_SECONDS:
        raise Invalid("From 0 to as long as the session has lasted.", code="out_of_range", attr="time_seconds")


def seconds_since(shown_at: datetime, now: datetime) -> int:
    return max(0, round((now - shown_at).total_seconds()))


def first_answer(
    question: InterviewQuestion, sent: AnswerRevision, evaluation: Evaluation, shown_at: datetime
) -> InterviewAnswer:
    answer = InterviewAnswer(
        question=question,
        answer_text=sent.answer_text,
        code_submission=sent.code_submission,
        submitted_at=sent.submitted_at,
        time_seconds=sent.time_seconds,
        time_taken=seconds_since(shown_at, sent.submitted_at),
        skill_tags_json=question.skill_tags_json,
    )
    put_on(answer, evaluation)
    answer.save(force_insert=True)
    add_revision(answer, sent, counts=True)
    question.draft_text = question.draft_code = ""
    question.draft_saved_at = None
    question.save(update_fields=["draft_text", "draft_code", "draft_saved_at", "shown_at"])
    return answer


def revise(
    answer: InterviewAnswer,
    sent: AnswerRevision,
    evaluation: Evaluation,
    session: InterviewSession,
    shown_at: datetime,
) -> InterviewAnswer:
    """Another text for the same question. In practice the model answer was shown with the first, which counts."""
    last = answer.revisions.last()
    same = last is not None and (last.answer_text, last.code_submission) == (sent.answer_text, sent.code_submission)
    if same:
        return answer
    if answer.revision_count >= MAX_REVISIONS:
        raise Conflict(f"An answer can be revised {MAX_REVISIONS} times.", code="too_many_revisions")
    counts = session.mode == Mode.ASSESSMENT
    answer.revision_count += 1
    add_revision(answer, sent, counts=counts)
    if counts:
        answer.answer_text, answer.code_submission = sent.answer_text, sent.code_submission
        answer.submitted_at, answer.time_seconds = sent.submitted_at, sent.time_seconds
        answer.time_taken = seconds_since(shown_at, sent.submitted_at)
        put_on(answer, evaluation)
    answer.save()
    return answer


def add_revision(answer: InterviewAnswer, sent: AnswerRevision, *, counts: bool) -> None:
    sent.answer, sent.number, sent.counts = answer, answer.revision_count + 1, counts
    sent.save(force_insert=True)


def override_score(pk: UUID, *, actor: User, score: Decimal, reason: str) -> InterviewAnswer:
    """A manager's own judgement of an assessment's answer; it wins over the machine's, which stays beside it.

    Raises Missing, Forbidden, Invalid, Conflict while the session runs.
    """
    if not reason.strip():
        raise Invalid("Say why.", code="required", attr="reason")
    with refusals(), transaction.atomic():
        seen: InterviewAnswer = find(InterviewAnswer.objects.visible_to(actor).select_related("question"), pk)
        if not actor.has_role(UserRole.MANAGER):
            raise Forbidden("Only managers judge answers.")
        session = InterviewSession.objects.select_for_update(of=("self",)).get(pk=seen.question.session_id)
        if session.user_id == actor.pk:
            raise Forbidden("Nobody judges their own answers.")
        if session.is_open:
            raise Conflict("The session still runs; judge its answers when it has ended.", code="session_open")
        answer = InterviewAnswer.objects.select_for_update(of=("self",)).get(pk=pk)
        ScoreOverride.objects.create(answer=answer, score=score, reason=reason.strip(), by=actor)
        answer.score, answer.evaluation_status, answer.overridden = score, EvaluationState.SCORED, True
        answer.save(update_fields=["score", "evaluation_status", "overridden"])
        session.overall_score, session.updated_at = mean_score(session), timezone.now()
        session.save(update_fields=["overall_score", "updated_at"])
    return answer
