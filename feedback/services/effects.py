"""What an applied decision does to its process, and how that is taken back. Called under the decision's locks.

The outcome of the stage itself is the recruiter's and the panel's: no decision touches it.
"""

from __future__ import annotations

from datetime import datetime

from config.base.errors import Conflict
from config.base.models import User
from config.postgres.identity import SYSTEM, acting_as
from feedback.enums import DecisionAction, DecisionStatus
from feedback.models import InterviewFeedback, NextStageDecision
from tracking.enums import ChangeSubject, ProcessStatus, StageOutcome, StageType
from tracking.models import InterviewProcess, InterviewStage, StatusChange
from tracking.services.candidates import archive_candidate
from tracking.services.closing import close_process, reopen
from tracking.services.history import history_of
from tracking.services.offers import discard_draft
from tracking.services.outcomes import record_stage_outcome
from tracking.services.panels import note_review
from tracking.services.processes import require_open
from tracking.services.stages import add_stage

ADDED_STAGES: dict[str, tuple[StageType, str]] = {
    DecisionAction.SECOND_ROUND: (StageType.SECOND_ROUND, "Second round"),
    DecisionAction.MANAGER_REVIEW: (StageType.HIRING_MANAGER, "Hiring manager review"),
}


def check_applicable(decision: NextStageDecision) -> None:
    """Raises Conflict where the process has gone on meanwhile, or the candidate has been anonymised."""
    require_living(decision)
    require_open(decision.process)
    if decision.action in DecisionAction.REJECTING and decision.process.status == ProcessStatus.OFFER_EXTENDED:
        raise Conflict(
            "An offer has been extended to this candidate: rescind it before the process is ended.",
            code="offer_extended",
        )


def carry_out(decision: NextStageDecision, actor: User | None) -> None:
    """An offer is drafted by who hears of the decision (feedback.consumers), so that failing to does not undo it."""
    if decision.action in ADDED_STAGES:
        stage_type, name = ADDED_STAGES[decision.action]
        decision.added_stage = add_stage(decision.process_id, actor=actor, stage_name=name, stage_type=stage_type)
        decision.save(update_fields=["added_stage"])
    if decision.action == DecisionAction.MANAGER_REVIEW:
        note_review(decision.candidate, True, actor)
    if decision.action in DecisionAction.REJECTING:
        with history_of(actor, decision.reason) as history:
            close_process(decision.process, ProcessStatus.REJECTED_BY_COMPANY, history)
    if decision.action == DecisionAction.ARCHIVE and not has_open_process(decision):
        archive_candidate(decision.candidate_id, actor=actor, reason=decision.reason)


def take_back(decision: NextStageDecision, applied_at: datetime | None, actor: User, reason: str) -> None:
    """Raises Conflict where later facts build on what the decision did, or the candidate has been anonymised."""
    require_living(decision)
    if decision.added_stage is not None:
        cancel(decision.added_stage, actor)
    if decision.action == DecisionAction.MANAGER_REVIEW and not otherwise_reviewed(decision):
        note_review(decision.candidate, False, actor)
    if decision.action in DecisionAction.REJECTING:
        reopen_rejected(decision, applied_at, actor, reason)
    if decision.offer is not None:
        discard_draft(decision.offer.pk, actor=actor, reason=reason)


def require_living(decision: NextStageDecision) -> None:
    if decision.candidate.anonymised_at:
        raise Conflict("This candidate has been anonymised.", code="anonymised")


def cancel(added: InterviewStage, actor: User) -> None:
    if InterviewFeedback.objects.filter(stage=added).exists():
        raise Conflict(f"{added.stage_name} has feedback already.", code="built_upon")
    if added.outcome not in (StageOutcome.PENDING, StageOutcome.CANCELLED):
        raise Conflict(f"{added.stage_name} is {added.outcome} already.", code="built_upon")
    later = InterviewStage.objects.filter(process=added.process_id, stage_order__gt=added.stage_order)
    if later.exclude(outcome=StageOutcome.CANCELLED).exists():
        raise Conflict(f"A later stage follows upon {added.stage_name}: cancel it first.", code="built_upon")
    if added.outcome == StageOutcome.PENDING:
        record_stage_outcome(added.pk, actor=actor, outcome=StageOutcome.CANCELLED)


def reopen_rejected(decision: NextStageDecision, applied_at: datetime | None, actor: User, reason: str) -> None:
    process = decision.process
    steps = StatusChange.objects.filter(process=process, subject=ChangeSubject.PROCESS, at__gte=applied_at)
    if process.status != ProcessStatus.REJECTED_BY_COMPANY or steps.count() != 1:
        raise Conflict("The process is no longer rejected by this decision.", code="built_upon")
    with history_of(actor, reason) as history:
        reopen(process, history)
    if not otherwise_reviewed(decision):
        note_review(decision.candidate, False, actor)


def has_open_process(decision: NextStageDecision) -> bool:
    with acting_as(SYSTEM):  # other recruiters' processes count too
        processes = InterviewProcess.objects.filter(candidate=decision.candidate_id)
        return processes.filter(status__in=ProcessStatus.OPEN).exists()


def otherwise_reviewed(decision: NextStageDecision) -> bool:
    """Whether a manager reviews the candidate by another decision too."""
    reviews = NextStageDecision.objects.filter(candidate=decision.candidate_id, action=DecisionAction.MANAGER_REVIEW)
    applied = reviews.filter(status=DecisionStatus.APPLIED, added_stage__outcome=StageOutcome.PENDING)
    return bool(applied.exclude(pk=decision.pk).exists())
