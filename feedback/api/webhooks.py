"""What the API shows and takes of webhooks, field by field."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django_filters import rest_framework as filters
from rest_framework import serializers

from config.base.api.filters import InstantRangeFilter
from config.base.api.serializers import Choice, StrictSerializer, TextField
from config.base.models import User
from feedback.enums import EventType, SendingStatus
from feedback.envelope import PING
from feedback.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint


class WebhookSerializer(serializers.ModelSerializer[WebhookEndpoint]):
    event_types = serializers.ListField(
        child=serializers.ChoiceField(choices=EventType.choices), help_text="None: all of them."
    )
    created_by = serializers.UUIDField(source="created_by_id", allow_null=True)

    class Meta:
        model = WebhookEndpoint
        fields = [
            "id",
            "url",
            "description",
            "event_types",
            "active",
            "disabled_reason",
            "failures",
            "failing_since",
            "old_secrets_until",
            "created_by",
            "created_at",
        ]


class NewWebhookSerializer(WebhookSerializer):
    """With the secret that signs: shown where it has just been made, and never again."""

    secret = serializers.CharField(help_text="Signs what is sent (Standard Webhooks); not shown again.")

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]

    def sql_fields(self, user: User) -> dict[str, Any]:
        return {"secret": F("secrets__0")}


class AttemptSerializer(serializers.ModelSerializer[WebhookAttempt]):
    class Meta:
        model = WebhookAttempt
        fields = ["at", "milliseconds", "response_status", "error"]


class DeliverySerializer(serializers.ModelSerializer[WebhookDelivery]):
    webhook_id = serializers.UUIDField(source="endpoint_id")
    event_id = serializers.UUIDField(allow_null=True, help_text="Null: a ping.")
    event_type = serializers.CharField(source="event.type", help_text=f"An event's type, or {PING}.")
    attempts = AttemptSerializer(many=True)

    class Meta:
        model = WebhookDelivery
        fields = [
            "id",
            "webhook_id",
            "event_id",
            "event_type",
            "status",
            "tries",
            "sent_at",
            "created_at",
            "attempts",
        ]

    def sql_fields(self, user: User) -> dict[str, Any]:
        return {"event_type": Coalesce(F("event__type"), Value(PING))}


class EndpointInput(StrictSerializer):
    read_as = WebhookSerializer
    url = TextField(max_length=500, help_text="https:// or http://, no private address.")
    event_types = serializers.ListField(
        child=Choice(choices=EventType.choices), required=False, max_length=100, help_text="None: all of them."
    )
    description = TextField(max_length=200, required=False, allow_blank=True)


class DeliveryFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=SendingStatus.choices)
    event = filters.UUIDFilter(field_name="event_id")
    created = InstantRangeFilter(field_name="created_at")

    class Meta:
        model = WebhookDelivery
        fields: list[str] = []
