"""Opening a process, and editing it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from config.base.errors import Conflict, Forbidden, Invalid, Missing, Stale
from config.base.models import User
from tracking.models import Candidate, Company, Feeder, InterviewProcess, StatusChange
from tracking.services.closing import complete_process
from tracking.services.processes import create_process, update_process
from tracking.tests.factories import CandidateFactory, CompanyFactory, FeederFactory, ProcessFactory
from tracking.tests.services.acting import by, changes_of, heard, steps_of

pytestmark = pytest.mark.django_db

WANTED = {"company_name": " Northwind ", "role_title": " Backend  Engineer "}


def test_create_makes_company_and_feeder_and_leads_it(recruiter: User, candidate: Candidate) -> None:
    process = by(recruiter, create_process, candidate_id=candidate.pk, feeder_source="Amazon", **WANTED)
    process.refresh_from_db()
    assert (process.company.name, process.company.name_key) == ("Northwind", "northwind")
    assert process.feeder is not None
    assert (process.feeder.name, process.feeder.name_key) == ("Amazon", "amazon")
    assert (process.role_title, process.role_key) == ("Backend  Engineer", "backend engineer")
    assert (process.recruiter, process.recruiter_name) == (recruiter, recruiter.display_name)
    assert (process.status, process.version, process.ended_at) == ("in_progress", 1, None)


def test_create_leaves_its_history_and_the_candidate_is_active(recruiter: User, candidate: Candidate) -> None:
    process = by(recruiter, create_process, candidate_id=candidate.pk, **WANTED)
    candidate.refresh_from_db()
    assert candidate.status == "active"
    assert steps_of(process) == [(None, "in_progress")]
    assert steps_of(candidate) == [("new", "active")]
    assert [change.by for change in changes_of(process)] == [recruiter]


def test_create_says_so_inside_its_transaction(recruiter: User, candidate: Candidate) -> None:
    with heard("process") as said:
        process = by(recruiter, create_process, candidate_id=candidate.pk, **WANTED)
    assert [(s["process"], s["from_status"], s["to_status"], s["actor"]) for s in said] == [
        (process, None, "in_progress", recruiter)
    ]
    assert said[0]["in_transaction"]


@pytest.mark.parametrize("written", ["northwind", "NORTHWIND", "  Ｎｏｒｔｈｗｉｎｄ", "North\u200bwind", "Nordwind"])
def test_create_finds_the_company_by_name_or_alias(recruiter: User, candidate: Candidate, written: str) -> None:
    company = CompanyFactory(name="Northwind", aliases=["Nordwind"], alias_keys=["nordwind"])
    feeder = FeederFactory(name="Northwind", aliases=["Nordwind"], alias_keys=["nordwind"])
    wanted = {"company_name": written, "feeder_source": written, "role_title": "Engineer"}
    process = by(recruiter, create_process, candidate_id=candidate.pk, **wanted)
    assert (process.company, process.feeder) == (company, feeder)
    assert (Company.objects.count(), Feeder.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("company_name", "", "blank"),
        ("company_name", " \u200b ", "blank"),
        ("company_name", "x" * 201, "max_length"),
        ("role_title", "\u2060", "blank"),
        ("role_title", "ﷺ" * 100, "max_length"),  # one character that folds to eighteen
        ("feeder_source", "\u200b", "blank"),
    ],
)
def test_create_refuses_names_that_are_none(
    recruiter: User, candidate: Candidate, field: str, value: str, code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        by(recruiter, create_process, candidate_id=candidate.pk, **(WANTED | {field: value}))
    assert (caught.value.attr, caught.value.code) == (field, code)
    assert not InterviewProcess.objects.exists()
    assert not StatusChange.objects.exists()


def test_create_refuses_absent_foreign_and_erased_candidates_alike(recruiter: User, other_recruiter: User) -> None:
    foreign = CandidateFactory(owner=other_recruiter)
    erased = CandidateFactory(owner=recruiter, anonymised_at=timezone.now())
    refusals = []
    for pk in (uuid4(), foreign.pk, erased.pk):
        with pytest.raises(Invalid) as caught:
            by(recruiter, create_process, candidate_id=pk, **WANTED)
        refusals.append((caught.value.detail, caught.value.code, caught.value.attr))
    assert set(refusals) == {("There is no such candidate.", "does_not_exist", "candidate_id")}
    assert not Company.objects.exists()


def test_a_second_open_process_for_the_role_is_refused(recruiter: User, process: InterviewProcess) -> None:
    again = {"company_name": process.company.name.upper(), "role_title": "backend ENGINEER"}
    with pytest.raises(Conflict) as caught:
        by(recruiter, create_process, candidate_id=process.candidate_id, **again)
    assert caught.value.code == "duplicate_open_process"
    assert InterviewProcess.objects.count() == 1


def test_after_the_first_has_ended_a_second_may_be_opened(recruiter: User, process: InterviewProcess) -> None:
    by(recruiter, complete_process, process.pk, final_status="candidate_withdrew")
    again = {"company_name": process.company.name, "role_title": process.role_title}
    second = by(recruiter, create_process, candidate_id=process.candidate_id, **again)
    assert second.status == "in_progress"


def test_another_role_at_the_same_company_is_another_process(recruiter: User, process: InterviewProcess) -> None:
    wanted = {"company_name": process.company.name, "role_title": "Data Engineer"}
    by(recruiter, create_process, candidate_id=process.candidate_id, **wanted)
    assert InterviewProcess.objects.count() == 2


def test_only_a_manager_names_another_recruiter(
    recruiter: User, other_recruiter: User, manager: User, interviewer: User, candidate: Candidate
) -> None:
    with pytest.raises(Forbidden):
        by(recruiter, create_process, candidate_id=candidate.pk, recruiter=other_recruiter, **WANTED)
    with pytest.raises(Invalid):
        by(manager, create_process, candidate_id=candidate.pk, recruiter=interviewer, **WANTED)
    process = by(
        manager, create_process, candidate_id=candidate.pk, recruiter=other_recruiter, recruiter_name="Otto", **WANTED
    )
    assert (process.recruiter, process.recruiter_name) == (other_recruiter, "Otto")


def test_update_writes_what_differs_as_a_new_version(recruiter: User, process: InterviewProcess) -> None:
    before = process.updated_at
    by(recruiter, update_process, process.pk, role_title="Staff Engineer", feeder_source="Amazon", recruiter_name="R.")
    process.refresh_from_db()
    assert (process.role_title, process.role_key, process.recruiter_name) == ("Staff Engineer", "staff engineer", "R.")
    assert process.feeder == Feeder.objects.get(name="Amazon")
    assert process.version == 2
    assert before is None or process.updated_at > before
    assert steps_of(process) == []


def test_update_takes_the_feeder_away(recruiter: User, candidate: Candidate) -> None:
    process = ProcessFactory(candidate=candidate, feeder=FeederFactory())
    by(recruiter, update_process, process.pk, feeder_source=None)
    process.refresh_from_db()
    assert process.feeder is None


def test_update_with_what_is_so_already_changes_nothing(recruiter: User, process: InterviewProcess) -> None:
    process.refresh_from_db()
    same = {"company_name": process.company.name.upper(), "role_title": process.role_title, "recruiter_name": ""}
    by(recruiter, update_process, process.pk, **same)
    by(recruiter, update_process, process.pk)
    after = InterviewProcess.objects.get(pk=process.pk)
    assert (after.version, after.updated_at) == (process.version, process.updated_at)


def test_update_of_another_ones_or_no_process_is_missing(other_recruiter: User, process: InterviewProcess) -> None:
    for pk in (process.pk, uuid4()):
        with pytest.raises(Missing):
            by(other_recruiter, update_process, pk, role_title="Mine")


def test_update_on_an_older_version_is_stale(recruiter: User, process: InterviewProcess) -> None:
    by(recruiter, update_process, process.pk, role_title="One", versions=frozenset({1}))
    with pytest.raises(Stale):
        by(recruiter, update_process, process.pk, role_title="Two", versions=frozenset({1}))
    with pytest.raises(Stale):
        by(recruiter, update_process, process.pk, role_title="Two", versions=frozenset())
    by(recruiter, update_process, process.pk, role_title="Three", versions=frozenset({7, 2}))
    by(recruiter, update_process, process.pk, role_title="Four", versions=frozenset({-1}))
    process.refresh_from_db()
    assert (process.role_title, process.version) == ("Four", 4)


def test_an_ended_process_keeps_company_and_role_but_takes_a_feeder(recruiter: User, process: InterviewProcess) -> None:
    by(recruiter, complete_process, process.pk, final_status="rejected_by_company")
    for change in ({"role_title": "Other"}, {"company_name": "Other"}):
        with pytest.raises(Conflict) as caught:
            by(recruiter, update_process, process.pk, **change)
        assert caught.value.code == "process_ended"
    by(recruiter, update_process, process.pk, feeder_source="Amazon", role_title=process.role_title)
    process.refresh_from_db()
    assert process.feeder is not None
    assert not Company.objects.filter(name="Other").exists()


def test_an_update_into_another_open_process_is_refused(recruiter: User, process: InterviewProcess) -> None:
    other = ProcessFactory(candidate=process.candidate, company=process.company, role_title="Data Engineer")
    with pytest.raises(Conflict) as caught:
        by(recruiter, update_process, other.pk, role_title=process.role_title)
    assert caught.value.code == "duplicate_open_process"


def test_only_a_manager_gives_a_process_to_another(
    recruiter: User, other_recruiter: User, manager: User, interviewer: User, process: InterviewProcess
) -> None:
    with pytest.raises(Forbidden):
        by(recruiter, update_process, process.pk, recruiter=other_recruiter)
    with pytest.raises(Invalid):
        by(manager, update_process, process.pk, recruiter=interviewer)
    by(manager, update_process, process.pk, recruiter=other_recruiter)
    with pytest.raises(Missing):
        by(recruiter, update_process, process.pk, role_title="Still mine?")
    by(other_recruiter, update_process, process.pk, role_title="Now mine")
