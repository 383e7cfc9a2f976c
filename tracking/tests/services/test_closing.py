"""How a process ends, pauses, and starts again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from config.base.errors import Conflict, Forbidden, Invalid, InvalidTransition, Missing, Stale
from config.base.models import User
from tracking.enums import ProcessStatus, RejectionReason, WithdrawalReason
from tracking.models import InterviewProcess, InterviewStage, Offer, Placement, StatusChange
from tracking.services.closing import complete_process, hold_process, reopen_process, resume_process
from tracking.services.offers import accept_offer, draft_offer, extend_offer, submit_offer
from tracking.services.processes import create_process
from tracking.tests.services.acting import by, changes_of, extended, heard, steps_of

pytestmark = pytest.mark.django_db


def fresh(process: InterviewProcess) -> InterviewProcess:
    return InterviewProcess.objects.get(pk=process.pk)


def end(process: InterviewProcess, final_status: str) -> InterviewProcess:
    """Ends it as said, whatever that takes."""
    if final_status in ("offer_accepted", "offer_declined"):
        extended(process)
    return by(process.recruiter, complete_process, process.pk, final_status=final_status)


class TestComplete:
    @pytest.mark.parametrize(
        ("final_status", "reasons", "candidate_status"),
        [
            ("rejected_by_company", {"rejection_reason": "skills"}, "rejected"),
            ("candidate_withdrew", {"withdrawal_reason": "personal"}, "active"),
        ],
    )
    def test_by_a_decision(
        self,
        recruiter: User,
        process: InterviewProcess,
        final_status: str,
        reasons: dict[str, str],
        candidate_status: str,
    ) -> None:
        with heard("process") as said:
            by(recruiter, complete_process, process.pk, final_status=final_status, reason="So be it.", **reasons)
        after = fresh(process)
        assert (after.status, after.closing, after.version) == (final_status, final_status, 2)
        assert {"rejection_reason": after.rejection_reason, "withdrawal_reason": after.withdrawal_reason} == {
            "rejection_reason": None,
            "withdrawal_reason": None,
        } | reasons
        assert (after.final_outcome, after.candidate.status) == ("So be it.", candidate_status)
        assert after.ended_at is not None
        assert [(c.from_status, c.to_status, c.by, c.reason) for c in changes_of(process)] == [
            ("in_progress", final_status, recruiter, "So be it.")
        ]
        assert [(s["from_status"], s["to_status"], s["actor"], s["reason"], s["in_transaction"]) for s in said] == [
            ("in_progress", final_status, recruiter, "So be it.", True)
        ]
        assert not Placement.objects.exists()

    @pytest.mark.parametrize("reason", RejectionReason.values)
    def test_every_rejection_reason_is_stored(self, recruiter: User, process: InterviewProcess, reason: str) -> None:
        by(recruiter, complete_process, process.pk, final_status="rejected_by_company", rejection_reason=reason)
        assert (fresh(process).rejection_reason, fresh(process).final_outcome) == (reason, reason)

    @pytest.mark.parametrize("reason", WithdrawalReason.values)
    @pytest.mark.parametrize("final_status", ProcessStatus.WITH_WITHDRAWAL_REASON)
    def test_every_withdrawal_reason_is_stored(
        self, recruiter: User, process: InterviewProcess, reason: str, final_status: str
    ) -> None:
        extended(process)
        by(recruiter, complete_process, process.pk, final_status=final_status, withdrawal_reason=reason)
        assert (fresh(process).status, fresh(process).withdrawal_reason) == (final_status, reason)

    def test_accepted_settles_the_extended_offer_and_places(self, recruiter: User, process: InterviewProcess) -> None:
        offer = extended(process)
        by(recruiter, complete_process, process.pk, final_status="offer_accepted")
        offer.refresh_from_db()
        after = fresh(process)
        assert (after.status, after.closing, offer.status) == ("offer_accepted", None, "accepted")
        assert (after.final_outcome, after.candidate.status) == ("offer_accepted", "placed")
        placement = Placement.objects.get()
        assert (placement.candidate, placement.company, placement.role, placement.offer, placement.reversed_at) == (
            process.candidate,
            process.company,
            process.role_title,
            offer,
            None,
        )
        assert steps_of(process) == [("in_progress", "offer_extended"), ("offer_extended", "offer_accepted")]
        assert steps_of(offer) == [("draft", "extended"), ("extended", "accepted")]
        assert steps_of(process.candidate) == [("new", "offer"), ("offer", "placed")]

    def test_accepted_with_other_terms_keeps_them_as_a_further_version(
        self, recruiter: User, process: InterviewProcess
    ) -> None:
        first = extended(process, other_benefits="Bicycle")
        agreed = {"base_salary": Decimal("130000.00"), "signing_bonus": Decimal("5000.00")}
        by(recruiter, complete_process, process.pk, final_status="offer_accepted", offer_details=agreed)
        first.refresh_from_db()
        second = Offer.objects.get(process=process, number=2)
        assert (first.status, second.status) == ("superseded", "accepted")
        assert (second.base_salary, second.signing_bonus) == (Decimal("130000.00"), Decimal("5000.00"))
        assert (second.currency, second.other_benefits) == ("USD", "Bicycle")
        assert Placement.objects.get().offer == second
        assert steps_of(second) == [("draft", "extended"), ("extended", "accepted")]

    def test_terms_nobody_approved_need_a_manager(
        self, recruiter: User, manager: User, process: InterviewProcess, settings: Any
    ) -> None:
        extended(process)
        settings.OFFER_APPROVAL_REQUIRED = True
        agreed = {"final_status": "offer_accepted", "offer_details": {"base_salary": Decimal(999_999)}}
        with pytest.raises(Forbidden):
            by(recruiter, complete_process, process.pk, **agreed)
        assert (fresh(process).status, Offer.objects.count()) == ("offer_extended", 1)
        assert by(manager, complete_process, process.pk, **agreed).status == "offer_accepted"

    @pytest.mark.parametrize(
        "details", [{"base_salary": Decimal(-1)}, {"currency": "XXX"}, {"base_salary": Decimal("0.001")}]
    )
    def test_accepted_with_bad_terms_changes_nothing(
        self, recruiter: User, process: InterviewProcess, details: dict[str, Any]
    ) -> None:
        offer = extended(process)
        with pytest.raises(Invalid):
            by(recruiter, complete_process, process.pk, final_status="offer_accepted", offer_details=details)
        offer.refresh_from_db()
        assert (offer.status, fresh(process).status, Offer.objects.count()) == ("extended", "offer_extended", 1)

    def test_declined_settles_the_extended_offer(self, recruiter: User, process: InterviewProcess) -> None:
        offer = extended(process)
        by(recruiter, complete_process, process.pk, final_status="offer_declined", withdrawal_reason="counter_offer")
        offer.refresh_from_db()
        after = fresh(process)
        assert (offer.status, after.status, after.withdrawal_reason) == ("declined", "offer_declined", "counter_offer")
        assert (after.closing, after.candidate.status, Placement.objects.count()) == (None, "active", 0)

    @pytest.mark.parametrize("final_status", ["offer_accepted", "offer_declined"])
    @pytest.mark.parametrize("prepared", [None, "draft", "pending_approval"])
    def test_an_answer_needs_an_extended_offer(
        self, recruiter: User, process: InterviewProcess, final_status: str, prepared: str | None
    ) -> None:
        if prepared:
            offer = by(recruiter, draft_offer, process.pk)
        if prepared == "pending_approval":
            by(recruiter, submit_offer, offer.pk)
        with pytest.raises(Conflict) as caught:
            by(recruiter, complete_process, process.pk, final_status=final_status)
        assert caught.value.code == "no_extended_offer"
        assert fresh(process).status == "in_progress"

    @pytest.mark.parametrize(
        ("final_status", "left"), [("rejected_by_company", "rescinded"), ("candidate_withdrew", "declined")]
    )
    def test_a_decision_ends_the_extended_offer(
        self, recruiter: User, process: InterviewProcess, final_status: str, left: str
    ) -> None:
        offer = extended(process)
        by(recruiter, complete_process, process.pk, final_status=final_status)
        offer.refresh_from_db()
        assert (offer.status, fresh(process).status) == (left, final_status)

    @pytest.mark.parametrize("final_status", ProcessStatus.CLOSINGS)
    def test_a_decision_supersedes_a_prepared_offer(
        self, recruiter: User, process: InterviewProcess, final_status: str
    ) -> None:
        offer = by(recruiter, draft_offer, process.pk)
        by(recruiter, complete_process, process.pk, final_status=final_status)
        offer.refresh_from_db()
        assert offer.status == "superseded"

    @pytest.mark.parametrize("final_status", ProcessStatus.CLOSINGS)
    def test_on_hold_it_may_be_ended(self, recruiter: User, process: InterviewProcess, final_status: str) -> None:
        by(recruiter, hold_process, process.pk)
        by(recruiter, complete_process, process.pk, final_status=final_status)
        assert (fresh(process).status, fresh(process).on_hold) == (final_status, False)

    @pytest.mark.parametrize("final_status", ProcessStatus.ENDED)
    def test_the_same_ending_again_changes_nothing(
        self, recruiter: User, process: InterviewProcess, final_status: str
    ) -> None:
        end(process, final_status)
        before, rows = fresh(process), StatusChange.objects.count()
        with heard("process") as said:
            by(recruiter, complete_process, process.pk, final_status=final_status, reason="Again.")
        after = fresh(process)
        assert (after.version, after.updated_at, after.final_outcome) == (
            before.version,
            before.updated_at,
            before.final_outcome,
        )
        assert (said, StatusChange.objects.count()) == ([], rows)

    @pytest.mark.parametrize("ended", ProcessStatus.ENDED)
    @pytest.mark.parametrize("other", ProcessStatus.ENDED)
    def test_another_ending_is_a_conflict(
        self, recruiter: User, process: InterviewProcess, ended: str, other: str
    ) -> None:
        if ended == other:
            return
        end(process, ended)
        with pytest.raises(Conflict):
            by(recruiter, complete_process, process.pk, final_status=other)
        assert fresh(process).status == ended

    @pytest.mark.parametrize("final_status", [*ProcessStatus.OPEN, "hired", ""])
    def test_only_an_ending_ends(self, recruiter: User, process: InterviewProcess, final_status: str) -> None:
        with pytest.raises(Invalid) as caught:
            by(recruiter, complete_process, process.pk, final_status=final_status)
        assert caught.value.attr == "final_status"

    @pytest.mark.parametrize(
        ("final_status", "extra", "attr"),
        [
            ("candidate_withdrew", {"rejection_reason": "skills"}, "rejection_reason"),
            ("offer_accepted", {"rejection_reason": "skills"}, "rejection_reason"),
            ("rejected_by_company", {"withdrawal_reason": "personal"}, "withdrawal_reason"),
            ("offer_accepted", {"withdrawal_reason": "personal"}, "withdrawal_reason"),
            ("offer_declined", {"offer_details": {"base_salary": Decimal(1)}}, "offer_details"),
            ("rejected_by_company", {"offer_details": {"base_salary": Decimal(1)}}, "offer_details"),
        ],
    )
    def test_a_reason_must_fit_its_ending(
        self, recruiter: User, process: InterviewProcess, final_status: str, extra: dict[str, Any], attr: str
    ) -> None:
        extended(process)
        with pytest.raises(Invalid) as caught:
            by(recruiter, complete_process, process.pk, final_status=final_status, **extra)
        assert caught.value.attr == attr
        assert fresh(process).status == "offer_extended"

    def test_missing_and_stale(self, recruiter: User, other_recruiter: User, process: InterviewProcess) -> None:
        for actor, pk in ((other_recruiter, process.pk), (recruiter, uuid4())):
            with pytest.raises(Missing):
                by(actor, complete_process, pk, final_status="candidate_withdrew")
        with pytest.raises(Stale):
            by(
                recruiter,
                complete_process,
                process.pk,
                final_status="candidate_withdrew",
                versions=frozenset({7}),
            )

    def test_an_interviewer_ends_nothing(self, interviewer: User, stage: InterviewStage) -> None:
        with pytest.raises(Missing):
            by(interviewer, complete_process, stage.process_id, final_status="candidate_withdrew")


class TestHold:
    def test_hold_and_resume(self, recruiter: User, process: InterviewProcess) -> None:
        by(recruiter, hold_process, process.pk, reason="Budget freeze.")
        assert (fresh(process).status, fresh(process).on_hold, fresh(process).version) == ("on_hold", True, 2)
        assert fresh(process).candidate.status == "active"
        by(recruiter, resume_process, process.pk)
        assert (fresh(process).status, fresh(process).on_hold, fresh(process).version) == ("in_progress", False, 3)
        assert [(c.from_status, c.to_status, c.reason) for c in changes_of(process)] == [
            ("in_progress", "on_hold", "Budget freeze."),
            ("on_hold", "in_progress", ""),
        ]

    def test_twice_is_once(self, recruiter: User, process: InterviewProcess) -> None:
        by(recruiter, resume_process, process.pk)
        assert fresh(process).version == 1
        by(recruiter, hold_process, process.pk)
        by(recruiter, hold_process, process.pk)
        assert (fresh(process).version, len(steps_of(process))) == (2, 1)

    @pytest.mark.parametrize("service", [hold_process, resume_process])
    @pytest.mark.parametrize("status", ["offer_extended", *ProcessStatus.ENDED])
    def test_only_a_running_process(
        self, recruiter: User, process: InterviewProcess, service: Any, status: str
    ) -> None:
        if status == "offer_extended":
            extended(process)
        else:
            end(process, status)
        with pytest.raises(InvalidTransition):
            by(recruiter, service, process.pk)
        assert fresh(process).status == status

    def test_no_offer_is_extended_on_hold(self, recruiter: User, process: InterviewProcess) -> None:
        offer = by(recruiter, draft_offer, process.pk)
        by(recruiter, hold_process, process.pk)
        with pytest.raises(InvalidTransition):
            by(recruiter, extend_offer, offer.pk)
        by(recruiter, resume_process, process.pk)
        by(recruiter, extend_offer, offer.pk)
        assert fresh(process).status == "offer_extended"

    @pytest.mark.parametrize("service", [hold_process, resume_process])
    def test_missing_and_stale(
        self, recruiter: User, other_recruiter: User, process: InterviewProcess, service: Any
    ) -> None:
        with pytest.raises(Missing):
            by(other_recruiter, service, process.pk)
        with pytest.raises(Stale):
            by(recruiter, service, process.pk, versions=frozenset({2}))


class TestReopen:
    @pytest.mark.parametrize("ended", ProcessStatus.ENDED)
    def test_from_each_ending(self, recruiter: User, process: InterviewProcess, ended: str) -> None:
        end(process, ended)
        with heard("process") as said:
            by(recruiter, reopen_process, process.pk, reason="They called back.")
        after = fresh(process)
        assert (after.status, after.closing, after.ended_at, after.closed_by_stage) == ("in_progress", None, None, None)
        assert (after.rejection_reason, after.withdrawal_reason, after.final_outcome) == (None, None, "")
        assert after.candidate.status == "active"
        last = changes_of(process)[-1]
        assert (last.from_status, last.to_status, last.reason) == (ended, "in_progress", "They called back.")
        assert [(s["from_status"], s["to_status"], s["in_transaction"]) for s in said] == [(ended, "in_progress", True)]
        assert not Offer.objects.filter(status__in=("extended", "accepted", "declined")).exists()

    def test_a_placement_is_reversed_and_a_second_one_stands_after_a_second_yes(
        self, recruiter: User, process: InterviewProcess
    ) -> None:
        end(process, "offer_accepted")
        by(recruiter, reopen_process, process.pk, reason="They never came.")
        first = Placement.objects.get()
        assert first.reversed_at is not None
        second_offer = extended(process)
        by(recruiter, accept_offer, second_offer.pk)
        standing = Placement.objects.get(reversed_at=None)
        assert (Placement.objects.count(), standing.offer) == (2, second_offer)
        first.refresh_from_db()
        assert first.reversed_at is not None
        assert fresh(process).candidate.status == "placed"
        assert list(Offer.objects.order_by("number").values_list("status", flat=True)) == ["superseded", "accepted"]

    def test_a_rescinded_offer_stays_rescinded(self, recruiter: User, process: InterviewProcess) -> None:
        offer = extended(process)
        by(recruiter, complete_process, process.pk, final_status="rejected_by_company")
        by(recruiter, reopen_process, process.pk, reason="Budget is back.")
        offer.refresh_from_db()
        assert offer.status == "rescinded"
        assert extended(process).number == 2

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_needs_a_reason(self, recruiter: User, process: InterviewProcess, reason: str) -> None:
        end(process, "candidate_withdrew")
        with pytest.raises(Invalid) as caught:
            by(recruiter, reopen_process, process.pk, reason=reason)
        assert (caught.value.attr, fresh(process).status) == ("reason", "candidate_withdrew")

    def test_an_open_one_is_not_reopened(self, recruiter: User, process: InterviewProcess) -> None:
        for prepare in (lambda: None, lambda: by(recruiter, hold_process, process.pk)):
            prepare()
            with pytest.raises(InvalidTransition):
                by(recruiter, reopen_process, process.pk, reason="Why not.")

    def test_beside_a_newer_open_process_is_a_conflict(self, recruiter: User, process: InterviewProcess) -> None:
        end(process, "offer_accepted")
        again = {"company_name": process.company.name, "role_title": process.role_title}
        by(recruiter, create_process, candidate_id=process.candidate_id, **again)
        with pytest.raises(Conflict) as caught:
            by(recruiter, reopen_process, process.pk, reason="Both, please.")
        assert caught.value.code == "duplicate_open_process"
        assert fresh(process).status == "offer_accepted"
        assert Placement.objects.get().reversed_at is None

    def test_missing_and_stale(self, recruiter: User, other_recruiter: User, process: InterviewProcess) -> None:
        end(process, "candidate_withdrew")
        with pytest.raises(Missing):
            by(other_recruiter, reopen_process, process.pk, reason="Mine now.")
        with pytest.raises(Stale):
            by(recruiter, reopen_process, process.pk, reason="Old.", versions=frozenset({1}))
