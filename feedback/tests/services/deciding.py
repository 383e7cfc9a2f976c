"""Stages on which a decision has fallen, reached as they are in life: by feedback."""

from __future__ import annotations

from typing import Any

from config.base.models import User
from config.testing.factories import UserFactory
from feedback.models import DecisionChange, Event, NextStageDecision
from feedback.services.intake import handle
from feedback.tests.factories import said
from tracking.models import InterviewStage
from tracking.tests.factories import StageFactory


def interviewer() -> User:
    user: User = UserFactory.create(roles=("interviewer",))
    return user


def stage_with(panel: int = 1, **fields: Any) -> tuple[InterviewStage, list[User]]:
    members = [interviewer() for _ in range(panel)]
    return StageFactory(panel=members, **fields), members


def decided(rating: float | None, *, panel: int = 1, **fields: Any) -> NextStageDecision:
    """The decision on a stage whose whole panel gave this rating."""
    stage, members = stage_with(panel, **fields)
    for member in members:
        receipt = handle(said(stage, member, rating), actor=member)
    assert receipt.decision is not None, receipt.decision_reason
    return fresh(receipt.decision)


def fresh(decision: NextStageDecision) -> NextStageDecision:
    found: NextStageDecision = NextStageDecision.objects.select_related(
        "process__candidate", "stage", "added_stage"
    ).get(pk=decision.pk)
    return found


def steps_of(decision: NextStageDecision) -> list[tuple[str | None, str]]:
    return list(DecisionChange.objects.filter(decision=decision).values_list("from_status", "to_status"))


def events_of(decision: NextStageDecision) -> list[str]:
    """Of the decision's process, in the order in which they are sent."""
    return list(
        Event.objects.filter(subject=decision.process_id).order_by("publication__id").values_list("type", flat=True)
    )
