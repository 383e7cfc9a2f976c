"""Sessions of the program before this one: stored as they were, their scores filled in where they are missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from config.base.constraints import refusals
from config.base.errors import Conflict, DomainError, Invalid
from config.base.models import User
from interviews.backfill import Entry, OldAnswer, OldQuestion, OldSession, read_session
from interviews.durations import estimate_seconds
from interviews.enums import EvaluationState, Focus, RoleSource, SessionType, Source
from interviews.models import AnswerRevision, InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.scoring import DIMENSIONS
from interviews.services.status import insert_ended_session, mean_score

UserBy = Literal["username", "email", "id"]

SCORER, VERSION = "imported", "1"
LOOK_UPS = {"username": "username", "email": "email__iexact", "id": "pk"}
OUR_ID = re.compile("-".join(f"[0-9a-fA-F]{{{length}}}" for length in (8, 4, 4, 4, 12)))
# More than anyone reads; the rest is counted.
SHOWN_REFUSALS = 1000
# Two imports of one session would trip over each other.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('interviews backfill'))"
# The old program did not say what a question was after, but for the kind of its interview.
FOCUS = {
    SessionType.HR: Focus.BEHAVIORAL,
    SessionType.TECHNICAL: Focus.CORE,
    SessionType.CASE: Focus.PROBLEM_SOLVING,
    SessionType.MIXED: Focus.BEHAVIORAL,
}


class Refusal(NamedTuple):
    number: int
    field: str | None
    reason: str

    def __str__(self) -> str:
        place = f"{self.field}: " if self.field else ""
        return f"entry {self.number}: {place}{self.reason}"


@dataclass
class BackfillReport:
    """`made` counts what was stored, by what it is. After a dry run nothing of it has been kept."""

    dry_run: bool
    made: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    refused: int = 0

    def refuse(self, number: int, error: DomainError) -> None:
        self.refused += 1
        if len(self.refusals) < SHOWN_REFUSALS:
            self.refusals.append(Refusal(number, error.attr, error.detail))


def backfill_sessions(entries: Iterable[Entry], *, user_by: UserBy = "id", dry_run: bool = False) -> BackfillReport:
    """Each entry by itself, in a transaction of its own: one that cannot be stored is told, the others are.

    A session that is there already stays; an answer of it gets its score where nobody has given it one. On a dry
    run all is done and taken back.
    """
    report, people, met = BackfillReport(dry_run), People(user_by), dict[str, int]()
    for entry in entries:
        try:
            if entry.problem is not None:
                raise Invalid(entry.problem)
            old = read_session(entry.value, now=timezone.now())
            if first := met.get(old.session_id):
                raise Conflict(f"Entry {first} is the same session.", attr="session_id")
            report.made += take_over(old, people.find(old.user_id), dry_run=dry_run)
            met[old.session_id] = entry.number
        except DomainError as error:
            report.refuse(entry.number, error)
    return report


class People:
    """The accounts that the sessions are of, each looked up once."""

    def __init__(self, user_by: UserBy) -> None:
        self.user_by = user_by
        self.known: dict[str, User] = {}

    def find(self, key: str) -> User:
        """Raises Invalid where no account, or more than one, is meant."""
        if key not in self.known:
            self.known[key] = self.look_up(key)
        return self.known[key]

    def look_up(self, key: str) -> User:
        try:
            found = list(User.objects.filter(**{LOOK_UPS[self.user_by]: key})[:2])
        except ValidationError:
            raise Invalid("It is no UUID.", attr="user_id") from None
        if len(found) != 1:
            many = "Several accounts have" if found else "No account has"
            raise Invalid(f"{many} this {self.user_by}.", attr="user_id")
        return found[0]


def take_over(old: OldSession, user: User, *, dry_run: bool) -> Counter[str]:
    """Stores the session, or fills in what is missing of it. Raises Conflict, Invalid."""
    with refusals(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(ONE_AT_A_TIME)
        session = find_stored(old.session_id)
        made = store(old, user) if session is None else fill_in(session, old, user)
        if dry_run:
            transaction.set_rollback(True)
    return made


def find_stored(session_id: str) -> InterviewSession | None:
    """The one imported before, or a session of this program that has come back."""
    wanted = Q(imported_from=session_id)
    if OUR_ID.fullmatch(session_id):
        wanted |= Q(pk=session_id)
    return InterviewSession.objects.select_for_update(of=("self",)).filter(wanted).first()


def store(old: OldSession, user: User) -> Counter[str]:
    session = InterviewSession(
        user=user,
        role_source=RoleSource.CATALOG,
        level=old.level,
        type=old.type,
        mode=old.mode,
        topics=old.topics,
        seed=0,
        started_at=old.started_at,
        created_at=old.created_at,
        imported_from=old.session_id,
    )
    insert_ended_session(session, old.method, old.ended_at)
    questions = [question_of(session, order, question) for order, question in enumerate(old.questions, 1)]
    InterviewQuestion.objects.bulk_create(questions)
    pairs = [(place, asked.answer) for place, asked in zip(questions, old.questions, strict=True) if asked.answer]
    answers = [answer_of(question, answer, answer.submitted_at or old.ended_at) for question, answer in pairs]
    InterviewAnswer.objects.bulk_create(answers)
    AnswerRevision.objects.bulk_create(first_revision(answer) for answer in answers)
    recount(session)
    scored = sum(answer.score is not None for answer in answers)
    return Counter(sessions=1, answers=len(answers), scored=scored, needs_review=len(answers) - scored)


def question_of(session: InterviewSession, order: int, old: OldQuestion) -> InterviewQuestion:
    focus = FOCUS[SessionType(session.type)]
    return InterviewQuestion(
        session=session,
        order=order,
        question_text=old.text,
        category=focus.category,
        focus=focus,
        difficulty=old.difficulty,
        source=Source.IMPORTED,
        hints=["(not recorded)"] * old.hints_used,
        hints_used=old.hints_used,
        estimated_seconds=estimate_seconds(focus, old.difficulty),
        shown_at=old.shown_at,
        created_at=session.created_at,
    )


def answer_of(question: InterviewQuestion, old: OldAnswer, submitted_at: datetime) -> InterviewAnswer:
    """Where it is not known when it was submitted, it is known that it was there at the end."""
    return InterviewAnswer(
        question=question,
        answer_text=old.text,
        code_submission=old.code,
        submitted_at=submitted_at,
        time_taken=old.time_taken,
        scores_json=dict.fromkeys(DIMENSIONS),
        feedback_json={
            "strengths": [],
            "weaknesses": [],
            "improvements": [old.hint] if old.hint else [],
            "model_answer": None,
        },
        created_at=submitted_at,
        **judgement(old),
    )


def judgement(old: OldAnswer) -> dict[str, Any]:
    """What the old program said of the answer, by the names of its columns."""
    return {
        "machine_score": old.score,
        "score": old.score,
        "evaluation_status": EvaluationState.NEEDS_REVIEW if old.score is None else EvaluationState.SCORED,
        "evaluation_json": {
            "scorer": SCORER,
            "version": VERSION,
            "text": old.evaluation,
            "read_from": old.read_from,
        },
    }


def first_revision(answer: InterviewAnswer) -> AnswerRevision:
    return AnswerRevision(
        answer=answer,
        number=1,
        answer_text=answer.answer_text,
        code_submission=answer.code_submission,
        submitted_at=answer.submitted_at,
        scores_json=answer.scores_json,
        score=answer.score,
        counts=True,
    )


def fill_in(session: InterviewSession, old: OldSession, user: User) -> Counter[str]:
    """The scores of answers without one; what has a score, a person's above all, stays."""
    if session.user_id != user.pk:
        raise Conflict("It is another user's session.", attr="session_id")
    if session.is_open:
        raise Conflict("This session still runs.", attr="session_id")
    without = {
        answer.question.order: answer
        for answer in InterviewAnswer.objects.select_related("question").filter(
            question__session=session, score=None, overridden=False
        )
    }
    filled = 0
    for order, question in enumerate(old.questions, 1):
        if order in without and question.answer and question.answer.score is not None:
            fill(without[order], question.answer)
            filled += 1
    if filled:
        recount(session)
    return Counter(filled=filled, completed=1) if filled else Counter(known=1)


def fill(answer: InterviewAnswer, old: OldAnswer) -> None:
    if (answer.answer_text, answer.code_submission) != (old.text, old.code):
        raise Conflict(f"The stored answer to question {answer.question.order} is another one.", attr="session_id")
    found = judgement(old)
    for name, value in found.items():
        setattr(answer, name, value)
    answer.save(update_fields=list(found))


def recount(session: InterviewSession) -> None:
    session.overall_score, session.updated_at = mean_score(session), timezone.now()
    session.save(update_fields=["overall_score", "updated_at"])
