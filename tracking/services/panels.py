"""What tracking keeps of feedback: who on a panel has given theirs, and that the candidate has some to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from config.base.errors import Missing
from config.base.models import User
from tracking.enums import CandidateStatus, ProcessStatus
from tracking.models import Candidate, InterviewProcess, InterviewStage, PanelMember
from tracking.services.history import history_of
from tracking.services.locks import SEARCHED_OF_PROCESS
from tracking.services.status import change_candidate_statuses

OF_STAGE = ("process__candidate", "process", "self")


def lock_stages(ids: Sequence[UUID]) -> dict[UUID, InterviewStage]:
    """The stages with their processes and candidates, all locked, each candidate before the next.

    Whoever calls has asked who may see them. Raises Missing where one is not there.
    """
    rows = InterviewStage.objects.select_related("process__candidate").defer(*SEARCHED_OF_PROCESS).filter(pk__in=ids)
    ordered = rows.order_by("process__candidate_id", "process_id", "pk")
    found = {stage.pk: stage for stage in ordered.select_for_update(of=OF_STAGE)}
    if len(found) < len(set(ids)):
        raise Missing("Not found.")
    return one_candidate_each(found)


def lock_free_stage(pk: UUID) -> InterviewStage | None:
    """The same of one stage, for sweeps: None where somebody holds it, its process or its candidate just now."""
    rows = InterviewStage.objects.select_related("process__candidate").defer(*SEARCHED_OF_PROCESS).filter(pk=pk)
    return rows.select_for_update(of=OF_STAGE, skip_locked=True).first()


def one_candidate_each(stages: dict[UUID, InterviewStage]) -> dict[UUID, InterviewStage]:
    """The same row is the same object, so that what one stage changes of its candidate the next one sees."""
    processes: dict[UUID, InterviewProcess] = {}
    candidates: dict[UUID, Candidate] = {}
    for stage in stages.values():
        stage.process = processes.setdefault(stage.process_id, stage.process)
        stage.process.candidate = candidates.setdefault(stage.process.candidate_id, stage.process.candidate)
    return stages


def mark_feedback(members: Iterable[tuple[UUID, UUID]]) -> None:
    """Notes for these (stage, user) that their feedback came in; who is on no panel is passed over."""
    wanted = Q(pk__in=[])
    for stage_id, user_id in members:
        wanted |= Q(stage_id=stage_id, user_id=user_id)
    PanelMember.objects.filter(wanted, feedback_at=None).update(feedback_at=timezone.now())


def note_feedback(processes: Iterable[InterviewProcess], actor: User | None) -> None:
    """The candidates of these locked processes have feedback to be looked at, where the process still runs.

    A candidate with an offer keeps that status: it says more.
    """
    open_ = [process.candidate for process in processes if process.status in ProcessStatus.OPEN]
    noted = [candidate for candidate in open_ if candidate.status != CandidateStatus.OFFER]
    with history_of(actor, "Feedback came in.") as history:
        change_candidate_statuses(noted, CandidateStatus.FEEDBACK_RECEIVED, history)


def note_review(candidate: Candidate, reviewed: bool, actor: User | None) -> None:
    """A manager reviews a locked candidate, or no longer does."""
    new = CandidateStatus.IN_REVIEW if reviewed else CandidateStatus.FEEDBACK_RECEIVED
    if candidate.status not in (CandidateStatus.IN_REVIEW, CandidateStatus.FEEDBACK_RECEIVED, CandidateStatus.ACTIVE):
        return
    with history_of(actor) as history:
        change_candidate_statuses([candidate], new, history)
