"""What the API shows of feedback and decisions, field by field: read by OpenAPI and by config.base.api.sqljson."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from config.base.models import User
from feedback.models import FeedbackRevision, InterviewFeedback, NextStageDecision
from feedback.services.intake import Receipt
from tracking.enums import CandidateStatus


@extend_schema_serializer(component_name="InterviewFeedback")
class FeedbackSerializer(serializers.ModelSerializer[InterviewFeedback]):
    candidate_id = serializers.UUIDField()
    process_id = serializers.UUIDField()
    interview_id = serializers.UUIDField(source="stage_id", help_text="The stage.")
    author = serializers.UUIDField(source="author_id")
    author_name = serializers.CharField(source="author.display_name")
    overall_rating = serializers.FloatField(allow_null=True, help_text="1.0 to 5.0; null where they could not judge.")
    rating_given = serializers.FloatField(allow_null=True, help_text="As it came, on the scale it named.")
    strengths = serializers.ListField(child=serializers.CharField())
    areas_for_improvement = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = InterviewFeedback
        fields = [
            "id",
            "candidate_id",
            "process_id",
            "interview_id",
            "author",
            "author_name",
            "strengths",
            "areas_for_improvement",
            "overall_rating",
            "rating_given",
            "rating_scale",
            "metadata",
            "source",
            "occurred_at",
            "received_at",
            "updated_at",
            "version",
        ]

    def sql_fields(self, user: User) -> dict[str, Any]:
        full_name = Trim(Concat(F("author__first_name"), Value(" "), F("author__last_name")))
        return {"author_name": Coalesce(NullIf(full_name, Value("")), F("author__username"))}


@extend_schema_serializer(component_name="FeedbackRevision")
class RevisionSerializer(serializers.ModelSerializer[FeedbackRevision]):
    """What a feedback said before an edit."""

    overall_rating = serializers.FloatField(allow_null=True)
    strengths = serializers.ListField(child=serializers.CharField())
    areas_for_improvement = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = FeedbackRevision
        fields = ["version", "strengths", "areas_for_improvement", "overall_rating", "metadata", "edited_at"]


class DecisionSerializer(serializers.ModelSerializer[NextStageDecision]):
    candidate_id = serializers.UUIDField()
    candidate_name = serializers.CharField(source="candidate.full_name")
    process_id = serializers.UUIDField()
    stage_id = serializers.UUIDField()
    feedback_id = serializers.UUIDField()
    confirmed_by = serializers.UUIDField(source="confirmed_by_id", allow_null=True)
    added_stage_id = serializers.UUIDField(allow_null=True)
    offer_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = NextStageDecision
        fields = [
            "id",
            "candidate_id",
            "candidate_name",
            "process_id",
            "stage_id",
            "feedback_id",
            "action",
            "status",
            "reason",
            "rule_version",
            "inputs",
            "apply_at",
            "confirmed_by",
            "decided_at",
            "added_stage_id",
            "offer_id",
            "created_at",
            "updated_at",
        ]


class ScoreChangeSerializer(serializers.Serializer[Any]):
    before = serializers.FloatField(allow_null=True)
    after = serializers.FloatField(allow_null=True)


class ReceiptSerializer(serializers.Serializer[Any]):
    """The stored feedback, and what it caused."""

    feedback = FeedbackSerializer()
    candidate_status = serializers.ChoiceField(choices=CandidateStatus.choices)
    overall_score = ScoreChangeSerializer(help_text="Suitability, 0-100; null where nothing is known.")
    decision = DecisionSerializer(allow_null=True)
    decision_reason = serializers.CharField(help_text="Why the decision fell, or why there is none.")
    event_id = serializers.UUIDField()


class BatchReceiptSerializer(serializers.Serializer[Any]):
    results = ReceiptSerializer(many=True)


def receipts_json(receipts: Iterable[Receipt]) -> list[dict[str, Any]]:
    """By one serializer of each kind: making its fields takes longer than filling them."""
    feedback, decision = FeedbackSerializer(), DecisionSerializer()
    return [
        {
            "feedback": feedback.to_representation(receipt.feedback),
            "candidate_status": receipt.candidate_status,
            "overall_score": {"before": as_number(receipt.score_before), "after": as_number(receipt.score_after)},
            "decision": decision.to_representation(receipt.decision) if receipt.decision else None,
            "decision_reason": receipt.decision_reason,
            "event_id": str(receipt.event_id),
        }
        for receipt in receipts
    ]


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    return receipts_json([receipt])[0]


def as_number(score: Decimal | None) -> float | None:
    return None if score is None else float(score)
