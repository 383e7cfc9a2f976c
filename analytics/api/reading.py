"""What the figures look like, for OpenAPI: they are told by analytics.api.told, and a test holds the two together."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analytics.measures import RATINGS
from tracking.enums import StageType

NULL_IF_NONE = "Null where there are no cases."


class Figures(serializers.Serializer[Any]):
    """Field names as they are told; each figure is made once and only described here."""


def rate_field(help_text: str = NULL_IF_NONE) -> serializers.FloatField:
    return serializers.FloatField(allow_null=True, help_text=help_text)


class BoundsSerializer(Figures):
    """95 %; a bound is null where it is not reached."""

    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class RateSerializer(Figures):
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    interval = BoundsSerializer(allow_null=True)


class OutcomesSerializer(Figures):
    processes = serializers.IntegerField()
    placements = serializers.IntegerField()
    open = serializers.IntegerField()
    ended = serializers.IntegerField()
    conversion_rate = rate_field("placements / processes")
    interval = BoundsSerializer(allow_null=True, help_text="Of conversion_rate, by Wilson.")
    decided_rate = rate_field("placements / ended")
    decided_interval = BoundsSerializer(allow_null=True)


class MonthSerializer(Figures):
    month = serializers.DateField(help_text="Its first day.")
    started = serializers.IntegerField()
    placements = serializers.IntegerField(help_text="Of those that began in the month, whenever they were placed.")
    open = serializers.IntegerField()
    ended = serializers.IntegerField()
    conversion_rate = rate_field()
    interval = BoundsSerializer(allow_null=True)


class StepCountsSerializer(Figures):
    step = serializers.CharField(help_text="started, a stage type, offer_extended or offer_accepted.")
    label = serializers.CharField()  # type: ignore[assignment]  # the name of a figure
    reached = serializers.IntegerField(help_text="Processes.")
    passed = serializers.IntegerField(allow_null=True, help_text="Stages, as the next three; null where it is none.")
    failed = serializers.IntegerField(allow_null=True)
    pending = serializers.IntegerField(allow_null=True)
    other = serializers.IntegerField(allow_null=True, help_text="Cancelled, or nobody came.")
    rate = rate_field()


class StepSerializer(StepCountsSerializer, RateSerializer):
    share_of_started = rate_field()


class AnswerSerializer(Figures):
    as_of = serializers.DateTimeField(help_text="All that had happened by then is counted.")
    definitions = serializers.DictField(child=serializers.CharField())


class FunnelSerializer(AnswerSerializer):
    total_started = serializers.IntegerField()
    phone_screen_pass_rate = rate_field()
    technical_pass_rate = rate_field()
    onsite_pass_rate = rate_field()
    offer_extended_rate = rate_field()
    offer_accepted_rate = rate_field()
    open = serializers.IntegerField()
    ended = serializers.IntegerField()
    steps = StepSerializer(many=True)
    by_month = MonthSerializer(many=True)


class DaysToHireSerializer(Figures):
    median = serializers.FloatField(allow_null=True)
    mean = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()


class FeederFiguresSerializer(Figures):
    rank = serializers.IntegerField(allow_null=True, help_text="By the lower bound of `interval`.")
    feeder_id = serializers.UUIDField()
    feeder_source = serializers.CharField()
    candidates_sourced = serializers.IntegerField()
    processes_sourced = serializers.IntegerField()
    placements = serializers.IntegerField()
    open = serializers.IntegerField()
    ended = serializers.IntegerField()
    conversion_rate = rate_field("placements / processes_sourced")
    interval = BoundsSerializer(allow_null=True, help_text="Of conversion_rate, by Wilson.")
    decided_rate = rate_field("placements / ended")
    decided_interval = BoundsSerializer(allow_null=True)
    shrunken_rate = rate_field()
    shrunken_interval = BoundsSerializer(allow_null=True)
    matured_rate = rate_field("Null where too few were followed for horizon_days.")
    matured_interval = BoundsSerializer(allow_null=True)
    days_to_hire = DaysToHireSerializer()


class ConversionRatesSerializer(AnswerSerializer):
    results = FeederFiguresSerializer(many=True)
    without_feeder = OutcomesSerializer(allow_null=True, help_text="Null where one feeder is asked for.")
    total = OutcomesSerializer()
    horizon_days = serializers.IntegerField()


class MeanSerializer(Figures):
    mean = serializers.FloatField(allow_null=True, help_text="Null where nothing was rated.")
    n = serializers.IntegerField()


RatingsSerializer = type("RatingsSerializer", (Figures,), {name: MeanSerializer() for name in RATINGS})


class OfStageSerializer(Figures):
    stage_type = serializers.ChoiceField(StageType.choices)
    label = serializers.CharField()  # type: ignore[assignment]  # the name of a figure


class StageCountsSerializer(OfStageSerializer):
    reached = serializers.IntegerField(help_text="Processes.")
    stages = serializers.IntegerField()
    passed = serializers.IntegerField()
    failed = serializers.IntegerField()
    no_show = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    pending = serializers.IntegerField()
    rate = rate_field("passed / (passed + failed)")
    fail_rate = rate_field("failed / (passed + failed)")


class StageFiguresSerializer(StageCountsSerializer, RateSerializer):
    ratings = RatingsSerializer()


class StageSuccessSerializer(AnswerSerializer):
    results = StageFiguresSerializer(many=True)


class LastingSerializer(Figures):
    """Days; medians and quartiles count those that still wait, and are null where they are not reached."""

    n = serializers.IntegerField()
    ended = serializers.IntegerField()
    waiting = serializers.IntegerField()
    left = serializers.IntegerField(help_text="Given up: the process ended before the stage was decided.")
    median = serializers.FloatField(allow_null=True)
    median_interval = BoundsSerializer()
    lower_quartile = serializers.FloatField(allow_null=True)
    upper_quartile = serializers.FloatField(allow_null=True)
    mean = serializers.FloatField(allow_null=True, help_text="The plain average of those that ended.")
    restricted_mean = serializers.FloatField(allow_null=True, help_text="Days spent of the first `until`, of all.")
    restricted_mean_interval = BoundsSerializer(allow_null=True)
    until = serializers.FloatField(allow_null=True)


class StageTimeSerializer(OfStageSerializer, LastingSerializer):
    """Of one type of stage."""


class ToHireSerializer(Figures):
    n = serializers.IntegerField()
    hired = serializers.IntegerField()
    median = serializers.FloatField(allow_null=True, help_text="Days, of those hired.")
    mean = serializers.FloatField(allow_null=True)
    hired_share = rate_field("Of all, by horizon_days; null where too few were followed so long.")
    hired_share_interval = BoundsSerializer(allow_null=True)
    horizon_days = serializers.IntegerField()


class TimeInStageSerializer(AnswerSerializer):
    results = StageTimeSerializer(many=True)
    time_to_decision = LastingSerializer()
    time_to_hire = ToHireSerializer()


class FeederReportSerializer(FeederFiguresSerializer, AnswerSerializer):
    of_feeders = serializers.IntegerField(help_text="How many are ranked.")
    horizon_days = serializers.IntegerField()
    stages = StageFiguresSerializer(many=True)
    avg_time_to_hire = serializers.FloatField(allow_null=True)
    time_to_hire = ToHireSerializer()
    time_to_decision = LastingSerializer()
    rejection_reasons = serializers.DictField(child=serializers.IntegerField())
    withdrawal_reasons = serializers.DictField(child=serializers.IntegerField())
    by_month = MonthSerializer(many=True)


class FeederShareSerializer(OutcomesSerializer):
    feeder_id = serializers.UUIDField()
    feeder_source = serializers.CharField()


class CompanyRatesSerializer(Figures):
    interview_rate = RateSerializer()
    offer_rate = RateSerializer()
    acceptance_rate = RateSerializer()


class CompanyInsightsSerializer(OutcomesSerializer, AnswerSerializer):
    company_id = serializers.UUIDField()
    company_name = serializers.CharField()
    total_candidates_sent = serializers.IntegerField()
    interview_rate = rate_field()
    offer_rate = rate_field()
    acceptance_rate = rate_field()
    rates = CompanyRatesSerializer(help_text="What the three rates are made of.")
    avg_time_to_decision = serializers.FloatField(allow_null=True, help_text="Days; time_to_decision tells the rest.")
    time_to_decision = LastingSerializer()
    time_to_hire = ToHireSerializer()
    preferred_feeders = FeederShareSerializer(many=True)
    without_feeder = OutcomesSerializer()
    rejection_reasons = serializers.DictField(child=serializers.IntegerField())
    withdrawal_reasons = serializers.DictField(child=serializers.IntegerField())
    stages = StageFiguresSerializer(many=True)
    time_in_stage = StageTimeSerializer(many=True)
