"""Consuming from the store's own feed, without a broker."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError

from feedback.consumers import store
from feedback.consumers.base import Consumer
from feedback.enums import EventType
from feedback.tests.working import happen, happen_often

pytestmark = pytest.mark.django_db


def never() -> bool:
    return False


def reading(seen: list[dict[str, Any]]) -> Consumer:
    return Consumer("reader", frozenset(EventType), seen.append)


def test_reads_all_in_order_and_nothing_twice() -> None:
    seen: list[dict[str, Any]] = []
    happen_often(5)
    for _ in range(2):
        store.consume_store([reading(seen)], never, until_empty=True)
    assert [data["stage_order"] for data in seen] == [0, 1, 2, 3, 4]


def test_goes_on_after_the_database_was_away(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []
    place, calls = store.place_events, iter([True, False])

    def away_once() -> None:
        if next(calls, False):
            raise OperationalError("server closed the connection unexpectedly")
        place()

    happen()
    monkeypatch.setattr(store, "place_events", away_once)
    monkeypatch.setattr(store.connection, "close", lambda: None)  # the test's own transaction hangs on it
    monkeypatch.setattr(store, "POLL_SECONDS", 0)
    store.consume_store([reading(seen)], lambda: bool(seen))
    assert len(seen) == 1


def test_a_single_run_says_that_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(store, "place_events", away)
    with pytest.raises(OperationalError):
        store.consume_store([reading([])], never, until_empty=True)
