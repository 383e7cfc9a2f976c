"""Where a session stands for the one who takes it: its steps, the question at hand, the answer just given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from config.base.errors import Missing
from config.base.models import User
from interviews.models import AnswerRevision, InterviewQuestion, InterviewSession
from interviews.reports import Place
from interviews.selectors.reports import place_of, places


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A question of the queue. `text` is empty until it was asked."""

    question_id: UUID
    order: int
    asked: bool
    answered: bool
    skipped: bool
    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    session: InterviewSession
    steps: list[Step]

    def step_of(self, question_id: UUID) -> Step:
        """Raises Missing for a question of another session."""
        for step in self.steps:
            if step.question_id == question_id:
                return step
        raise Missing("Not found.")

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def answered(self) -> list[Step]:
        return [step for step in self.steps if step.answered]

    @property
    def skipped(self) -> list[Step]:
        return [step for step in self.steps if step.skipped]

    @property
    def waiting(self) -> list[Step]:
        return [step for step in self.steps if not step.answered and not step.skipped]

    @property
    def done(self) -> int:
        return self.total - len(self.waiting)

    @property
    def unanswered(self) -> int:
        return self.total - len(self.answered)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as the report shows it. `later_text` was sent after it, and does not count."""

    place: Place
    later_text: str
    later_code: str


def read_standing(user: User, pk: UUID) -> Standing:
    """Of the user's own session. Raises Missing."""
    columns = {name: F(name) for name in ("pk", "order", "question_text", "shown_at", "skipped_at", "answer__pk")}
    questions = InterviewQuestion.objects.filter(session=OuterRef("pk")).order_by("order")
    rows = InterviewSession.objects.owned_by(user).select_related("role_selected", "module")
    session = rows.annotate(steps=ArraySubquery(questions.values(built=JSONObject(**columns)))).filter(pk=pk).first()
    if session is None:
        raise Missing("Not found.")
    return Standing(session, [read_step(row) for row in session.steps])


def read_step(row: dict[str, Any]) -> Step:
    answered = row["answer__pk"] is not None
    skipped = not answered and row["skipped_at"] is not None
    asked = answered or skipped or row["shown_at"] is not None
    return Step(
        question_id=UUID(row["pk"]),
        order=row["order"],
        asked=asked,
        answered=answered,
        skipped=skipped,
        text=row["question_text"] if asked else "",
    )


def read_question(user: User, session_id: UUID, pk: UUID) -> InterviewQuestion:
    """A question that was asked, with its answer at hand. Raises Missing."""
    asked = InterviewQuestion.objects.owned_by(user).filter(Q(shown_at__isnull=False) | Q(answer__isnull=False))
    question: InterviewQuestion | None = (
        asked.select_related("session", "answer").filter(session=session_id, pk=pk).first()
    )
    if question is None:
        raise Missing("Not found.")
    return question


def read_given(user: User, session_id: UUID, pk: UUID) -> Given:
    """The answer to a question, and what was sent after it where that does not count. Raises Missing."""
    later = AnswerRevision.objects.filter(answer__question=OuterRef("pk"), number__gt=1, counts=False)
    sent = later.order_by("-number").values(sent=JSONObject(text="answer_text", code="code_submission"))[:1]
    answered = InterviewQuestion.objects.owned_by(user).filter(session=session_id, answer__isnull=False)
    row = places(answered.filter(pk=pk)).values("built", sent=Subquery(sent)).first()
    if row is None:
        raise Missing("Not found.")
    after = row["sent"] or {"text": "", "code": ""}
    return Given(place_of(row["built"]), after["text"], after["code"])
