"""Statuses derived from facts. Pure: the whole tables are tested without a database."""

from __future__ import annotations

import re
from collections.abc import Sequence

from config.base.text import fold
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


# Looked for at the beginning of words, in this order: what names its kind clearly comes first ("Hiring Manager
# Screen"), an ordinal alone last, so that "tech round 2" is as technical as "tech round 1".
STAGE_TYPE_WORDS: tuple[tuple[StageType, tuple[str, ...]], ...] = (
    (StageType.SECOND_ROUND, ("second round", "2nd round")),
    (StageType.OFFER_REVIEW, ("offer",)),
    (StageType.HIRING_MANAGER, ("hiring manager", r"hm\b")),
    (StageType.ONSITE, ("onsite", r"on site\b", "final panel", "final round", "final interview")),
    (StageType.PHONE_SCREEN, ("phone", "telephone")),
    (
        StageType.TECHNICAL,
        ("tech", "coding", "code", "system design", "take home", "pair programming", "whiteboard", "algorithm"),
    ),
    (StageType.PHONE_SCREEN, ("screen", r"intro\b", "introduct", "recruiter", "initial call")),
    (StageType.HIRING_MANAGER, ("manager",)),
    (StageType.ONSITE, ("panel", r"loop\b")),
    (StageType.SECOND_ROUND, ("second", "2nd", r"round (?:2|two)\b", "follow up", "followup")),
)
STAGE_TYPE_PATTERNS = [(kind, re.compile(rf"\b(?:{'|'.join(hints)})")) for kind, hints in STAGE_TYPE_WORDS]


def derive_stage_type(stage_name: str) -> StageType:
    """ "Phone Screen" -> phone_screen, "tech round 1" -> technical; what says nothing known is other."""
    words = re.sub(r"[\W_]+", " ", fold(stage_name)).strip()
    exact = words.replace(" ", "_")
    if exact in StageType.values:
        return StageType(exact)
    return next((kind for kind, pattern in STAGE_TYPE_PATTERNS if pattern.search(words)), StageType.OTHER)
