"""What waits for a manager's decision, with what one needs to know to take it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Prefetch, QuerySet
from django.utils import timezone

from config.base.models import User
from feedback.enums import DecisionAction, DecisionStatus
from feedback.models import DecisionChange, InterviewFeedback, NextStageDecision, SuitabilityScore

# How far back it goes, and how many are shown.
LATELY = timedelta(days=14)
MOST_LATELY = 10
# A decision may have waited before it was taken; this keeps to the index of their age.
WAITED = timedelta(days=60)


@dataclass(frozen=True)
class Waiting:
    """How many proposals wait, by action."""

    by_action: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_action.values())


def proposals_of(user: User) -> QuerySet[Any]:
    return NextStageDecision.objects.visible_to(user).filter(status=DecisionStatus.PROPOSED)


def waiting(user: User) -> Waiting:
    counts = proposals_of(user).order_by().values("action").annotate(n=Count("pk"))
    found = {row["action"]: row["n"] for row in counts}
    return Waiting({action: found[action] for action in DecisionAction.values if action in found})


def how_many_wait(user: User) -> int:
    return proposals_of(user).count()


def queue(user: User, action: str = "", due_first: bool = False) -> QuerySet[Any]:
    """Those who wait longest first; or those which apply themselves soonest, and then the others."""
    rows = proposals_of(user).filter(**({"action": action} if action else {}))
    rows = rows.select_related("candidate", "process__company", "stage", "rule")
    order: tuple[Any, ...] = (F("apply_at").asc(nulls_last=True),) if due_first else ()
    return rows.order_by(*order, "created_at", "pk")


def said_on(stage_ids: Iterable[UUID], user: User) -> dict[UUID, list[InterviewFeedback]]:
    """What the panels said, as far as the user may read it, in the order in which it came in."""
    rows = InterviewFeedback.objects.visible_to(user).filter(stage__in=list(stage_ids)).select_related("author")
    found: dict[UUID, list[InterviewFeedback]] = defaultdict(list)
    for row in rows.order_by("received_at", "pk"):
        found[row.stage_id].append(row)
    return found


def latest_scores(candidate_ids: Iterable[UUID], user: User) -> dict[UUID, SuitabilityScore]:
    rows = SuitabilityScore.objects.visible_to(user).filter(candidate__in=list(candidate_ids), value__isnull=False)
    latest = rows.select_related("model").order_by("candidate_id", "-created_at", "-pk").distinct("candidate_id")
    return {score.candidate_id: score for score in latest}


def lately_decided(user: User) -> Sequence[NextStageDecision]:
    """Newest first, each with its steps."""
    now = timezone.now()
    rows = NextStageDecision.objects.visible_to(user).exclude(status=DecisionStatus.PROPOSED)
    lately = rows.filter(created_at__gte=now - WAITED, decided_at__gte=now - LATELY)
    steps = Prefetch("changes", DecisionChange.objects.select_related("by").order_by("at", "id"))
    related = lately.select_related("candidate", "process__company", "stage").prefetch_related(steps)
    return list(related.order_by("-decided_at", "-pk")[:MOST_LATELY])
