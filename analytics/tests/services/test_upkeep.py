"""Folding goes on until it is ended."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError

from analytics.models import ChangedProcess, ProcessFact
from analytics.services import upkeep
from analytics.services.checking import note
from analytics.services.upkeep import PAUSE_SECONDS, catch_up, keep_folded
from analytics.tests.folded import fold_all
from analytics.tests.recount import assert_folded
from tracking.tests.factories import ProcessFactory

pytestmark = pytest.mark.django_db


class Ended(Exception):
    """The test has seen enough."""


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    told: list[Any] = []
    monkeypatch.setattr(upkeep.time, "sleep", lambda seconds: told.append(("slept", seconds)))
    monkeypatch.setattr(upkeep.connection, "close", lambda: told.append("closed"))
    return told


def folds(monkeypatch: pytest.MonkeyPatch, happened: list[Any], *answers: Any) -> None:
    waiting = list(answers)

    def fold() -> int:
        answer = waiting.pop(0)
        happened.append("folded")
        if isinstance(answer, Exception):
            raise answer
        return int(answer)

    monkeypatch.setattr(upkeep, "catch_up", fold)


def test_it_sleeps_while_there_is_nothing(monkeypatch: pytest.MonkeyPatch, happened: list[Any]) -> None:
    folds(monkeypatch, happened, 3, 0, 5, Ended())
    with pytest.raises(Ended):
        keep_folded()
    assert happened == ["folded", "folded", ("slept", PAUSE_SECONDS), "folded", "folded"]


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_a_lost_connection_is_made_anew(error: Exception, monkeypatch: pytest.MonkeyPatch, happened: list[Any]) -> None:
    folds(monkeypatch, happened, error, 1, Ended())
    with pytest.raises(Ended):
        keep_folded()
    assert happened == ["folded", "closed", ("slept", PAUSE_SECONDS), "folded", "folded"]


@pytest.fixture
def rebuilt(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    told: list[int] = []
    as_usual = upkeep.rebuild
    monkeypatch.setattr(upkeep, "rebuild", lambda: told.append(as_usual()) or told[-1])
    monkeypatch.setattr(upkeep, "MANY", 4)
    return told


def test_a_long_log_of_many_processes_makes_all_anew(rebuilt: list[int]) -> None:
    ProcessFactory.create_batch(5)
    assert catch_up() == 5
    assert rebuilt == [5]
    assert not ChangedProcess.objects.exists()
    assert_folded()


def test_a_long_log_of_few_processes_is_folded(rebuilt: list[int]) -> None:
    few = ProcessFactory.create_batch(9)[0]
    fold_all()
    note([few.pk] * 5)
    assert catch_up() == 1
    assert rebuilt == []


def test_a_short_log_is_folded(rebuilt: list[int]) -> None:
    ProcessFactory.create_batch(4)
    assert catch_up() == 4
    assert rebuilt == []
    assert ProcessFact.objects.count() == 4
