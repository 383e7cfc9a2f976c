"""Evidence for tests of suitability: rated stages, feedback, assessments and feeders, written into their tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from config.base.models import User
from config.testing.factories import UserFactory
from feedback.models import InterviewFeedback
from interviews.enums import Mode
from interviews.models import InterviewSession
from interviews.tests.factories import RoleFactory
from tracking.models import Candidate, InterviewProcess, InterviewStage
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def decided(process: InterviewProcess, rating: int | None, on: str = "2026-03-01", **fields: Any) -> InterviewStage:
    said = {"outcome": "passed", "overall_rating": rating, "completed_date": date.fromisoformat(on)}
    return StageFactory.create(process=process, **said | fields)


def said(stage: InterviewStage, rating: float | None, author: User | None = None, on: str = "") -> InterviewFeedback:
    at = {"received_at": day(on), "updated_at": day(on)} if on else {}
    return InterviewFeedback.objects.create(
        candidate_id=stage.process.candidate_id,
        process=stage.process,
        stage=stage,
        author=author or UserFactory.create(roles=("interviewer",)),
        overall_rating=None if rating is None else Decimal(str(rating)),
        **at,
    )


def sat(candidate: Candidate, score: float | None, on: str = "2026-02-01", **fields: Any) -> InterviewSession:
    """An assessment of the candidate's user."""
    if candidate.user is None:
        candidate.user = UserFactory.create(roles=("candidate",))
        candidate.save(update_fields=["user"])
    ended = {"status": "completed", "completion_method": "automatic", "overall_score": score, "ended_at": day(on)}
    started = day(on) - timedelta(hours=1)
    told = {"mode": Mode.ASSESSMENT, "level": "mid", "type": "technical", "role_source": "catalog", "seed": 1}
    return InterviewSession.objects.create(
        user=candidate.user, role_selected=RoleFactory.create(), started_at=started, **told | ended | fields
    )


def ended(status: str, on: str, began: str = "2026-01-01", **fields: Any) -> InterviewProcess:
    """A process that came to its end by import, as it were."""
    closing = {"closing": status} if status in ("rejected_by_company", "candidate_withdrew") else {}
    return ProcessFactory.create(status=status, ended_at=day(on), created_at=day(began), **closing, **fields)


def rated_candidate(*ratings: int) -> Candidate:
    candidate = CandidateFactory.create()
    process = ProcessFactory.create(candidate=candidate)
    for rating in ratings:
        decided(process, rating)
    return candidate
