"""From a wish to a queue of questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from config.base.errors import Conflict, Invalid
from interviews.durations import estimate_seconds
from interviews.enums import Difficulty, Focus, Level, Mode, SessionType, Source
from interviews.models import BankQuestion, InterviewQuestion, InterviewSession, Role
from interviews.resume_questions import HINTS, ResumeQuestion, introduced, resume_questions
from interviews.resumes.technologies import tags_of
from interviews.selection import BankTooSmall, Choice, Plan, distribute, mix_of, select_questions
from interviews.selectors.bank import allowed_in, as_choices, history_of, questions_for, questions_of


def generate_interview_questions(session: InterviewSession, count: int) -> list[InterviewQuestion]:
    """Draws, arranges and stores the questions of a new session.

    Raises Conflict, naming what the bank has too few of, or where a question is deleted meanwhile; Invalid for topics
    that it does not know.
    """
    questions = bank_for(session)
    skills = session.profile.skills if session.profile else []
    plan = Plan(
        counts=shares_of(session, questions, count),
        level=Level(session.level),
        topics=known_topics(session.topics, questions) or own_topics(session.role_selected),
        resume=tags_of(skills),
    )
    asked, asked_texts = history_of(session.user)
    own = {each.text: each for each in resume_questions(sorted(skills))}
    pool = as_choices(questions, plan.counts, asked)
    pool += [each.as_choice(asked_texts.get(text, 0)) for text, each in own.items()]
    try:
        queue = select_questions(pool, plan, session.seed)
    except BankTooSmall as error:
        raise too_small(session, error) from error
    rows = assign(session, queue, own, plan.resume)
    return InterviewQuestion.objects.bulk_create(rows)


def bank_for(session: InterviewSession) -> QuerySet[BankQuestion]:
    if session.module is None:
        questions = questions_for(cast(Role, session.role_selected), session.level)
    else:
        questions = questions_of(session.module)
    return allowed_in(session.mode, questions, session.user)


def shares_of(session: InterviewSession, questions: QuerySet[BankQuestion], count: int) -> dict[Focus, int]:
    """How many questions of each focus: the mix of the interview's kind, or of what may be asked of the module."""
    if session.module is None:
        return mix_of(SessionType(session.type), count)
    focuses = Counter(questions.order_by().values_list("focus", flat=True))
    if (there := sum(focuses.values())) < count:
        raise Conflict(f"This module has {there} questions to ask here, and {count} are wanted.", code="bank_too_small")
    return distribute({Focus(focus): n for focus, n in sorted(focuses.items())}, count)


def known_topics(topics: Sequence[str], questions: QuerySet[BankQuestion]) -> frozenset[str]:
    """Topics steer the choice; one that no question has is refused rather than passed over."""
    if not topics:
        return frozenset()
    about_them = questions.filter(skill_tags__overlap=list(topics)).order_by()
    known = {tag for tags in about_them.values_list("skill_tags", flat=True) for tag in tags}
    if unknown := sorted(set(topics) - known):
        raise Invalid(f"The bank has no questions here on {', '.join(unknown)}.", code="unknown_topic", attr="topics")
    return frozenset(topics)


def own_topics(role: Role | None) -> frozenset[str]:
    """A private role is about its skills first."""
    return frozenset(tags_of(role.skills)) if role is not None and role.owner_id else frozenset()


def too_small(session: InterviewSession, error: BankTooSmall) -> Conflict:
    """What is missing, and what the user can do about it."""
    role = session.role_selected
    if session.mode == Mode.ASSESSMENT:
        because = " An assessment asks nothing whose answer you have seen, or may still see in a session that runs."
    elif role is not None and role.owner_id:
        because = " Give the role a skill that the catalogue's roles have, or take one of those."
    else:
        because = ""
    return Conflict(
        f"The bank lacks questions for this session. It would take {error}.{because}", code="bank_too_small"
    )


def assign(
    session: InterviewSession, queue: Sequence[Choice], own: Mapping[str, ResumeQuestion], resume: Mapping[str, str]
) -> list[InterviewQuestion]:
    drawn = [choice.id for choice in queue if choice.key not in own]
    hold(drawn)
    bank = BankQuestion.objects.defer("search").in_bulk(drawn)
    return [
        of_resume(session, order, own[choice.key])
        if choice.key in own
        else of_bank(session, order, bank[choice.id], resume if choice.source == Source.RESUME else {})
        for order, choice in enumerate(queue, 1)
    ]


def hold(drawn: Sequence[UUID]) -> None:
    """Keeps these questions of the bank from being deleted until the session stands; other sessions may draw them too.

    Django has no word for this lock, and the foreign key alone asks only at commit, when nobody can answer any more.
    Raises Conflict where one was deleted since it was drawn.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM interviews_bankquestion WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [list(drawn)]
        )
        if cursor.rowcount < len(drawn):
            raise Conflict("A question was deleted while it was drawn. Begin again.", code="bank_changed")


def of_bank(
    session: InterviewSession, order: int, question: BankQuestion, resume: Mapping[str, str]
) -> InterviewQuestion:
    """A copy: what is asked and how it is judged no longer changes with the bank."""
    return InterviewQuestion(
        session=session,
        order=order,
        question_text=introduced(question.text, question.skill_tags, resume) if resume else question.text,
        category=question.category,
        focus=question.focus,
        difficulty=question.difficulty,
        skill_tags_json=question.skill_tags,
        source=Source.RESUME if resume else Source.CORE,
        bank_question=question,
        key_points=question.key_points,
        model_answer=question.model_answer,
        accepted_answers=question.accepted_answers,
        hints=question.hints,
        estimated_seconds=estimate_seconds(Focus(question.focus), Difficulty(question.difficulty)),
    )


def of_resume(session: InterviewSession, order: int, question: ResumeQuestion) -> InterviewQuestion:
    return InterviewQuestion(
        session=session,
        order=order,
        question_text=question.text,
        category=Focus.BEHAVIORAL.category,
        focus=Focus.BEHAVIORAL,
        difficulty=question.difficulty,
        skill_tags_json=[question.skill],
        source=Source.RESUME,
        hints=list(HINTS),
        estimated_seconds=estimate_seconds(Focus.BEHAVIORAL, question.difficulty),
    )
