"""Different candidates: the same ones are counted once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from analytics.selectors.people import KNOWN, people
from analytics.selectors.selection import Selection
from analytics.tests.folded import fold_all
from config.base.clock import business_today
from tracking.models import InterviewProcess
from tracking.tests.factories import CandidateFactory, FeederFactory, ProcessFactory

pytestmark = pytest.mark.django_db

PERIOD = Selection(since=business_today() - timedelta(days=1_000))


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    KNOWN.clear()


@pytest.fixture(autouse=True)
def processes() -> list[InterviewProcess]:
    """Three, of two candidates, from one feeder."""
    feeder, twice = FeederFactory(), CandidateFactory()
    found = [ProcessFactory(feeder=feeder, candidate=candidate) for candidate in (twice, twice, CandidateFactory())]
    fold_all()
    return found


@pytest.mark.parametrize("selection", [PERIOD, Selection()], ids=["period", "ever"])
def test_candidates_are_counted_once(count_queries: Any, selection: Selection) -> None:
    with count_queries(2):
        assert people(selection) == {None: 2}
    with count_queries(1):
        assert people(selection) == {None: 2}


def test_by_role_they_are_counted_once(count_queries: Any, processes: list[InterviewProcess]) -> None:
    found = people(Selection(), "role")
    assert sum(found.values()) >= 2
    assert found.keys() == {process.role_key for process in processes}
    with count_queries(1):
        assert people(Selection(), "role") == found


def test_by_feeder_they_are_counted_once(count_queries: Any, processes: list[InterviewProcess]) -> None:
    expected = {str(processes[0].feeder_id): 2}
    with count_queries(2):
        assert people(PERIOD, "feeder") == expected
    with count_queries(1):
        assert people(PERIOD, "feeder") == expected


def test_another_candidate_is_another_number(processes: list[InterviewProcess]) -> None:
    people(PERIOD)
    InterviewProcess.objects.filter(pk=processes[0].pk).update(candidate=CandidateFactory())
    assert people(PERIOD) == {None: 3}
    InterviewProcess.objects.filter(pk__in=[one.pk for one in processes]).update(candidate=processes[2].candidate)
    assert people(PERIOD) == {None: 1}


def test_of_two_keys_they_are_counted_each_time(count_queries: Any, processes: list[InterviewProcess]) -> None:
    both = Selection(feeder=processes[0].feeder_id, company=processes[0].company_id, since=PERIOD.since)
    for _ in range(2):
        with count_queries(1):
            assert people(both) == {None: 1}


def test_of_nobody_there_is_nobody() -> None:
    assert people(Selection(until=business_today() - timedelta(days=2_000))) == {None: 0}
    assert people(Selection(until=business_today() - timedelta(days=2_000)), "feeder") == {}
