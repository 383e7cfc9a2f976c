"""Which stage a feedback is about, as far as its author sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from django.db.models import Q

from config.base.models import User
from config.postgres.identity import SYSTEM, acting_as
from tracking.enums import StageOutcome
from tracking.models import InterviewStage


class Naming(Protocol):
    """What names an interview, and for whom."""

    @property
    def interview_id(self) -> UUID: ...

    @property
    def author(self) -> User: ...


def stages_named(namings: Sequence[Naming]) -> list[UUID | None]:
    """The stage that each means: by its own id, or by its process's the current one (the first pending, else the last).

    None where there is no such interview, or not for this author. One query for each author.
    """
    found: dict[tuple[UUID, UUID], UUID] = {}
    for author in {naming.author.pk: naming.author for naming in namings}.values():
        wanted = {naming.interview_id for naming in namings if naming.author.pk == author.pk}
        found |= {(author.pk, interview_id): stage for interview_id, stage in seen_by(author, wanted).items()}
    return [found.get((naming.author.pk, naming.interview_id)) for naming in namings]


def seen_by(author: User, interview_ids: set[UUID]) -> dict[UUID, UUID]:
    with acting_as(SYSTEM):  # an author whom a service names is not the one who asks
        rows = InterviewStage.objects.visible_to(author).filter(Q(pk__in=interview_ids) | Q(process__in=interview_ids))
        stages = list(rows.order_by("stage_order").values_list("pk", "process_id", "outcome"))
    found = {pk: pk for pk, _, _ in stages if pk in interview_ids}
    for pending in (False, True):  # the last of all, unless there is a pending one: of those the first
        for pk, process_id, outcome in reversed(stages):
            if process_id in interview_ids and (outcome == StageOutcome.PENDING) == pending:
                found[process_id] = pk if pending else found.get(process_id, pk)
    return found
