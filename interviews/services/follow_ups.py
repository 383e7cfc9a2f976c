"""Follow-ups: the next question is found by what the last answer left out.

First in the bank, by full-text search for the missing key points; where it has nothing fitting, from the templates.
A follow-up comes before the question that would have come, and one of the same focus further on is dropped for it:
the length of the session and its mix stay as they were. Assessments have none, so that all are asked alike.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from django.db.models import F

from interviews.durations import estimate_seconds
from interviews.enums import Difficulty, Focus, Mode, Source, Trigger
from interviews.follow_ups import Need, follow_up_need
from interviews.models import BankQuestion, FollowUpTemplate, InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.scoring import Task, score_answer
from interviews.selectors.bank import allowed_in, most_about, never_asked
from interviews.services.generation import bank_for, of_bank

# At most every fourth question is a follow-up.
ONE_IN = 4


def follow_up_before(question: InterviewQuestion, session: InterviewSession) -> InterviewQuestion | None:
    """A follow-up to the last answer, stored in the place of `question`, which moves on; None where none is due."""
    answer = None if session.mode == Mode.ASSESSMENT else last_answer(session)
    if answer is None or answer.question.is_followup:
        return None
    queue = list(session.questions.defer("key_points", "model_answer", "accepted_answers", "hints"))
    asked_on = [each.parent_question_id for each in queue if each.is_followup]
    if answer.question_id in asked_on or len(asked_on) >= len(queue) // ONE_IN:
        return None
    given_up = dispensable(answer.question.focus, queue)
    story = answer.question.focus == Focus.BEHAVIORAL
    need = follow_up_need(answer.evaluation_json, answer.answer_text, story=story)
    if given_up is None or need is None:
        return None
    follow_up = retrieved(need, answer.question, question.order, session) or from_template(
        need, answer.question, question.order, session
    )
    if follow_up is not None:
        put_in_place(follow_up, answer.question, given_up, session)
    return follow_up


def last_answer(session: InterviewSession) -> InterviewAnswer | None:
    answers = InterviewAnswer.objects.filter(question__session=session).select_related("question")
    return answers.order_by("-submitted_at", "-question__order").first()


def dispensable(focus: str, queue: Sequence[InterviewQuestion]) -> InterviewQuestion | None:
    """The next question of the focus that nobody has been shown yet, and that is not the resume's."""
    unseen = (each for each in queue if each.shown_at is None and not each.is_followup)
    return next((each for each in unseen if (each.focus, each.source) == (focus, Source.CORE)), None)


def put_in_place(
    follow_up: InterviewQuestion, parent: InterviewQuestion, given_up: InterviewQuestion, session: InterviewSession
) -> None:
    """It has an id of its own: who still has the list as it was answers no question unseen."""
    last = given_up.order
    given_up.delete()
    # Places are unique at the end of each statement, so that all may move on in one.
    session.questions.filter(order__gte=follow_up.order, order__lt=last).update(order=F("order") + 1)
    follow_up.is_followup, follow_up.parent_question = True, parent
    follow_up.save(force_insert=True)


def retrieved(need: Need, parent: InterviewQuestion, order: int, session: InterviewSession) -> InterviewQuestion | None:
    """The question of the bank that says most of what was left out: of the same focus, on a common skill.

    It may be harder than its neighbours: it asks on.
    """
    if not need.points:
        return None
    fitting = allowed_in(session.mode, bank_for(session), session.user).filter(
        focus=parent.focus, skill_tags__overlap=parent.skill_tags_json
    )
    found: BankQuestion | None = most_about(" ".join(need.points), never_asked(fitting, session.user))
    return None if found is None else of_bank(session, order, found, {})


def from_template(
    need: Need, parent: InterviewQuestion, order: int, session: InterviewSession
) -> InterviewQuestion | None:
    """Asks on about the same question; judged by what its right answers say of the point, or as it was itself."""
    templates = list(FollowUpTemplate.objects.filter(trigger=need.trigger, active=True).order_by("pk"))
    if not templates:
        return None
    template = random.Random(session.seed + order).choice(templates)  # noqa: S311 (a draw, not a secret)
    references = [text for text in (parent.model_answer, *parent.accepted_answers) if text]
    point = need.points[0] if need.trigger == Trigger.MISSING_POINT else None
    if point:
        references = said_of(point, parent, references)
    return InterviewQuestion(
        session=session,
        order=order,
        question_text=template.text.replace("{point}", (point or "").rstrip(".")),
        category=parent.category,
        focus=parent.focus,
        difficulty=parent.difficulty,
        skill_tags_json=parent.skill_tags_json,
        key_points=[point] if point else parent.key_points,
        model_answer=references[0] if references else "",
        accepted_answers=references[1:],
        estimated_seconds=estimate_seconds(Focus(parent.focus), Difficulty.EASY),
    )


def said_of(point: str, parent: InterviewQuestion, references: list[str]) -> list[str]:
    """What each right answer says of one point: its sentence that comes nearest; all of them where none does."""
    task = Task(question=parent.question_text, references=tuple(references), key_points=(point,))
    quotes = [score_answer(task, reference).points[0].quote for reference in references]
    return [quote for quote in quotes if quote] or references
