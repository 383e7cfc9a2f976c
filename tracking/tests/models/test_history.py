"""Rows leave a trace when they change, whichever way; no trace can be changed or forged."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import NOBODY, SYSTEM, Identity, acting_as
from tracking.models import Candidate, InterviewProcess, StatusChange
from tracking.tests.factories import CandidateFactory, CompanyFactory, OfferFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db

PERSONAL = ("full_name", "name_key", "email", "phone", "linkedin_url", "resume", "feedback_notes", "recruiter_name")


def events_of(row: Any) -> list[tuple[str, Any]]:
    model = apps.get_model("tracking", f"{type(row).__name__}Event")
    return list(model.objects.filter(pgh_obj=row.pk).order_by("pgh_id").values_list("pgh_label", flat=True))


def event_model(name: str) -> Any:
    return apps.get_model("tracking", f"{name}Event")


@pytest.mark.parametrize(
    ("make", "field", "old", "new"),
    [
        (ProcessFactory, "role_title", "Backend Engineer", "Data Engineer"),
        (StageFactory, "stage_name", "Phone Screen", "Onsite"),
        (OfferFactory, "currency", "USD", "EUR"),
        (CandidateFactory, "status", "new", "active"),
        (CompanyFactory, "name", None, "Globex"),
    ],
)
def test_a_bulk_update_leaves_the_row_as_it_was(make: Any, field: str, old: str | None, new: str) -> None:
    row = make()
    old = old or getattr(row, field)
    type(row).objects.filter(pk=row.pk).update(**{field: new})
    model = event_model(type(row).__name__)
    assert list(model.objects.filter(pgh_obj=row.pk).values_list("pgh_label", field)) == [("changed", old)]


def test_a_save_leaves_one_too_and_a_new_row_none() -> None:
    process = ProcessFactory()
    assert events_of(process) == []
    process.role_title = "Data Engineer"
    process.save(update_fields=["role_title"])
    process.save(update_fields=["role_title"])
    assert events_of(process) == ["changed"]


def test_a_change_of_what_is_not_kept_leaves_none() -> None:
    process = ProcessFactory()
    InterviewProcess.objects.filter(pk=process.pk).update(version=2, recruiter_name="Rita")
    assert events_of(process) == []


def test_a_delete_leaves_the_last_state() -> None:
    company = CompanyFactory(name="Acme")
    pk = company.pk
    company.delete()
    assert list(event_model("Company").objects.filter(pgh_obj=pk).values_list("pgh_label", "name")) == [
        ("deleted", "Acme")
    ]


def test_no_personal_data_in_the_trace() -> None:
    for name in ("Candidate", "InterviewProcess", "InterviewStage", "Offer"):
        kept = {field.name for field in event_model(name)._meta.get_fields()}
        assert kept.isdisjoint(PERSONAL), name


def test_the_trace_is_seen_with_its_row(recruiter: User, other_recruiter: User) -> None:
    candidate = CandidateFactory(owner=recruiter)
    Candidate.objects.filter(pk=candidate.pk).update(status="active")
    for user, seen in ((recruiter, 1), (other_recruiter, 0)):
        with acting_as(identity_of(user)):
            assert event_model("Candidate").objects.count() == seen


def test_an_application_role_that_may_only_change_the_row_still_leaves_a_trace(recruiter: User) -> None:
    process = ProcessFactory(candidate=CandidateFactory(owner=recruiter))
    with acting_as(identity_of(recruiter)):
        InterviewProcess.objects.update(role_title="Data Engineer")
        assert events_of(process) == ["changed"]


def identities(user: User) -> list[Identity]:
    return [SYSTEM, NOBODY, Identity(user.pk, "app_rw"), Identity(user.pk, "app_all"), Identity(user.pk, "app_panel")]


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tracking_statuschange SET reason = 'x'",
        "DELETE FROM tracking_statuschange",
        "TRUNCATE tracking_statuschange",
        "UPDATE tracking_interviewprocessevent SET pgh_label = 'x'",
        "DELETE FROM tracking_interviewprocessevent",
        "INSERT INTO tracking_interviewprocessevent (pgh_label) VALUES ('x')",
        "DELETE FROM tracking_candidateevent",
        "INSERT INTO tracking_offerevent (pgh_label) VALUES ('x')",
        "UPDATE pghistory_context SET metadata = '{}'",
        "DELETE FROM pghistory_context",
        "ALTER TABLE tracking_statuschange DISABLE TRIGGER ALL",
        "ALTER TABLE tracking_interviewprocess DISABLE ROW LEVEL SECURITY",
    ],
)
def test_the_application_cannot_rewrite_it(manager: User, number: int, statement: str) -> None:
    identity = identities(manager)[number]
    refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with acting_as(identity), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_status_change_is_added_and_never_changed() -> None:
    process = ProcessFactory()
    change = StatusChange.objects.create(
        candidate=process.candidate, process=process, subject="process", to_status="in_progress"
    )
    with pytest.raises(ProgrammingError), transaction.atomic():
        change.save()
    with pytest.raises(ProgrammingError), transaction.atomic():
        change.delete()
    with pytest.raises(ProgrammingError), transaction.atomic():
        StatusChange.objects.update(to_status="on_hold")
