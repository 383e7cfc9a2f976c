"""What the API takes of sessions, field by field. Rules that need the database are the services'."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from config.base.api.serializers import Choice, IntegerField, StrictSerializer, TextField, UUIDText, is_blank
from interviews.api import reading
from interviews.enums import Level, Mode, RecordingKind, SessionType
from interviews.validators import (
    ANSWER_LENGTH,
    CODE_LENGTH,
    DEFAULT_QUESTIONS,
    MAX_QUESTIONS,
    MAX_SECONDS,
    MAX_TOPICS,
    MIN_QUESTIONS,
    TAG_LENGTH,
)


def code_field() -> TextField:
    return TextField(max_length=CODE_LENGTH, required=False, allow_blank=True, trim_whitespace=False)


class SessionInput(StrictSerializer):
    """Either a role or a module. A module brings its type along."""

    read_as = reading.SessionSerializer
    role_id = UUIDText(required=False)
    module_id = UUIDText(required=False)
    level = Choice(Level.choices)
    type = Choice(SessionType.choices, required=False)
    mode = Choice(Mode.choices, default=Mode.PRACTICE)
    profile_id = UUIDText(required=False, allow_null=True)
    question_count = IntegerField(min_value=MIN_QUESTIONS, max_value=MAX_QUESTIONS, default=DEFAULT_QUESTIONS)
    topics = serializers.ListField(
        child=TextField(max_length=TAG_LENGTH), max_length=MAX_TOPICS, required=False, help_text="Skills to prefer."
    )


class AnswerInput(StrictSerializer):
    read_as = reading.AnswerSerializer
    question_id = UUIDText()
    answer_text = TextField(
        max_length=ANSWER_LENGTH, trim_whitespace=False, allow_blank=True, help_text="May be blank beside code."
    )
    code_submission = code_field()
    time_seconds = IntegerField(
        min_value=0, max_value=MAX_SECONDS, required=False, allow_null=True, help_text="As the client measured it."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if is_blank(attrs["answer_text"]) and is_blank(attrs.get("code_submission", "")):
            raise serializers.ValidationError({"answer_text": ["This field may not be blank."]}, "blank")
        return attrs


class DraftInput(StrictSerializer):
    answer_text = TextField(max_length=ANSWER_LENGTH, allow_blank=True, trim_whitespace=False)
    code_submission = code_field()


class RecordingInput(StrictSerializer):
    read_as = reading.RecordingSerializer
    question_id = UUIDText(required=False, allow_null=True)
    kind = Choice(RecordingKind.choices)
    media_type = serializers.RegexField(r"^(audio|video)/[a-zA-Z0-9.+-]{1,80}$", max_length=100)
    duration_seconds = serializers.DecimalField(
        max_digits=8, decimal_places=3, min_value=Decimal(0), max_value=Decimal(24 * 3600)
    )
    size_bytes = IntegerField(min_value=0, max_value=2**40)
    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$", required=False, allow_blank=True)
    location = TextField(max_length=500, required=False, allow_blank=True)
