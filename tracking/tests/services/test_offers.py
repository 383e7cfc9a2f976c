"""The life of an offer, and what each step makes of its process."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from config.base.clock import business_today
from config.base.errors import Conflict, Forbidden, Invalid, InvalidTransition, Missing, Stale
from config.base.models import User
from tracking.models import InterviewProcess, Offer, Placement
from tracking.services.closing import complete_process, hold_process
from tracking.services.offers import (
    accept_offer,
    approve_offer,
    decline_offer,
    draft_offer,
    expire_offers,
    extend_offer,
    rescind_offer,
    revise_offer,
    submit_offer,
)
from tracking.tests.services.acting import by, changes_of, extended, heard, steps_of

pytestmark = pytest.mark.django_db

TERMS: dict[str, Any] = {
    "base_salary": Decimal("120000.00"),
    "total_comp": Decimal("150000.50"),
    "signing_bonus": Decimal(0),
    "equity_value": Decimal("10000.00"),
    "currency": "USD",
    "other_benefits": "Bicycle",
}


@pytest.fixture
def draft(recruiter: User, process: InterviewProcess) -> Offer:
    offer: Offer = by(recruiter, draft_offer, process.pk, **TERMS)
    return offer


def status_of(process: InterviewProcess) -> str:
    return InterviewProcess.objects.get(pk=process.pk).status


def state(offer: Offer) -> tuple[str, str]:
    offer = Offer.objects.select_related("process").get(pk=offer.pk)
    return offer.status, offer.process.status


def let_expire(offer: Offer) -> None:
    """Its time passes without the sweep."""
    Offer.objects.filter(pk=offer.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


class TestDraft:
    def test_keeps_its_terms_and_bumps_the_process(self, recruiter: User, process: InterviewProcess) -> None:
        expires = timezone.now() + timedelta(days=7)
        offer = by(recruiter, draft_offer, process.pk, **TERMS, start_date=business_today(), expires_at=expires)
        offer.refresh_from_db()
        assert {name: getattr(offer, name) for name in TERMS} == TERMS
        assert (offer.number, offer.status, offer.start_date, offer.expires_at) == (
            1,
            "draft",
            business_today(),
            expires,
        )
        process.refresh_from_db()
        assert (process.status, process.version, steps_of(offer), steps_of(process)) == ("in_progress", 2, [], [])

    def test_may_be_without_terms(self, recruiter: User, process: InterviewProcess) -> None:
        assert by(recruiter, draft_offer, process.pk).currency == ""

    @pytest.mark.parametrize(
        ("terms", "attr", "code"),
        [
            ({"base_salary": Decimal(-1), "currency": "USD"}, "base_salary", "invalid"),
            ({"total_comp": Decimal("NaN"), "currency": "USD"}, "total_comp", "invalid"),
            ({"signing_bonus": Decimal("0.001"), "currency": "USD"}, "signing_bonus", "max_decimal_places"),
            ({"equity_value": Decimal("0.5"), "currency": "JPY"}, "equity_value", "max_decimal_places"),
            ({"base_salary": Decimal(1)}, "currency", "required"),
            ({"base_salary": Decimal(1), "currency": "XXX"}, "currency", "invalid_currency"),
            ({"currency": "usd"}, "currency", "invalid_currency"),
            ({"start_date": business_today() - timedelta(days=1)}, "start_date", "in_the_past"),
            ({"start_date": business_today().replace(year=2300)}, "start_date", "invalid"),
            ({"expires_at": timezone.now() - timedelta(seconds=1)}, "expires_at", "in_the_past"),
        ],
    )
    def test_bad_terms_are_named(
        self, recruiter: User, process: InterviewProcess, terms: dict[str, Any], attr: str, code: str
    ) -> None:
        with pytest.raises(Invalid) as caught:
            by(recruiter, draft_offer, process.pk, **terms)
        assert (caught.value.attr, caught.value.code) == (attr, code)
        assert not Offer.objects.exists()

    def test_an_amount_too_large_for_its_column_is_invalid(self, recruiter: User, process: InterviewProcess) -> None:
        with pytest.raises(Invalid):
            by(recruiter, draft_offer, process.pk, base_salary=Decimal(10) ** 13, currency="USD")

    def test_only_one_is_open_at_a_time(self, recruiter: User, draft: Offer) -> None:
        with pytest.raises(Conflict) as caught:
            by(recruiter, draft_offer, draft.process_id)
        assert caught.value.code == "open_offer_exists"

    def test_an_ended_process_gets_none(self, recruiter: User, process: InterviewProcess) -> None:
        by(recruiter, complete_process, process.pk, final_status="candidate_withdrew")
        with pytest.raises(Conflict) as caught:
            by(recruiter, draft_offer, process.pk)
        assert caught.value.code == "process_ended"

    def test_missing_and_stale(self, recruiter: User, other_recruiter: User, process: InterviewProcess) -> None:
        for actor, pk in ((other_recruiter, process.pk), (recruiter, uuid4())):
            with pytest.raises(Missing):
                by(actor, draft_offer, pk)
        with pytest.raises(Stale):
            by(recruiter, draft_offer, process.pk, versions=frozenset({2}))


class TestApproval:
    def test_the_long_way(self, recruiter: User, manager: User, draft: Offer, settings: Any) -> None:
        settings.OFFER_APPROVAL_REQUIRED = True
        by(recruiter, submit_offer, draft.pk)
        assert state(draft) == ("pending_approval", "in_progress")
        by(manager, approve_offer, draft.pk)
        assert state(draft) == ("approved", "in_progress")
        by(recruiter, extend_offer, draft.pk)
        assert state(draft) == ("extended", "offer_extended")
        assert [(c.from_status, c.to_status, c.by) for c in changes_of(draft)] == [
            ("draft", "pending_approval", recruiter),
            ("pending_approval", "approved", manager),
            ("approved", "extended", recruiter),
        ]
        assert Offer.objects.get(pk=draft.pk).version == 4

    def test_required_a_draft_is_not_extended(self, recruiter: User, draft: Offer, settings: Any) -> None:
        settings.OFFER_APPROVAL_REQUIRED = True
        with pytest.raises(InvalidTransition):
            by(recruiter, extend_offer, draft.pk)
        by(recruiter, submit_offer, draft.pk)
        with pytest.raises(InvalidTransition):
            by(recruiter, extend_offer, draft.pk)
        assert state(draft) == ("pending_approval", "in_progress")

    def test_not_required_a_draft_is_extended(self, recruiter: User, draft: Offer) -> None:
        by(recruiter, extend_offer, draft.pk)
        assert state(draft) == ("extended", "offer_extended")

    def test_only_a_manager_approves(self, recruiter: User, draft: Offer) -> None:
        by(recruiter, submit_offer, draft.pk)
        with pytest.raises(Forbidden):
            by(recruiter, approve_offer, draft.pk)
        assert state(draft) == ("pending_approval", "in_progress")

    def test_only_what_was_submitted_is_approved(self, manager: User, draft: Offer) -> None:
        with pytest.raises(InvalidTransition):
            by(manager, approve_offer, draft.pk)

    def test_submitted_and_approved_twice_is_once(self, recruiter: User, manager: User, draft: Offer) -> None:
        for _ in range(2):
            by(recruiter, submit_offer, draft.pk)
        for _ in range(2):
            by(manager, approve_offer, draft.pk)
        assert steps_of(draft) == [("draft", "pending_approval"), ("pending_approval", "approved")]


class TestExtend:
    def test_moves_process_and_candidate_and_says_so(self, recruiter: User, draft: Offer) -> None:
        with heard("process") as said:
            by(recruiter, extend_offer, draft.pk)
        assert [(s["from_status"], s["to_status"], s["in_transaction"]) for s in said] == [
            ("in_progress", "offer_extended", True)
        ]
        assert InterviewProcess.objects.get(pk=draft.process_id).candidate.status == "offer"

    def test_twice_is_once(self, recruiter: User, draft: Offer) -> None:
        by(recruiter, extend_offer, draft.pk)
        by(recruiter, extend_offer, draft.pk)
        assert (steps_of(draft), Offer.objects.get(pk=draft.pk).version) == ([("draft", "extended")], 2)

    def test_after_its_expiry_it_is_a_conflict(self, recruiter: User, draft: Offer) -> None:
        let_expire(draft)
        with pytest.raises(Conflict) as caught:
            by(recruiter, extend_offer, draft.pk)
        assert (caught.value.code, state(draft)) == ("offer_expired", ("draft", "in_progress"))

    def test_stale_missing_and_foreign(
        self, recruiter: User, other_recruiter: User, interviewer: User, draft: Offer
    ) -> None:
        with pytest.raises(Stale):
            by(recruiter, extend_offer, draft.pk, versions=frozenset({2}))
        for actor, pk in ((other_recruiter, draft.pk), (interviewer, draft.pk), (recruiter, uuid4())):
            with pytest.raises(Missing):
                by(actor, extend_offer, pk)


class TestAnswer:
    def test_accept_ends_the_process_and_places_once(self, recruiter: User, process: InterviewProcess) -> None:
        offer = extended(process)
        for _ in range(2):
            by(recruiter, accept_offer, offer.pk)
        assert state(offer) == ("accepted", "offer_accepted")
        placement = Placement.objects.get()
        assert (placement.offer, placement.placement_date) == (offer, business_today())
        assert steps_of(offer) == [("draft", "extended"), ("extended", "accepted")]
        assert steps_of(process)[-1] == ("offer_extended", "offer_accepted")

    def test_accept_after_expiry_is_a_conflict_even_before_the_sweep(
        self, recruiter: User, process: InterviewProcess
    ) -> None:
        offer = extended(process)
        let_expire(offer)
        with pytest.raises(Conflict) as caught:
            by(recruiter, accept_offer, offer.pk)
        assert caught.value.code == "offer_expired"
        with pytest.raises(Conflict):
            by(recruiter, complete_process, process.pk, final_status="offer_accepted")
        assert state(offer) == ("extended", "offer_extended")
        assert not Placement.objects.exists()
        expire_offers()
        with pytest.raises(Conflict):
            by(recruiter, accept_offer, offer.pk)

    def test_decline_ends_the_process_with_its_reason(self, recruiter: User, process: InterviewProcess) -> None:
        offer = extended(process)
        for _ in range(2):
            by(recruiter, decline_offer, offer.pk, withdrawal_reason="compensation", reason="Too little.")
        assert state(offer) == ("declined", "offer_declined")
        process.refresh_from_db()
        assert (process.withdrawal_reason, process.final_outcome) == ("compensation", "Too little.")
        assert steps_of(offer)[-1] == ("extended", "declined")
        assert len(steps_of(offer)) == 2

    def test_decline_after_expiry_is_a_plain_no(self, recruiter: User, process: InterviewProcess) -> None:
        offer = extended(process)
        let_expire(offer)
        by(recruiter, decline_offer, offer.pk)
        assert state(offer) == ("declined", "offer_declined")

    @pytest.mark.parametrize("answer", [accept_offer, decline_offer, rescind_offer])
    def test_only_an_extended_offer_is_answered(self, recruiter: User, draft: Offer, answer: Any) -> None:
        for prepare in (lambda: None, lambda: by(recruiter, submit_offer, draft.pk)):
            prepare()
            with pytest.raises(InvalidTransition):
                by(recruiter, answer, draft.pk)
        assert state(draft) == ("pending_approval", "in_progress")

    @pytest.mark.parametrize("first", [accept_offer, decline_offer, rescind_offer])
    @pytest.mark.parametrize("second", [accept_offer, decline_offer, rescind_offer])
    def test_the_first_answer_stands(self, recruiter: User, process: InterviewProcess, first: Any, second: Any) -> None:
        offer = extended(process)
        by(recruiter, first, offer.pk)
        stood = state(offer)
        if first is second:
            by(recruiter, second, offer.pk)
        else:
            with pytest.raises(InvalidTransition):
                by(recruiter, second, offer.pk)
        assert state(offer) == stood

    def test_rescind_ends_the_process_as_rejected(self, recruiter: User, process: InterviewProcess) -> None:
        offer = by(recruiter, rescind_offer, extended(process).pk, reason="Budget cut.")
        assert offer.status == "rescinded"
        assert state(offer) == ("rescinded", "rejected_by_company")
        process.refresh_from_db()
        assert (process.closing, process.final_outcome) == ("rejected_by_company", "Budget cut.")
        assert changes_of(offer)[-1].reason == "Budget cut."

    def test_after_a_withdrawal_nothing_is_accepted(self, recruiter: User, process: InterviewProcess) -> None:
        offer = extended(process)
        by(recruiter, complete_process, process.pk, final_status="candidate_withdrew")
        with pytest.raises(InvalidTransition):
            by(recruiter, accept_offer, offer.pk)
        assert (state(offer), Placement.objects.count()) == (("declined", "candidate_withdrew"), 0)


class TestRevise:
    def test_a_draft_with_the_old_terms_but_for_those_given(self, recruiter: User, draft: Offer) -> None:
        second = by(recruiter, revise_offer, draft.pk, base_salary=Decimal("130000.00"))
        second.refresh_from_db()
        assert {name: getattr(second, name) for name in TERMS} == TERMS | {"base_salary": Decimal("130000.00")}
        assert (second.number, second.status, state(draft)[0]) == (2, "draft", "superseded")
        third = by(recruiter, revise_offer, second.pk)
        assert third.number == 3

    def test_an_extended_offer_returns_the_process_to_progress(
        self, recruiter: User, process: InterviewProcess
    ) -> None:
        offer = extended(process)
        second = by(recruiter, revise_offer, offer.pk)
        assert (state(offer), state(second)) == (("superseded", "in_progress"), ("draft", "in_progress"))
        assert steps_of(process) == [("in_progress", "offer_extended"), ("offer_extended", "in_progress")]
        assert InterviewProcess.objects.get(pk=process.pk).candidate.status == "active"
        assert changes_of(offer)[-1].reason == "The offer was revised."

    def test_an_expired_offer_may_be_revised_with_a_new_expiry(
        self, recruiter: User, process: InterviewProcess
    ) -> None:
        offer = extended(process)
        let_expire(offer)
        expire_offers()
        second = by(recruiter, revise_offer, offer.pk, expires_at=timezone.now() + timedelta(days=1))
        by(recruiter, extend_offer, second.pk)
        assert state(second) == ("extended", "offer_extended")

    def test_a_start_that_has_passed_meanwhile_is_kept_but_no_new_one_is_taken(
        self, recruiter: User, draft: Offer
    ) -> None:
        past = business_today() - timedelta(days=3)
        Offer.objects.filter(pk=draft.pk).update(start_date=past)
        second = by(recruiter, revise_offer, draft.pk, other_benefits="Car")
        assert second.start_date == past
        with pytest.raises(Invalid):
            by(recruiter, revise_offer, second.pk, start_date=past)

    def test_on_hold_it_stays_on_hold(self, recruiter: User, draft: Offer) -> None:
        by(recruiter, hold_process, draft.process_id)
        second = by(recruiter, revise_offer, draft.pk)
        assert state(second) == ("draft", "on_hold")

    def test_only_the_latest(self, recruiter: User, draft: Offer) -> None:
        second = by(recruiter, revise_offer, draft.pk)
        with pytest.raises(InvalidTransition):
            by(recruiter, revise_offer, draft.pk)
        assert state(second)[0] == "draft"

    def test_not_beside_a_newer_open_one(self, recruiter: User, process: InterviewProcess) -> None:
        first = extended(process)
        let_expire(first)
        expire_offers()
        by(recruiter, draft_offer, process.pk)
        with pytest.raises(Conflict) as caught:
            by(recruiter, revise_offer, first.pk, expires_at=None)
        assert (caught.value.code, state(first)[0]) == ("open_offer_exists", "expired")

    def test_not_once_the_process_has_ended(self, recruiter: User, process: InterviewProcess) -> None:
        offer = extended(process)
        by(recruiter, accept_offer, offer.pk)
        with pytest.raises(Conflict):
            by(recruiter, revise_offer, offer.pk)

    def test_bad_terms_change_nothing(self, recruiter: User, draft: Offer) -> None:
        with pytest.raises(Invalid):
            by(recruiter, revise_offer, draft.pk, currency="JPY")  # the old total has cents
        assert (state(draft)[0], Offer.objects.count()) == ("draft", 1)

    def test_stale(self, recruiter: User, draft: Offer) -> None:
        with pytest.raises(Stale):
            by(recruiter, revise_offer, draft.pk, versions=frozenset({2}))


class TestExpiry:
    def test_the_sweep_ends_what_is_overdue_and_only_that(self, recruiter: User, process: InterviewProcess) -> None:
        from tracking.tests.factories import CandidateFactory, OfferFactory, ProcessFactory

        overdue = extended(process)
        let_expire(overdue)
        endless = extended(ProcessFactory(candidate=CandidateFactory(owner=recruiter)))
        later = extended(
            ProcessFactory(candidate=CandidateFactory(owner=recruiter)), expires_at=timezone.now() + timedelta(days=1)
        )
        draft = OfferFactory(
            process=ProcessFactory(candidate=CandidateFactory(owner=recruiter)),
            expires_at=timezone.now() - timedelta(days=1),
        )
        assert expire_offers() == 1
        assert expire_offers() == 0
        assert state(overdue) == ("expired", "in_progress")
        assert (state(endless)[0], state(later)[0], state(draft)[0]) == ("extended", "extended", "draft")
        assert InterviewProcess.objects.get(pk=process.pk).candidate.status == "active"

    def test_is_the_systems_doing(self, process: InterviewProcess) -> None:
        offer = extended(process)
        let_expire(offer)
        with heard("process") as said:
            expire_offers()
        last = changes_of(offer)[-1]
        assert (last.by, last.to_status, last.reason) == (None, "expired", "Its time has passed.")
        assert [(s["to_status"], s["actor"]) for s in said] == [("in_progress", None)]

    def test_at_its_very_moment_it_has_expired(self, process: InterviewProcess) -> None:
        moment = timezone.now() + timedelta(hours=1)
        offer = extended(process, expires_at=moment)
        assert expire_offers(moment - timedelta(microseconds=1)) == 0
        assert expire_offers(moment) == 1
        assert state(offer)[0] == "expired"
