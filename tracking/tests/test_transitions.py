"""The four machines, each status against each target: the tables written out once more, by hand."""

from __future__ import annotations

from itertools import product

import pytest

from config.base.errors import InvalidTransition
from config.base.transitions import TransitionTable
from tracking.enums import CandidateStatus, OfferStatus, ProcessStatus, StageOutcome
from tracking.transitions import CANDIDATE, OFFER, PROCESS, STAGE

PROCESS_STEPS = """
    in_progress > on_hold offer_extended rejected_by_company candidate_withdrew
    on_hold > in_progress rejected_by_company candidate_withdrew
    offer_extended > offer_accepted offer_declined rejected_by_company candidate_withdrew in_progress
"""
REOPENINGS = """
    offer_accepted > in_progress
    offer_declined > in_progress
    rejected_by_company > in_progress
    candidate_withdrew > in_progress
"""
STAGE_STEPS = """
    pending > passed failed no_show cancelled
    no_show > pending
    cancelled > pending
"""
STAGE_CORRECTIONS = """
    passed > pending failed no_show cancelled
    failed > pending passed no_show cancelled
    no_show > pending passed failed cancelled
    cancelled > pending passed failed no_show
"""
OFFER_STEPS = """
    draft > pending_approval extended superseded
    pending_approval > approved superseded
    approved > extended superseded
    extended > accepted declined rescinded expired superseded
    accepted > superseded
    declined > superseded
    rescinded > superseded
    expired > superseded
"""
CANDIDATE_STEPS = """
    new > active feedback_received in_review offer placed rejected archived
    active > feedback_received in_review offer placed rejected archived
    feedback_received > active in_review offer placed rejected archived
    in_review > active feedback_received offer placed rejected archived
    offer > active feedback_received in_review placed rejected archived
    placed > active feedback_received in_review offer rejected archived
    rejected > active feedback_received in_review offer placed archived
    archived > active feedback_received in_review offer placed rejected
"""
MACHINES = [
    (PROCESS, ProcessStatus, PROCESS_STEPS, REOPENINGS),
    (STAGE, StageOutcome, STAGE_STEPS, STAGE_CORRECTIONS),
    (OFFER, OfferStatus, OFFER_STEPS, ""),
    (CANDIDATE, CandidateStatus, CANDIDATE_STEPS, ""),
]


def steps(text: str) -> set[tuple[str, str]]:
    lines = (line.split(">") for line in text.strip().splitlines())
    return {(old.strip(), new) for old, news in lines for new in news.split()}


def cases() -> list[object]:
    return [
        pytest.param(table, old, new, correcting, (old, new) in steps(text), id=f"{table.subject}-{old}-{new}-{word}")
        for table, statuses, forward, corrections in MACHINES
        for word, correcting, text in (("step", False, forward), ("correction", True, corrections))
        for old, new in product(statuses.values, repeat=2)
    ]


@pytest.mark.parametrize(("table", "old", "new", "correcting", "allowed"), cases())
def test_step(table: TransitionTable, old: str, new: str, correcting: bool, allowed: bool) -> None:
    if allowed:
        table.check(old, new, correcting=correcting)
    else:
        with pytest.raises(InvalidTransition):
            table.check(old, new, correcting=correcting)


@pytest.mark.parametrize(("table", "statuses", "forward", "corrections"), MACHINES)
def test_the_database_enforces_steps_and_corrections(
    table: TransitionTable, statuses: type, forward: str, corrections: str
) -> None:
    assert set(table.pairs()) == steps(forward) | steps(corrections)


def test_no_status_follows_itself() -> None:
    assert not [pair for table, *_ in MACHINES for pair in table.pairs() if pair[0] == pair[1]]


def test_sets_beside_the_enums_are_statuses() -> None:
    process = ProcessStatus
    assert sorted((*process.OPEN, *process.ENDED)) == sorted(process.values)
    assert set(process.CLOSINGS) < set(process.ENDED)
    assert set(process.WITH_WITHDRAWAL_REASON) < set(process.ENDED)
    assert set(StageOutcome.DECIDED) < set(StageOutcome.values)
    assert set(OfferStatus.OPEN) == {*OfferStatus.PREPARED, "extended"}
    assert set(OfferStatus.DECISIVE) < set(OfferStatus.values)
