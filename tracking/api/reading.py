"""What the API shows, field by field: read by OpenAPI and by config.base.api.sqljson."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from rest_framework import serializers

from config.base.api.sqljson import json_object
from config.base.models import User
from tracking.models import (
    Attachment,
    Candidate,
    Company,
    Feeder,
    InterviewProcess,
    InterviewStage,
    Offer,
    PanelMember,
    Placement,
    StatusChange,
)


class CompanySerializer(serializers.ModelSerializer[Company]):
    class Meta:
        model = Company
        fields = ["id", "name", "aliases", "created_at"]


class FeederSerializer(serializers.ModelSerializer[Feeder]):
    score_boost = serializers.FloatField(read_only=True)

    class Meta:
        model = Feeder
        fields = ["id", "name", "aliases", "score_boost", "created_at"]


class CandidateSerializer(serializers.ModelSerializer[Candidate]):
    owner = serializers.UUIDField(source="owner_id", allow_null=True)
    user = serializers.UUIDField(source="user_id", allow_null=True)
    resume = serializers.UUIDField(source="resume_id", allow_null=True, help_text="The present resume's attachment.")
    overall_score = serializers.FloatField(allow_null=True, help_text="0-100; null where nothing is known.")

    class Meta:
        model = Candidate
        fields = [
            "id",
            "full_name",
            "email",
            "phone",
            "linkedin_url",
            "status",
            "overall_score",
            "needs_rescoring",
            "owner",
            "user",
            "resume",
            "anonymised_at",
            "created_at",
            "updated_at",
        ]


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    candidate_id = serializers.UUIDField()
    uploaded_by = serializers.UUIDField(source="uploaded_by_id", allow_null=True)

    class Meta:
        model = Attachment
        fields = ["id", "candidate_id", "kind", "original_name", "content_type", "size", "uploaded_by", "created_at"]


class OfferSerializer(serializers.ModelSerializer[Offer]):
    process_id = serializers.UUIDField()

    class Meta:
        model = Offer
        fields = [
            "id",
            "process_id",
            "number",
            "status",
            "base_salary",
            "total_comp",
            "signing_bonus",
            "equity_value",
            "currency",
            "start_date",
            "expires_at",
            "other_benefits",
            "version",
            "created_at",
            "updated_at",
        ]


class StageSerializer(serializers.ModelSerializer[InterviewStage]):
    """Interviewers see the stages of their panels, with as much of the process as they need to prepare."""

    process_id = serializers.UUIDField()
    candidate_id = serializers.UUIDField(source="process.candidate_id")
    candidate_name = serializers.CharField(source="process.candidate.full_name")
    company_name = serializers.CharField(source="process.company.name")
    role_title = serializers.CharField(source="process.role_title")
    process_status = serializers.ChoiceField(
        source="process.status", choices=InterviewProcess._meta.get_field("status").choices or []
    )
    interviewers = serializers.ListField(child=serializers.UUIDField())

    class Meta:
        model = InterviewStage
        fields = [
            "id",
            "process_id",
            "stage_name",
            "stage_type",
            "stage_order",
            "scheduled_date",
            "completed_date",
            "outcome",
            "overall_rating",
            "technical_rating",
            "culture_fit_rating",
            "communication_rating",
            "feedback_notes",
            "interviewers",
            "interviewer_names",
            "next_steps",
            "version",
            "created_at",
            "updated_at",
            "candidate_id",
            "candidate_name",
            "company_name",
            "role_title",
            "process_status",
        ]

    def sql_fields(self, user: User) -> dict[str, Any]:
        panel = PanelMember.objects.filter(stage=OuterRef("pk")).order_by("id")
        return {"interviewers": ArraySubquery(panel.values("user_id"))}


class StageOfProcessSerializer(StageSerializer):
    """A stage inside its process, which says the rest."""

    class Meta(StageSerializer.Meta):
        fields = StageSerializer.Meta.fields[: StageSerializer.Meta.fields.index("candidate_id")]

    candidate_id = candidate_name = company_name = role_title = process_status = None  # type: ignore[assignment]


class ProcessRowSerializer(serializers.ModelSerializer[InterviewProcess]):
    """A process in a list."""

    candidate_id = serializers.UUIDField()
    candidate_name = serializers.CharField(source="candidate.full_name")
    company_id = serializers.UUIDField()
    company_name = serializers.CharField(source="company.name")
    feeder_source = serializers.CharField(source="feeder.name", allow_null=True)
    recruiter = serializers.UUIDField(source="recruiter_id", allow_null=True)

    class Meta:
        model = InterviewProcess
        fields = [
            "id",
            "candidate_id",
            "candidate_name",
            "company_id",
            "company_name",
            "role_title",
            "status",
            "feeder_source",
            "recruiter",
            "recruiter_name",
            "final_outcome",
            "rejection_reason",
            "withdrawal_reason",
            "ended_at",
            "version",
            "created_at",
            "updated_at",
        ]


class ProcessSerializer(ProcessRowSerializer):
    """A process with its stages in order and the offer that stands."""

    stages = StageOfProcessSerializer(many=True)
    current_offer = OfferSerializer(allow_null=True)

    class Meta(ProcessRowSerializer.Meta):
        fields = [*ProcessRowSerializer.Meta.fields, "stages", "current_offer"]

    def sql_fields(self, user: User) -> dict[str, Any]:
        offers = Offer.objects.visible_to(user).filter(process=OuterRef("pk")).exclude(status="superseded")
        latest = offers.order_by("-number").values_list(json_object(OfferSerializer(), user))[:1]
        return {"current_offer": Subquery(latest)}


class ChangeSerializer(serializers.ModelSerializer[StatusChange]):
    by = serializers.CharField(source="by.username", allow_null=True)

    class Meta:
        model = StatusChange
        fields = ["from_status", "to_status", "at", "by", "reason"]


class PlacementSerializer(serializers.ModelSerializer[Placement]):
    company = serializers.CharField(source="company.name")
    process_id = serializers.UUIDField()
    offer_details = OfferSerializer(source="offer")

    class Meta:
        model = Placement
        fields = ["company", "role", "placement_date", "process_id", "offer_details"]


class HistorySerializer(serializers.ModelSerializer[Candidate]):
    """A candidate with every process and placement that the reader sees."""

    candidate = CandidateSerializer(source="*")
    processes = ProcessSerializer(many=True)
    placement_history = PlacementSerializer(many=True)

    class Meta:
        model = Candidate
        fields = ["candidate", "processes", "placement_history"]

    def sql_fields(self, user: User) -> dict[str, Any]:
        standing = Placement.objects.visible_to(user).filter(candidate=OuterRef("pk"), reversed_at=None)
        rows = standing.order_by("placement_date", "created_at").values_list(json_object(PlacementSerializer(), user))
        processes = InterviewProcess.objects.visible_to(user).filter(candidate=OuterRef("pk"))
        return {
            "candidate": json_object(CandidateSerializer(), user),
            "processes": ArraySubquery(
                processes.order_by("created_at", "id").values_list(json_object(ProcessSerializer(), user))
            ),
            "placement_history": ArraySubquery(rows),
        }
