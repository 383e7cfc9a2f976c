"""What each type of event tells: its data, and what it is about. Pure.

`subject` is the row whose events keep their order: the process, for all that happens in one; else the candidate or the
session. Data hold ids and values, never names, texts or other personal data, so that erasing a person need not rewrite
what has been sent.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID

from feedback.enums import EventType


@dataclass(frozen=True)
class CandidateCreated:
    type: ClassVar[EventType] = EventType.CANDIDATE_CREATED
    candidate_id: UUID

    @property
    def subject(self) -> UUID:
        return self.candidate_id


@dataclass(frozen=True)
class OfProcess:
    process_id: UUID
    candidate_id: UUID

    @property
    def subject(self) -> UUID:
        return self.process_id


@dataclass(frozen=True)
class ProcessCreated(OfProcess):
    type: ClassVar[EventType] = EventType.PROCESS_CREATED
    company_id: UUID
    feeder_id: UUID | None


@dataclass(frozen=True)
class ProcessStatusChanged(OfProcess):
    type: ClassVar[EventType] = EventType.PROCESS_STATUS_CHANGED
    from_status: str
    to_status: str


@dataclass(frozen=True)
class StageAdded(OfProcess):
    type: ClassVar[EventType] = EventType.STAGE_ADDED
    stage_id: UUID
    stage_type: str
    stage_order: int


@dataclass(frozen=True)
class StageOutcomeRecorded(OfProcess):
    type: ClassVar[EventType] = EventType.STAGE_OUTCOME_RECORDED
    stage_id: UUID
    from_outcome: str
    to_outcome: str


@dataclass(frozen=True)
class OfOffer(OfProcess):
    offer_id: UUID


@dataclass(frozen=True)
class OfferExtended(OfOffer):
    type: ClassVar[EventType] = EventType.OFFER_EXTENDED


@dataclass(frozen=True)
class OfferAccepted(OfOffer):
    type: ClassVar[EventType] = EventType.OFFER_ACCEPTED


@dataclass(frozen=True)
class OfferDeclined(OfOffer):
    type: ClassVar[EventType] = EventType.OFFER_DECLINED


@dataclass(frozen=True)
class FeedbackReceived(OfProcess):
    type: ClassVar[EventType] = EventType.FEEDBACK_RECEIVED
    feedback_id: UUID
    stage_id: UUID
    author_id: UUID
    overall_rating: float | None


@dataclass(frozen=True)
class OfDecision(OfProcess):
    decision_id: UUID
    stage_id: UUID
    action: str
    rule_version: int


@dataclass(frozen=True)
class DecisionProposed(OfDecision):
    type: ClassVar[EventType] = EventType.DECISION_PROPOSED


@dataclass(frozen=True)
class DecisionApplied(OfDecision):
    type: ClassVar[EventType] = EventType.DECISION_APPLIED
    confirmed_by: UUID | None


@dataclass(frozen=True)
class DecisionUndone(OfDecision):
    type: ClassVar[EventType] = EventType.DECISION_UNDONE


@dataclass(frozen=True)
class SessionFinished:
    type: ClassVar[EventType] = EventType.SESSION_FINISHED
    session_id: UUID
    mode: str
    status: str
    completion_method: str

    @property
    def subject(self) -> UUID:
        return self.session_id


Happening = (
    CandidateCreated
    | ProcessCreated
    | ProcessStatusChanged
    | StageAdded
    | StageOutcomeRecorded
    | OfferExtended
    | OfferAccepted
    | OfferDeclined
    | FeedbackReceived
    | DecisionProposed
    | DecisionApplied
    | DecisionUndone
    | SessionFinished
)


def data_of(happening: Happening) -> dict[str, Any]:
    """As JSON takes it."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in asdict(happening).items()}
