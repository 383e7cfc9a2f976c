"""Which questions of the bank a session may ask, and which of them this user has met before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Case, Max, Q, QuerySet, Value, When

from config.base.models import User
from interviews.enums import Difficulty, Focus, Mode, SessionStatus
from interviews.models import BankQuestion, InterviewQuestion, Module, Role
from interviews.resumes.technologies import tags_of
from interviews.selection import Choice


def questions_for(role: Role, level: str) -> QuerySet[BankQuestion]:
    """Those of the role and those of every role. A private role borrows from the catalogue's roles that share a skill

    with it, beside the questions about its own skills.
    """
    through = BankQuestion.roles.through.objects
    fitting = ~Q(pk__in=through.values("bankquestion_id"))
    if role.owner_id:
        tags = list(tags_of(role.skills))
        kin = Role.objects.filter(owner=None, active=True, skills__overlap=tags)
        fitting |= Q(skill_tags__overlap=tags) | Q(pk__in=through.filter(role__in=kin).values("bankquestion_id"))
    else:
        fitting |= Q(pk__in=through.filter(role=role).values("bankquestion_id"))
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


def never_asked(questions: QuerySet[BankQuestion], user: User) -> QuerySet[BankQuestion]:
    asked = InterviewQuestion.objects.filter(session__user=user, bank_question__isnull=False)
    return questions.exclude(pk__in=asked.values("bank_question_id"))


# Words that stand in a fortieth of the bank's questions or less (in a small bank, in three) tell what a text is about.
TELLING_WORDS = """
    SELECT stat.word
      FROM ts_stat('SELECT search FROM interviews_bankquestion WHERE active') stat
      JOIN unnest(tsvector_to_array(to_tsvector('english', %s))) wanted ON wanted = stat.word
     WHERE stat.ndoc <= greatest(3, (SELECT count(*) FROM interviews_bankquestion WHERE active) / 40)
"""
MIN_TELLING = 2


def most_about(text: str, questions: QuerySet[BankQuestion]) -> BankQuestion | None:
    """The question that shares most telling words with a text, at least two; by full-text search."""
    with connection.cursor() as cursor:
        cursor.execute(TELLING_WORDS, [text])
        words = [word for (word,) in cursor.fetchall()]
    if len(words) < MIN_TELLING:
        return None
    shared = sum((Case(When(search=exactly(word), then=1), default=0) for word in words), Value(0))
    found = questions.filter(search=exactly(*words)).annotate(shared=shared).filter(shared__gte=MIN_TELLING)
    return found.order_by("-shared", "pk").defer("search").first()


def exactly(*lexemes: str) -> SearchQuery:
    """Any of these lexemes, as they stand in the index; quoted, so that none is taken for an operator."""
    quoted = ("'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'" for lexeme in lexemes)
    return SearchQuery(" | ".join(quoted), config="simple", search_type="raw")
