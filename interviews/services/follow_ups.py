"""Follow-ups: the next question is found by what the last answer left out.

First in the bank, by full-text search for the missing key points; where it has nothing fitting, from the templates.
A follow-up takes the place of the question that would have come, if that has the same focus: the length of the
session, its mix and every other question stay as they were. Assessments have none, so that all are asked alike.
"""

from __future__ import annotations

import random

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from interviews.durations import estimate_seconds
from interviews.enums import Difficulty, Focus, Mode, Source, Trigger
from interviews.follow_ups import Need, follow_up_need, subject_of
from interviews.models import BankQuestion, FollowUpTemplate, InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.selectors.bank import allowed_in
from interviews.services.generation import bank_for, of_bank

# At most every fourth question is a follow-up.
ONE_IN = 4
# Each time a question says a word of the missing points counts 1 in its text and skills, 0.4 in its key points; with
# less than a few of them it is about something else.
MIN_RANK = 2.0


def follow_up_instead_of(question: InterviewQuestion, session: InterviewSession) -> InterviewQuestion | None:
    """The follow-up in the place (and with the id) of a question not yet served; None where none is called for."""
    if session.mode == Mode.ASSESSMENT or question.source != Source.CORE or question.is_followup:
        return None
    answer = last_answer(session)
    if answer is None or answer.question.is_followup or answer.question.focus != question.focus:
        return None
    asked_on = list(session.questions.filter(is_followup=True).values_list("parent_question_id", flat=True))
    if answer.question_id in asked_on or len(asked_on) >= session.questions.count() // ONE_IN:
        return None
    story = answer.question.focus == Focus.BEHAVIORAL
    need = follow_up_need(answer.evaluation_json, answer.answer_text, story=story)
    return make_follow_up(need, answer, question, session) if need else None


def last_answer(session: InterviewSession) -> InterviewAnswer | None:
    answers = InterviewAnswer.objects.filter(question__session=session).select_related("question")
    return answers.order_by("-submitted_at", "-question__order").first()


def make_follow_up(
    need: Need, answer: InterviewAnswer, place: InterviewQuestion, session: InterviewSession
) -> InterviewQuestion | None:
    found = retrieve(need, answer.question, place, session)
    follow_up = of_bank(session, place.order, found) if found else from_template(need, answer, place, session)
    if follow_up is None:
        return None
    follow_up.pk, follow_up.created_at = place.pk, place.created_at
    follow_up.is_followup, follow_up.parent_question = True, answer.question
    follow_up._state.adding = False
    return follow_up


def retrieve(
    need: Need, parent: InterviewQuestion, place: InterviewQuestion, session: InterviewSession
) -> BankQuestion | None:
    """The question of the bank that says most of what was left out: on a skill of the one answered, as hard as the
    one it replaces, and never asked.
    """
    if not need.points:
        return None
    wanted = SearchQuery(any_word_of(" ".join(need.points)), config="english", search_type="raw")
    fitting = allowed_in(session.mode, bank_for(session), session.user).filter(
        focus=place.focus, difficulty=place.difficulty, skill_tags__overlap=parent.skill_tags_json, search=wanted
    )
    asked = InterviewQuestion.objects.filter(session__user=session.user, bank_question__isnull=False)
    new = fitting.exclude(pk__in=asked.values("bank_question_id"))
    ranked = new.annotate(rank=SearchRank(F("search"), wanted, cover_density=True))
    return ranked.filter(rank__gte=MIN_RANK).order_by("-rank", "pk").defer("search").first()


def any_word_of(text: str) -> str:
    """A raw tsquery: any of the words. They are letters and digits only, so nothing in them is an operator."""
    words = "".join(char if char.isalnum() else " " for char in text.lower()).split()
    return " | ".join(sorted({word for word in words if len(word) > 2}))


def from_template(
    need: Need, answer: InterviewAnswer, place: InterviewQuestion, session: InterviewSession
) -> InterviewQuestion | None:
    """Asks on about the same question; judged by what was left out of it, or as the question itself was."""
    subjects = {point: subject for point in need.points if (subject := subject_of(point))}
    if need.trigger == Trigger.MISSING_POINT and not subjects:
        return None
    templates = list(FollowUpTemplate.objects.filter(trigger=need.trigger, active=True).order_by("pk"))
    if not templates:
        return None
    parent = answer.question
    point, subject = next(iter(subjects.items()), (None, ""))
    template = random.Random(session.seed + place.order).choice(templates)  # noqa: S311 (a draw, not a secret)
    return InterviewQuestion(
        session=session,
        order=place.order,
        question_text=template.text.replace("{point}", subject),
        category=parent.category,
        focus=parent.focus,
        difficulty=parent.difficulty,
        skill_tags_json=parent.skill_tags_json,
        key_points=[point] if point else parent.key_points,
        model_answer=point or parent.model_answer,
        accepted_answers=[] if point else parent.accepted_answers,
        estimated_seconds=estimate_seconds(Focus(parent.focus), Difficulty.EASY),
    )
