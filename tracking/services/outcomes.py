"""What came of a stage, and what follows from it for the process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from config.base.clock import business_today
from config.base.constraints import refusals
from config.base.errors import Conflict, Forbidden, Invalid, Missing
from config.base.models import User
from config.base.roles import Role
from config.base.versions import Versions
from config.postgres.identity import SYSTEM, acting_as
from tracking.enums import ProcessStatus, StageOutcome
from tracking.models import InterviewProcess, InterviewStage
from tracking.services import closing
from tracking.services.history import History, history_of
from tracking.services.locks import lock_stage
from tracking.services.processes import require_open
from tracking.services.scores import flag_for_rescoring
from tracking.services.status import touch
from tracking.transitions import STAGE
from tracking.validators import check_date


def record_stage_outcome(
    pk: UUID,
    *,
    actor: User,
    outcome: StageOutcome,
    ratings: dict[str, int | None] | None = None,
    close_process: bool | None = None,
    rejection_reason: str | None = None,
    completed_date: date | None = None,
    versions: Versions = None,
    **notes: str,
) -> InterviewStage:
    """Records the outcome of a pending stage, with ratings (1-5 by dimension) and notes (feedback_notes, next_steps).

    Passed and failed are completed today unless a day is given. A failure closes the process as rejected where
    `close_process` says so: by default a recruiter's does; an interviewer's may not. The same outcome again only
    updates what is said with it; from a recruiter a failure also confirms the ending that an interviewer left open.
    Raises Missing, Stale, InvalidTransition, Conflict, Forbidden, Invalid.
    """
    recruiting = recruits(pk, actor)
    if close_process and not recruiting:
        raise Forbidden("Ending the process is the recruiter's decision.", attr="close_process")
    closes = outcome == StageOutcome.FAILED and (recruiting if close_process is None else close_process)
    if rejection_reason and not closes:
        raise Invalid("Only a failure that closes the process has a rejection reason.", attr="rejection_reason")
    said: dict[str, Any] = {f"{name}_rating": value for name, value in (ratings or {}).items()} | notes
    if outcome != StageOutcome.PENDING and completed_date is not None:
        check_date(completed_date, "completed_date")
        said["completed_date"] = completed_date
    with refusals(), transaction.atomic(), seen_by(pk, actor, recruiting) as seer, history_of(actor) as history:
        stage = lock_stage(pk, seer, versions)
        written = apply_outcome(stage, outcome, said, history)
        if closes and stage.process.is_open:
            reject_for(stage, rejection_reason, history)
        elif written:
            touch(stage.process)
    return stage


def recruits(pk: UUID, actor: User) -> bool:
    """Whether the actor meets the stage as a recruiter: on the panel of another's process they are an interviewer."""
    if actor.has_role(Role.RECRUITER) and actor.has_role(Role.INTERVIEWER) and not actor.has_role(Role.MANAGER):
        return InterviewProcess.objects.visible_to(actor).filter(stages=pk).exists()
    return actor.has_role(Role.RECRUITER, Role.MANAGER)


@contextmanager
def seen_by(pk: UUID, actor: User, recruiting: bool) -> Iterator[User | None]:
    """Who looks the stage up: the actor; for an interviewer on its panel the system, since they may only read."""
    if recruiting:
        yield actor
        return
    if not InterviewStage.objects.visible_to(actor).filter(pk=pk).exists():
        raise Missing("Not found.")
    with acting_as(SYSTEM):
        yield None


def apply_outcome(stage: InterviewStage, outcome: StageOutcome, said: dict[str, Any], history: History) -> bool:
    """Writes outcome and notes of a locked stage where they differ from what stands there; whether they did."""
    if stage.outcome == outcome:
        changed = [name for name, value in said.items() if getattr(stage, name) != value]
        if changed:
            require_open(stage.process)
            write(stage, {name: said[name] for name in changed})
        if any(name.endswith("_rating") for name in changed):
            flag_for_rescoring([stage.process.candidate_id])  # another outcome is told to others, other ratings are not
        return bool(changed)
    require_open(stage.process)
    STAGE.check(stage.outcome, outcome)
    change_outcome(stage, outcome, said, history)
    return True


def change_outcome(stage: InterviewStage, outcome: StageOutcome, said: dict[str, Any], history: History) -> None:
    old = stage.outcome
    completed = said.get("completed_date")
    if completed is None and outcome in StageOutcome.DECIDED:
        completed = stage.completed_date or business_today()
    write(stage, {**said, "completed_date": completed, "outcome": outcome})
    history.add(stage, old, outcome)


def write(stage: InterviewStage, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(stage, name, value)
    touch(stage, *values)


def reject_for(stage: InterviewStage, rejection_reason: str | None, history: History) -> None:
    history.reason = f"Failed {stage.stage_name}."
    closing.close_process(
        stage.process, ProcessStatus.REJECTED_BY_COMPANY, history, rejection_reason=rejection_reason, stage=stage
    )


def correct_stage_outcome(
    pk: UUID, *, actor: User, outcome: StageOutcome, reason: str, versions: Versions = None
) -> InterviewStage:
    """Corrects an outcome that was recorded wrongly, with a reason, on ended processes too.

    A process that this stage's failure had ended starts again, since the stage has not failed after all.
    """
    if not reason.strip():
        raise Invalid("Say why it is corrected.", code="required", attr="reason")
    recruiting = recruits(pk, actor)
    with refusals(), transaction.atomic(), seen_by(pk, actor, recruiting) as seer, history_of(actor, reason) as history:
        if seer is None:
            raise Forbidden("Corrections are the recruiter's.")
        stage = lock_stage(pk, actor, versions)
        if stage.outcome == outcome:
            return stage
        if stage.outcome == StageOutcome.PENDING:
            raise Conflict("The stage is pending: record its outcome instead.", code="invalid_transition")
        STAGE.check(stage.outcome, outcome, correcting=True)
        change_outcome(stage, outcome, {}, history)
        if stage.process.closed_by_stage_id == stage.pk:
            closing.reopen(stage.process, history)
        else:
            touch(stage.process)
    return stage
