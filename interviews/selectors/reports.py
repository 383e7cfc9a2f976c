"""What the report of a session and the list of past interviews are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject

from config.base.errors import Conflict, Missing
from config.base.models import User
from interviews.enums import SessionStatus
from interviews.models import InterviewQuestion, InterviewSession
from interviews.remarks import Said
from interviews.reports import Place, Report, judged_part, make_report

OF_QUESTION = (
    *("order", "question_text", "category", "focus", "difficulty", "skill_tags_json", "is_followup", "hints_used"),
    *("shown_at", "skipped_at"),
)
OF_ANSWER = (
    *("answer_text", "code_submission", "score", "machine_score", "overridden", "evaluation_status", "scores_json"),
    *("feedback_json", "evaluation_json", "time_taken", "time_seconds", "revision_count"),
)
FULL_MARKS = 5
TREND_POINTS = 30


@dataclass(frozen=True, slots=True)
class SessionReport:
    """The session with role, module and user at hand, and what was asked for beside it in the same statement."""

    session: InterviewSession
    report: Report
    beside: Any


@dataclass(frozen=True, slots=True)
class ScoredSession:
    ended_at: datetime
    score: float
    scored: int
    total: int


def read_report(user: User, pk: UUID, *, beside: Combinable | None = None) -> SessionReport:
    """One statement, so one snapshot: no judgement can come between the score and the answers.

    Raises Missing, Conflict while the session runs.
    """
    rows = InterviewSession.objects.visible_to(user).select_related("role_selected", "module", "user")
    extra = {"beside": beside} if beside is not None else {}
    session = rows.annotate(places=places_of_session(), **extra).filter(pk=pk).first()
    if session is None:
        raise Missing("Not found.")
    if session.is_open:
        raise Conflict("The session still runs: its report comes when it has ended.", code="session_open")
    report = make_report(
        [place_of(row) for row in session.places],
        [said for row in session.places for said in remarks_of(row, "strengths")],
        [said for row in session.places for said in remarks_of(row, "weaknesses")],
        timed_out=session.status == SessionStatus.ABANDONED,
    )
    return SessionReport(session, report, getattr(session, "beside", None))


def places_of_session() -> ArraySubquery:
    questions = InterviewQuestion.objects.filter(session=OuterRef("pk")).order_by("order")
    return ArraySubquery(places(questions).values("built"))


def places(questions: QuerySet[Any]) -> QuerySet[Any]:
    """Each question with `built`: itself and its answer, what place_of reads."""
    columns = {
        **{name: F(name) for name in OF_QUESTION},
        **{name: F(f"answer__{name}") for name in OF_ANSWER},
        "question_id": F("pk"),
    }
    return questions.annotate(built=JSONObject(**columns))


def place_of(row: Mapping[str, Any]) -> Place:
    answered = row["answer_text"] is not None
    asked = {name: row[name] for name in ("question_id", *OF_QUESTION) if name not in ("shown_at", "skipped_at")}
    given = {name: row[name] for name in OF_ANSWER if name != "evaluation_json"} if answered else {}
    return Place(
        **asked,
        **given,
        asked=answered or row["shown_at"] is not None,
        skipped=not answered and row["skipped_at"] is not None,
        evaluation=judged_part(row["evaluation_json"]) if answered else None,
    )


def remarks_of(row: Mapping[str, Any], kind: str) -> Iterable[Said]:
    """Of an answer, with what each quotes; an imported one has only the sentences."""
    feedback, evaluation, scores = (row[name] or {} for name in ("feedback_json", "evaluation_json", "scores_json"))
    remarks = evaluation.get("remarks") or {kind: [{"text": text} for text in feedback.get(kind, ())]}
    for remark in remarks.get(kind, ()):
        dimension = remark.get("dimension")
        score = scores.get(dimension)
        weight = 0.0 if score is None else score if kind == "strengths" else FULL_MARKS - score
        yield Said(
            order=row["order"],
            text=remark["text"],
            dimension=dimension,
            weight=weight,
            quote=remark.get("quote"),
            point=remark.get("point"),
        )


def past_sessions(user: User, *, type: str = "", status: str = "") -> QuerySet[Any]:
    """The user's own, newest first."""
    wanted = {name: value for name, value in (("type", type), ("status", status)) if value}
    return visible_sessions(user).filter(user=user, **wanted)


def visible_sessions(user: User) -> QuerySet[Any]:
    """Each with `total` questions, `answered` and `scored` ones."""
    seen: QuerySet[Any] = InterviewSession.objects.visible_to(user)
    return seen.select_related("role_selected", "module").annotate(
        total=count_of_session(Count("pk")),
        answered=count_of_session(Count("answer")),
        scored=count_of_session(Count("answer", filter=Q(answer__score__isnull=False))),
    )


def count_of_session(count: Count) -> Coalesce:
    questions = InterviewQuestion.objects.filter(session=OuterRef("pk")).order_by().values("session")
    return Coalesce(Subquery(questions.annotate(found=count).values("found")), 0)


def score_trend(user: User, *, type: str = "", status: str = "") -> list[ScoredSession]:
    """The last scored sessions by their end, oldest first."""
    rows = past_sessions(user, type=type, status=status).filter(overall_score__isnull=False)
    last = rows.order_by("-ended_at", "-id").values_list("ended_at", "overall_score", "scored", "total")[:TREND_POINTS]
    return [ScoredSession(ended_at, float(score), scored, total) for ended_at, score, scored, total in reversed(last)]
