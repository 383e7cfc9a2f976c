"""Decisions: what is read of them, what their lists are narrowed by, what an action on one takes."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from config.base.api.filters import InstantRangeFilter
from config.base.api.serializers import StrictSerializer, TextField
from config.base.api.sqljson import json_object
from config.base.models import User
from feedback.api.reading import DecisionSerializer
from feedback.enums import DecisionAction, DecisionStatus
from feedback.models import DecisionChange, NextStageDecision
from tracking.models import InterviewProcess
from tracking.selectors.names import of_company
from tracking.validators import NAME_LENGTH

REASON_LENGTH = 20_000


class DecisionChangeSerializer(serializers.ModelSerializer[DecisionChange]):
    by = serializers.CharField(source="by.username", allow_null=True, help_text="Null where no person did it.")

    class Meta:
        model = DecisionChange
        fields = ["from_status", "to_status", "at", "by", "reason"]


class DecisionDetailSerializer(DecisionSerializer):
    """A decision with its steps, oldest first."""

    changes = DecisionChangeSerializer(many=True)

    class Meta(DecisionSerializer.Meta):
        fields = [*DecisionSerializer.Meta.fields, "changes"]

    def sql_fields(self, user: User) -> dict[str, Any]:
        steps = DecisionChange.objects.filter(decision=OuterRef("pk")).order_by("at", "id")
        return {"changes": ArraySubquery(steps.values_list(json_object(DecisionChangeSerializer(), user)))}


class DecisionFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=DecisionStatus.choices)
    action = filters.ChoiceFilter(choices=DecisionAction.choices)
    process = filters.UUIDFilter(field_name="process_id")
    candidate = filters.UUIDFilter(field_name="candidate_id")
    company_name = filters.CharFilter(method="with_company", max_length=NAME_LENGTH)
    created = InstantRangeFilter(field_name="created_at")

    class Meta:
        model = NextStageDecision
        fields: list[str] = []

    def with_company(self, decisions: QuerySet[Any], field: str, name: str) -> QuerySet[Any]:
        return decisions.filter(process__in=InterviewProcess.objects.filter(of_company(name)).values("pk"))


class DecisionReason(StrictSerializer):
    reason = TextField(max_length=REASON_LENGTH, required=False, allow_blank=True)


class UndoInput(StrictSerializer):
    reason = TextField(max_length=REASON_LENGTH)
