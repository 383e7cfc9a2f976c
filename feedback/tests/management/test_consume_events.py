"""`manage.py consume_events`, without a broker; with one: feedback/tests/brokers/test_whole_way.py."""

from __future__ import annotations

import signal
import time
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from config.postgres.identity import SYSTEM, acting_as
from feedback.consumers import suitability
from feedback.consumers.registry import NAMES
from feedback.consumers.running import consume_events, readers_of
from feedback.consumers.store import consume_store
from feedback.consumers.suitability import SUITABILITY
from feedback.event_types import StageOutcomeRecorded
from feedback.models import Event as StoredEvent
from feedback.models import ProcessedEvent
from feedback.services.events import record
from feedback.tests.brokers.readers import wait_until
from feedback.tests.processes import process
from feedback.tests.working import happen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_broker(settings: Any) -> None:
    settings.FEEDBACK_QUEUE_URL = ""


@pytest.fixture
def scored(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    seen: list[Any] = []
    monkeypatch.setattr(suitability, "re_score_candidate", seen.append)
    return seen


def outcome(process_id: Any = None) -> StoredEvent:
    ids = {"process_id": process_id or uuid4(), "candidate_id": uuid4(), "stage_id": uuid4()}
    [pk] = record([StageOutcomeRecorded(**ids, from_outcome="pending", to_outcome="passed")])
    return StoredEvent.objects.get(pk=pk)


def candidates_of(*events: StoredEvent) -> list[str]:
    return [event.data["candidate_id"] for event in events]


def test_it_deals_with_what_is_in_the_store_once_and_in_order(scored: list[Any]) -> None:
    events = [outcome() for _ in range(3)]
    happen()
    call_command("consume_events", until_empty=True)
    call_command("consume_events", until_empty=True)
    assert [str(pk) for pk in scored] == candidates_of(*events)
    news = outcome()
    call_command("consume_events", until_empty=True)
    assert str(scored[-1]) == news.data["candidate_id"]
    assert len(scored) == 4


def test_only_the_one_named(scored: list[Any]) -> None:
    outcome()
    call_command("consume_events", consumer="offer_generator", until_empty=True)
    assert scored == []
    call_command("consume_events", consumer="suitability", until_empty=True)
    assert len(scored) == 1
    assert set(ProcessedEvent.objects.values_list("consumer", flat=True)) == {"suitability"}


def test_what_fails_holds_up_its_own_subject_only(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = uuid4()
    failing, behind, other = outcome(subject), outcome(subject), outcome()
    seen: list[str] = []
    repaired = Event()

    def score(candidate_id: Any) -> None:
        if str(candidate_id) == failing.data["candidate_id"] and not repaired.is_set():
            raise LookupError
        seen.append(str(candidate_id))

    monkeypatch.setattr(suitability, "re_score_candidate", score)
    call_command("consume_events", until_empty=True)
    assert seen == candidates_of(other)
    repaired.set()
    call_command("consume_events", until_empty=True)
    assert seen == candidates_of(other, failing, behind)


def test_an_address_that_others_read_is_refused(settings: Any) -> None:
    settings.FEEDBACK_QUEUE_URL, settings.FEEDBACK_QUEUE_SECRET = "http://127.0.0.1:1/", "whsec_c2VjcmV0"
    with pytest.raises(CommandError, match="its receiver consumes the events"):
        call_command("consume_events")


def test_each_consumer_has_its_group_and_where_there_is_none_they_share_one(settings: Any) -> None:
    from feedback.consumers.registry import CONSUMERS

    settings.FEEDBACK_QUEUE_URL = "redis://127.0.0.1:1/0"
    assert list(readers_of(CONSUMERS)) == list(NAMES)
    assert list(readers_of(CONSUMERS[:1])) == [NAMES[0]]
    settings.FEEDBACK_QUEUE_URL = "sqs+http://a:b@127.0.0.1:1/1/events?region=eu-central-1"
    assert readers_of(CONSUMERS) == {"consumers": CONSUMERS}
    with pytest.raises(CommandError, match="run all consumers together"):
        call_command("consume_events", consumer="suitability")


def test_one_reader_that_ends_by_an_error_ends_the_others(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from feedback.brokers.redis_streams import RedisStreams
    from feedback.consumers.registry import CONSUMERS

    settings.FEEDBACK_QUEUE_URL = "redis://127.0.0.1:1/0"

    def consume(self: Any, group: str, handle: Any, stopping: Any) -> None:
        if group == "suitability":
            raise LookupError(group)
        while not stopping():
            time.sleep(0.01)

    monkeypatch.setattr(RedisStreams, "consume", consume)
    with pytest.raises(LookupError, match="suitability"):
        consume_events(CONSUMERS, Event())


@pytest.mark.django_db(transaction=True)
def test_it_goes_on_until_it_is_told_to_stop(scored: list[Any]) -> None:
    stop = Event()

    def run() -> None:
        with acting_as(SYSTEM):
            consume_store([SUITABILITY], stop.is_set)
        connections.close_all()

    thread = Thread(target=run, daemon=True)
    thread.start()
    outcome()
    wait_until(lambda: len(scored) == 1)
    outcome()
    wait_until(lambda: len(scored) == 2)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_ends_well_by_either_signal(number: int) -> None:
    event = outcome()
    with process("consumer", FEEDBACK_QUEUE_URL="") as running:
        wait_until(lambda: ProcessedEvent.objects.filter(event_id=str(event.pk)).exists(), 60)
        running.send_signal(number)
        assert running.wait(20) == 0
