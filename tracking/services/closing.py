"""How a process ends, pauses and starts again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from config.base.constraints import refusals
from config.base.errors import Conflict, Invalid, InvalidTransition
from config.base.models import User
from config.base.versions import Versions
from tracking.enums import OfferStatus, ProcessStatus
from tracking.models import InterviewProcess, InterviewStage, Offer
from tracking.services.history import History, history_of
from tracking.services.locks import lock_process
from tracking.services.offers import decisive_offer, settle_offer
from tracking.services.status import change_offer_status, end_open_offer, settle_process

# What becomes of an extended offer when the process is closed without its answer.
OFFER_AFTER = {
    ProcessStatus.REJECTED_BY_COMPANY: OfferStatus.RESCINDED,
    ProcessStatus.CANDIDATE_WITHDREW: OfferStatus.DECLINED,
}
BY_ANSWER = {
    ProcessStatus.OFFER_ACCEPTED: OfferStatus.ACCEPTED,
    ProcessStatus.OFFER_DECLINED: OfferStatus.DECLINED,
}


@transaction.atomic
def complete_process(
    pk: UUID,
    *,
    actor: User,
    final_status: ProcessStatus,
    rejection_reason: str | None = None,
    withdrawal_reason: str | None = None,
    reason: str = "",
    offer_details: dict[str, Any] | None = None,
    versions: Versions = None,
) -> InterviewProcess:
    """Ends a process. The same ending again changes nothing; another one is a Conflict.

    offer_accepted and offer_declined settle the extended offer (Conflict where there is none); `offer_details` are
    the terms agreed on in the end, kept as a further version of the offer.
    """
    process = lock_process(pk, actor, versions)
    check_reasons(final_status, rejection_reason, withdrawal_reason)
    if offer_details and final_status != ProcessStatus.OFFER_ACCEPTED:
        raise Invalid("Only an accepted offer has details.", attr="offer_details")
    if process.status == final_status:
        return process
    with history_of(actor, reason) as history:
        if final_status in BY_ANSWER:
            answer = BY_ANSWER[final_status]
            settle_offer(extended_offer(process), answer, history, withdrawal_reason, offer_details)
        else:
            close_process(process, ProcessStatus(final_status), history, rejection_reason, withdrawal_reason)
    return process


def extended_offer(process: InterviewProcess) -> Offer:
    offer = decisive_offer(process)
    if offer is None or offer.status != OfferStatus.EXTENDED:
        raise Conflict("No offer is extended: extend one first.", code="no_extended_offer")
    return offer


def close_process(
    process: InterviewProcess,
    closing: ProcessStatus,
    history: History,
    rejection_reason: str | None = None,
    withdrawal_reason: str | None = None,
    stage: InterviewStage | None = None,
) -> None:
    """Closes a locked process by a decision; open offers end with it. Raises InvalidTransition."""
    if not process.is_open:
        raise InvalidTransition(f"The process has ended as {process.status}: reopen it before you end it otherwise.")
    others = end_open_offer(process, OFFER_AFTER[closing], history)
    process.closing, process.on_hold = closing, False
    process.closed_by_stage = stage
    process.rejection_reason, process.withdrawal_reason = rejection_reason, withdrawal_reason
    process.final_outcome = history.reason or rejection_reason or withdrawal_reason or closing
    settle_process(
        process,
        "closing",
        "on_hold",
        "closed_by_stage",
        "rejection_reason",
        "withdrawal_reason",
        "final_outcome",
        offer=None,
        history=history,
        others=others,
    )


@transaction.atomic
def hold_process(pk: UUID, *, actor: User, reason: str = "", versions: Versions = None) -> InterviewProcess:
    """Pauses a running process; on hold already, nothing changes. Raises InvalidTransition."""
    process = lock_process(pk, actor, versions)
    return set_hold(process, True, actor, reason)


@transaction.atomic
def resume_process(pk: UUID, *, actor: User, reason: str = "", versions: Versions = None) -> InterviewProcess:
    """Takes a process off hold; running already, nothing changes. Raises InvalidTransition."""
    process = lock_process(pk, actor, versions)
    return set_hold(process, False, actor, reason)


def set_hold(process: InterviewProcess, on_hold: bool, actor: User, reason: str) -> InterviewProcess:
    wanted = ProcessStatus.ON_HOLD if on_hold else ProcessStatus.IN_PROGRESS
    if process.status == wanted:
        return process
    if process.status not in (ProcessStatus.IN_PROGRESS, ProcessStatus.ON_HOLD):
        verb = "put on hold" if on_hold else "resumed"
        raise InvalidTransition(f"The process is {process.status} and cannot be {verb}.")
    process.on_hold = on_hold
    with history_of(actor, reason) as history:
        settle_process(process, "on_hold", offer=None, history=history)
    return process


def reopen_process(pk: UUID, *, actor: User, reason: str, versions: Versions = None) -> InterviewProcess:
    """Starts an ended process again: its offer no longer stands, its placement is reversed. Needs a reason."""
    with refusals(), transaction.atomic():
        process = lock_process(pk, actor, versions)
        if not reason.strip():
            raise Invalid("Say why it is reopened.", code="required", attr="reason")
        if process.is_open:
            raise InvalidTransition(f"The process is {process.status}: only an ended one can be reopened.")
        with history_of(actor, reason) as history:
            reopen(process, history)
    return process


def reopen(process: InterviewProcess, history: History) -> None:
    """Starts a locked, ended process again; the offer that stood is superseded."""
    offer = decisive_offer(process)
    if offer is not None:
        change_offer_status(offer, OfferStatus.SUPERSEDED, history)
    process.closing = process.closed_by_stage = None
    process.rejection_reason = process.withdrawal_reason = None
    process.final_outcome = ""
    settle_process(
        process,
        "closing",
        "closed_by_stage",
        "rejection_reason",
        "withdrawal_reason",
        "final_outcome",
        offer=None,
        history=history,
        correcting=True,
    )


def check_reasons(final_status: str, rejection_reason: str | None, withdrawal_reason: str | None) -> None:
    if final_status not in ProcessStatus.ENDED:
        raise Invalid(f"One of {', '.join(ProcessStatus.ENDED)}.", attr="final_status")
    if rejection_reason and final_status != ProcessStatus.REJECTED_BY_COMPANY:
        raise Invalid("Only a rejection has a rejection reason.", attr="rejection_reason")
    if withdrawal_reason and final_status not in ProcessStatus.WITH_WITHDRAWAL_REASON:
        raise Invalid("Only a withdrawal or a declined offer has a withdrawal reason.", attr="withdrawal_reason")
