"""Who is to be heard on stages, and what those who were said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from feedback.models import InterviewFeedback
from tracking.models import PanelMember


@dataclass
class Hearing:
    """By stage: the users on its panel, and the ratings (None: could not judge) by their authors, as they came in."""

    panels: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    ratings: dict[UUID, dict[UUID, Decimal | None]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, feedback: InterviewFeedback) -> None:
        self.ratings[feedback.stage_id][feedback.author_id] = feedback.overall_rating

    def missing(self, stage_id: UUID) -> int:
        return len(self.panels[stage_id] - set(self.ratings[stage_id]))


def hearing_of(stage_ids: Iterable[UUID]) -> Hearing:
    """Two queries, for any number of stages."""
    ids = list(stage_ids)
    hearing = Hearing()
    for stage_id, user_id in PanelMember.objects.filter(stage__in=ids).values_list("stage_id", "user_id"):
        hearing.panels[stage_id].add(user_id)
    rows = InterviewFeedback.objects.filter(stage__in=ids).order_by("received_at", "pk")
    for stage_id, author_id, rating in rows.values_list("stage_id", "author_id", "overall_rating"):
        hearing.ratings[stage_id][author_id] = rating
    return hearing
