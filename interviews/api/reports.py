"""The report as OpenAPI describes it. The figures are made by interviews.reports; the session part is its own."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from interviews.api.reading import FeedbackSerializer, ScoresSerializer, SessionSerializer
from interviews.scoring import DIMENSIONS


class IntervalSerializer(serializers.Serializer[Any]):
    low = serializers.FloatField()
    high = serializers.FloatField()


class OverallIntervalSerializer(IntervalSerializer):
    level = serializers.FloatField(help_text="0.8: eight in ten such intervals hold the mean of human grades.")


class CoverageSerializer(serializers.Serializer[Any]):
    scored = serializers.IntegerField()
    total = serializers.IntegerField(help_text="Questions of the session.")


class SkillCoverageSerializer(serializers.Serializer[Any]):
    scored = serializers.IntegerField()
    asked = serializers.IntegerField(help_text="Questions on this skill that were shown.")


class RubricCoverageSerializer(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, Any]:
        return {name: CoverageSerializer() for name in DIMENSIONS}


class FindingSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    dimension = serializers.CharField(allow_null=True)
    question = serializers.IntegerField(help_text="The order of the question that text and quote are of.")
    quote = serializers.CharField(allow_null=True, help_text="Of the answer, to the letter.")
    questions = serializers.ListField(child=serializers.IntegerField(), help_text="Of all answers it was said of.")
    alike = serializers.ListField(
        child=serializers.IntegerField(), help_text="Of all answers with such a remark on this dimension."
    )


class TotalsSerializer(serializers.Serializer[Any]):
    time_taken = serializers.IntegerField(allow_null=True, help_text="Seconds of all answers, by the server's clock.")
    hints_used = serializers.IntegerField()
    revisions = serializers.IntegerField()
    skipped = serializers.IntegerField()
    unanswered = serializers.IntegerField(help_text="The skipped ones included.")


class EvidenceSerializer(serializers.Serializer[Any]):
    quote = serializers.CharField()
    start = serializers.IntegerField(help_text="In the answer's characters.")
    end = serializers.IntegerField()
    effect = serializers.CharField(help_text="earned or cost")
    note = serializers.CharField()


class DimensionSerializer(serializers.Serializer[Any]):
    score = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    reason = serializers.CharField()
    evidence = EvidenceSerializer(many=True)


class DimensionsSerializer(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, Any]:
        return {name: DimensionSerializer() for name in DIMENSIONS}


class PointSerializer(serializers.Serializer[Any]):
    point = serializers.CharField()
    verdict = serializers.CharField(help_text="covered, partly or missing")
    quote = serializers.CharField(allow_null=True)


class EvaluationSerializer(serializers.Serializer[Any]):
    confidence = serializers.CharField(allow_null=True, help_text="high, medium or low")
    doubts = serializers.ListField(child=serializers.CharField(), allow_null=True)
    points = PointSerializer(many=True, allow_null=True)
    dimensions = DimensionsSerializer(allow_null=True)
    scorer = serializers.CharField(allow_null=True)
    version = serializers.CharField(allow_null=True)
    text = serializers.CharField(allow_null=True, help_text="What an earlier program said, of imported answers.")
    interval = IntervalSerializer(allow_null=True, help_text="0-100; holds 80 % of human grades of such answers.")


class ReportedAnswerSerializer(serializers.Serializer[Any]):
    """A question with its answer. Where nobody answered, all that is the answer's is null, the model answer too."""

    question_id = serializers.UUIDField()
    order = serializers.IntegerField()
    question_text = serializers.CharField()
    category = serializers.CharField()
    focus = serializers.CharField()
    difficulty = serializers.CharField()
    skill_tags_json = serializers.ListField(child=serializers.CharField())
    is_followup = serializers.BooleanField()
    asked = serializers.BooleanField()
    skipped = serializers.BooleanField()
    hints_used = serializers.IntegerField()
    answer_text = serializers.CharField(allow_null=True)
    code_submission = serializers.CharField(allow_null=True)
    score = serializers.FloatField(allow_null=True, help_text="0-100: a person's where there is one.")
    machine_score = serializers.FloatField(allow_null=True)
    overridden = serializers.BooleanField()
    evaluation_status = serializers.CharField(allow_null=True)
    scores_json = ScoresSerializer(allow_null=True)
    feedback_json = FeedbackSerializer(allow_null=True)
    evaluation = EvaluationSerializer(allow_null=True)
    time_taken = serializers.IntegerField(allow_null=True, help_text="Seconds from shown to answered.")
    time_seconds = serializers.IntegerField(allow_null=True, help_text="As the client measured it.")
    revision_count = serializers.IntegerField()


class ReportSerializer(serializers.Serializer[Any]):
    """Means are over scored answers only, null where there is none."""

    session = SessionSerializer()
    overall_score = serializers.FloatField(allow_null=True, help_text="0-100.")
    interval = OverallIntervalSerializer(allow_null=True, help_text="Null under two scored answers.")
    coverage = CoverageSerializer()
    strengths = FindingSerializer(many=True, help_text="At most 3.")
    weaknesses = FindingSerializer(many=True, help_text="At most 5, as many as are real.")
    rubric_breakdown = ScoresSerializer(help_text="Means, 0-5.")
    rubric_coverage = RubricCoverageSerializer()
    skill_breakdown = serializers.DictField(
        child=serializers.FloatField(allow_null=True), help_text="Mean question score, 0-100, by skill tag."
    )
    skill_coverage = serializers.DictField(child=SkillCoverageSerializer())
    totals = TotalsSerializer()
    answers = ReportedAnswerSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField(), help_text="What to know before believing a figure.")
