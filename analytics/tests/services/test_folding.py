"""Folding: what the log tells of goes into facts and tallies, wholly or not at all."""

from __future__ import annotations

from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from analytics.models import ChangedProcess, ProcessFact, RollupState, SpanTally, Tally
from analytics.services import folding
from analytics.services.checking import note
from analytics.services.folding import OtherDays, fold_one, fold_step
from analytics.services.upkeep import catch_up
from analytics.tests.folded import fold_all
from analytics.tests.recount import assert_exact, assert_folded
from config.testing.rivals import at_once
from tracking.models import InterviewStage
from tracking.tests.factories import FeederFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db


def test_a_step_takes_the_oldest_of_the_log() -> None:
    first, second = ProcessFactory(), ProcessFactory()
    assert list(ChangedProcess.objects.order_by("pk").values_list("process_id", flat=True)) == [first.pk, second.pk]
    assert fold_step(at_most=1) == 1
    assert ProcessFact.objects.get().process_id == first.pk
    assert ChangedProcess.objects.get().process_id == second.pk
    assert_exact()
    assert fold_all() == 1
    assert_folded()


def test_many_changes_of_one_process_are_folded_once() -> None:
    process = ProcessFactory()
    StageFactory(process=process), StageFactory(process=process)
    assert ChangedProcess.objects.count() == 3
    assert fold_all() == 1
    assert_folded()


def test_nothing_in_the_log_is_nothing_to_do() -> None:
    assert fold_all() == 0


def test_what_was_counted_already_changes_nothing() -> None:
    ProcessFactory(feeder=FeederFactory())
    fold_all()
    before = stored()
    note(ProcessFact.objects.values_list("pk", flat=True))
    assert fold_all() == 1
    assert stored() == before


def test_what_never_was_is_no_fact() -> None:
    note([uuid4()])
    assert fold_all() == 1
    assert_folded()


def test_what_is_gone_leaves_nothing_behind() -> None:
    process = StageFactory(process=ProcessFactory(feeder=FeederFactory())).process
    fold_all()
    assert Tally.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tracking_interviewstage")
        cursor.execute("DELETE FROM tracking_interviewprocess")
    assert fold_all() == 1
    assert not ProcessFact.objects.filter(pk=process.pk).exists()
    assert not Tally.objects.exists()
    assert not SpanTally.objects.exists()


def test_one_process_is_counted_whatever_the_log_says() -> None:
    process, other = ProcessFactory(), ProcessFactory()
    fold_one(process.pk)
    assert ProcessFact.objects.get().process_id == process.pk
    assert ChangedProcess.objects.get().process_id == other.pk
    ProcessFact.objects.update(started=None, status_in_progress=None)
    fold_one(process.pk)
    assert ProcessFact.objects.get(pk=process.pk).started == 1


def test_a_step_takes_eight_statements(count_queries: Any) -> None:
    StageFactory()
    fold_all()  # which notes the time zone, once
    for _ in range(5):
        StageFactory()
    with count_queries(8):
        assert fold_step() == 5


def test_days_of_another_zone_are_refused_and_made_anew(settings: Any) -> None:
    ProcessFactory(created_at="2026-03-01T12:00:00Z")
    fold_all()
    settings.BUSINESS_TIME_ZONE = ZoneInfo("Pacific/Kiritimati")
    with pytest.raises(OtherDays, match="Counted by days in UTC, now Pacific/Kiritimati"):
        fold_all()
    assert catch_up() == 1
    assert RollupState.objects.get().time_zone == "Pacific/Kiritimati"
    assert str(ProcessFact.objects.get().day) == "2026-03-02"
    assert_folded()
    assert catch_up() == 0


def test_broken_off_in_the_middle_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    StageFactory(), StageFactory()
    fold_all()
    InterviewStage.objects.update(overall_rating=3)
    before, log = stored(), list(ChangedProcess.objects.order_by("pk").values_list())

    def killed(*args: Any) -> None:
        folding_as_usual(*args)
        raise DatabaseError("terminating connection")

    folding_as_usual = folding.fold
    monkeypatch.setattr(folding, "fold", killed)
    with pytest.raises(DatabaseError):
        fold_step()
    assert stored() == before
    assert list(ChangedProcess.objects.order_by("pk").values_list()) == log
    assert_exact()
    monkeypatch.undo()
    fold_all()
    assert_folded()


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_one_folds_at_a_time_and_others_give_way() -> None:
    ProcessFactory()
    with transaction.atomic():
        assert folding.try_lock()
        assert at_once(fold_step) == [0]
    assert fold_step() == 1


def stored() -> list[Any]:
    return [list(model.objects.order_by("pk").values_list()) for model in (ProcessFact, Tally, SpanTally)]
