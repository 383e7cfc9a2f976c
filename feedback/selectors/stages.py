"""Which stage a feedback is about, as far as the one who sends it sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from config.base.models import User
from config.base.roles import Role
from config.postgres.identity import SYSTEM, acting_as
from tracking.enums import StageOutcome
from tracking.models import InterviewStage


def stages_named(interview_ids: Sequence[UUID], actor: User) -> list[UUID | None]:
    """The stage that each means: by its own id, or by its process's the current one (the first pending, else the last).

    None where there is no such interview, or not for the actor; a service, which acts for the whole house, sees all.
    One query.
    """
    with acting_as(SYSTEM):
        rows = (
            InterviewStage.objects.all() if actor.has_role(Role.SERVICE) else InterviewStage.objects.visible_to(actor)
        )
        found = meant(rows, interview_ids)
    return [found.get(interview_id) for interview_id in interview_ids]


def meant(rows: Any, interview_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    wanted = set(interview_ids)
    rows = rows.filter(Q(pk__in=wanted) | Q(process__in=wanted)).order_by("stage_order")
    stages = list(rows.values_list("pk", "process_id", "outcome"))
    found = {pk: pk for pk, _, _ in stages if pk in wanted}
    for pending in (False, True):  # the last of all, unless there is a pending one: of those the first
        for pk, process_id, outcome in reversed(stages):
            if process_id in wanted and (outcome == StageOutcome.PENDING) == pending:
                found[process_id] = pk if pending else found.get(process_id, pk)
    return found
