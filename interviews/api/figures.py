"""What is counted for a session, as SQL expressions: always from the questions and answers, never from a counter.

The one place where places are converted (D6): `current_question_index` counts from 0, `order` and the API's
`current_question` from 1.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Avg,
    BooleanField,
    Case,
    Count,
    F,
    Func,
    IntegerField,
    JSONField,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Round

from config.base.api.sqljson import IsoUTC, JSONBuildObject
from config.base.models import User
from interviews.enums import Mode, SessionStatus
from interviews.models import InterviewQuestion

WAITING = Q(answer=None, skipped_at=None)
OPEN = WAITING & Q(session__status__in=SessionStatus.OPEN)


class Seconds(Func):
    """Between two moments, rounded."""

    template = "round(extract(epoch FROM %(expressions)s))::int"
    arg_joiner = " - "
    output_field = IntegerField()


def withheld(session: str = "") -> Q:
    """An assessment shows no scores before it has ended (D13); `session` leads to the session."""
    return Q(**{f"{session}mode": Mode.ASSESSMENT, f"{session}status__in": SessionStatus.OPEN})


def only_if(condition: Q, expression: Any) -> Case:
    return Case(When(condition, then=expression), default=None)


def built(**pairs: Any) -> JSONBuildObject:
    return JSONBuildObject(
        *(part for name, value in pairs.items() for part in (Value(name, output_field=TextField()), value))
    )


def of_session(expression: Combinable) -> Subquery:
    """An aggregate over the questions of the session at hand."""
    questions = InterviewQuestion.objects.filter(session=OuterRef("pk")).order_by().values("session")
    return Subquery(questions.annotate(found=expression).values("found"), output_field=JSONField())


def total() -> Count:
    return Count("pk")


def current_order() -> Combinable:
    """The order of the first question neither answered nor skipped; the last one when there is none."""
    return Coalesce(Min("order", filter=WAITING), total())


def progress() -> Subquery:
    return of_session(
        built(
            current_question=current_order(),
            total_questions=total(),
            answered=Count("answer"),
            skipped=Count("pk", filter=Q(answer=None, skipped_at__isnull=False)),
            remaining=Count("pk", filter=OPEN),
            estimated_seconds=Coalesce(Sum("estimated_seconds", filter=OPEN), 0),
        )
    )


def remaining_beside() -> Subquery:
    """For a question: how many of its session are open."""
    questions = InterviewQuestion.objects.filter(OPEN, session=OuterRef("session")).order_by().values("session")
    return Subquery(questions.annotate(found=Count("pk")).values("found"))


def summary(*, with_results: bool) -> Subquery:
    shown = ~withheld("session__")
    pairs: dict[str, Any] = {
        "session_id": F("session_id"),
        "user_id": F("session__user_id"),
        "interview_type": F("session__type"),
        "status": F("session__status"),
        "topics": F("session__topics"),
        "total_questions": total(),
        "completed_questions": Count("answer", filter=~shown | Q(answer__score__isnull=False)),
        "current_question_index": current_order() - 1,
        "start_time": IsoUTC(F("session__started_at")),
        "end_time": IsoUTC(F("session__ended_at")),
        "duration": Seconds(F("session__ended_at"), F("session__started_at")),
        "average_score": Round(Avg("answer__score", filter=shown), precision=1),
        "individual_scores": ArrayAgg(only_if(shown, F("answer__score")), order_by="order"),
        "completion_method": F("session__completion_method"),
        "created_at": IsoUTC(F("session__created_at")),
        "updated_at": IsoUTC(F("session__updated_at")),
    }
    if with_results:
        pairs["final_results"] = only_if(Q(session__status__in=SessionStatus.ENDED), results())
    return of_session(built(**pairs))


def results() -> Combinable:
    """One object for each question, as older clients know them."""
    return ArrayAgg(
        built(
            question_text=F("question_text"),
            user_response=F("answer__answer_text"),
            score=F("answer__score"),
            feedback=F("answer__feedback_json"),
            time_taken=F("answer__time_taken"),
            hints_used=F("hints_used"),
            difficulty=F("difficulty"),
            code_submission=F("answer__code_submission"),
        ),
        order_by="order",
    )


def question_fields(user: User, question: str = "") -> dict[str, Any]:
    """The computed fields of a question, `question` leads to it; a draft is its writer's alone."""
    answered = Q(**{f"{question}answer__isnull": False})
    skipped = Q(**{f"{question}skipped_at__isnull": False})
    return {
        "hints_available": Func(F(f"{question}hints"), function="cardinality", output_field=IntegerField())
        - F(f"{question}hints_used"),
        "answered": is_true(answered),
        "skipped": is_true(skipped & ~answered),
        "draft": only_if(
            Q(**{f"{question}draft_saved_at__isnull": False, f"{question}session__user": user.pk}),
            built(
                answer_text=F(f"{question}draft_text"),
                code_submission=F(f"{question}draft_code"),
                saved_at=IsoUTC(F(f"{question}draft_saved_at")),
            ),
        ),
    }


def is_true(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())
