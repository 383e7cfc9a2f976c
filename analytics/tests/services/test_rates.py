"""Feeders' rates counted anew."""

from __future__ import annotations

from typing import Any

import pytest

from analytics.models import ChangedProcess, ProcessFact, Tally
from analytics.services.rates import recompute_feeder_rates
from analytics.tests.folded import fold_all
from analytics.tests.recount import assert_exact, assert_folded
from config.base.models import User
from tracking.models import Feeder, InterviewProcess
from tracking.services.closing import complete_process
from tracking.tests.factories import FeederFactory, ProcessFactory
from tracking.tests.services.acting import extended

pytestmark = pytest.mark.django_db


@pytest.fixture
def feeder() -> Feeder:
    found = FeederFactory(name="Careers page")
    placed, lost, _ = (ProcessFactory(feeder=found) for _ in range(3))
    extended(placed)
    complete_process(placed.pk, actor=placed.recruiter, final_status="offer_accepted")
    complete_process(lost.pk, actor=lost.recruiter, final_status="candidate_withdrew")
    ProcessFactory(feeder=None)
    return found


@pytest.mark.parametrize("folded", [True, False])
def test_nothing_differs_whether_folded_or_not(feeder: Feeder, folded: bool) -> None:
    ProcessFactory(feeder=FeederFactory())
    if folded:
        fold_all()
    found = recompute_feeder_rates()
    assert (found.feeders, found.differences, found.boosts_moved) == (2, [], [])
    assert ChangedProcess.objects.exists() is not folded


def test_a_process_that_moves_counts_for_its_new_feeder_only(feeder: Feeder) -> None:
    fold_all()
    other = FeederFactory()
    InterviewProcess.objects.filter(feeder=feeder).update(feeder=other)
    assert recompute_feeder_rates().differences == []
    fold_all()
    assert recompute_feeder_rates().differences == []


def test_a_check_tells_and_changes_nothing(feeder: Feeder) -> None:
    fold_all()
    spoil(feeder)
    [difference] = recompute_feeder_rates(check=True).differences
    assert difference.row == str(feeder.pk)
    assert difference.stored == {"processes_sourced": 9, "placements": 1, "open": 1}
    assert difference.expected == {"processes_sourced": 3, "placements": 1, "open": 1}
    assert len(recompute_feeder_rates(check=True).differences) == 1


def test_what_differs_is_put_right(feeder: Feeder) -> None:
    fold_all()
    spoil(feeder)
    ProcessFact.objects.filter(feeder_id=feeder.pk).update(status_offer_accepted=1)
    assert len(recompute_feeder_rates().differences) == 1
    assert recompute_feeder_rates(check=True).differences == []
    assert_exact()
    assert_folded()


def test_a_feeder_whose_processes_are_all_gone_is_put_right(feeder: Feeder) -> None:
    fold_all()
    InterviewProcess.objects.filter(feeder=feeder).update(feeder=None)
    ChangedProcess.objects.all().delete()
    [difference] = recompute_feeder_rates().differences
    assert difference.expected == {"processes_sourced": 0, "placements": 0, "open": 0}
    assert_folded()


def test_one_feeder_is_counted_alone(feeder: Feeder) -> None:
    other = FeederFactory()
    ProcessFactory(feeder=other)
    fold_all()
    spoil(feeder)
    assert recompute_feeder_rates(feeder=other.pk).differences == []
    assert recompute_feeder_rates(feeder=other.pk).feeders == 1
    assert len(recompute_feeder_rates(feeder=feeder.pk, check=True).differences) == 1


def test_where_there_is_nothing_nothing_is_counted() -> None:
    FeederFactory()
    assert recompute_feeder_rates().feeders == 0


def test_a_recount_is_one_statement_and_the_boosts_three(feeder: Feeder, count_queries: Any, recruiter: User) -> None:
    fold_all()
    with count_queries(1):
        recompute_feeder_rates(check=True)
    with count_queries(4):
        recompute_feeder_rates()


def spoil(feeder: Feeder) -> None:
    Tally.objects.filter(dim="feeder", key=str(feeder.pk), day="0001-01-01").update(started=9)
