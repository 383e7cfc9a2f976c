"""What the API takes of feedback, field by field. Rules that need the database are the services'."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from config.base.api.serializers import IntegerField, StrictSerializer, TextField, UUIDText
from config.base.errors import Invalid
from config.base.models import User
from feedback.api.reading import FeedbackSerializer
from feedback.services.intake import Submission
from feedback.validators import ITEM_LENGTH, MAX_BATCH, MAX_ITEMS, SCALES, check_metadata


class RatingField(serializers.DecimalField):
    """A JSON number with one decimal at most; no text, no true."""

    def __init__(self, **kwargs: Any) -> None:
        limits: dict[str, Any] = {"max_digits": 4, "decimal_places": 1, "min_value": Decimal(0), "max_value": 100}
        super().__init__(**limits | {"coerce_to_string": False} | kwargs)

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        return serializers.Field.validate_empty_values(self, data)  # DecimalField would take "" for null

    def to_internal_value(self, data: Any) -> Decimal:
        if type(data) not in (int, Decimal):
            self.fail("invalid")
        if type(data) is int and abs(data) > 1000:
            self.fail("max_value", max_value=self.max_value)
        return super().to_internal_value(data)


class SaidField(serializers.ListField):
    """A list of short texts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=TextField(max_length=ITEM_LENGTH), **{"max_length": MAX_ITEMS, **kwargs})

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        return super().to_internal_value(data)


class MetadataField(serializers.JSONField):
    """A JSON object, kept as it is: at most 16 kB, nested at most 8 deep."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise serializers.ValidationError("A JSON object.", "invalid")
        try:
            check_metadata(data)
        except Invalid as refusal:
            raise serializers.ValidationError(refusal.detail, refusal.code) from None
        return plain(data)


def plain(data: Any) -> Any:
    """Numbers as JSON columns take them."""
    if isinstance(data, dict):
        return {name: plain(value) for name, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    return float(data) if isinstance(data, Decimal) else data


class SaidInput(StrictSerializer):
    strengths = SaidField()
    areas_for_improvement = SaidField()
    overall_rating = RatingField(allow_null=True, help_text="1.0 to 5.0, or on the scale named; null: could not judge.")
    rating_scale = IntegerField(
        default=SCALES[0], help_text=f"The top of the scale of overall_rating: {', '.join(map(str, SCALES))}."
    )


# What the server says of a feedback itself: ignored, so that what was read can be sent.
SAID_BY_US = frozenset({"id", "process_id", "author", "author_name", "source", "received_at", "updated_at", "version"})


class FeedbackInput(StrictSerializer):
    candidate_id = UUIDText()
    interview_id = UUIDText(help_text="The stage; a process's id means its current stage.")
    feedback = SaidInput()
    metadata = MetadataField(required=False)
    occurred_at = serializers.DateTimeField(required=False, allow_null=True, help_text="When the interview was.")
    interviewer_email = serializers.EmailField(
        required=False, help_text="Whose feedback it is, where a service sends it for them."
    )

    def known_fields(self) -> set[str]:
        return super().known_fields() | SAID_BY_US

    @staticmethod
    def submission(data: dict[str, Any], author: User) -> Submission:
        said = data["feedback"]
        return Submission(
            candidate_id=data["candidate_id"],
            interview_id=data["interview_id"],
            author=author,
            overall_rating=said["overall_rating"],
            rating_scale=said["rating_scale"],
            strengths=said["strengths"],
            areas_for_improvement=said["areas_for_improvement"],
            metadata=data.get("metadata", {}),
            occurred_at=data.get("occurred_at"),
        )


class BatchInput(StrictSerializer):
    items: Any = serializers.ListSerializer(child=FeedbackInput(), allow_empty=False, max_length=MAX_BATCH)


class FeedbackUpdate(StrictSerializer):
    read_as = FeedbackSerializer
    strengths = SaidField()
    areas_for_improvement = SaidField()
    overall_rating = RatingField(allow_null=True, help_text="1.0 to 5.0.")
    metadata = MetadataField()
