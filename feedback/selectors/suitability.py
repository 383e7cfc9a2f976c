"""What is told of a candidate's suitability."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from config.base.errors import Missing
from config.base.models import User
from feedback.models import SuitabilityOverride, SuitabilityScore
from tracking.models import Candidate


@dataclass(frozen=True)
class Overruled:
    value: Decimal
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Suitability:
    """`overall_score` is what counts, a person's word where there is one; `value` and its company are the machine's."""

    overall_score: Decimal | None
    needs_rescoring: bool
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    model_version: int | None = None
    scored_at: datetime | None = None
    breakdown: dict[str, Any] | None = None
    override: Overruled | None = None


def suitability_of(candidate_id: UUID, user: User) -> Suitability:
    """Raises Missing unless the user sees the candidate."""
    candidate = (
        Candidate.objects.visible_to(user).only("overall_score", "needs_rescoring").filter(pk=candidate_id).first()
    )
    if candidate is None:
        raise Missing("Not found.")
    score = SuitabilityScore.objects.filter(candidate=candidate_id).select_related("model").first()
    override = SuitabilityOverride.objects.filter(candidate=candidate_id).select_related("by").first()
    told = Suitability(candidate.overall_score, candidate.needs_rescoring, override=overruled(override))
    if score is None:
        return told
    return Suitability(
        told.overall_score,
        told.needs_rescoring,
        value=score.value,
        low=score.low,
        high=score.high,
        model_version=score.model.version,
        scored_at=score.created_at,
        breakdown=score.breakdown or None,
        override=told.override,
    )


def overruled(override: SuitabilityOverride | None) -> Overruled | None:
    if override is None:
        return None
    return Overruled(override.value, override.reason, override.by.display_name, override.created_at)
