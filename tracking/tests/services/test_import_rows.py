"""A whole import: what is written, what follows from it, and what a second one does."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.base.errors import Invalid
from config.base.models import User
from tracking.enums import ProcessStatus
from tracking.models import (
    Candidate,
    Company,
    Feeder,
    InterviewProcess,
    InterviewStage,
    Offer,
    Placement,
    StatusChange,
)
from tracking.services.importing import import_rows
from tracking.services.outcomes import correct_stage_outcome
from tracking.signals import statuses_changed
from tracking.statuses import derive_candidate_status, derive_process_status
from tracking.tests.factories import CandidateFactory, CompanyFactory, FeederFactory, ProcessFactory
from tracking.tests.import_files import Rows, candidate, ended, process, stage, three
from tracking.transitions import CANDIDATE, OFFER, PROCESS, STAGE

pytestmark = pytest.mark.django_db

TABLES = (Candidate, Company, Feeder, InterviewProcess, InterviewStage, Offer, Placement, StatusChange)


def counts() -> list[tuple[int, Any]]:
    latest = {StatusChange: "id"}
    return [(model.objects.count(), model.objects.order_by(f"-{latest.get(model, 'pk')}").first()) for model in TABLES]


def test_rows_are_written_as_they_stand() -> None:
    rows = three()

    report = import_rows(rows)

    assert not report.refused
    assert report.made == {
        "companies": 1,
        "feeders": 1,
        "candidates": 1,
        "processes": 1,
        "stages": 2,
        "offers": 0,
        "placements": 0,
        "status changes": 3,
    }
    written = InterviewProcess.objects.select_related("candidate", "company", "feeder").get()
    assert str(written.pk) == rows.processes[0]["id"]
    assert (written.candidate.full_name, written.candidate.name_key) == ("Ada Byron", "ada byron")
    assert (written.company.name, written.feeder and written.feeder.name) == ("Kestrel Payments", "Careers page")
    assert (written.role_title, written.role_key, written.status) == (
        "Backend Engineer",
        "backend engineer",
        "in_progress",
    )
    assert (written.recruiter, written.recruiter_name, written.version) == (None, "Rita", 1)
    assert written.updated_at == datetime(2024, 2, 20, 10, tzinfo=UTC)
    first, second = written.stages.all()
    assert (first.stage_type, first.outcome, first.overall_rating, first.completed_date) == (
        *("phone_screen", "passed", 4),
        date(2024, 2, 5),
    )
    assert first.interviewer_names == ["Ines Sorensen", "O'Neill, Jo"]
    assert (second.stage_order, second.outcome, second.updated_at) == (2, "pending", second.created_at)


def test_second_import_changes_nothing() -> None:
    rows = three()
    person = rows.candidates[0]
    rows.processes.append(ended(person, "offer_accepted", role_title="Lead"))
    import_rows(rows)
    before = counts()

    report = import_rows(rows)

    assert counts() == before
    assert report.known == {"candidates": 1, "processes": 2, "stages": 2}
    assert not any(report.made.values())


def test_second_import_changes_nothing_after_a_company_was_renamed() -> None:
    rows = three()
    import_rows(rows)
    Company.objects.update(name="Kestrel", name_key="kestrel")

    import_rows(rows)

    assert Company.objects.count() == 1


def test_dry_run_keeps_nothing() -> None:
    report = import_rows(three(), dry_run=True)

    assert report.made["stages"] == 2
    assert [count for count, _ in counts()] == [0] * len(TABLES)


def test_names_are_matched_by_key_and_alias() -> None:
    company = CompanyFactory(name="KESTREL  payments", name_key="kestrel payments")
    feeder = FeederFactory(name="Website", aliases=["Careers Page"], alias_keys=["careers page"])

    report = import_rows(three())

    written = InterviewProcess.objects.get()
    assert (written.company_id, written.feeder_id) == (company.pk, feeder.pk)
    assert (report.made["companies"], report.made["feeders"]) == (0, 0)


def test_rows_become_the_recruiters(recruiter: User, other_recruiter: User, manager: User) -> None:
    import_rows(three(), recruiter=recruiter)

    assert InterviewProcess.objects.visible_to(recruiter).count() == 1
    assert Candidate.objects.visible_to(recruiter).get().owner == recruiter
    assert not InterviewProcess.objects.visible_to(other_recruiter).exists()


def test_without_recruiter_only_managers_see_them(recruiter: User, manager: User) -> None:
    import_rows(three())

    assert not InterviewProcess.objects.visible_to(recruiter).exists()
    assert not Candidate.objects.visible_to(recruiter).exists()
    assert InterviewStage.objects.visible_to(manager).count() == 2


def test_recruiter_must_be_one(interviewer: User) -> None:
    with pytest.raises(Invalid):
        import_rows(three(), recruiter=interviewer)


def test_unnamed_recruiter_is_called_by_the_account(recruiter: User) -> None:
    rows = three()
    rows.processes[0]["recruiter_name"] = ""

    import_rows(rows, recruiter=recruiter)

    assert InterviewProcess.objects.get().recruiter_name == recruiter.display_name


def test_offer_and_placement_follow_from_an_accepted_process(settings: Any) -> None:
    settings.BUSINESS_TIME_ZONE = ZoneInfo("Pacific/Auckland")
    person = candidate()
    terms = '{"base_salary": 120000, "currency": "USD", "start_date": "2024-04-01"}'
    won = ended(
        person, "offer_accepted", final_outcome="hired", offer_details=terms, decided_at="2024-02-20T18:00:00+00"
    )

    import_rows(Rows([person], [won], [stage(won)]))

    offer = Offer.objects.get()
    assert (offer.number, offer.status, offer.base_salary, offer.currency) == (1, "accepted", Decimal(120000), "USD")
    placement = Placement.objects.get()
    assert (placement.offer, placement.role, placement.placement_date) == (offer, "Backend Engineer", date(2024, 2, 21))
    changes = StatusChange.objects.filter(subject="process").values_list("from_status", "to_status", "at")
    assert list(changes) == [
        (None, "in_progress", datetime(2024, 2, 1, 10, tzinfo=UTC)),
        # Noon of the last stage's day, in Auckland.
        ("in_progress", "offer_extended", datetime(2024, 2, 4, 23, tzinfo=UTC)),
        ("offer_extended", "offer_accepted", datetime(2024, 2, 20, 18, tzinfo=UTC)),
    ]
    assert Candidate.objects.get().status == "placed"


def test_offer_without_details_has_no_amounts() -> None:
    person = candidate()

    import_rows(Rows([person], [ended(person, "offer_declined", final_outcome="compensation")]))

    offer = Offer.objects.get()
    assert (offer.status, offer.currency, offer.base_salary) == ("declined", "", None)
    assert InterviewProcess.objects.get().withdrawal_reason == "compensation"


def test_rejection_after_a_failed_stage_is_undone_by_its_correction(recruiter: User) -> None:
    person = candidate()
    lost = ended(person, "rejected_by_company", final_outcome="skills_gap")
    import_rows(Rows([person], [lost], [stage(lost), stage(lost, 2, "failed")]), recruiter=recruiter)
    written = InterviewProcess.objects.get()
    assert (written.closing, written.rejection_reason) == ("rejected_by_company", "skills")
    assert written.closed_by_stage is not None

    correct_stage_outcome(written.closed_by_stage.pk, actor=recruiter, outcome="passed", reason="A mix-up.")

    assert InterviewProcess.objects.get().status == "in_progress"


def test_stage_history_stays_within_the_process() -> None:
    person = candidate()
    gone = ended(person, "candidate_withdrew")
    early = stage(gone, 1, completed_date="2024-01-15")
    late = stage(gone, 2, completed_date="2024-03-15")
    undated = stage(gone, 3, "cancelled")

    import_rows(Rows([person], [gone], [early, late, undated]))

    created, over = datetime(2024, 2, 1, 10, tzinfo=UTC), datetime(2024, 2, 20, 10, tzinfo=UTC)
    changes = StatusChange.objects.filter(subject="stage").order_by("stage__stage_order")
    assert [row.at for row in changes] == [created, over, over]


def test_process_on_hold_is_on_hold() -> None:
    person = candidate()

    import_rows(Rows([person], [process(person, status="on_hold")]))

    assert InterviewProcess.objects.get().on_hold
    assert StatusChange.objects.get(to_status="on_hold").from_status == "in_progress"


@pytest.mark.parametrize("status", ["new", "archived", "in_review"])
def test_candidate_without_processes_keeps_the_status(status: str) -> None:
    import_rows(Rows([candidate(status=status)]))

    assert Candidate.objects.get().status == status


def test_new_process_of_a_present_candidate_moves_their_status() -> None:
    present = CandidateFactory(status="rejected")
    ProcessFactory(
        candidate=present,
        status="rejected_by_company",
        closing="rejected_by_company",
        ended_at=datetime(2100, 1, 1, tzinfo=UTC),
    )

    import_rows(Rows(processes=[process({"id": str(present.pk)})]))

    present.refresh_from_db()
    assert present.status == "active"
    assert StatusChange.objects.get(subject="candidate").from_status == "rejected"


def many(random: Random) -> Rows:
    """Candidates of every status with up to four processes of every status."""
    rows = Rows()
    for _number in range(400):
        person = candidate(status=random.choice(("new", "active", "feedback_received", "in_review", "archived")))
        rows.candidates.append(person)
        for index in range(random.randrange(5)):
            status = random.choice(ProcessStatus.values)
            over = f"2024-03-{random.randrange(1, 4):02}T10:00:00+00" if status in ProcessStatus.ENDED else ""
            told = process(person, status=status, decided_at=over, role_title=f"Role {index}")
            rows.processes.append(told)
            outcomes = random.choices(("passed", "failed", "no_show", "cancelled", "pending"), k=random.randrange(4))
            rows.stages += [stage(told, order, outcome) for order, outcome in enumerate(outcomes, 1)]
    return rows


def test_derived_statuses_equal_the_pure_functions() -> None:
    rows = many(Random(7))
    said = {row["id"]: row["status"] for row in rows.candidates}

    import_rows(rows)

    facts = defaultdict(list)
    for written in InterviewProcess.objects.prefetch_related("offers"):
        offers = [offer.status for offer in written.offers.all()]
        assert written.status == derive_process_status(written.closing, written.on_hold, *(offers or [None]))
        facts[written.candidate_id].append((written.ended_at, written.status))
    assert len(facts) > 300
    for person in Candidate.objects.all():
        open_ = [status for over, status in facts[person.pk] if over is None]
        over = sorted((over, status) for over, status in facts[person.pk] if over is not None)
        assert person.status == derive_candidate_status(said[str(person.pk)], open_, over[-1][1] if over else None)


def test_every_change_is_allowed_and_the_last_one_is_the_present_status() -> None:
    import_rows(many(Random(8)))

    first = {"candidate": "new", "process": None, "stage": "pending", "offer": "draft"}
    tables = {"candidate": CANDIDATE, "process": PROCESS, "stage": STAGE, "offer": OFFER}
    standing: dict[Any, str | None] = {}
    for row in StatusChange.objects.order_by("at", "id"):
        key = (row.subject, row.offer_id or row.stage_id or row.process_id or row.candidate_id)
        assert row.from_status == standing.get(key, first[row.subject])
        if row.from_status is not None:
            tables[row.subject].check(row.from_status, row.to_status)
        assert (row.by, row.reason) == (None, "Imported.")
        standing[key] = row.to_status
    for written in InterviewProcess.objects.all():
        assert standing["process", written.pk] == written.status
    for told in InterviewStage.objects.exclude(outcome="pending"):
        assert standing["stage", told.pk] == told.outcome
    for offer in Offer.objects.all():
        assert standing["offer", offer.pk] == offer.status
    for person in Candidate.objects.exclude(status="new"):
        assert standing["candidate", person.pk] == person.status


def test_placements_are_those_of_accepted_processes() -> None:
    import_rows(many(Random(9)))

    accepted = InterviewProcess.objects.filter(status="offer_accepted").values_list("pk", flat=True)
    assert set(Placement.objects.values_list("process_id", flat=True)) == set(accepted)
    assert Placement.objects.count() == len(accepted) > 10


def test_what_happened_long_ago_is_not_announced() -> None:
    heard: list[Any] = []

    def hear(sender: Any, **said: Any) -> None:
        heard.append(said)

    statuses_changed.connect(hear)
    try:
        import_rows(three())
    finally:
        statuses_changed.disconnect(hear)

    assert not heard
