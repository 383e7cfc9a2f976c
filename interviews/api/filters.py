"""What the list of sessions can be narrowed by."""

from __future__ import annotations

from django_filters import rest_framework as filters

from config.base.api.filters import InstantRangeFilter
from interviews.enums import Level, Mode, SessionStatus, SessionType
from interviews.models import InterviewSession


class SessionFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=SessionStatus.choices)
    type = filters.ChoiceFilter(choices=SessionType.choices)
    mode = filters.ChoiceFilter(choices=Mode.choices)
    level = filters.ChoiceFilter(choices=Level.choices)
    role = filters.UUIDFilter(field_name="role_selected_id")
    user = filters.UUIDFilter(field_name="user_id")
    created = InstantRangeFilter(field_name="created_at")

    class Meta:
        model = InterviewSession
        fields: list[str] = []
