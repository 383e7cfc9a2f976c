"""Statuses derived from facts. Pure: the whole tables are tested without a database."""

from __future__ import annotations

from collections.abc import Sequence

from tracking.enums import CandidateStatus, OfferStatus, ProcessStatus, StageType

BY_OFFER = {
    OfferStatus.EXTENDED: ProcessStatus.OFFER_EXTENDED,
    OfferStatus.ACCEPTED: ProcessStatus.OFFER_ACCEPTED,
    OfferStatus.DECLINED: ProcessStatus.OFFER_DECLINED,
}


def derive_process_status(closing: str | None, on_hold: bool, offer: str | None) -> ProcessStatus:
    """The explicit closing wins, then hold, then the latest offer (superseded ones do not count)."""
    if closing:
        return ProcessStatus(closing)
    if on_hold:
        return ProcessStatus.ON_HOLD
    return BY_OFFER.get(OfferStatus(offer), ProcessStatus.IN_PROGRESS) if offer else ProcessStatus.IN_PROGRESS


def derive_candidate_status(current: str, open_: Sequence[str], last_ended: str | None) -> CandidateStatus:
    """From the statuses of the open processes and of the one that ended last.

    A running process hides that an earlier one was rejected. What feedback set (feedback received, in review) stays
    while a process runs; who withdrew or declined is available again. Archived stays until a new process opens.
    """
    if ProcessStatus.OFFER_EXTENDED in open_:
        return CandidateStatus.OFFER
    if open_:
        kept = (CandidateStatus.FEEDBACK_RECEIVED, CandidateStatus.IN_REVIEW)
        return CandidateStatus(current) if current in kept else CandidateStatus.ACTIVE
    if current == CandidateStatus.ARCHIVED:
        return CandidateStatus.ARCHIVED
    if last_ended is None:
        return CandidateStatus(current)
    ended = {
        ProcessStatus.OFFER_ACCEPTED: CandidateStatus.PLACED,
        ProcessStatus.REJECTED_BY_COMPANY: CandidateStatus.REJECTED,
    }
    return ended.get(ProcessStatus(last_ended), CandidateStatus.ACTIVE)


# Looked for in a stage's name, in this order: "second technical round" is a second round.
STAGE_TYPE_WORDS: tuple[tuple[StageType, tuple[str, ...]], ...] = (
    (StageType.SECOND_ROUND, ("second round", "second", "2nd", "round 2", "follow-up", "follow up")),
    (StageType.OFFER_REVIEW, ("offer",)),
    (StageType.PHONE_SCREEN, ("phone", "screen", "intro call", "telephone")),
    (StageType.HIRING_MANAGER, ("hiring manager", "manager")),
    (StageType.ONSITE, ("onsite", "on-site", "on site", "final panel", "panel", "loop")),
    (StageType.TECHNICAL, ("tech", "coding", "code", "system design", "take-home", "take home", "pair programming")),
)


def derive_stage_type(stage_name: str) -> StageType:
    """ "Phone Screen" -> phone_screen, "tech round 1" -> technical; what says nothing known is other."""
    words = " ".join(stage_name.casefold().replace("_", " ").split())
    exact = words.replace(" ", "_").replace("-", "_")
    if exact in StageType.values:
        return StageType(exact)
    found = (stage_type for stage_type, hints in STAGE_TYPE_WORDS if any(hint in words for hint in hints))
    return next(found, StageType.OTHER)
