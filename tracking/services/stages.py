"""Stages: added in order, rescheduled, staffed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from config.base.constraints import refusals
from config.base.errors import Conflict, Forbidden, Invalid, Missing
from config.base.models import User
from config.base.roles import Role
from config.base.versions import Versions
from tracking.enums import StageOutcome
from tracking.models import InterviewProcess, InterviewStage, PanelMember
from tracking.services.locks import lock_process, lock_stage
from tracking.services.names import check_name
from tracking.services.processes import require_open
from tracking.services.status import touch
from tracking.signals import panel_changed, stage_added
from tracking.statuses import derive_stage_type
from tracking.validators import MAX_NAMES, MAX_STAGES, check_date, without_repeats

EDITABLE = ("stage_name", "stage_type", "scheduled_date", "interviewer_names", "next_steps", "feedback_notes")


def add_stage(
    process_id: UUID,
    *,
    actor: User | None,
    stage_name: str,
    stage_order: int | None = None,
    stage_type: str | None = None,
    interviewers: Sequence[User] = (),
    versions: Versions = None,
    **fields: Any,
) -> InterviewStage:
    """Adds a stage at the end, or before pending ones, which move up. Raises Conflict, Invalid, Missing."""
    check_fields({"stage_name": stage_name, **fields})
    with refusals(), transaction.atomic():
        process = lock_process(process_id, actor, versions)
        require_open(process)
        order = make_room(process, stage_order)
        stage = InterviewStage.objects.create(
            process=process,
            stage_name=stage_name.strip(),
            stage_type=stage_type or derive_stage_type(stage_name),
            stage_order=order,
            **cleaned(fields),
        )
        set_panel(stage, interviewers)
        touch(process)
        stage_added.send(InterviewStage, stage=stage, actor=actor)
    return stage


def make_room(process: InterviewProcess, wanted: int | None) -> int:
    """The place of the new stage; pending stages from there on move up by one."""
    orders = dict(process.stages.values_list("stage_order", "outcome"))
    next_order = len(orders) + 1
    order = next_order if wanted is None else wanted
    if next_order > MAX_STAGES:
        raise Invalid(f"A process has at most {MAX_STAGES} stages.", code="too_many_stages")
    if order > next_order:
        raise Invalid(f"The next stage is {next_order}.", code="not_sequential", attr="stage_order")
    if any(outcome != StageOutcome.PENDING for place, outcome in orders.items() if place >= order):
        raise Conflict(
            f"Place {order} is taken, and a stage from there on is no longer pending.",
            code="stage_order_taken",
            attr="stage_order",
        )
    if order < next_order:
        # Checked at the end of the statement, the places stay unique.
        process.stages.filter(stage_order__gte=order).update(stage_order=F("stage_order") + 1, version=F("version") + 1)
    return order


def update_stage(
    pk: UUID, *, actor: User, versions: Versions = None, interviewers: Sequence[User] | None = None, **changes: Any
) -> InterviewStage:
    """Changes the EDITABLE fields, or the panel. Saying what is so already changes nothing.

    Raises Missing, Stale, Conflict once the process has ended, Forbidden for interviewers.
    """
    with refusals(), transaction.atomic():
        if not actor.has_role(Role.RECRUITER, Role.MANAGER):
            if not InterviewStage.objects.visible_to(actor).filter(pk=pk).exists():
                raise Missing("Not found.")
            raise Forbidden("Interviewers record outcomes; the recruiter plans the stages.")
        stage = lock_stage(pk, actor, versions)
        check_fields(changes)
        new = cleaned(changes)
        changed = [name for name, value in new.items() if getattr(stage, name) != value]
        staffing = interviewers is not None and set(interviewers) != set(stage.interviewers.all())
        if not changed and not staffing:
            return stage
        require_open(stage.process)
        for name in changed:
            setattr(stage, name, new[name])
        if staffing:
            set_panel(stage, interviewers or ())
            panel_changed.send(InterviewStage, stage=stage, actor=actor)
        touch(stage, *changed)
        touch(stage.process)
    return stage


def set_panel(stage: InterviewStage, users: Sequence[User]) -> None:
    """Who is on the panel already stays, whatever became of their account; a recruiter needs the interviewer's role."""
    heard = dict(PanelMember.objects.filter(stage=stage).values_list("user_id", "feedback_at"))
    if any(at is not None for pk, at in heard.items() if pk not in {user.pk for user in users}):
        raise Conflict("Who has given feedback stays on the panel.", code="feedback_given", attr="interviewers")
    members = set(heard)
    for user in users:
        if user.pk not in members and not (user.is_active and user.has_role(Role.INTERVIEWER, Role.MANAGER)):
            raise Invalid(f"{user.display_name} is no interviewer.", code="not_an_interviewer", attr="interviewers")
    PanelMember.objects.filter(stage=stage).exclude(user__in=users).delete()
    added = [PanelMember(stage=stage, process_id=stage.process_id, user=user) for user in users]
    PanelMember.objects.bulk_create(added, ignore_conflicts=True)


def check_fields(fields: dict[str, Any]) -> None:
    if "stage_name" in fields:
        check_name(fields["stage_name"], "stage_name")
    check_date(fields.get("scheduled_date"), "scheduled_date")
    if len(fields.get("interviewer_names") or ()) > MAX_NAMES:
        raise Invalid(f"At most {MAX_NAMES} names.", code="max_length", attr="interviewer_names")


def cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    changes = dict(fields)
    if "interviewer_names" in changes:
        changes["interviewer_names"] = without_repeats(changes["interviewer_names"])
    if "stage_name" in changes:
        changes["stage_name"] = changes["stage_name"].strip()
    return changes
