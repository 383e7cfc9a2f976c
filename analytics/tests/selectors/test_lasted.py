"""Lengths of time are worked out once for the same lengths, and anew for others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from analytics.measures import STAGES_FINGERPRINT
from analytics.selectors import lasted as module
from analytics.selectors.lasted import KNOWN, LENGTHS, Lasted, lasted
from analytics.selectors.reading import Row, counts
from analytics.selectors.selection import Selection
from analytics.tests.folded import fold_all
from config.base.clock import business_today
from tracking.models import InterviewStage
from tracking.tests.factories import ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db

PERIOD = Selection(since=business_today() - timedelta(days=1_000))


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    KNOWN.clear()


@pytest.fixture(autouse=True)
def stage() -> InterviewStage:
    process = ProcessFactory(created_at=timezone.now() - timedelta(days=30))
    found: InterviewStage = StageFactory(
        process=process, outcome="passed", completed_date=business_today() - timedelta(days=20)
    )
    fold_all()
    return found


def row(selection: Selection) -> Row:
    [found] = counts(selection, LENGTHS)
    return found


def told(selection: Selection = PERIOD, horizon: int = 180) -> Lasted:
    return lasted(selection, row(selection), business_today(), horizon)


def test_the_same_lengths_are_not_read_again(count_queries: Any) -> None:
    found, counted = told(), row(PERIOD)
    assert found.to_decision.n == 1
    with count_queries(0):
        assert lasted(PERIOD, counted, business_today(), 180) is found


def test_equal_lengths_of_another_selection_are_the_same() -> None:
    assert told() is told(Selection())


def test_other_lengths_of_stages_are_read(stage: InterviewStage) -> None:
    before = told()
    InterviewStage.objects.filter(pk=stage.pk).update(completed_date=business_today() - timedelta(days=10))
    after = told()
    assert [one.lasting.mean for found in (before, after) for one in found.stages if one.lasting.n] == [10, 20]


def test_another_day_and_another_horizon_are_others() -> None:
    first = told()
    assert told(horizon=10) is not first
    assert lasted(PERIOD, row(PERIOD), business_today() + timedelta(days=1), 180) is not first


def test_what_changed_between_the_readings_is_told_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = row(PERIOD)
    StageFactory(process=ProcessFactory())
    assert lasted(PERIOD, counted, business_today(), 180).to_decision.n == 2
    assert len(KNOWN) == 0
    assert told().to_decision.n == 2
    assert len(KNOWN) == 1


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.KNOWN, "most", 2)
    for horizon in (1, 2, 3):
        told(horizon=horizon)
    assert len(KNOWN) == 2


def test_stages_have_a_fingerprint_of_their_own(stage: InterviewStage) -> None:
    before = row(PERIOD)
    InterviewStage.objects.filter(pk=stage.pk).update(completed_date=business_today() - timedelta(days=9))
    assert {name for name in LENGTHS if row(PERIOD)[name] != before[name]} == {STAGES_FINGERPRINT}
