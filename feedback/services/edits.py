"""A feedback is edited by its author, as long as no decision upon it has been applied."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from config.base.errors import Conflict, Forbidden, Invalid, Missing, Stale
from config.base.models import User
from config.base.versions import ANY, Versions
from config.postgres.identity import SYSTEM, acting_as
from feedback.enums import DecisionStatus
from feedback.models import FeedbackRevision, InterviewFeedback, NextStageDecision
from feedback.selectors.hearing import hearing_of
from feedback.services.deciding import proposals, propose
from feedback.services.events import record
from feedback.services.suitability import re_score_candidates
from feedback.validators import check_metadata
from tracking.services.panels import lock_stages

EDITABLE = ("strengths", "areas_for_improvement", "overall_rating", "metadata")


def edit_feedback(pk: UUID, *, actor: User, versions: Versions = None, **changes: Any) -> InterviewFeedback:
    """Changes the EDITABLE fields; what it said before is kept. Saying what is so already changes nothing.

    A rating is on the scale of 1 to 5. Another rating decides the stage anew, where the whole panel has been heard;
    other words do not: what a manager has dismissed would come back by them.
    Raises Missing, Forbidden for who is not the author, Stale, Conflict once a decision upon it has been applied.
    """
    found = InterviewFeedback.objects.visible_to(actor).filter(pk=pk).values_list("stage_id", "author_id").first()
    if found is None:
        raise Missing("Not found.")
    stage_id, author_id = found
    if author_id != actor.pk:
        raise Forbidden("Only its author may edit a feedback.")
    with transaction.atomic(), acting_as(SYSTEM):  # the author has been asked for
        stage = lock_stages([stage_id])[stage_id]
        feedback = InterviewFeedback.objects.select_for_update().get(pk=pk)
        feedback.stage, feedback.process = stage, stage.process
        check_editable(feedback, versions)
        changed = {name: value for name, value in changes.items() if getattr(feedback, name) != value}
        if changed:
            check_changes(changed)
            write(feedback, changed)
        if "overall_rating" in changed:
            outcomes = propose({stage_id: feedback}, hearing_of([stage_id]), actor)
            re_score_candidates([stage.process.candidate])
            record(proposals(outcomes.values()))
    return feedback


def check_editable(feedback: InterviewFeedback, versions: Versions) -> None:
    if versions is not None and ANY not in versions and feedback.version not in versions:
        raise Stale
    if feedback.process.candidate.anonymised_at:
        raise Missing("Not found.")
    if NextStageDecision.objects.filter(stage=feedback.stage_id, status=DecisionStatus.APPLIED).exists():
        raise Conflict("A decision on this stage has been applied: it stands as it was given.", code="decided")


def check_changes(changed: dict[str, Any]) -> None:
    rating = changed.get("overall_rating")
    if rating is not None and not 1 <= rating <= 5:
        raise Invalid("A rating from 1 to 5.", code="out_of_range", attr="overall_rating")
    if "metadata" in changed:
        check_metadata(changed["metadata"])


def write(feedback: InterviewFeedback, changed: dict[str, Any]) -> None:
    """Keeps what it said, then says it anew."""
    before = {name: getattr(feedback, name) for name in EDITABLE}
    FeedbackRevision.objects.create(feedback=feedback, version=feedback.version, **before)
    if "overall_rating" in changed:
        changed |= {"rating_given": changed["overall_rating"], "rating_scale": 5}
    for name, value in changed.items():
        setattr(feedback, name, value)
    feedback.version += 1
    feedback.updated_at = timezone.now()
    feedback.save(update_fields=[*changed, "version", "updated_at"])
