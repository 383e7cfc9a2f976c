"""The columns of candidates and processes in CSV and XLSX files."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.db import transaction
from import_export.fields import Field

from config.base.back_office.spreadsheets import Export, ServiceImport
from config.base.text import fold
from tracking.models import Candidate, Company, InterviewProcess
from tracking.selectors.names import named
from tracking.services.candidates import create_candidate
from tracking.services.names import check_name
from tracking.services.processes import create_process

LENGTHS = {"phone": 40, "linkedin_url": 200, "email": 254, "candidate_email": 254, "recruiter_name": 200}


def check_texts(row: dict[str, str]) -> None:
    """What a form would check before the service is asked."""
    problems: dict[str, Any] = {}
    for column, text in row.items():
        if len(text) > LENGTHS.get(column, 10_000):
            problems[column] = f"At most {LENGTHS[column]} characters."
        elif text and column in ("email", "candidate_email", "linkedin_url"):
            check = URLValidator() if column == "linkedin_url" else EmailValidator()
            try:
                check(text)
            except ValidationError as error:
                problems[column] = error.messages
    if problems:
        raise ValidationError(problems)


class CandidateImport(ServiceImport):
    """A candidate of the same name and e-mail address is there already."""

    columns = ("full_name", "email", "phone", "linkedin_url")
    required = ("full_name",)

    class Meta:
        model = Candidate
        fields = ("full_name", "email", "phone", "linkedin_url")
        store_row_values = True
        skip_diff = True

    def existing(self, row: dict[str, str]) -> Candidate | None:
        check_texts(row)
        return known_candidate(self, row["full_name"], row["email"])

    def create(self, row: dict[str, str]) -> Candidate:
        return create_candidate(
            actor=self.actor,
            full_name=row["full_name"],
            email=row["email"],
            phone=row["phone"],
            linkedin_url=row["linkedin_url"],
        )


class ProcessImport(ServiceImport):
    """Processes of the importing recruiter. One for the same candidate, company and role is there already."""

    columns = ("candidate_name", "candidate_email", "company_name", "role_title", "feeder_source", "recruiter_name")
    required = ("candidate_name", "company_name", "role_title")
    columns_of_attrs = {"full_name": "candidate_name", "candidate_id": "candidate_name"}

    candidate_name = Field(column_name="candidate_name")
    candidate_email = Field(column_name="candidate_email")
    company_name = Field(column_name="company_name")
    feeder_source = Field(column_name="feeder_source")

    class Meta:
        model = InterviewProcess
        fields = ("candidate_name", "candidate_email", "company_name", "role_title", "feeder_source", "recruiter_name")
        store_row_values = True
        skip_diff = True

    def existing(self, row: dict[str, str]) -> InterviewProcess | None:
        check_texts(row)
        candidate = known_candidate(self, row["candidate_name"], row["candidate_email"])
        if candidate is None:
            return None
        found: InterviewProcess | None = InterviewProcess.objects.filter(
            candidate=candidate,
            company__in=Company.objects.filter(named(row["company_name"])),
            role_key=fold(row["role_title"]),
        ).first()
        return found

    @transaction.atomic
    def create(self, row: dict[str, str]) -> InterviewProcess:
        candidate = known_candidate(self, row["candidate_name"], row["candidate_email"])
        if candidate is None:
            name, email = row["candidate_name"], row["candidate_email"]
            candidate = create_candidate(actor=self.actor, full_name=name, email=email)
        for column in ("company_name", "feeder_source"):
            if row[column]:
                check_name(row[column], column)
        return create_process(
            actor=self.actor,
            candidate_id=candidate.pk,
            company_name=row["company_name"],
            role_title=row["role_title"],
            feeder_source=row["feeder_source"] or None,
            recruiter_name=row["recruiter_name"] or None,
        )


def known_candidate(resource: ServiceImport, name: str, email: str) -> Candidate | None:
    """Of those whom the importing user sees: the same name, and the same e-mail address or none."""
    seen = Candidate.objects.visible_to(resource.actor).filter(name_key=fold(name))
    return next((one for one in seen if one.email.casefold() == email.casefold()), None)


class CandidateExport(Export):
    recruiter = Field(attribute="owner__display_name", column_name="recruiter")

    class Meta:
        model = Candidate
        fields = (
            "full_name", "email", "phone", "linkedin_url", "status", "overall_score", "recruiter", "created_at",
            "updated_at", "id",
        )  # fmt: skip
        export_order = fields


class ProcessExport(Export):
    candidate_name = Field(attribute="candidate__full_name", column_name="candidate_name")
    candidate_email = Field(attribute="candidate__email", column_name="candidate_email")
    company_name = Field(attribute="company__name", column_name="company_name")
    feeder_source = Field(attribute="feeder__name", column_name="feeder_source")

    class Meta:
        model = InterviewProcess
        fields = (
            "candidate_name", "candidate_email", "company_name", "role_title", "feeder_source", "recruiter_name",
            "status", "final_outcome", "rejection_reason", "withdrawal_reason", "created_at", "updated_at",
            "ended_at", "id",
        )  # fmt: skip
        export_order = fields
