"""R11: whoever reads the feed up to its end misses nothing that was begun earlier and committed later."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Signal
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction

from config.base.models import User
from config.postgres.identity import SYSTEM, acting_as
from config.testing.rivals import at_once, failures
from feedback.event_types import CandidateCreated
from feedback.models import Publication
from feedback.services.events import record
from feedback.services.feed import place_events
from feedback.tests.working import happen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


class SlowWriter(Thread):
    """Writes its event, and commits it when it is told to."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.wrote, self.may_commit = Signal(), Signal()
        self.event_id: UUID | None = None

    def run(self) -> None:
        with acting_as(SYSTEM), transaction.atomic():
            [self.event_id] = record([CandidateCreated(uuid4())])
            self.wrote.set()
            assert self.may_commit.wait(30)
        connections.close_all()


def test_a_late_commit_is_delivered(make_user: Callable[..., User], client_for: Any) -> None:
    client = client_for(make_user("service"))
    slow = SlowWriter()
    slow.start()
    assert slow.wrote.wait(30)
    quick = happen()
    assert Publication.objects.filter(event=quick).exists()
    [seen] = [event["id"] for event in client.get("/api/events").json()["results"]]
    assert seen == str(quick.pk)
    slow.may_commit.set()
    slow.join(30)
    late = client.get(f"/api/events?after={seen}").json()["results"]
    assert [event["id"] for event in late] == [str(slow.event_id)]


def test_rivals_give_each_event_one_place_without_gaps() -> None:
    def write_and_place() -> None:
        for _ in range(5):
            happen()
            place_events()

    assert failures(at_once(*[write_and_place] * 6)) == []
    places = sorted(Publication.objects.values_list("position", flat=True))
    assert places == list(range(1, 31))


def test_a_reader_beside_writers_sees_each_event_once_and_in_order(
    make_user: Callable[..., User], client_for: Any
) -> None:
    client = client_for(make_user("service"))
    seen: list[str] = []

    def write() -> None:
        for number in range(20):
            with transaction.atomic():
                happen()
                if number % 3 == 0:
                    Signal().wait(0.01)

    def read_on() -> None:
        while len(seen) < 80:
            after = f"&after={seen[-1]}" if seen else ""
            seen.extend(event["id"] for event in client.get(f"/api/events?limit=7{after}").json()["results"])

    assert failures(at_once(*[write] * 4, read_on)) == []
    placed = Publication.objects.order_by("position").values_list("event_id", flat=True)
    assert seen == [str(pk) for pk in placed]
    assert len(set(seen)) == 80
