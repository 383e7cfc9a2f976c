"""Feedback comes in: validated, stored, and everything that follows from it, in one transaction.

One feedback is a batch of one: there is a single way, and its number of statements does not grow with the batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from config.base.constraints import refusals
from config.base.errors import Conflict, DomainError, Forbidden, Invalid, Missing
from config.base.models import User
from config.postgres.identity import SYSTEM, acting_as
from feedback.enums import FeedbackSource
from feedback.event_types import FeedbackReceived
from feedback.models import InterviewFeedback, NextStageDecision
from feedback.selectors.hearing import Hearing, hearing_of
from feedback.selectors.stages import stages_named
from feedback.services.deciding import proposals, propose
from feedback.services.events import record
from feedback.services.suitability import re_score_candidates
from feedback.validators import MAX_BATCH, check_metadata, check_occurred_at, to_five
from tracking.models import InterviewStage
from tracking.services.panels import lock_stages, mark_feedback, note_feedback

NO_SUCH_INTERVIEW = "There is no such interview."


@dataclass(frozen=True)
class Submission:
    """One feedback as it came. `interview_id` names a stage, or a process and so its current stage (D8)."""

    candidate_id: UUID
    interview_id: UUID
    author: User
    overall_rating: Decimal | None
    rating_scale: int = 5
    strengths: list[str] = field(default_factory=list)
    areas_for_improvement: list[str] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    occurred_at: datetime | None = None


@dataclass(frozen=True)
class Receipt:
    """What one feedback caused. `decision` is None where none fell, `decision_reason` says why then."""

    feedback: InterviewFeedback
    candidate_status: str
    score_before: Decimal | None
    score_after: Decimal | None
    decision: NextStageDecision | None
    decision_reason: str
    event_id: UUID


def handle(submission: Submission, *, actor: User, source: str = FeedbackSource.API) -> Receipt:
    """One feedback. Raises what `receive` raises, with the field named as the payload names it."""
    return receive([submission], actor=actor, source=source)[0]


def receive(submissions: Sequence[Submission], *, actor: User, source: str) -> list[Receipt]:
    """Stores all or, where one is refused, nothing. `actor` is who sent them: the author, or a service for others.

    Raises Missing for an interview the actor does not see, Invalid for one that is not this candidate's, Forbidden
    for who is neither on its panel nor its recruiter, Conflict for a second feedback of an author on a stage.
    """
    if len(submissions) > MAX_BATCH:
        raise Invalid(f"At most {MAX_BATCH} at a time.", code="max_length", attr="items")
    with refusals(), transaction.atomic():
        named = stages_named([submission.interview_id for submission in submissions], actor)
        with acting_as(SYSTEM):  # the sender has been asked for: what follows is the house's own business
            return store(submissions, named, actor, source)


def store(submissions: Sequence[Submission], named: Sequence[UUID | None], actor: User, source: str) -> list[Receipt]:
    stages = lock_stages([stage_id for stage_id in named if stage_id is not None])
    placed = [stages.get(stage_id) if stage_id else None for stage_id in named]
    hearing = hearing_of(stages)
    stored = build(submissions, placed, hearing, source)
    InterviewFeedback.objects.bulk_create(stored)
    mark_feedback((row.stage_id, row.author_id) for row in stored)
    note_feedback({row.process_id: row.stage.process for row in stored}.values(), actor)
    decided = propose({row.stage_id: row for row in stored}, hearing, actor)
    candidates = {row.candidate_id: row.stage.process.candidate for row in stored}
    scores = re_score_candidates(list(candidates.values()))
    event_ids = record([*map(received, stored), *proposals(decided.values())])
    return [
        Receipt(
            feedback=row,
            candidate_status=candidates[row.candidate_id].status,
            score_before=scores[row.candidate_id][0],
            score_after=scores[row.candidate_id][1],
            decision=decided[row.stage_id].decision,
            decision_reason=decided[row.stage_id].reason,
            event_id=event_id,
        )
        for row, event_id in zip(stored, event_ids, strict=False)
    ]


def build(
    submissions: Sequence[Submission], stages: Sequence[InterviewStage | None], hearing: Hearing, source: str
) -> list[InterviewFeedback]:
    """The rows to be, each checked and heard; a refusal in a batch names its item."""
    rows: list[InterviewFeedback] = []
    for place, (submission, stage) in enumerate(zip(submissions, stages, strict=True)):
        try:
            rows.append(checked(submission, stage, hearing, source))
            hearing.add(rows[-1])
        except DomainError as refusal:
            if len(submissions) > 1 or source == FeedbackSource.BATCH:
                refusal.attr = f"items.{place}.{refusal.attr}" if refusal.attr else f"items.{place}"
            raise
    return rows


def checked(submission: Submission, stage: InterviewStage | None, hearing: Hearing, source: str) -> InterviewFeedback:
    now = timezone.now()
    if stage is None or stage.process.candidate.anonymised_at:
        raise Missing(NO_SUCH_INTERVIEW, attr="interview_id")
    if stage.process.candidate_id != submission.candidate_id:
        raise Invalid("This interview is another candidate's.", code="mismatch", attr="candidate_id")
    author = submission.author
    if author.pk not in hearing.panels[stage.pk] and stage.process.recruiter_id != author.pk:
        raise Forbidden("Feedback is given by the stage's panel, or by the process's recruiter.", attr="interview_id")
    if author.pk in hearing.ratings[stage.pk]:
        raise Conflict(
            "This interviewer has already given feedback on this stage: edit it instead.",
            code="duplicate_feedback",
            attr="interview_id",
        )
    check_metadata(submission.metadata)
    check_occurred_at(submission.occurred_at, now)
    rating = submission.overall_rating
    return InterviewFeedback(
        candidate=stage.process.candidate,
        process=stage.process,
        stage=stage,
        author=author,
        strengths=submission.strengths,
        areas_for_improvement=submission.areas_for_improvement,
        overall_rating=None if rating is None else to_five(rating, submission.rating_scale),
        rating_given=rating,
        rating_scale=submission.rating_scale,
        metadata=submission.metadata,
        source=source,
        occurred_at=submission.occurred_at,
        received_at=now,
        updated_at=now,
    )


def received(feedback: InterviewFeedback) -> FeedbackReceived:
    rating = feedback.overall_rating
    return FeedbackReceived(
        process_id=feedback.process_id,
        candidate_id=feedback.candidate_id,
        feedback_id=feedback.pk,
        stage_id=feedback.stage_id,
        author_id=feedback.author_id,
        overall_rating=None if rating is None else float(rating),
    )
