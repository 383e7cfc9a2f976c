"""Statuses derived from facts, over the whole of their input."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from tracking.enums import CandidateStatus, OfferStatus, ProcessStatus
from tracking.statuses import derive_candidate_status, derive_process_status, derive_stage_type

OF_OFFER = {
    None: "in_progress",
    "draft": "in_progress",
    "pending_approval": "in_progress",
    "approved": "in_progress",
    "extended": "offer_extended",
    "accepted": "offer_accepted",
    "declined": "offer_declined",
    "rescinded": "in_progress",
    "expired": "in_progress",
    "superseded": "in_progress",
}
OPEN_SETS = [set(chosen) for n in range(4) for chosen in combinations(ProcessStatus.OPEN, n)]
WITH_OFFER = [open_ for open_ in OPEN_SETS if "offer_extended" in open_]
WITHOUT_OFFER = [open_ for open_ in OPEN_SETS if open_ and "offer_extended" not in open_]
KEPT = ("feedback_received", "in_review")


def test_the_offer_table_has_every_status() -> None:
    assert set(OF_OFFER) == {None, *OfferStatus.values}


@pytest.mark.parametrize(("offer", "status"), OF_OFFER.items())
def test_process_follows_its_offer(offer: str | None, status: str) -> None:
    assert derive_process_status(None, False, offer) == status


@pytest.mark.parametrize("offer", OF_OFFER)
def test_hold_wins_over_the_offer(offer: str | None) -> None:
    assert derive_process_status(None, True, offer) == "on_hold"


@pytest.mark.parametrize(
    ("closing", "on_hold", "offer"), list(product(ProcessStatus.CLOSINGS, (False, True), OF_OFFER))
)
def test_closing_wins_over_everything(closing: str, on_hold: bool, offer: str | None) -> None:
    assert derive_process_status(closing, on_hold, offer) == closing


def test_nonsense_is_refused_and_not_taken_for_something() -> None:
    with pytest.raises(ValueError, match="gone"):
        derive_process_status("gone", False, None)
    with pytest.raises(ValueError, match="promised"):
        derive_process_status(None, False, "promised")


@pytest.mark.parametrize(
    ("current", "open_", "last_ended"),
    list(product(CandidateStatus.values, WITH_OFFER, (None, *ProcessStatus.ENDED))),
)
def test_an_extended_offer_makes_the_candidate_offer(current: str, open_: set[str], last_ended: str | None) -> None:
    assert derive_candidate_status(current, sorted(open_), last_ended) == "offer"


@pytest.mark.parametrize(
    ("current", "open_", "last_ended"),
    list(product(CandidateStatus.values, WITHOUT_OFFER, (None, *ProcessStatus.ENDED))),
)
def test_an_open_process_makes_active_but_keeps_what_feedback_set(
    current: str, open_: set[str], last_ended: str | None
) -> None:
    expected = current if current in KEPT else "active"
    assert derive_candidate_status(current, sorted(open_), last_ended) == expected


@pytest.mark.parametrize(
    ("last_ended", "expected"),
    [
        ("offer_accepted", "placed"),
        ("rejected_by_company", "rejected"),
        ("offer_declined", "active"),
        ("candidate_withdrew", "active"),
    ],
)
@pytest.mark.parametrize("current", [status for status in CandidateStatus.values if status != "archived"])
def test_without_open_processes_the_last_ending_counts(current: str, last_ended: str, expected: str) -> None:
    assert derive_candidate_status(current, [], last_ended) == expected


@pytest.mark.parametrize("current", CandidateStatus.values)
def test_without_any_process_nothing_changes(current: str) -> None:
    assert derive_candidate_status(current, [], None) == current


@pytest.mark.parametrize("last_ended", [None, *ProcessStatus.ENDED])
def test_archived_stays_while_nothing_is_open(last_ended: str | None) -> None:
    assert derive_candidate_status("archived", [], last_ended) == "archived"


def test_deriving_again_changes_nothing() -> None:
    everything = product(CandidateStatus.values, OPEN_SETS, (None, *ProcessStatus.ENDED))
    for current, open_, last_ended in everything:
        once = derive_candidate_status(current, sorted(open_), last_ended)
        assert derive_candidate_status(once, sorted(open_), last_ended) == once


STAGE_NAMES = {
    "phone_screen": [
        "Phone Screen", "phone_screen", "PHONE-SCREEN", "Phone interview", "Telephone interview", "Recruiter screen",
        "Screening call", "Pre-screen", "Intro call", "Introductory chat", "Recruiter call", "Initial call",
        "Technical phone screen", "Ｐｈｏｎｅ Ｓｃｒｅｅｎ", "HR screen",
    ],
    "technical": [
        "tech round 1", "tech round 2", "Technical", "Technical Interview", "TECHNICAL INTERVIEW #1", "Tech screen",
        "Coding challenge", "Live coding", "Code review", "System Design", "system-design", "Take-home assignment",
        "take home", "Pair programming", "Whiteboard session", "Algorithms", "Technical panel",
        "Second technical round", "Technical follow-up",
    ],
    "onsite": [
        "Onsite", "On-site", "on site", "Virtual onsite", "Onsite technical", "Final Panel", "Final round",
        "Panel interview", "Interview loop", "Onsite loop", "Final interview",
    ],
    "hiring_manager": [
        "Hiring Manager", "hiring_manager", "HM chat", "HM", "Hiring manager screen", "Chat with the hiring manager",
        "Engineering Manager", "Manager interview",
    ],
    "second_round": [
        "Second round", "second_round", "2nd round", "Round 2", "Round two", "2nd interview", "Follow-up",
        "follow up interview", "Second interview", "Second-round interview",
    ],
    "offer_review": ["Offer review", "offer_review", "Offer call", "Offer discussion"],
    "other": [
        "", "  ", "Culture fit", "Lunch with the team", "Coffee chat", "Round 20", "Introspection", "Presentation",
        "Decoder day", "Bar raiser", "Rhm",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "stage_type"), [(name, kind) for kind, names in STAGE_NAMES.items() for name in names]
)
def test_stage_type(name: str, stage_type: str) -> None:
    assert derive_stage_type(name) == stage_type
