"""Rows of feedback for tests. What follows from feedback is reached by the services."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import factory

from config.base.models import User
from feedback.models import InterviewFeedback, NextStageRule
from feedback.services.intake import Submission
from tracking.models import InterviewStage
from tracking.tests.factories import StageFactory


def said(stage: InterviewStage, author: User, rating: float | str | None = 4, **fields: Any) -> Submission:
    """A submission of this author on this stage."""
    given = None if rating is None else Decimal(str(rating))
    ids: dict[str, UUID] = {"candidate_id": stage.process.candidate_id, "interview_id": stage.pk}
    return Submission(**{**ids, "author": author, "overall_rating": given, **fields})


def body(stage: InterviewStage, rating: Any = 4, **fields: Any) -> dict[str, Any]:
    """The same as a request's body."""
    return {
        "candidate_id": str(stage.process.candidate_id),
        "interview_id": str(stage.pk),
        "feedback": {"strengths": ["Clear"], "areas_for_improvement": ["SQL"], "overall_rating": rating},
        **fields,
    }


class FeedbackFactory(factory.django.DjangoModelFactory[InterviewFeedback]):
    """A feedback as it stands in the table, without anything that follows from one."""

    class Meta:
        model = InterviewFeedback

    stage = factory.SubFactory(StageFactory)
    process = factory.LazyAttribute(lambda row: row.stage.process)
    candidate = factory.LazyAttribute(lambda row: row.stage.process.candidate)
    author = factory.SubFactory("config.testing.factories.UserFactory", roles=("interviewer",))
    overall_rating = Decimal("4.0")
    rating_given = factory.LazyAttribute(lambda row: row.overall_rating)


class RuleFactory(factory.django.DjangoModelFactory[NextStageRule]):
    class Meta:
        model = NextStageRule

    version = factory.Sequence(lambda n: n + 1)
    name = "A rule"
    advance_at = Decimal("4.0")
    review_at = Decimal("3.0")
    active = True
