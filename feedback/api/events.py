"""Events as the API shows them: CloudEvents 1.0 envelopes, byte for byte those that brokers and webhooks are sent."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.pagination import BasePagination

from config.base.api.pagination import AT_MOST, DEFAULT_LIMIT, KeysetPagination, query_parameter
from feedback.enums import EventType, SendingStatus
from feedback.models import Event


class EventSerializer(serializers.Serializer[Any]):
    specversion = serializers.CharField(help_text="1.0")
    id = serializers.UUIDField(help_text="The same wherever and however often the event is told.")
    source = serializers.URLField()  # type: ignore[assignment]  # CloudEvents' name for it
    type = serializers.ChoiceField(EventType.choices)
    subject = serializers.UUIDField(help_text="The candidate, process or session; its events keep their order.")
    time = serializers.DateTimeField()
    datacontenttype = serializers.CharField(help_text="application/json")
    data = serializers.DictField(help_text="By the type: docs/events.md.")  # type: ignore[assignment]


class ReplayedSerializer(serializers.Serializer[Any]):
    event_id = serializers.UUIDField()
    status = serializers.ChoiceField(SendingStatus.choices)


class EventFilter(filters.FilterSet):
    type = filters.MultipleChoiceFilter(choices=EventType.choices, distinct=False, help_text="May be given repeatedly.")
    subject = filters.UUIDFilter()
    after = filters.UUIDFilter(method="leave", help_text="Only what stands behind the event with this id.")

    class Meta:
        model = Event
        fields: list[str] = []

    def leave(self, events: Any, name: str, value: Any) -> Any:
        """The view reads the feed from there."""
        return events


class FeedPagination(BasePagination):
    """`after` leads on: `next` is null where nothing stands behind the page yet, and nothing leads back."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        found = KeysetPagination().get_paginated_response_schema(schema)
        del found["properties"]["count"]
        return found

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT}
        return [query_parameter("limit", limit, AT_MOST)]
