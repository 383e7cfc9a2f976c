"""Which questions of the bank a session may ask, and which of them this user has met before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Max, Q, QuerySet

from config.base.models import User
from interviews.enums import Difficulty, Focus, Mode, SessionStatus
from interviews.models import BankQuestion, InterviewQuestion, Module, Role
from interviews.selection import Choice


def questions_for(role: Role, level: str) -> QuerySet[BankQuestion]:
    """Those of the role and those of every role; of a private role, those about its skills."""
    ours = BankQuestion.roles.through.objects.filter(role=role).values("bankquestion_id")
    somebodys = BankQuestion.roles.through.objects.values("bankquestion_id")
    fitting = ~Q(pk__in=somebodys) | (Q(skill_tags__overlap=role.skills) if role.owner_id else Q(pk__in=ours))
    return BankQuestion.objects.filter(fitting, active=True, levels__contains=[level])


def questions_of(module: Module) -> QuerySet[BankQuestion]:
    return module.questions.filter(active=True)


def allowed_in(mode: str, questions: QuerySet[BankQuestion], user: User) -> QuerySet[BankQuestion]:
    """An assessment asks nothing whose model answer was shown, or could be shown while it runs (D13).

    Practice never uses up what is kept for assessments.
    """
    asked = InterviewQuestion.objects.filter(session__user=user, bank_question__isnull=False).values("bank_question_id")
    running = asked.filter(session__status__in=SessionStatus.OPEN)
    if mode != Mode.ASSESSMENT:
        return questions.filter(assessment_only=False).exclude(pk__in=running.filter(session__mode=Mode.ASSESSMENT))
    return questions.exclude(pk__in=shown_to(user).values("bank_question_id")).exclude(pk__in=running)


def shown_to(user: User) -> QuerySet[InterviewQuestion]:
    """Questions of the bank whose model answer the user has seen: answered, and not in an assessment still open."""
    hidden = Q(session__mode=Mode.ASSESSMENT, session__status__in=SessionStatus.OPEN)
    answered = InterviewQuestion.objects.filter(session__user=user, answer__isnull=False, bank_question__isnull=False)
    return answered.exclude(hidden)


def history_of(user: User) -> tuple[dict[Any, int], dict[str, int]]:
    """When the user last had each question, as a rank (1 longest ago): of the bank by id, of the resume by text."""
    asked = InterviewQuestion.objects.filter(session__user=user).order_by()
    last: list[tuple[Any, str, Any]] = list(
        asked.values_list("bank_question_id", "question_text").annotate(last=Max("session__created_at"))
    )
    ranks = {moment: rank for rank, moment in enumerate(sorted({row[2] for row in last}), 1)}
    by_id: dict[Any, int] = {}
    for bank_id, _, moment in last:
        if bank_id:
            by_id[bank_id] = max(by_id.get(bank_id, 0), ranks[moment])
    return by_id, {text: ranks[moment] for bank_id, text, moment in last if not bank_id}


def as_choices(questions: QuerySet[BankQuestion], focuses: Iterable[Focus], asked: dict[Any, int]) -> list[Choice]:
    columns = ("pk", "key", "focus", "difficulty", "skill_tags", "assessment_only")
    rows = questions.filter(focus__in=list(focuses)).values_list(*columns)
    return [
        Choice(
            id=pk,
            key=key or str(pk),
            focus=Focus(focus),
            difficulty=Difficulty(difficulty),
            skills=frozenset(skills),
            last_asked=asked.get(pk, 0),
            reserved=reserved,
        )
        for pk, key, focus, difficulty, skills, reserved in rows.order_by().distinct()
    ]
