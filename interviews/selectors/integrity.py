"""What sessions store twice, compared with what it follows from."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Avg, Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Round

from config.base.differences import Difference
from interviews.enums import Focus, SessionStatus
from interviews.models import BankQuestion, InterviewAnswer, InterviewSession, ScoreOverride


def differences() -> Iterator[Difference]:
    """Everything that differs; to be asked as the system, who sees all rows."""
    yield from session_scores()
    yield from answer_scores()
    yield from revision_counts()
    yield from bank_categories()


def session_scores() -> Iterator[Difference]:
    """An ended session's score is the mean of its answers' scores."""
    means = InterviewAnswer.objects.filter(question__session=OuterRef("pk")).order_by().values("question__session")
    mean = Subquery(means.annotate(mean=Round(Avg("score"), precision=1)).values("mean"))
    ended = InterviewSession.objects.filter(status__in=SessionStatus.ENDED).order_by().annotate(mean=mean)
    yield from unequal(ended, "session score", "overall_score", "mean")


def answer_scores() -> Iterator[Difference]:
    """A person's last judgement where there is one, else the machine's."""
    latest = ScoreOverride.objects.filter(answer=OuterRef("pk")).order_by("-at", "-id").values("score")[:1]
    answers = InterviewAnswer.objects.order_by().annotate(judged=Subquery(latest))
    answers = answers.annotate(due=Case(When(overridden=True, then=F("judged")), default=F("machine_score")))
    yield from unequal(answers, "answer score", "score", "due")


def revision_counts() -> Iterator[Difference]:
    answers = InterviewAnswer.objects.order_by().annotate(kept=Count("revisions") - 1)
    yield from unequal(answers.filter(kept__gte=0), "revisions", "revision_count", "kept")


def unequal(rows: QuerySet, rule: str, stored: str, due: str) -> Iterator[Difference]:
    differs = ~Q(**{stored: F(due)}) | Q(**{f"{stored}__isnull": True, f"{due}__isnull": False})
    differs |= Q(**{f"{stored}__isnull": False, f"{due}__isnull": True})
    agree = Q(**{f"{stored}__isnull": True, f"{due}__isnull": True})
    for pk, found, expected in rows.filter(differs).exclude(agree).values_list("pk", stored, due):
        yield Difference(rule, str(pk), found, expected)


def bank_categories() -> Iterator[Difference]:
    """Type and category follow from the focus."""
    for focus in Focus:
        wrong = BankQuestion.objects.filter(focus=focus).exclude(type=focus.type, category=focus.category)
        for pk, kind, category in wrong.order_by().values_list("pk", "type", "category"):
            yield Difference(
                "bank category", str(pk), f"{kind}, {category}", f"{focus.type.value}, {focus.category.value}"
            )
