"""Rules and their simulation, field by field."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from config.base.api.serializers import BooleanField, Choice, IntegerField, StrictSerializer, TextField
from feedback.api.writing import RatingField
from feedback.enums import DecisionAction, RuleMode
from feedback.models import NextStageRule
from feedback.services.rules import MOST_MINUTES
from tracking.enums import StageType
from tracking.validators import NAME_LENGTH


class RuleSerializer(serializers.ModelSerializer[NextStageRule]):
    company_name = serializers.CharField(source="company.name", allow_null=True, help_text="Null: every company.")
    advance_at = serializers.FloatField()
    review_at = serializers.FloatField()
    created_by = serializers.UUIDField(source="created_by_id", allow_null=True)

    class Meta:
        model = NextStageRule
        fields = [
            "id",
            "version",
            "name",
            "company_name",
            "role_title",
            "stage_type",
            "advance_at",
            "review_at",
            "advance_action",
            "reject_action",
            "wait_for_panel",
            "mode",
            "delay_minutes",
            "active",
            "created_by",
            "created_at",
        ]


def threshold_field(help_text: str) -> RatingField:
    return RatingField(min_value=Decimal(1), max_value=Decimal(5), help_text=f"1.0 to 5.0. {help_text}")


class ScopeInput(StrictSerializer):
    """What is empty, or not there, means all."""

    company_name = TextField(max_length=NAME_LENGTH, required=False, allow_null=True, allow_blank=True)
    role_title = TextField(max_length=NAME_LENGTH, required=False, allow_blank=True)
    stage_type = Choice(StageType.choices, required=False, allow_blank=True)

    def validate_company_name(self, name: str | None) -> str:
        return name or ""


def action_field(actions: tuple[str, ...]) -> Choice:
    return Choice([(value, DecisionAction(value).label) for value in actions], required=False)


class ThresholdsInput(ScopeInput):
    advance_at = threshold_field("From here on the candidate advances.")
    review_at = threshold_field("From here on a manager looks; below, it is a rejection.")
    advance_action = action_field(DecisionAction.ADVANCING)
    reject_action = action_field(DecisionAction.REJECTING)
    wait_for_panel = BooleanField(required=False)


class RuleInput(ThresholdsInput):
    read_as = RuleSerializer
    name = TextField(max_length=NAME_LENGTH)
    mode = Choice(RuleMode.choices, required=False)
    delay_minutes = IntegerField(
        required=False, min_value=0, max_value=MOST_MINUTES, help_text="How long an automatic decision can be stopped."
    )


class SimulationInput(ThresholdsInput):
    since = serializers.DateTimeField(required=False, allow_null=True)
    until = serializers.DateTimeField(required=False, allow_null=True, help_text="Exclusive.")


class ShareSerializer(serializers.Serializer[Any]):
    n = serializers.IntegerField()
    of = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="Null where there is nothing to divide by.")


class ReplaySerializer(serializers.Serializer[Any]):
    versions = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Of the rules that decided; 0 is the built-in one, or an unsaved one.",
    )
    stages = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Stages whose panel is not complete: nothing is decided there.")
    advance = ShareSerializer(help_text="Of all decisions.")
    hold = ShareSerializer(help_text="A manager looks.")
    reject = ShareSerializer()
    people = serializers.IntegerField()
    placed_people = serializers.IntegerField(help_text="Placed on the day of the decision or later.")
    placed_rejected = ShareSerializer(help_text="Of those placed, whom it would have rejected.")
    advanced_placed = ShareSerializer(help_text="Of those it would have advanced, who were placed.")
    examples = serializers.ListField(
        child=serializers.UUIDField(),
        help_text="Candidates who were placed and whom it would have rejected; 20 at most.",
    )


class SimulationSerializer(serializers.Serializer[Any]):
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    rule = ReplaySerializer()
    in_force = ReplaySerializer(help_text="The rules that are active now, over the same feedback.")
