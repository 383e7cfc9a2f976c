"""What follows from how one process stands, made right once more: its placement, its figures, its feeder's rate."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID

import structlog
from django.db import transaction

from analytics.measures import STARTED, status_of
from analytics.selectors.reading import counts
from analytics.selectors.selection import Selection
from analytics.services.folding import fold_one
from config.postgres.identity import SYSTEM, acting_as
from tracking.enums import ProcessStatus
from tracking.models import InterviewProcess, Placement
from tracking.services.locks import lock_process
from tracking.services.offers import decisive_offer
from tracking.services.placements import sync_placement

log = structlog.stdlib.get_logger(__name__)

PLACED = status_of(ProcessStatus.OFFER_ACCEPTED)


@dataclass(frozen=True)
class ProcessOutcome:
    """`placement` says what was done about it: made, reversed or kept. The feeder's figures are None without one."""

    process: UUID
    status: str
    placement: str
    feeder: UUID | None
    sourced: int | None
    placements: int | None
    conversion_rate: float | None


def process_interview_outcome(process_id: UUID) -> ProcessOutcome:
    """Repairs placement and figures of one process where they differ, and logs a line. Raises Missing, OtherDays.

    Everything here is kept up by each write; this is for when it was not, and a second time changes nothing.
    """
    with acting_as(SYSTEM):
        with transaction.atomic():
            process = lock_process(process_id, None)
            placement = repair_placement(process)
        fold_one(process_id)
        sourced, placements = rates_of(process.feeder_id)
    outcome = ProcessOutcome(
        process=process.pk,
        status=process.status,
        placement=placement,
        feeder=process.feeder_id,
        sourced=sourced,
        placements=placements,
        conversion_rate=placements / sourced if placements is not None and sourced else None,
    )
    log.info("process_outcome", **{name: told(value) for name, value in asdict(outcome).items()})
    return outcome


def repair_placement(process: InterviewProcess) -> str:
    standing = Placement.objects.filter(process=process, reversed_at=None)
    before = standing.exists()
    sync_placement(process, decisive_offer(process))
    after = standing.exists()
    return "kept" if before == after else "made" if after else "reversed"


def rates_of(feeder: UUID | None) -> tuple[int | None, int | None]:
    if feeder is None:
        return None, None
    [row] = counts(Selection(feeder=feeder), (STARTED, PLACED))
    return row[STARTED], row[PLACED]


def told(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
