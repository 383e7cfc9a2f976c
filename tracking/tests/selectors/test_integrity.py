"""Each rule finds the row that was broken behind the services' back, and nothing where all is well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from config.base.models import User
from tracking.models import InterviewProcess, Placement, StatusChange
from tracking.selectors.integrity import Difference, differences
from tracking.services.candidates import archive_candidate, create_candidate
from tracking.services.closing import complete_process, hold_process, reopen_process
from tracking.services.offers import accept_offer, revise_offer
from tracking.services.outcomes import correct_stage_outcome, record_stage_outcome
from tracking.services.processes import create_process
from tracking.services.stages import add_stage
from tracking.tests.services.acting import by, extended

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_(recruiter: User) -> Callable[..., InterviewProcess]:
    def open_process(company: str = "Acme", candidate: Any = None) -> InterviewProcess:
        candidate = candidate or by(recruiter, create_candidate, full_name="Ada")
        wanted = {"company_name": company, "role_title": "Engineer"}
        process: InterviewProcess = by(recruiter, create_process, candidate_id=candidate.pk, **wanted)
        return process

    return open_process


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found() -> list[Difference]:
    return list(differences())


def test_of_an_empty_house_there_is_nothing_to_say() -> None:
    assert found() == []


def test_of_a_busy_house_there_is_nothing_to_say(recruiter: User, open_: Any) -> None:
    placed = open_()
    stages = [by(recruiter, add_stage, placed.pk, stage_name=name) for name in "ABC"]
    by(recruiter, add_stage, placed.pk, stage_name="D", stage_order=1)
    by(recruiter, record_stage_outcome, stages[0].pk, outcome="passed")
    by(recruiter, record_stage_outcome, stages[1].pk, outcome="failed")
    by(recruiter, correct_stage_outcome, stages[1].pk, outcome="passed", reason="Mixed up.")
    by(recruiter, accept_offer, extended(placed).pk)
    by(recruiter, reopen_process, placed.pk, reason="They never came.")
    by(recruiter, accept_offer, extended(placed).pk)
    by(recruiter, hold_process, open_("Globex", placed.candidate).pk)
    by(recruiter, revise_offer, extended(open_("Initech")).pk)
    by(recruiter, complete_process, open_("Hooli").pk, final_status="rejected_by_company")
    by(recruiter, archive_candidate, by(recruiter, create_candidate, full_name="Bo").pk, reason="Gone.")
    assert found() == []


def test_a_process_status_that_its_facts_do_not_give(open_: Any) -> None:
    process = open_()
    sql("UPDATE tracking_interviewprocess SET status = 'offer_extended' WHERE id = %s", process.pk)
    assert {(d.rule, d.row, d.stored, d.expected) for d in found()} == {
        ("process status", str(process.pk), "offer_extended", "in_progress"),
        ("candidate status", str(process.candidate_id), "active", "offer"),
        ("last process change", str(process.pk), "offer_extended", "in_progress"),
    }


def test_an_offer_that_its_process_does_not_know_of(open_: Any) -> None:
    process = open_()
    offer = extended(process)
    sql("UPDATE tracking_offer SET status = 'expired' WHERE id = %s", offer.pk)
    assert {(d.rule, d.row) for d in found()} == {
        ("process status", str(process.pk)),
        ("last offer change", str(offer.pk)),
    }


def test_a_candidate_status_that_their_processes_do_not_give(open_: Any) -> None:
    candidate = open_().candidate
    other = open_("Globex").candidate
    sql("UPDATE tracking_candidate SET status = 'rejected' WHERE id = %s", candidate.pk)
    assert {(d.rule, d.row, d.stored, d.expected) for d in found()} == {
        ("candidate status", str(candidate.pk), "rejected", "active"),
        ("last candidate change", str(candidate.pk), "rejected", "active"),
    }
    assert str(other.pk) not in {d.row for d in found()}


def test_the_last_ending_decides_about_the_candidate(recruiter: User, open_: Any) -> None:
    first = open_()
    second = open_("Globex", first.candidate)
    by(recruiter, complete_process, first.pk, final_status="rejected_by_company")
    by(recruiter, complete_process, second.pk, final_status="candidate_withdrew")
    assert found() == []
    sql("UPDATE tracking_interviewprocess SET ended_at = ended_at + interval '1 hour' WHERE id = %s", first.pk)
    assert [(d.rule, d.stored, d.expected) for d in found()] == [("candidate status", "active", "rejected")]


def test_a_gap_between_stages(recruiter: User, open_: Any) -> None:
    process = open_()
    for name in "AB":
        by(recruiter, add_stage, process.pk, stage_name=name)
    sql("UPDATE tracking_interviewstage SET stage_order = 5 WHERE stage_name = 'B'")
    assert [str(d) for d in found()] == [f"stage order: {process.pk} is up to 5, expected up to 2"]


def test_a_placement_that_is_missing_or_should_not_stand(recruiter: User, open_: Any) -> None:
    process = open_()
    by(recruiter, accept_offer, extended(process).pk)
    sql("UPDATE tracking_placement SET reversed_at = now()")
    assert [(d.rule, d.row, d.stored) for d in found()] == [("placement", str(process.pk), "missing")]
    by(recruiter, reopen_process, process.pk, reason="x")
    assert found() == []
    sql("UPDATE tracking_placement SET reversed_at = NULL")
    assert [(d.rule, d.row, d.stored) for d in found()] == [("placement", str(process.pk), "standing")]


def test_a_placement_of_another_candidate(recruiter: User, open_: Any) -> None:
    process = open_()
    by(recruiter, accept_offer, extended(process).pk)
    Placement.objects.update(candidate=open_("Globex").candidate)
    assert [(d.rule, d.row) for d in found()] == [("placement", str(process.pk))]


@pytest.mark.parametrize("outcome", ["no_show", "cancelled"])
def test_a_stage_changed_without_a_trace(recruiter: User, open_: Any, outcome: str) -> None:
    stage = by(recruiter, add_stage, open_().pk, stage_name="A")
    sql("UPDATE tracking_interviewstage SET outcome = %s", outcome)
    assert [(d.rule, d.row, d.stored, d.expected) for d in found()] == [
        ("last stage change", str(stage.pk), outcome, "pending")
    ]


def test_the_last_of_several_changes_counts(recruiter: User, open_: Any) -> None:
    process = open_()
    StatusChange.objects.create(
        candidate=process.candidate, process=process, subject="process", to_status="on_hold", at=timezone.now()
    )
    assert [(d.rule, d.expected) for d in found()] == [("last process change", "on_hold")]


def test_it_takes_the_same_few_queries_for_many_rows(recruiter: User, open_: Any, count_queries: Any) -> None:
    for number in range(6):
        by(recruiter, accept_offer, extended(open_(f"Company {number}")).pk)
    with count_queries(9):
        assert found() == []
