"""Offers: drafted, approved, extended, answered, revised. An offer's answer ends its process."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config.base.clock import business_today
from config.base.constraints import refusals
from config.base.errors import Conflict, Forbidden, Invalid, InvalidTransition
from config.base.models import User
from config.base.roles import Role
from config.base.versions import Versions
from tracking.enums import OfferStatus, ProcessStatus
from tracking.models import InterviewProcess, Offer
from tracking.models.offers import AMOUNTS
from tracking.services.history import History, history_of
from tracking.services.locks import lock_offer, lock_process
from tracking.services.processes import require_open
from tracking.services.status import change_offer_status, settle_process, touch
from tracking.validators import check_amount, check_currency, check_date

TERMS = (*AMOUNTS, "currency", "start_date", "expires_at", "other_benefits")


def decisive_offer(process: InterviewProcess) -> Offer | None:
    """The latest offer that was extended, accepted or declined and still stands, locked."""
    offers = Offer.objects.select_for_update().filter(process=process, status__in=OfferStatus.DECISIVE)
    offer = offers.order_by("-number").first()
    if offer is not None:
        offer.process = process
    return offer


def draft_offer(process_id: UUID, *, actor: User | None, versions: Versions = None, **terms: Any) -> Offer:
    """The next offer of an open process. Raises Conflict while another one is open or the process has ended."""
    check_terms(terms)
    with refusals(), transaction.atomic():
        process = lock_process(process_id, actor, versions)
        require_open(process)
        offer = Offer.objects.create(process=process, number=next_number(process), **terms)
        touch(process)
    return offer


def next_number(process: InterviewProcess) -> int:
    numbers = Offer.objects.filter(process=process).order_by("-number").values_list("number", flat=True)
    return (numbers.first() or 0) + 1


@transaction.atomic
def submit_offer(pk: UUID, *, actor: User, versions: Versions = None) -> Offer:
    """Asks a manager to approve a draft."""
    return step(pk, OfferStatus.PENDING_APPROVAL, actor, versions)


@transaction.atomic
def approve_offer(pk: UUID, *, actor: User, versions: Versions = None) -> Offer:
    """Raises Forbidden for who is no manager."""
    offer = lock_offer(pk, actor, versions)
    if not actor.has_role(Role.MANAGER):
        raise Forbidden("Only a manager may approve an offer.")
    return move(offer, OfferStatus.APPROVED, actor)


@transaction.atomic
def extend_offer(pk: UUID, *, actor: User, versions: Versions = None) -> Offer:
    """Makes the offer to the candidate. Where approval is required, only an approved one."""
    offer = lock_offer(pk, actor, versions)
    if offer.status == OfferStatus.EXTENDED:
        return offer
    if settings.OFFER_APPROVAL_REQUIRED and offer.status == OfferStatus.DRAFT:
        raise InvalidTransition("Offers need a manager's approval here: submit it first.")
    require_open(offer.process)
    if offer.process.status == ProcessStatus.ON_HOLD:
        raise InvalidTransition("The process is on hold: resume it before an offer is extended.")
    if expired(offer, timezone.now()):
        raise Conflict("The offer's expiry has passed: revise it.", code="offer_expired")
    return move(offer, OfferStatus.EXTENDED, actor)


@transaction.atomic
def accept_offer(pk: UUID, *, actor: User, versions: Versions = None) -> Offer:
    """The candidate said yes: the process is accepted, the placement stands. Said twice, it is once."""
    offer = lock_offer(pk, actor, versions)
    if offer.status != OfferStatus.ACCEPTED:
        with history_of(actor) as history:
            settle_offer(offer, OfferStatus.ACCEPTED, history)
    return offer


@transaction.atomic
def decline_offer(
    pk: UUID,
    *,
    actor: User,
    withdrawal_reason: str | None = None,
    reason: str = "",
    versions: Versions = None,
) -> Offer:
    """The candidate said no: the process ends as declined."""
    offer = lock_offer(pk, actor, versions)
    if offer.status != OfferStatus.DECLINED:
        with history_of(actor, reason) as history:
            settle_offer(offer, OfferStatus.DECLINED, history, withdrawal_reason)
    return offer


def settle_offer(
    offer: Offer,
    answer: OfferStatus,
    history: History,
    withdrawal_reason: str | None = None,
    terms: dict[str, Any] | None = None,
) -> None:
    """Records the answer to a locked, extended offer; other `terms` than the offered become a further version."""
    if answer == OfferStatus.ACCEPTED and expired(offer, timezone.now()):
        raise Conflict("The offer has expired: revise it.", code="offer_expired")
    if terms:
        if settings.OFFER_APPROVAL_REQUIRED and history.actor and not history.actor.has_role(Role.MANAGER):
            raise Forbidden("Other terms than the approved ones need a manager.", attr="offer_details")
        offer = successor(offer, terms, history)
        change_offer_status(offer, OfferStatus.EXTENDED, history)
    process = offer.process
    change_offer_status(offer, answer, history)
    process.withdrawal_reason = withdrawal_reason
    process.final_outcome = history.reason or withdrawal_reason or f"offer_{answer}"
    settle_process(process, "withdrawal_reason", "final_outcome", offer=offer, history=history)


@transaction.atomic
def rescind_offer(pk: UUID, *, actor: User, reason: str = "", versions: Versions = None) -> Offer:
    """The company takes an extended offer back; the process ends as rejected."""
    from tracking.services.closing import close_process  # closing an offer's process needs offers, and so this

    offer = lock_offer(pk, actor, versions)
    if offer.status == OfferStatus.RESCINDED:
        return offer
    if offer.status != OfferStatus.EXTENDED:
        raise InvalidTransition(f"The offer is {offer.status}: only an extended one can be rescinded.")
    with history_of(actor, reason) as history:
        close_process(offer.process, ProcessStatus.REJECTED_BY_COMPANY, history)
    offer.refresh_from_db()
    return offer


def revise_offer(pk: UUID, *, actor: User, versions: Versions = None, **terms: Any) -> Offer:
    """A new draft with the old terms but for `terms`; the old one no longer stands. Raises Conflict, Invalid."""
    with refusals(), transaction.atomic():
        offer = lock_offer(pk, actor, versions)
        require_open(offer.process)
        if offer.status == OfferStatus.SUPERSEDED:
            raise InvalidTransition("This offer has been superseded: revise the latest one.")
        with history_of(actor, "The offer was revised.") as history:
            draft = successor(offer, terms, history)
            settle_process(draft.process, offer=None, history=history)
    return draft


def successor(offer: Offer, terms: dict[str, Any], history: History) -> Offer:
    """The next version of a locked offer, as a draft; the old one is superseded."""
    merged = {name: getattr(offer, name) for name in TERMS} | terms
    check_terms(merged, given=set(terms))
    process = offer.process
    change_offer_status(offer, OfferStatus.SUPERSEDED, history)
    return Offer.objects.create(process=process, number=next_number(process), **merged)


@transaction.atomic
def discard_draft(pk: UUID, *, actor: User, reason: str = "") -> Offer:
    """A draft that nobody wants after all no longer stands. Raises InvalidTransition once it is more than a draft."""
    offer = lock_offer(pk, actor)
    if offer.status != OfferStatus.DRAFT:
        raise InvalidTransition(f"The offer is {offer.status}: only a draft can be discarded.")
    with history_of(actor, reason) as history:
        change_offer_status(offer, OfferStatus.SUPERSEDED, history)
        touch(offer.process)
    return offer


def expire_offers(now: datetime | None = None) -> int:
    """Ends the extended offers whose time has passed; their processes are in progress again. How many it were."""
    moment = now or timezone.now()
    overdue = Offer.objects.filter(status=OfferStatus.EXTENDED, expires_at__lte=moment)
    return sum(expire_offer(pk, moment) for pk in overdue.values_list("pk", flat=True))


@transaction.atomic
def expire_offer(pk: UUID, moment: datetime) -> bool:
    offer = lock_offer(pk, None)
    if offer.status != OfferStatus.EXTENDED or not expired(offer, moment):
        return False  # answered while the sweep was on its way
    move(offer, OfferStatus.EXPIRED, None, reason="Its time has passed.")
    return True


def step(pk: UUID, new: OfferStatus, actor: User, versions: Versions) -> Offer:
    return move(lock_offer(pk, actor, versions), new, actor)


def move(offer: Offer, new: OfferStatus, actor: User | None, reason: str = "") -> Offer:
    """A locked offer's next status, and what its process makes of it; the same status again changes nothing."""
    if offer.status == new:
        return offer
    require_open(offer.process)
    decisive = offer if new in OfferStatus.DECISIVE else None
    with history_of(actor, reason) as history:
        change_offer_status(offer, new, history)
        settle_process(offer.process, offer=decisive, history=history)
    return offer


def expired(offer: Offer, moment: datetime) -> bool:
    return offer.expires_at is not None and offer.expires_at <= moment


def check_terms(terms: dict[str, Any], given: set[str] | None = None) -> None:
    """`given` limits the checks against today to the terms that are new: an old start date may have passed."""
    new = set(terms) if given is None else given
    currency = terms.get("currency") or ""
    amounts = [name for name in AMOUNTS if terms.get(name) is not None]
    if currency or amounts:
        if not currency:
            raise Invalid("An amount needs its currency.", code="required", attr="currency")
        check_currency(currency)
    for name in amounts:
        check_amount(terms[name], currency, name)
    start, expiry = terms.get("start_date"), terms.get("expires_at")
    check_date(start, "start_date")
    if "start_date" in new and start is not None and start < business_today():
        raise Invalid("The start is before the offer.", code="in_the_past", attr="start_date")
    if "expires_at" in new and expiry is not None and expiry <= timezone.now():
        raise Invalid("The expiry is in the past.", code="in_the_past", attr="expires_at")
