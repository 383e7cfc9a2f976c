"""Which status may follow which: one table for each machine. API, admin, docs and database triggers read these."""

from __future__ import annotations

from config.base.transitions import TransitionTable
from tracking.enums import CandidateStatus, OfferStatus, ProcessStatus, StageOutcome

P, S, F, C = ProcessStatus, StageOutcome, OfferStatus, CandidateStatus

PROCESS = TransitionTable(
    "process",
    forward={
        P.IN_PROGRESS: frozenset({P.ON_HOLD, P.OFFER_EXTENDED, P.REJECTED_BY_COMPANY, P.CANDIDATE_WITHDREW}),
        P.ON_HOLD: frozenset({P.IN_PROGRESS, P.REJECTED_BY_COMPANY, P.CANDIDATE_WITHDREW}),
        P.OFFER_EXTENDED: frozenset(
            {P.OFFER_ACCEPTED, P.OFFER_DECLINED, P.REJECTED_BY_COMPANY, P.CANDIDATE_WITHDREW, P.IN_PROGRESS}
        ),
        P.OFFER_ACCEPTED: frozenset(),
        P.OFFER_DECLINED: frozenset(),
        P.REJECTED_BY_COMPANY: frozenset(),
        P.CANDIDATE_WITHDREW: frozenset(),
    },
    # Reopening, with a reason; a stage's correction reopens by the same way.
    corrections={P(ended): frozenset({P.IN_PROGRESS}) for ended in P.ENDED},
)

STAGE = TransitionTable(
    "stage",
    forward={
        S.PENDING: frozenset({S.PASSED, S.FAILED, S.NO_SHOW, S.CANCELLED}),
        S.PASSED: frozenset(),
        S.FAILED: frozenset(),
        S.NO_SHOW: frozenset({S.PENDING}),
        S.CANCELLED: frozenset({S.PENDING}),
    },
    corrections={old: frozenset(new for new in S if new != old) for old in S if old != S.PENDING},
)

OFFER = TransitionTable(
    "offer",
    forward={
        F.DRAFT: frozenset({F.PENDING_APPROVAL, F.EXTENDED, F.SUPERSEDED}),
        F.PENDING_APPROVAL: frozenset({F.APPROVED, F.SUPERSEDED}),
        F.APPROVED: frozenset({F.EXTENDED, F.SUPERSEDED}),
        F.EXTENDED: frozenset({F.ACCEPTED, F.DECLINED, F.RESCINDED, F.EXPIRED, F.SUPERSEDED}),
        F.ACCEPTED: frozenset({F.SUPERSEDED}),
        F.DECLINED: frozenset({F.SUPERSEDED}),
        F.RESCINDED: frozenset({F.SUPERSEDED}),
        F.EXPIRED: frozenset({F.SUPERSEDED}),
        F.SUPERSEDED: frozenset(),
    },
)

# A candidate's status follows the facts (statuses.derive_candidate_status), so any may follow any other.
CANDIDATE = TransitionTable(
    "candidate",
    forward={old: frozenset(new for new in C if new not in (old, C.NEW)) for old in C},
)
