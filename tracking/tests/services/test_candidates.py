"""Candidates: entered, changed, archived; and how their status follows their processes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from config.base.errors import Conflict, Forbidden, Invalid, Missing
from config.base.models import User
from tracking.models import Candidate, InterviewProcess, StatusChange
from tracking.services.candidates import archive_candidate, create_candidate, unarchive_candidate, update_candidate
from tracking.services.closing import complete_process, reopen_process
from tracking.services.processes import create_process
from tracking.tests.factories import ProcessFactory
from tracking.tests.services.acting import by, changes_of, extended, steps_of

pytestmark = pytest.mark.django_db


def status_of(candidate: Candidate) -> str:
    return Candidate.objects.get(pk=candidate.pk).status


def test_create_owns_folds_and_is_new(recruiter: User) -> None:
    candidate = by(recruiter, create_candidate, full_name=" Ada  LOVELACE ", email="ada@example.org", phone="1")
    candidate.refresh_from_db()
    assert (candidate.full_name, candidate.name_key) == ("Ada  LOVELACE", "ada lovelace")
    assert (candidate.owner, candidate.email, candidate.phone, candidate.status) == (
        recruiter,
        "ada@example.org",
        "1",
        "new",
    )
    assert steps_of(candidate) == []


def test_an_email_is_not_unique(recruiter: User) -> None:
    for _ in range(2):
        by(recruiter, create_candidate, full_name="Ada", email="ada@example.org")
    assert Candidate.objects.filter(email="ada@example.org").count() == 2


@pytest.mark.parametrize(("name", "code"), [("", "blank"), ("\u200b ", "blank"), ("x" * 201, "max_length")])
def test_a_name_is_needed(recruiter: User, candidate: Candidate, name: str, code: str) -> None:
    for service, args in ((create_candidate, ()), (update_candidate, (candidate.pk,))):
        with pytest.raises(Invalid) as caught:
            by(recruiter, service, *args, full_name=name)
        assert (caught.value.attr, caught.value.code) == ("full_name", code)


def test_only_a_manager_names_another_owner(
    recruiter: User, other_recruiter: User, manager: User, interviewer: User, candidate: Candidate
) -> None:
    with pytest.raises(Forbidden):
        by(recruiter, create_candidate, full_name="Ada", owner=other_recruiter)
    with pytest.raises(Forbidden):
        by(recruiter, update_candidate, candidate.pk, owner=other_recruiter)
    with pytest.raises(Invalid):
        by(manager, update_candidate, candidate.pk, owner=interviewer)
    assert by(manager, create_candidate, full_name="Ada", owner=other_recruiter).owner == other_recruiter
    by(manager, update_candidate, candidate.pk, owner=other_recruiter)
    with pytest.raises(Missing):
        by(recruiter, update_candidate, candidate.pk, phone="2")


def test_update_writes_what_differs(recruiter: User, candidate: Candidate) -> None:
    candidate.refresh_from_db()
    by(recruiter, update_candidate, candidate.pk, full_name=" Grace ", phone="3")
    after = Candidate.objects.get(pk=candidate.pk)
    assert (after.full_name, after.name_key, after.phone) == ("Grace", "grace", "3")
    assert after.updated_at > candidate.updated_at
    by(recruiter, update_candidate, candidate.pk, full_name="Grace", phone="3", owner=recruiter)
    assert Candidate.objects.get(pk=candidate.pk).updated_at == after.updated_at


def test_foreign_absent_and_erased(recruiter: User, other_recruiter: User, candidate: Candidate) -> None:
    for actor, pk in ((other_recruiter, candidate.pk), (recruiter, uuid4())):
        with pytest.raises(Missing):
            by(actor, update_candidate, pk, phone="1")
        with pytest.raises(Missing):
            by(actor, archive_candidate, pk, reason="x")
    Candidate.objects.filter(pk=candidate.pk).update(anonymised_at=timezone.now())
    with pytest.raises(Conflict) as caught:
        by(recruiter, update_candidate, candidate.pk, phone="1")
    assert caught.value.code == "anonymised"


class TestArchive:
    def test_and_back(self, recruiter: User, candidate: Candidate) -> None:
        for _ in range(2):
            by(recruiter, archive_candidate, candidate.pk, reason="Left the country.")
        assert status_of(candidate) == "archived"
        assert [(c.by, c.reason) for c in changes_of(candidate)] == [(recruiter, "Left the country.")]
        by(recruiter, unarchive_candidate, candidate.pk)
        assert status_of(candidate) == "active"
        by(recruiter, unarchive_candidate, candidate.pk)
        assert steps_of(candidate) == [("new", "archived"), ("archived", "active")]

    def test_needs_a_reason(self, recruiter: User, candidate: Candidate) -> None:
        with pytest.raises(Invalid) as caught:
            by(recruiter, archive_candidate, candidate.pk, reason=" ")
        assert caught.value.attr == "reason"

    def test_not_with_an_open_process(self, recruiter: User, process: InterviewProcess) -> None:
        with pytest.raises(Conflict) as caught:
            by(recruiter, archive_candidate, process.candidate_id, reason="x")
        assert caught.value.code == "open_process"

    def test_not_with_an_open_process_of_another_recruiter(
        self, recruiter: User, other_recruiter: User, candidate: Candidate
    ) -> None:
        ProcessFactory(candidate=candidate, recruiter=other_recruiter)
        with pytest.raises(Conflict):
            by(recruiter, archive_candidate, candidate.pk, reason="x")
        assert status_of(candidate) != "archived"

    def test_ended_processes_do_not_stand_in_the_way_and_show_again_afterwards(
        self, recruiter: User, process: InterviewProcess
    ) -> None:
        by(recruiter, complete_process, process.pk, final_status="rejected_by_company")
        by(recruiter, archive_candidate, process.candidate_id, reason="x")
        assert status_of(process.candidate) == "archived"
        by(recruiter, unarchive_candidate, process.candidate_id)
        assert status_of(process.candidate) == "rejected"

    def test_a_new_process_brings_them_back(self, recruiter: User, candidate: Candidate) -> None:
        by(recruiter, archive_candidate, candidate.pk, reason="x")
        by(recruiter, create_process, candidate_id=candidate.pk, company_name="Acme", role_title="Engineer")
        assert status_of(candidate) == "active"


class TestStatusFollows:
    """The candidate's status is derived from all their processes, whoever leads them."""

    def test_a_running_process_hides_a_rejection(self, recruiter: User, process: InterviewProcess) -> None:
        other = ProcessFactory(candidate=process.candidate)
        by(recruiter, complete_process, process.pk, final_status="rejected_by_company")
        assert status_of(process.candidate) == "active"
        by(recruiter, complete_process, other.pk, final_status="rejected_by_company")
        assert status_of(process.candidate) == "rejected"

    def test_another_recruiters_process_counts(
        self, recruiter: User, other_recruiter: User, process: InterviewProcess
    ) -> None:
        extended(ProcessFactory(candidate=process.candidate, recruiter=other_recruiter))
        assert status_of(process.candidate) == "offer"
        by(recruiter, complete_process, process.pk, final_status="rejected_by_company")
        assert status_of(process.candidate) == "offer"

    def test_the_last_ending_counts(self, recruiter: User, process: InterviewProcess) -> None:
        other = ProcessFactory(candidate=process.candidate)
        extended(other)
        by(recruiter, complete_process, other.pk, final_status="offer_accepted")
        assert status_of(process.candidate) == "active"
        by(recruiter, complete_process, process.pk, final_status="rejected_by_company")
        assert status_of(process.candidate) == "rejected"

    def test_reopening_makes_active_again(self, recruiter: User, process: InterviewProcess) -> None:
        by(recruiter, complete_process, process.pk, final_status="rejected_by_company")
        by(recruiter, reopen_process, process.pk, reason="x")
        assert steps_of(process.candidate) == [("new", "rejected"), ("rejected", "active")]

    @pytest.mark.parametrize("kept", ["feedback_received", "in_review"])
    def test_what_feedback_set_stays_while_a_process_runs(
        self, recruiter: User, process: InterviewProcess, kept: str
    ) -> None:
        Candidate.objects.filter(pk=process.candidate_id).update(status=kept)
        other = ProcessFactory(candidate=process.candidate)
        by(recruiter, complete_process, other.pk, final_status="candidate_withdrew")
        assert status_of(process.candidate) == kept
        by(recruiter, complete_process, process.pk, final_status="candidate_withdrew")
        assert status_of(process.candidate) == "active"

    def test_the_reason_is_that_of_the_change(self, recruiter: User, process: InterviewProcess) -> None:
        by(recruiter, complete_process, process.pk, final_status="rejected_by_company", reason="Too junior.")
        rows: Any = StatusChange.objects.filter(subject="candidate").values_list("reason", "by")
        assert list(rows) == [("Too junior.", recruiter.pk)]


def test_leading_a_process_does_not_let_a_recruiter_take_the_candidate(
    recruiter: User, other_recruiter: User, candidate: Candidate
) -> None:
    ProcessFactory(candidate=candidate, recruiter=other_recruiter)
    with pytest.raises(Forbidden):
        by(other_recruiter, update_candidate, candidate.pk, owner=other_recruiter)
    assert Candidate.objects.get(pk=candidate.pk).owner == recruiter
    Candidate.objects.filter(pk=candidate.pk).update(owner=None)
    assert by(other_recruiter, update_candidate, candidate.pk, owner=other_recruiter).owner == other_recruiter
