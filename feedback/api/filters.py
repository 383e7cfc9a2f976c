"""What the lists of feedback can be narrowed by; each has its index."""

from __future__ import annotations

from django_filters import rest_framework as filters

from config.base.api.filters import InstantRangeFilter
from feedback.models import InterviewFeedback


class FeedbackFilter(filters.FilterSet):
    candidate = filters.UUIDFilter(field_name="candidate_id")
    process = filters.UUIDFilter(field_name="process_id")
    interview = filters.UUIDFilter(field_name="stage_id")
    author = filters.UUIDFilter(field_name="author_id")
    received = InstantRangeFilter(field_name="received_at")

    class Meta:
        model = InterviewFeedback
        fields: list[str] = []
