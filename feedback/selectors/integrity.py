"""What feedback stores twice, or beside what tracking stores, compared."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from config.base.differences import Difference
from feedback.enums import DecisionStatus
from feedback.models import InterviewFeedback, NextStageDecision, SuitabilityOverride, SuitabilityScore
from tracking.enums import ProcessStatus
from tracking.models import Candidate, PanelMember


def differences() -> Iterator[Difference]:
    """Everything that differs; to be asked as the system, who sees all rows."""
    yield from panels()
    yield from proposals()
    yield from scores()


def panels() -> Iterator[Difference]:
    """A panel member has given feedback if and only if there is one of theirs."""
    theirs = InterviewFeedback.objects.filter(stage=OuterRef("stage"), author=OuterRef("user"))
    members = PanelMember.objects.order_by()
    for said, wrong in (
        ("feedback", members.filter(~Exists(theirs), feedback_at__isnull=False)),
        ("no feedback", members.filter(Exists(theirs), feedback_at=None)),
    ):
        for stage, user in wrong.values_list("stage", "user"):
            there = "no feedback" if said == "feedback" else "feedback"
            yield Difference("panel member", f"{stage}, {user}", said, there)


def proposals() -> Iterator[Difference]:
    """What waits to be decided belongs to a process that runs."""
    waiting = NextStageDecision.objects.filter(status=DecisionStatus.PROPOSED).order_by()
    for pk in waiting.exclude(process__status__in=ProcessStatus.OPEN).values_list("pk", flat=True):
        yield Difference("decision of an ended process", str(pk), DecisionStatus.PROPOSED, DecisionStatus.DISMISSED)


def scores() -> Iterator[Difference]:
    """A candidate's score is a person's word where there is one, else the last that was worked out."""
    said = SuitabilityOverride.objects.filter(candidate=OuterRef("pk")).values("value")
    worked_out = SuitabilityScore.objects.filter(candidate=OuterRef("pk")).order_by("-created_at", "-id")
    candidates = Candidate.objects.filter(anonymised_at=None).order_by()
    scored = candidates.annotate(
        is_scored=Exists(worked_out), due=Coalesce(Subquery(said), Subquery(worked_out.values("value")[:1]))
    )
    differing = scored.exclude(due=None, is_scored=False).exclude(overall_score=F("due"))
    for pk, stored, due in differing.values_list("pk", "overall_score", "due"):
        if stored != due:
            yield Difference("suitability", str(pk), stored, due)
