"""Suitability as it is told, and what overruling it takes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from config.base.api.serializers import MoneyField, StrictSerializer, TextField
from feedback.services.suitability import REASON_LENGTH


class ScoreSourceSerializer(serializers.Serializer[Any]):
    """What one source says, and what it adds: the points of all sources and `base` add up to the value."""

    n = serializers.IntegerField(help_text="How many ratings, scores or feeders; 0 where it says nothing.")
    mean = serializers.FloatField(
        allow_null=True, help_text="On the source's own scale; of feedback with the interviewers' severity taken off."
    )
    raw_mean = serializers.FloatField(allow_null=True, help_text="As it was given.")
    level = serializers.FloatField(help_text="On the common scale: 0 is middling.")
    sd = serializers.FloatField(help_text="How unsure the level is: its standard deviation.")
    weight = serializers.FloatField(help_text="Log odds for each level.")
    points = serializers.FloatField()


class ScoreSourcesSerializer(serializers.Serializer[Any]):
    stages = ScoreSourceSerializer()
    feedback = ScoreSourceSerializer()
    assessments = ScoreSourceSerializer(help_text="Completed assessments, as a number and a mean.")
    feeder = ScoreSourceSerializer()


class ScoreBreakdownSerializer(serializers.Serializer[Any]):
    base = serializers.FloatField(help_text="The score of a candidate of whom everything is middling.")
    sources = ScoreSourcesSerializer()


class ScoreOverrideSerializer(serializers.Serializer[Any]):
    value = serializers.FloatField()
    reason = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class SuitabilitySerializer(serializers.Serializer[Any]):
    overall_score = serializers.FloatField(
        allow_null=True, help_text="What counts: a manager's word where there is one, else the value."
    )
    needs_rescoring = serializers.BooleanField(help_text="Something has changed since.")
    value = serializers.FloatField(allow_null=True, help_text="0-100; null where nothing is known.")
    low = serializers.FloatField(allow_null=True, help_text="With high: the 95 % interval.")
    high = serializers.FloatField(allow_null=True)
    model_version = serializers.IntegerField(allow_null=True, help_text="Null where it was never scored.")
    scored_at = serializers.DateTimeField(allow_null=True)
    breakdown = ScoreBreakdownSerializer(allow_null=True)
    override = ScoreOverrideSerializer(allow_null=True)


class ScoreOverrideInput(StrictSerializer):
    value = MoneyField(max_digits=5, max_value=Decimal(100), help_text="0 to 100, two places at most.")
    reason = TextField(max_length=REASON_LENGTH)
