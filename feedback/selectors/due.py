"""Who owes feedback: panel members who have said nothing of a stage that took place, while its process runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from config.base.clock import business_today
from config.base.models import User
from config.base.roles import Role
from config.postgres.identity import SYSTEM, acting_as
from feedback.models import FeedbackReminder
from tracking.enums import ProcessStatus, StageOutcome
from tracking.models import PanelMember

NOT_HELD = (StageOutcome.CANCELLED, StageOutcome.NO_SHOW)
SHOWN = ("user", "stage", "process__candidate", "process__company")


@dataclass(frozen=True)
class Due:
    """One interviewer's missing feedback on one stage; `due_since` is the day of the interview."""

    stage_id: UUID
    process_id: UUID
    candidate_id: UUID
    candidate_name: str
    company_name: str
    role_title: str
    stage_name: str
    interviewer_id: UUID
    interviewer_name: str
    due_since: date
    reminders_sent: int
    last_reminder_at: datetime | None


@dataclass(frozen=True)
class Reminded:
    times: int
    last: datetime


def due_for(user: User, limit: int | None = None, among: Q | None = None) -> list[Due]:
    """An interviewer's own, those of a recruiter's processes, all for a manager; the latest interview first."""
    members = list(owing().filter(seen_by(user), among or Q()).select_related(*SHOWN)[:limit])
    reminded = reminders_of(members)
    return [as_due(member, reminded.get((member.stage_id, member.user_id))) for member in members]


def owing(today: date | None = None) -> QuerySet[Any]:
    """Panel members with `due_since`, whoever may see them."""
    today = today or business_today()
    held = Q(stage__completed_date__lte=today) | Q(stage__completed_date=None, stage__scheduled_date__lt=today)
    members = PanelMember.objects.filter(held, feedback_at=None, process__status__in=ProcessStatus.OPEN)
    members = members.exclude(stage__outcome__in=NOT_HELD).filter(process__candidate__anonymised_at=None)
    dated = members.annotate(due_since=Coalesce("stage__completed_date", "stage__scheduled_date"))
    return dated.order_by("-due_since", "stage_id", "pk")


def upcoming_for(user: User) -> QuerySet[Any]:
    """The user's seats on panels of stages to come, those without a date last."""
    today = business_today()
    to_come = Q(stage__scheduled_date__gte=today) | Q(stage__scheduled_date=None)
    seats = PanelMember.objects.filter(to_come, user=user, feedback_at=None, process__status__in=ProcessStatus.OPEN)
    seats = seats.filter(seen_by(user), stage__outcome=StageOutcome.PENDING).select_related(*SHOWN)
    return seats.order_by(F("stage__scheduled_date").asc(nulls_last=True), "pk")


def seen_by(user: User) -> Q:
    if user.has_role(Role.MANAGER):
        return Q()
    seen = Q(pk__in=[])
    if user.has_role(Role.RECRUITER):
        seen |= Q(process__recruiter=user)
    if user.has_role(Role.INTERVIEWER):
        seen |= Q(user=user)
    return seen


def reminders_of(members: Iterable[PanelMember]) -> dict[tuple[UUID, UUID], Reminded]:
    """By stage and user; a recruiter sees that a panel was reminded, so it is read as the system."""
    pairs = {(member.stage_id, member.user_id) for member in members}
    if not pairs:
        return {}
    stages, users = zip(*pairs, strict=True)
    with acting_as(SYSTEM):
        rows = FeedbackReminder.objects.filter(stage__in=stages, user__in=users).order_by()
        counted = rows.values_list("stage_id", "user_id").annotate(times=Count("pk"), last=Max("sent_at"))
        return {(stage, user): Reminded(times, last) for stage, user, times, last in counted}


def as_due(member: Any, reminded: Reminded | None) -> Due:
    process = member.process
    return Due(
        stage_id=member.stage_id,
        process_id=member.process_id,
        candidate_id=process.candidate_id,
        candidate_name=process.candidate.full_name,
        company_name=process.company.name,
        role_title=process.role_title,
        stage_name=member.stage.stage_name,
        interviewer_id=member.user_id,
        interviewer_name=member.user.display_name,
        due_since=member.due_since,
        reminders_sent=reminded.times if reminded else 0,
        last_reminder_at=reminded.last if reminded else None,
    )
