from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from analytics.selectors.facts import PRESENT, facts_sql
from analytics.selectors.past import end_of, past_of
from analytics.selectors.selection import Selection
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from feedback.tests.evidence import day, ended
from tracking.models import InterviewProcess, InterviewStage, Offer, StatusChange
from tracking.services.closing import complete_process, hold_process, reopen_process, resume_process
from tracking.services.importing import import_rows
from tracking.services.offers import accept_offer, draft_offer, extend_offer, revise_offer
from tracking.services.outcomes import correct_stage_outcome, record_stage_outcome
from tracking.services.processes import create_process, update_process
from tracking.services.stages import add_stage, update_stage
from tracking.tests import import_files
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory
from tracking.tests.services.acting import by

pytestmark = pytest.mark.django_db

# Of all, in one statement: what quicker readings of the past have to agree with.
PAST = past_of()

COLUMNS = {
    "processes": (
        "id, candidate_id, company_id, feeder_id, recruiter_id, role_key, created_at, status, ended_at,"
        " rejection_reason, withdrawal_reason"
    ),
    "stages": (
        "id, process_id, stage_type, stage_order, created_at, outcome, completed_date, overall_rating,"
        " technical_rating, culture_fit_rating, communication_rating"
    ),
    "offers": "id, process_id, number, created_at, status",
}
Rows = dict[str, dict[Any, dict[str, Any]]]


def held(sources: Any, said: dict[str, Any] | None = None) -> Rows:
    """What the three sources hold, by id."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for source in fields(sources):
            statement = f"SELECT {COLUMNS[source.name]} FROM {getattr(sources, source.name)} AS t"
            cursor.execute(statement, said)
            names = [column.name for column in cursor.description]
            rows = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
            found[source.name] = {row["id"]: row for row in rows}
    return found


def past(user: User, at: datetime) -> Rows:
    selection = Selection().seen_by(user)
    with acting_as(identity_of(user)):
        return held(PAST, {"at": at, "time_zone": "UTC", "led_by": selection.led_by})


def now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def delete(process: UUID) -> None:
    """By hand, and one without a history: no service deletes processes."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tracking_interviewprocess WHERE id = %s", [process])


def steps(recruiter: User, other: User) -> list[Callable[[], Any]]:
    """A life of a process and of a second one, each step a transaction of its own."""
    candidate = CandidateFactory.create(owner=recruiter)
    process = by(recruiter, create_process, candidate_id=candidate.pk, company_name="Kestrel", role_title="Engineer  I")
    pk, second = process.pk, ProcessFactory.create().pk

    def first_stage() -> Any:
        return InterviewStage.objects.filter(process=pk).order_by("stage_order")[0].pk

    def offer() -> Any:
        return Offer.objects.filter(process=pk).latest("number").pk

    failed = {"outcome": "failed", "ratings": {"overall": 2, "technical": 1}, "rejection_reason": "skills"}
    return [
        lambda: by(recruiter, add_stage, pk, stage_name="Phone screen"),
        lambda: by(recruiter, add_stage, pk, stage_name="Technical", stage_order=1),
        lambda: by(recruiter, update_process, pk, feeder_source="Careers page", role_title="Engineer II"),
        lambda: by(recruiter, record_stage_outcome, first_stage(), **failed),
        lambda: by(recruiter, correct_stage_outcome, first_stage(), outcome="passed", reason="The wrong person."),
        lambda: by(recruiter, hold_process, pk),
        lambda: by(recruiter, resume_process, pk),
        lambda: by(recruiter, draft_offer, pk),
        lambda: by(recruiter, extend_offer, offer()),
        lambda: by(recruiter, revise_offer, offer(), base_salary=None),
        lambda: by(recruiter, extend_offer, offer()),
        lambda: by(recruiter, accept_offer, offer()),
        lambda: by(recruiter, reopen_process, pk, reason="They stay where they are."),
        lambda: by(recruiter, update_process, pk, feeder_source="Fair"),
        lambda: by(
            recruiter,
            complete_process,
            pk,
            final_status="candidate_withdrew",
            withdrawal_reason="personal",
        ),
        lambda: InterviewProcess.objects.filter(pk=second).update(recruiter=other),
        lambda: delete(second),
    ]


def facts(sources: Any, at: datetime | None = None) -> list[tuple[Any, ...]]:
    """What figures are counted from."""
    with connection.cursor() as cursor:
        cursor.execute(facts_sql(sources=sources), {"at": at, "time_zone": "UTC", "led_by": None})
        return sorted(cursor.fetchall(), key=lambda row: row[0])


@pytest.mark.django_db(transaction=True)
def test_each_step_is_found_again(recruiter: User, other_recruiter: User, manager: User) -> None:
    lived = [(now(), held(PRESENT), facts(PRESENT))]
    for step in steps(recruiter, other_recruiter):
        step()
        lived.append((now(), held(PRESENT), facts(PRESENT)))

    for at, rows, counted in lived:
        assert past(manager, at) == rows
        assert facts(PAST, at) == counted
    assert any(row["outcome"] == "failed" for row in lived[4][1]["stages"].values())
    assert len(lived[-2][1]["processes"]) == len(lived[-1][1]["processes"]) + 1


@pytest.mark.django_db(transaction=True)
def test_recruiters_see_what_they_lead_now(recruiter: User, other_recruiter: User, make_user: Any) -> None:
    mine, theirs = ProcessFactory.create(candidate__owner=recruiter), ProcessFactory.create()
    for process in (mine, theirs):
        by(process.recruiter, add_stage, process.pk, stage_name="Phone screen")
        by(process.recruiter, hold_process, process.pk)
    then = now()
    by(recruiter, resume_process, mine.pk)
    by(theirs.recruiter, resume_process, theirs.pk)
    seen = past(recruiter, then)
    assert {pk: row["status"] for pk, row in seen["processes"].items()} == {mine.pk: "on_hold"}
    assert {row["process_id"] for row in seen["stages"].values()} == {mine.pk}
    assert past(other_recruiter, then) == past(make_user("interviewer"), then)
    InterviewProcess.objects.filter(pk=mine.pk).update(recruiter=other_recruiter)
    assert set(past(other_recruiter, then)["processes"]) == {mine.pk}
    assert past(recruiter, then)["processes"] == {}


@pytest.mark.django_db(transaction=True)
def test_deleted_ones_are_the_managers(recruiter: User, manager: User) -> None:
    process = ProcessFactory.create(candidate__owner=recruiter)
    then = now()
    delete(process.pk)
    assert past(recruiter, then)["processes"] == {}
    assert set(past(manager, then)["processes"]) == {process.pk}


def test_who_is_on_a_panel_sees_the_past_of_what_they_lead_only(recruiter: User, make_user: Any) -> None:
    both = make_user("recruiter", "interviewer")
    led = ProcessFactory.create(candidate__owner=both)
    StageFactory.create(process__candidate__owner=recruiter, panel=[both])
    assert set(past(both, now())["processes"]) == {led.pk}


def imported(status: str, decided: str, **stage: str) -> tuple[Any, Any, Any]:
    """A process of February 2024 with a technical stage and, if it had one, its offer."""
    person = import_files.candidate()
    process = import_files.process(person, status=status, decided_at=decided)
    rows = import_files.Rows([person], [process], [import_files.stage(process, 1, **stage)])
    assert not import_rows(rows).refused
    offer = Offer.objects.filter(process=process["id"]).first()
    return InterviewProcess.objects.get(), InterviewStage.objects.get(), offer


def told(user: User, at: str) -> tuple[Any, ...]:
    """Status, end, stage's outcome, its rating and the offer's status of the only process."""
    rows = past(user, datetime.fromisoformat(at).replace(tzinfo=UTC))
    processes, stages, offers = (list(rows[name].values()) for name in ("processes", "stages", "offers"))
    if not processes:
        return ()
    status = offers[0]["status"] if offers else None
    return (
        *(processes[0]["status"], processes[0]["ended_at"]),
        *(stages[0]["outcome"], stages[0]["overall_rating"], status),
    )


def test_import_with_an_offer(manager: User) -> None:
    process, _, _ = imported("offer_accepted", "2024-02-20T10:00:00+00")
    assert told(manager, "2024-02-01T10:00:00") == ()
    assert told(manager, "2024-02-01T10:00:01") == ("in_progress", None, "pending", None, None)
    assert told(manager, "2024-02-05T00:00:00") == ("in_progress", None, "pending", None, None)
    assert told(manager, "2024-02-06T00:00:00") == ("offer_extended", None, "passed", 4, "extended")
    assert told(manager, "2024-02-20T10:00:00") == ("offer_extended", None, "passed", 4, "extended")
    assert told(manager, "2024-02-21T00:00:00") == ("offer_accepted", process.ended_at, "passed", 4, "accepted")


def test_import_that_is_on_hold(manager: User) -> None:
    imported("on_hold", "")
    assert told(manager, "2024-02-20T10:00:00")[:2] == ("in_progress", None)
    assert told(manager, "2024-02-20T10:00:01")[:2] == ("on_hold", None)


def test_import_with_a_reason_and_a_stage_nobody_came_to(manager: User) -> None:
    process, stage, _ = imported(
        "rejected_by_company", "2024-02-20T10:00:00+00", outcome="no_show", overall_rating="", completed_date=""
    )
    InterviewProcess.objects.update(rejection_reason="no_show")
    before = past(manager, day("2024-02-20"))
    assert before["processes"][process.pk]["rejection_reason"] is None
    assert before["stages"][stage.pk]["outcome"] == "pending"
    after = past(manager, day("2024-02-21"))
    assert after["processes"][process.pk]["ended_at"] == process.ended_at
    assert after["stages"][stage.pk]["outcome"] == "no_show"


def test_import_that_was_changed_since(manager: User) -> None:
    """What the history keeps of it is the imported row, which is told as of then all the same."""
    process, stage, _ = imported("offer_accepted", "2024-02-20T10:00:00+00")
    by(manager, reopen_process, process.pk, reason="It fell through.")
    by(manager, correct_stage_outcome, stage.pk, outcome="failed", reason="Misread.")
    assert told(manager, "2024-02-06T00:00:00") == ("offer_extended", None, "passed", 4, "extended")
    assert told(manager, "2024-02-21T00:00:00") == ("offer_accepted", process.ended_at, "passed", 4, "accepted")


@pytest.mark.django_db(transaction=True)
def test_change_made_by_hand_counts_from_when_it_was_made(manager: User) -> None:
    """Not from the date it was given: a stage recorded ahead of its day was passed then already."""
    stage = StageFactory.create()
    by(manager, record_stage_outcome, stage.pk, outcome="passed", completed_date=date(2026, 1, 1))
    then = now()
    assert past(manager, then)["stages"][stage.pk]["completed_date"] == date(2026, 1, 1)
    by(manager, update_stage, stage.pk, stage_name="Another name")
    assert past(manager, then)["stages"][stage.pk]["outcome"] == "passed"


def test_rows_without_any_trace(manager: User) -> None:
    process = ended("rejected_by_company", "2026-02-10", rejection_reason="skills")
    assert not StatusChange.objects.exists()
    at = past(manager, day("2026-02-10"))["processes"][process.pk]
    assert (at["status"], at["ended_at"], at["rejection_reason"]) == ("in_progress", None, None)
    at = past(manager, day("2026-02-11"))["processes"][process.pk]
    assert (at["status"], at["rejection_reason"]) == ("rejected_by_company", "skills")


@pytest.mark.django_db(transaction=True)
def test_role_of_a_process_that_is_gone_is_folded_here(manager: User) -> None:
    process = ProcessFactory.create(role_title="Ｄata  Engineer", role_key="data engineer")
    then = now()
    delete(process.pk)
    assert past(manager, then)["processes"][process.pk]["role_key"] == "data engineer"


def test_day_ends_where_the_business_is(settings: Any) -> None:
    settings.BUSINESS_TIME_ZONE = ZoneInfo("Asia/Tokyo")
    assert end_of(date(2026, 3, 1)) == datetime(2026, 3, 1, 15, tzinfo=UTC)
