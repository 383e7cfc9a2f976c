"""Each rule of the database, broken from behind the services' back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from django.utils import timezone

from tracking.models import Candidate, InterviewProcess, InterviewStage, Offer, PanelMember, Placement, StatusChange
from tracking.tests.factories import (
    CandidateFactory,
    CompanyFactory,
    FeederFactory,
    OfferFactory,
    ProcessFactory,
    StageFactory,
)

pytestmark = pytest.mark.django_db

Break = Callable[[], Any]
NOW = timezone.now
# Rules that another one, earlier in the alphabet, says too: PostgreSQL names the first that is broken.
IMPLIED_BY = {
    "process_status_known": "process_ended_when_closed",
    "stage_outcome_known": "stage_completed_when_decided",
    "change_subject_known": "change_names_its_subject",
}


def soon() -> datetime:
    """After the row's created_at, which is the database's own time."""
    return NOW() + timedelta(seconds=1)


def constraints() -> dict[str, models.BaseConstraint]:
    ours = apps.get_app_config("tracking").get_models()
    return {c.name: c for model in ours for c in model._meta.constraints}


def update(row: models.Model, **values: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**values)


def update_now(rows: models.QuerySet[Any], **values: Any) -> None:
    """Foreign keys are checked at the end of a transaction, unless asked before."""
    rows.update(**values)
    connection.check_constraints()


def attachment(**values: Any) -> Any:
    from tracking.models import Attachment

    return Attachment.objects.create(
        **({"candidate": CandidateFactory(), "file": "x", "original_name": "x", "size": 1, "sha256": "x"} | values)
    )


def placement(process: InterviewProcess) -> Placement:
    return Placement.objects.create(
        candidate=process.candidate,
        process=process,
        company=process.company,
        role="x",
        placement_date=NOW().date(),
        offer=OfferFactory(process=process, status="superseded"),
    )


def change(**values: Any) -> StatusChange:
    process = ProcessFactory()
    given = {"candidate": process.candidate, "process": process, "subject": "process", "to_status": "in_progress"}
    return StatusChange.objects.create(**(given | values))


def twice_on_panel() -> None:
    stage, user = StageFactory(), CandidateFactory().owner
    PanelMember.objects.bulk_create([PanelMember(stage=stage, process=stage.process, user=user) for _ in range(2)])


def twice_open() -> None:
    process = ProcessFactory()
    ProcessFactory(candidate=process.candidate, company=process.company, role_title="backend ENGINEER")


def twice_offered() -> None:
    process = ProcessFactory()
    Offer.objects.bulk_create([Offer(process=process, number=n, status="draft") for n in (1, 2)])


def same_number() -> None:
    offer = OfferFactory(status="superseded")
    OfferFactory(process=offer.process, number=offer.number, status="superseded")


def twice_placed() -> None:
    process = ProcessFactory()
    placement(process)
    placement(process)


def same_place() -> None:
    process = ProcessFactory()
    for _ in range(2):
        StageFactory(process=process, stage_order=1)


ENDED = {"status": "rejected_by_company", "closing": "rejected_by_company"}
# Status machines aside: these rows are new, where no machine looks.
CASES: list[tuple[str, Break]] = [
    ("candidate_status_known", lambda: CandidateFactory(status="hired")),
    ("candidate_score_in_range", lambda: CandidateFactory(overall_score="100.01")),
    ("candidate_score_in_range", lambda: CandidateFactory(overall_score="-0.01")),
    ("attachment_kind_known", lambda: attachment(kind="poem")),
    ("company_name_unique", lambda: [CompanyFactory(name="Acme"), CompanyFactory(name="ACME")]),
    ("feeder_name_unique", lambda: [FeederFactory(name="Acme"), FeederFactory(name="ACME")]),
    ("process_status_known", lambda: ProcessFactory(status="hired")),
    ("process_closing_is_status", lambda: ProcessFactory(closing="candidate_withdrew")),
    (
        "process_closing_is_status",
        lambda: ProcessFactory(closing="offer_accepted", status="offer_accepted", ended_at=soon()),
    ),
    ("process_hold_is_status", lambda: ProcessFactory(on_hold=True)),
    ("process_hold_is_status", lambda: ProcessFactory(status="on_hold")),
    ("process_ended_when_closed", lambda: ProcessFactory(**ENDED)),
    ("process_ended_when_closed", lambda: ProcessFactory(ended_at=NOW())),
    ("process_ends_after_start", lambda: ProcessFactory(**ENDED, ended_at=NOW() - timedelta(days=1))),
    ("process_rejection_reason", lambda: ProcessFactory(rejection_reason="skills")),
    ("process_rejection_reason", lambda: ProcessFactory(**ENDED, ended_at=soon(), rejection_reason="mood")),
    ("process_withdrawal_reason", lambda: ProcessFactory(withdrawal_reason="personal")),
    ("process_withdrawal_reason", lambda: ProcessFactory(**ENDED, ended_at=soon(), withdrawal_reason="personal")),
    ("process_open_once", twice_open),
    ("stage_order_unique", same_place),
    ("stage_order_in_range", lambda: StageFactory(stage_order=0)),
    ("stage_order_in_range", lambda: StageFactory(stage_order=51)),
    ("stage_outcome_known", lambda: StageFactory(outcome="Passed")),
    ("stage_type_known", lambda: StageFactory(stage_type="lunch")),
    ("stage_completed_when_decided", lambda: StageFactory(outcome="passed")),
    ("stage_completed_when_decided", lambda: StageFactory(completed_date=NOW().date())),
    *(
        (f"stage_{name}_rating_in_range", lambda name=name, value=value: StageFactory(**{f"{name}_rating": value}))
        for name in ("overall", "technical", "culture_fit", "communication")
        for value in (0, 6)
    ),
    ("panel_member_once", twice_on_panel),
    ("offer_number_unique", same_number),
    ("offer_open_once", twice_offered),
    ("offer_status_known", lambda: OfferFactory(status="promised")),
    ("offer_currency_known", lambda: OfferFactory(currency="XXX")),
    ("offer_currency_known", lambda: OfferFactory(currency="")),
    *(
        (f"offer_{name}_not_negative", lambda name=name: OfferFactory(**{name: "-0.01"}))
        for name in ("base_salary", "total_comp", "signing_bonus", "equity_value")
    ),
    ("placement_once_for_process", twice_placed),
    ("change_subject_known", lambda: change(subject="mood")),
    ("change_names_its_subject", lambda: change(process=None)),
    ("change_names_its_subject", lambda: change(subject="candidate")),
    ("change_names_its_subject", lambda: change(subject="stage")),
    ("change_names_its_subject", lambda: change(subject="offer")),
]


@pytest.mark.parametrize(
    ("name", "break_it"), [pytest.param(*case, id=f"{case[0]}-{n}") for n, case in enumerate(CASES)]
)
def test_the_database_refuses(name: str, break_it: Break) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        break_it()
    assert caught.value.__cause__.diag.constraint_name == IMPLIED_BY.get(name, name)


def test_every_constraint_is_broken_above() -> None:
    assert {name for name, _ in CASES} == set(constraints())


def test_what_no_rule_forbids(recruiter: Any) -> None:
    """The other side of the partial and nullable rules."""
    process = ProcessFactory()
    ProcessFactory(candidate=process.candidate, company=process.company, **ENDED, ended_at=soon())
    first = placement(process)
    update(first, reversed_at=NOW())
    placement(process)
    StageFactory(outcome="no_show")
    StageFactory(outcome="cancelled", completed_date=NOW().date())
    OfferFactory(base_salary=None, currency="")


def test_places_may_be_exchanged_within_one_statement() -> None:
    process = ProcessFactory()
    one, two = StageFactory(process=process), StageFactory(process=process)
    InterviewStage.objects.filter(process=process).update(stage_order=3 - models.F("stage_order"))
    assert list(process.stages.values_list("pk", flat=True)) == [two.pk, one.pk]


@pytest.mark.parametrize("value", ["'NaN'", "1.5e10", "-1", "0", "6"])
def test_a_rating_by_raw_sql(value: str) -> None:
    stage = StageFactory()
    with (
        pytest.raises(Exception, match=r"rating|range|integer|NaN"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE tracking_interviewstage SET overall_rating = {value} WHERE id = %s", [stage.pk])


def test_no_row_points_at_nothing() -> None:
    from uuid import uuid4

    stage = StageFactory()
    for model, values in (
        (InterviewProcess, {"candidate_id": uuid4()}),
        (InterviewStage, {"process_id": uuid4()}),
        (Candidate, {"owner_id": uuid4()}),
    ):
        rows = model.objects.filter(pk__in=[stage.pk, stage.process_id, stage.process.candidate_id])
        with pytest.raises(IntegrityError), transaction.atomic():
            update_now(rows, **values)


def test_a_process_is_not_deleted_since_its_history_cannot_be() -> None:
    stage = StageFactory()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        stage.process.delete()
    assert InterviewStage.objects.exists()
