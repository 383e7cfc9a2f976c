"""What the API takes, field by field. Rules that need the database are the services'."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config.base.api.serializers import (
    BooleanField,
    Choice,
    IntegerField,
    MoneyField,
    StrictSerializer,
    TextField,
    UUIDText,
)
from tracking.api import reading
from tracking.api.fields import UserField, UserListField
from tracking.enums import (
    AttachmentKind,
    ProcessStatus,
    RejectionReason,
    StageOutcome,
    StageType,
    WithdrawalReason,
)
from tracking.models.stages import RATINGS
from tracking.validators import MAX_NAMES, NAME_LENGTH

NOTES_LENGTH = 20_000


class NamesField(serializers.ListField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=TextField(max_length=NAME_LENGTH), **{"max_length": MAX_NAMES, **kwargs})


def name_field(**kwargs: Any) -> TextField:
    return TextField(max_length=NAME_LENGTH, **kwargs)


def notes_field() -> TextField:
    return TextField(max_length=NOTES_LENGTH, required=False, allow_blank=True)


class CompanyInput(StrictSerializer):
    read_as = reading.CompanySerializer
    name = name_field()
    aliases = NamesField(required=False)


class FeederInput(StrictSerializer):
    read_as = reading.FeederSerializer
    name = name_field()
    aliases = NamesField(required=False)


class CandidateInput(StrictSerializer):
    read_as = reading.CandidateSerializer
    full_name = name_field()
    email = serializers.EmailField(required=False, allow_blank=True, max_length=254)
    phone = TextField(required=False, allow_blank=True, max_length=40)
    linkedin_url = serializers.URLField(required=False, allow_blank=True, max_length=200)


class CandidateUpdate(CandidateInput):
    owner = UserField(required=False, allow_null=True)


class ProcessInput(StrictSerializer):
    read_as = reading.ProcessSerializer
    candidate_id = UUIDText()
    company_name = name_field()
    role_title = name_field()
    feeder_source = name_field(required=False, allow_null=True, allow_blank=True)
    recruiter = UserField(required=False)
    recruiter_name = name_field(required=False, allow_blank=True)


class ProcessUpdate(StrictSerializer):
    read_as = reading.ProcessSerializer
    company_name = name_field()
    role_title = name_field()
    feeder_source = name_field(required=False, allow_null=True, allow_blank=True)
    recruiter = UserField(required=False, allow_null=True)
    recruiter_name = name_field(required=False, allow_blank=True)


class OfferTerms(StrictSerializer):
    base_salary = MoneyField(required=False, allow_null=True)
    total_comp = MoneyField(required=False, allow_null=True)
    signing_bonus = MoneyField(required=False, allow_null=True)
    equity_value = MoneyField(required=False, allow_null=True)
    currency = TextField(max_length=3, required=False)
    start_date = serializers.DateField(required=False, allow_null=True)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)
    other_benefits = TextField(max_length=NOTES_LENGTH, required=False, allow_blank=True)


class OfferInput(OfferTerms):
    read_as = reading.OfferSerializer


class DeclineInput(StrictSerializer):
    withdrawal_reason = Choice(WithdrawalReason.choices, required=False, allow_null=True)
    reason = notes_field()


class ReasonInput(StrictSerializer):
    reason = notes_field()


class ReopenInput(StrictSerializer):
    reason = TextField(max_length=NOTES_LENGTH)


class CompleteInput(StrictSerializer):
    final_status = Choice([(value, value) for value in ProcessStatus.ENDED])
    rejection_reason = Choice(RejectionReason.choices, required=False, allow_null=True)
    withdrawal_reason = Choice(WithdrawalReason.choices, required=False, allow_null=True)
    reason = notes_field()
    offer_details = OfferTerms(required=False, allow_null=True)


class StageInput(StrictSerializer):
    read_as = reading.StageSerializer
    stage_name = name_field()
    stage_order = IntegerField(required=False, min_value=1, max_value=32_767)
    stage_type = Choice(StageType.choices, required=False)
    scheduled_date = serializers.DateField(required=False, allow_null=True)
    interviewers = UserListField(required=False)
    interviewer_names = NamesField(required=False)
    next_steps = notes_field()


class StageUpdate(StrictSerializer):
    read_as = reading.StageSerializer
    stage_name = name_field()
    stage_type = Choice(StageType.choices, required=False)
    scheduled_date = serializers.DateField(required=False, allow_null=True)
    interviewers = UserListField(required=False)
    interviewer_names = NamesField(required=False)
    next_steps = notes_field()
    feedback_notes = notes_field()


class RatingsInput(StrictSerializer):
    """Each 1 to 5, or null for not rated."""

    def get_fields(self) -> dict[str, Any]:
        return {name: IntegerField(min_value=1, max_value=5, required=False, allow_null=True) for name in RATINGS}


class OutcomeInput(StrictSerializer):
    outcome = Choice(StageOutcome.choices)
    ratings = RatingsInput(required=False)
    feedback_notes = notes_field()
    next_steps = notes_field()
    completed_date = serializers.DateField(required=False)
    close_process = BooleanField(
        required=False, help_text="Whether a failure ends the process; by default a recruiter's does."
    )
    rejection_reason = Choice(RejectionReason.choices, required=False, allow_null=True)


class CorrectionInput(StrictSerializer):
    outcome = Choice(StageOutcome.choices)
    reason = TextField(max_length=NOTES_LENGTH)


class AttachmentInput(StrictSerializer):
    file = serializers.FileField(allow_empty_file=True, max_length=255)
    kind = Choice(AttachmentKind.choices, required=False, default=AttachmentKind.RESUME)
