"""What the figures about people's judgement look like, for OpenAPI, as analytics.api.reading does for the others."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analytics.api.reading import AnswerSerializer, Figures, RateSerializer, StageFiguresSerializer, StageTimeSerializer
from analytics.measures import RATINGS
from analytics.selectors.validity import Outcome
from config.base.api.serializers import StrictSerializer, TextField
from tracking.enums import StageType
from tracking.validators import NAME_LENGTH

FEW = "Null where fewer than 5 people are behind it."


class EstimateSerializer(Figures):
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class ValueSerializer(Figures):
    value = serializers.FloatField(allow_null=True)


class ValuedRateSerializer(ValueSerializer, RateSerializer):
    """A rate and what it is made of."""


class RatingShareSerializer(Figures):
    rating = serializers.IntegerField()
    rate = ValuedRateSerializer(allow_null=True, help_text=FEW)
    interval = EstimateSerializer(allow_null=True)


class ValidityFigureSerializer(Figures):
    n = serializers.IntegerField()
    hits = serializers.IntegerField()
    correlation = EstimateSerializer()
    auc = EstimateSerializer()
    corrected = EstimateSerializer(allow_null=True, help_text="For restriction of range.")
    spread_ratio = serializers.FloatField(allow_null=True)
    warnings = serializers.ListField(child=serializers.CharField())


class ForetoldSerializer(Figures):
    n = serializers.IntegerField(help_text="With a known outcome.")
    open = serializers.IntegerField(help_text="Without one yet: not counted.")
    rate = ValuedRateSerializer(allow_null=True, help_text=FEW)
    figure = ValidityFigureSerializer(allow_null=True, help_text="Null where there are too few, or too much alike.")
    shares = RatingShareSerializer(many=True)


class RubricSerializer(Figures):
    stage_type = serializers.ChoiceField(StageType.choices)
    rubric = serializers.ChoiceField([(name, name) for name in RATINGS])
    unrated = serializers.IntegerField()
    everyone = ForetoldSerializer()
    passed = ForetoldSerializer(help_text="Of those alone whom the stage let through.")


class ValiditySerializer(AnswerSerializer):
    outcome = serializers.ChoiceField(Outcome.choices)
    results = RubricSerializer(many=True)


class SeveritySerializer(Figures):
    estimate = EstimateSerializer()
    n = serializers.IntegerField()
    estimated_at = serializers.DateTimeField()


class DifferenceSerializer(Figures):
    mean = serializers.FloatField()
    n = serializers.IntegerField()


class DelaySerializer(Figures):
    median = EstimateSerializer(help_text="Days.")
    n = serializers.IntegerField()
    given = serializers.IntegerField()


class InterviewerValiditySerializer(Figures):
    interviewer_id = serializers.UUIDField()
    candidates = serializers.IntegerField()
    everyone = ForetoldSerializer()
    passed = ForetoldSerializer()


class InterviewerSerializer(Figures):
    id = serializers.UUIDField()
    name = serializers.CharField()
    hidden = serializers.BooleanField(help_text="Fewer than 5 candidates: nothing is told but what is owed.")
    feedback = serializers.IntegerField()
    candidates = serializers.IntegerField()
    rated = serializers.IntegerField()
    mean = serializers.FloatField(allow_null=True)
    severity = SeveritySerializer(allow_null=True, help_text="Managers see it.")
    difference = DifferenceSerializer(allow_null=True)
    delay = DelaySerializer(allow_null=True)
    owed = serializers.IntegerField()
    validity = InterviewerValiditySerializer(allow_null=True)


class AgreementSerializer(Figures):
    stages = serializers.IntegerField()
    ratings = serializers.IntegerField()
    pairs = serializers.IntegerField()
    difference = serializers.FloatField()
    icc = serializers.FloatField(allow_null=True)
    icc_low = serializers.FloatField(allow_null=True)
    icc_high = serializers.FloatField(allow_null=True)


class InterviewersSerializer(AnswerSerializer):
    results = InterviewerSerializer(many=True)
    agreement = AgreementSerializer(allow_null=True)
    delay = DelaySerializer(allow_null=True)


class QuoteSerializer(Figures):
    note = serializers.UUIDField(help_text="The feedback, or of notes the stage.")
    text = serializers.CharField()


class ThemeSerializer(Figures):
    words = serializers.CharField()
    n = serializers.IntegerField()
    people = serializers.IntegerField()
    examples = QuoteSerializer(many=True)


class ThemesSerializer(Figures):
    n = serializers.IntegerField(help_text="Feedbacks that say anything.")
    themes = ThemeSerializer(many=True)


class CommonThemesSerializer(Figures):
    strengths = ThemesSerializer()
    improvements = ThemesSerializer()
    notes = ThemesSerializer()
    cut = serializers.BooleanField(help_text="There are more feedbacks than were read.")


class StagePerformanceSerializer(StageFiguresSerializer, AnswerSerializer):
    time_in_stage = StageTimeSerializer()
    common_themes = CommonThemesSerializer(allow_null=True, help_text="Null of a past day.")
    validity = RubricSerializer(many=True, allow_null=True, help_text="Null of a past day.")


class RecomputeInput(StrictSerializer):
    feeder_source = TextField(required=False, max_length=NAME_LENGTH, help_text="One feeder; all by default.")


class DifferenceOfCountsSerializer(Figures):
    """What was kept, and what was counted instead."""

    feeder_id = serializers.UUIDField()
    kept: Any = serializers.DictField(child=serializers.IntegerField())
    counted = serializers.DictField(child=serializers.IntegerField())


class RecomputedSerializer(Figures):
    feeders = serializers.IntegerField(help_text="How many were counted.")
    differences = DifferenceOfCountsSerializer(many=True, help_text="They have been put right.")
    boosts_moved = serializers.ListField(child=serializers.UUIDField(), help_text="Feeders whose score boost moved.")
