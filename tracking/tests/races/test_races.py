"""Two people, one thing, the same moment: real threads on the real database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.base.errors import Conflict, DomainError, InvalidTransition, Stale
from config.testing.factories import UserFactory
from config.testing.rivals import as_user, at_once, failures
from tracking.models import Candidate, Company, InterviewProcess, InterviewStage, Offer, Placement, StatusChange
from tracking.services.candidates import archive_candidate
from tracking.services.closing import complete_process, reopen_process
from tracking.services.names import create_named, ensure_named
from tracking.services.offers import accept_offer, decline_offer, draft_offer, expire_offers, revise_offer
from tracking.services.outcomes import record_stage_outcome
from tracking.services.processes import create_process
from tracking.services.stages import add_stage
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory
from tracking.tests.races.invariants import assert_consistent, recruited
from tracking.tests.services.acting import by, extended

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 4


def done(results: list[Any]) -> list[Any]:
    return [result for result in results if not isinstance(result, Exception)]


def the_one_refusal(results: list[Any]) -> Exception:
    (refusal,) = failures(results)
    return refusal


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_r3_two_outcomes_for_one_stage(round_: int) -> None:
    stage = StageFactory(process=recruited())
    lead = stage.process.recruiter
    results = at_once(
        as_user(lead, record_stage_outcome, stage.pk, outcome="passed"),
        as_user(lead, record_stage_outcome, stage.pk, outcome="failed"),
    )
    assert isinstance(the_one_refusal(results), Conflict)
    stage.refresh_from_db()
    assert stage.outcome == done(results)[0].outcome
    assert StatusChange.objects.filter(subject="stage").count() == 1
    assert_consistent()


def test_r3_with_if_match_the_second_is_stale() -> None:
    stage = StageFactory(process=recruited())
    said = {"outcome": "passed", "versions": frozenset({1})}
    results = at_once(
        *(as_user(stage.process.recruiter, record_stage_outcome, stage.pk, **said, feedback_notes=n) for n in "ab")
    )
    assert isinstance(the_one_refusal(results), Stale)


def test_the_same_outcome_twice_is_one_event() -> None:
    stage = StageFactory(process=recruited())
    results = at_once(*[as_user(stage.process.recruiter, record_stage_outcome, stage.pk, outcome="passed")] * 6)
    assert failures(results) == []
    assert StatusChange.objects.filter(subject="stage").count() == 1
    stage.refresh_from_db()
    assert stage.version == 2


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_r4_a_closing_outcome_against_a_completion(round_: int) -> None:
    stage = StageFactory(process=recruited())
    lead = stage.process.recruiter
    results = at_once(
        as_user(lead, record_stage_outcome, stage.pk, outcome="failed"),
        as_user(lead, complete_process, stage.process_id, final_status="candidate_withdrew"),
    )
    assert isinstance(the_one_refusal(results), Conflict)
    process, stage = InterviewProcess.objects.get(), InterviewStage.objects.get()
    assert (process.status, stage.outcome) in {("rejected_by_company", "failed"), ("candidate_withdrew", "pending")}
    assert_consistent()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_r4_no_outcome_lands_on_an_ended_process(round_: int) -> None:
    stage = StageFactory(process=recruited())
    lead = stage.process.recruiter
    results = at_once(
        as_user(lead, record_stage_outcome, stage.pk, outcome="passed"),
        as_user(lead, complete_process, stage.process_id, final_status="rejected_by_company"),
    )
    process, stage = InterviewProcess.objects.get(), InterviewStage.objects.get()
    assert process.status == "rejected_by_company"
    if stage.outcome == "pending":
        assert isinstance(the_one_refusal(results), Conflict)
    else:
        assert failures(results) == []
        assert process.ended_at is not None
        assert stage.updated_at <= process.ended_at
    assert_consistent()


@pytest.mark.parametrize("order", [None, 1])
def test_r5_stages_added_at_once_leave_neither_gap_nor_repeat(order: int | None) -> None:
    process = recruited()
    names = [f"Stage {n}" for n in range(8)]
    results = at_once(
        *(as_user(process.recruiter, add_stage, process.pk, stage_name=n, stage_order=order) for n in names)
    )
    assert failures(results) == []
    assert list(process.stages.values_list("stage_order", flat=True)) == list(range(1, 9))
    process.refresh_from_db()
    assert process.version == 9


def test_r5_with_if_match_one_is_added() -> None:
    process = recruited()
    said = {"stage_name": "Onsite", "stage_order": 1, "versions": frozenset({1})}
    results = at_once(*(as_user(process.recruiter, add_stage, process.pk, **said) for _ in range(2)))
    assert isinstance(the_one_refusal(results), Stale)
    assert process.stages.count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS * 2))
def test_r13_accept_against_withdrawal_against_expiry(round_: int) -> None:
    process = recruited()
    tomorrow = timezone.now() + timedelta(days=1)
    offer = extended(process, expires_at=tomorrow)
    accepted, withdrawn, expired = at_once(
        as_user(process.recruiter, accept_offer, offer.pk),
        as_user(process.recruiter, complete_process, process.pk, final_status="candidate_withdrew"),
        lambda: expire_offers(tomorrow),
    )
    process.refresh_from_db()
    offer.refresh_from_db()
    assert not isinstance(expired, Exception)
    if not isinstance(accepted, Exception):
        assert isinstance(withdrawn, InvalidTransition)
        assert (process.status, offer.status, expired) == ("offer_accepted", "accepted", 0)
    else:
        # An expired offer leaves the process in progress, and from there the candidate may withdraw.
        assert isinstance(accepted, InvalidTransition)
        assert not isinstance(withdrawn, Exception)
        assert process.status == "candidate_withdrew"
        assert offer.status == ("expired" if expired else "declined")
    assert Placement.objects.count() == (process.status == "offer_accepted")
    assert_consistent()


def test_accept_against_decline() -> None:
    process = recruited()
    offer = extended(process)
    results = at_once(*(as_user(process.recruiter, answer, offer.pk) for answer in (accept_offer, decline_offer)))
    assert isinstance(the_one_refusal(results), InvalidTransition)
    assert_consistent()


def test_one_acceptance_said_eight_times_places_once() -> None:
    process = recruited()
    offer = extended(process)
    results = at_once(*(as_user(process.recruiter, accept_offer, offer.pk) for _ in range(8)))
    assert failures(results) == []
    assert Placement.objects.count() == 1
    assert StatusChange.objects.filter(subject="process", to_status="offer_accepted").count() == 1
    assert_consistent()


def test_r14_two_processes_of_one_candidate_accepted_at_once_are_two_placements() -> None:
    """Nothing forbids two jobs; the candidate's status and history must show both."""
    first = recruited()
    second = ProcessFactory(candidate=first.candidate)
    offers = [extended(process) for process in (first, second)]
    results = at_once(*(as_user(first.recruiter, accept_offer, offer.pk) for offer in offers))
    assert failures(results) == []
    assert Placement.objects.filter(candidate=first.candidate, reversed_at=None).count() == 2
    assert Candidate.objects.get().status == "placed"
    assert_consistent()


def test_the_last_two_processes_of_a_candidate_end_at_once() -> None:
    """Each ending sees the other's: the candidate is not left active by two that each saw one open."""
    first = recruited()
    processes = [first, ProcessFactory(candidate=first.candidate)]
    results = at_once(
        *(as_user(first.recruiter, complete_process, p.pk, final_status="rejected_by_company") for p in processes)
    )
    assert failures(results) == []
    assert Candidate.objects.get().status == "rejected"
    assert_consistent()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_archiving_against_a_new_process(round_: int) -> None:
    candidate = CandidateFactory(owner=UserFactory(roles=("recruiter",)))
    wanted = {"candidate_id": candidate.pk, "company_name": "Acme", "role_title": "Engineer"}
    results = at_once(
        as_user(candidate.owner, archive_candidate, candidate.pk, reason="Gone."),
        as_user(candidate.owner, create_process, **wanted),
    )
    assert not isinstance(results[1], Exception)
    candidate.refresh_from_db()
    assert candidate.status == "active"
    assert_consistent()


@pytest.mark.parametrize("name", ["Acme", "ＡＣＭＥ"])
def test_a_company_named_by_eight_at_once_is_one(name: str) -> None:
    results = at_once(*(lambda n=n: ensure_named(Company, n, attr="company_name") for n in [name, "acme"] * 4))
    assert failures(results) == []
    assert {company.pk for company in results} == {Company.objects.get().pk}


def test_a_name_and_the_same_alias_made_at_once_mean_one() -> None:
    results = at_once(
        lambda: create_named(Company, name="Amazon", aliases=["AWS"]),
        lambda: create_named(Company, name="AWS"),
    )
    assert isinstance(the_one_refusal(results), Conflict)
    assert Company.objects.count() == 1


def test_new_names_within_new_processes() -> None:
    candidates = [recruited().candidate for _ in range(6)]
    Company.objects.all()
    results = at_once(
        *(
            as_user(
                c.owner, create_process, candidate_id=c.pk, company_name="Acme", role_title="x", feeder_source="Acme"
            )
            for c in candidates
        )
    )
    assert failures(results) == []
    assert Company.objects.filter(name_key="acme").count() == 1
    assert_consistent()


def test_one_open_process_of_eight_asked_for_at_once() -> None:
    candidate = CandidateFactory(owner=UserFactory(roles=("recruiter",)))
    wanted = {"candidate_id": candidate.pk, "company_name": "Acme", "role_title": "Engineer"}
    results = at_once(*(as_user(candidate.owner, create_process, **wanted) for _ in range(8)))
    assert {getattr(refusal, "code", refusal) for refusal in failures(results)} == {"duplicate_open_process"}
    assert len(done(results)) == InterviewProcess.objects.count() == 1
    assert_consistent()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_reopening_against_opening_anew(round_: int) -> None:
    process = recruited()
    by(process.recruiter, complete_process, process.pk, final_status="candidate_withdrew")
    again = {"company_name": process.company.name, "role_title": process.role_title}
    results = at_once(
        as_user(process.recruiter, reopen_process, process.pk, reason="Back."),
        as_user(process.recruiter, create_process, candidate_id=process.candidate_id, **again),
    )
    refusal = the_one_refusal(results)
    assert isinstance(refusal, Conflict)
    assert refusal.code == "duplicate_open_process"
    assert InterviewProcess.objects.filter(status="in_progress").count() == 1
    assert_consistent()


def test_one_open_offer_of_those_drafted_and_revised_at_once() -> None:
    process = recruited()
    offer = extended(process)
    results = at_once(
        *(as_user(process.recruiter, revise_offer, offer.pk) for _ in range(3)),
        *(as_user(process.recruiter, draft_offer, process.pk) for _ in range(3)),
    )
    assert all(isinstance(refusal, DomainError) for refusal in failures(results))
    assert Offer.objects.filter(status__in=("draft", "extended")).count() == 1
    assert_consistent()
