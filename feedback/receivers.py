"""What tracking and interviews say becomes events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.dispatch import receiver

from config.base.models import User
from config.postgres.identity import SYSTEM, acting_as
from feedback import event_types as events
from feedback.models import InterviewFeedback
from feedback.services.deciding import decide_anew
from feedback.services.events import record
from interviews.models import InterviewSession
from interviews.signals import session_finished
from tracking.enums import ChangeSubject, OfferStatus
from tracking.models import Candidate, InterviewStage, StatusChange
from tracking.services.panels import mark_feedback
from tracking.signals import candidate_created, panel_changed, stage_added, statuses_changed

OFFER_EVENTS: dict[str, type[events.OfOffer]] = {
    OfferStatus.EXTENDED: events.OfferExtended,
    OfferStatus.ACCEPTED: events.OfferAccepted,
    OfferStatus.DECLINED: events.OfferDeclined,
}


@receiver(candidate_created)
def on_candidate_created(candidate: Candidate, **kwargs: Any) -> None:
    record([events.CandidateCreated(candidate.pk)])


@receiver(stage_added)
def on_stage_added(stage: InterviewStage, **kwargs: Any) -> None:
    ids = {"process_id": stage.process_id, "candidate_id": stage.process.candidate_id}
    record([events.StageAdded(**ids, stage_id=stage.pk, stage_type=stage.stage_type, stage_order=stage.stage_order)])


@receiver(panel_changed)
def on_panel_changed(stage: InterviewStage, actor: User | None, **kwargs: Any) -> None:
    """A recruiter may have given feedback before they were put on the panel; and who was waited for may have left."""
    with acting_as(SYSTEM):
        mark_feedback(InterviewFeedback.objects.filter(stage=stage).values_list("stage_id", "author_id"))
        decide_anew(stage, actor)


@receiver(statuses_changed)
def on_statuses_changed(changes: list[StatusChange], **kwargs: Any) -> None:
    record(told_by(changes))


def told_by(changes: Iterable[StatusChange]) -> Iterator[events.Happening]:
    """A candidate's own status follows from the others, so it is no event."""
    for change in changes:
        if change.subject != ChangeSubject.CANDIDATE:
            happening = told(change, {"process_id": change.process_id, "candidate_id": change.candidate_id})
            if happening is not None:
                yield happening


def told(change: Any, ids: dict[str, Any]) -> Any:
    """`change` is a StatusChange; which of its columns are there, its subject says."""
    process, old, new = change.process, change.from_status, change.to_status
    if change.subject == ChangeSubject.STAGE:
        return events.StageOutcomeRecorded(**ids, stage_id=change.stage_id, from_outcome=old, to_outcome=new)
    if change.subject == ChangeSubject.OFFER:
        kind = OFFER_EVENTS.get(new)
        return kind(**ids, offer_id=change.offer_id) if kind else None
    if old is None and process is not None:
        return events.ProcessCreated(**ids, company_id=process.company_id, feeder_id=process.feeder_id)
    return events.ProcessStatusChanged(**ids, from_status=old, to_status=new)


@receiver(session_finished)
def on_session_finished(session: InterviewSession, **kwargs: Any) -> None:
    how = str(session.completion_method)
    record([events.SessionFinished(session.pk, mode=session.mode, status=session.status, completion_method=how)])
