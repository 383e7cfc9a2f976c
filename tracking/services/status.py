"""The one writer of process, offer and candidate statuses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from config.postgres.identity import SYSTEM, acting_as
from tracking.enums import CandidateStatus, OfferStatus, ProcessStatus
from tracking.models import Candidate, InterviewProcess, InterviewStage, Offer
from tracking.services.history import History
from tracking.services.placements import sync_placement
from tracking.statuses import derive_candidate_status, derive_process_status
from tracking.transitions import CANDIDATE, OFFER, PROCESS


def change_offer_status(offer: Offer, new: OfferStatus, history: History) -> None:
    """Moves a locked offer. Raises InvalidTransition. The process's own status is settled by the caller."""
    OFFER.check(offer.status, new)
    old, offer.status = offer.status, new
    touch(offer, "status")
    history.add(offer, old, new)


# With the candidate's other processes, since whoever ends one needs these next, and has few statements to spend.
END_OFFER = """
    WITH open AS (SELECT id, status FROM tracking_offer WHERE process_id = %(process)s AND status = ANY (%(open)s)
                  FOR UPDATE),
    ended AS (
        UPDATE tracking_offer SET status = CASE open.status WHEN 'extended' THEN %(if_extended)s ELSE 'superseded' END,
               version = version + 1, updated_at = %(now)s
          FROM open WHERE tracking_offer.id = open.id
        RETURNING tracking_offer.id, open.status AS before, tracking_offer.status AS after)
    SELECT id, before, after, NULL::timestamptz FROM ended
    UNION ALL
    SELECT NULL, NULL, status, ended_at FROM tracking_interviewprocess
     WHERE candidate_id = %(candidate)s AND id <> %(process)s
"""
Standing = tuple[str, datetime | None]


def end_open_offer(process: InterviewProcess, if_extended: OfferStatus, history: History) -> list[Standing]:
    """Ends the open offer of a locked process, if it has one: what was only prepared is superseded.

    Gives status and end of the candidate's other processes, whoever leads them.
    """
    OFFER.check(OfferStatus.EXTENDED, if_extended)
    said: dict[str, Any] = {"process": process.pk, "candidate": process.candidate_id, "open": list(OfferStatus.OPEN)}
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(END_OFFER, said | {"if_extended": if_extended, "now": timezone.now()})
        rows = cursor.fetchall()
    for pk, old, new, _ in rows:
        if pk is not None:
            history.add(Offer(pk=pk, process=process), old, new)
    return [(status, ended_at) for pk, _, status, ended_at in rows if pk is None]


def settle_process(
    process: InterviewProcess,
    *fields: str,
    offer: Offer | None,
    history: History,
    correcting: bool = False,
    others: list[Standing] | None = None,
) -> None:
    """Saves a locked process after its facts changed, and lets everything that follows from them follow.

    `offer` is the latest one that is not superseded; `fields` are those the caller has set; `others` are the
    candidate's other processes where the caller knows them. Raises InvalidTransition where the facts give a status
    that may not follow the present one.
    """
    old = process.status
    new = derive_process_status(process.closing, process.on_hold, offer.status if offer else None)
    if new == old:
        touch(process, *fields)
        return
    PROCESS.check(old, new, correcting=correcting)
    process.status = new
    # created_at is the database's time: a clock that lags behind it must not end a process before its start.
    process.ended_at = max(timezone.now(), process.created_at) if new in ProcessStatus.ENDED else None
    touch(process, "status", "ended_at", *fields)
    history.add(process, old, new)
    if ProcessStatus.OFFER_ACCEPTED in (old, new):
        sync_placement(process, offer)
    if others is None:
        refresh_candidate(process.candidate, history)
    else:
        derive_candidate(process.candidate, [*others, (process.status, process.ended_at)], history)


def refresh_candidate(candidate: Candidate, history: History) -> None:
    """Derives a locked candidate's status anew from all their processes, whoever leads them."""
    with acting_as(SYSTEM):
        derive_candidate(candidate, list(candidate.processes.values_list("status", "ended_at")), history)


def derive_candidate(candidate: Candidate, processes: list[Standing], history: History) -> None:
    open_ = [status for status, ended_at in processes if ended_at is None]
    ended = sorted((ended_at, status) for status, ended_at in processes if ended_at is not None)
    new = derive_candidate_status(candidate.status, open_, ended[-1][1] if ended else None)
    change_candidate_status(candidate, new, history)


def change_candidate_status(candidate: Candidate, new: CandidateStatus, history: History) -> None:
    change_candidate_statuses([candidate], new, history)


def change_candidate_statuses(candidates: Iterable[Candidate], new: CandidateStatus, history: History) -> None:
    """Moves locked candidates by one statement; the same status again is no change."""
    moved = list({candidate.pk: candidate for candidate in candidates if candidate.status != new}.values())
    if not moved:
        return
    now = timezone.now()
    for candidate in moved:
        CANDIDATE.check(candidate.status, new)
        old, candidate.status, candidate.updated_at = candidate.status, new, now
        history.add(candidate, old, new)
    Candidate.objects.filter(pk__in=[candidate.pk for candidate in moved]).update(status=new, updated_at=now)


def touch(row: InterviewProcess | InterviewStage | Offer, *fields: str) -> None:
    """Saves the named fields of a locked row as its next version."""
    row.version += 1
    row.updated_at = timezone.now()
    row.save(update_fields=[*fields, "version", "updated_at"])
