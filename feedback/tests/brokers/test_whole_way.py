"""From the event's row to a consumer's effect, with real brokers and processes that are killed on the way.

The effect is a score: each outcome of a stage makes the candidate's score once more, so that there are as many scores
as outcomes, however often each of them was delivered.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from feedback.brokers import Message
from feedback.consumers.registry import NAMES
from feedback.enums import SendingStatus
from feedback.event_types import StageOutcomeRecorded
from feedback.models import ProcessedEvent, Publication, SuitabilityScore
from feedback.services import publishing
from feedback.services.events import record
from feedback.tests.brokers.conftest import fresh
from feedback.tests.brokers.readers import reading, wait_until
from feedback.tests.processes import died, process
from feedback.tests.working import happen_often, work
from tracking.tests.factories import CandidateFactory

if TYPE_CHECKING:
    from config.testing.brokers import BrokerProcess

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.broker, pytest.mark.slow]

SERVERS = {"amqp": "rabbitmq", "redis": "redis_server", "sqs": "sqs_server", "kafka": "kafka_hosts"}
LASTING = ["amqp", "redis"]  # what keeps its messages when it is killed
PATIENCE = 90


@pytest.fixture
def server(request: pytest.FixtureRequest, kind: str) -> Any:
    return request.getfixturevalue(SERVERS[kind])


@pytest.fixture
def url(server: Any, kind: str, settings: Any) -> str:
    """Where events go, with nothing of earlier tests in it, and the consumers' groups prepared."""
    found = fresh(server)
    if kind == "amqp":
        emptied(found)
    settings.FEEDBACK_QUEUE_URL = found
    publishing.brokers.close()
    broker = publishing.broker_for(found)
    for group in ("readers", *NAMES):
        broker.prepare(group)
    broker.close()
    return found


def emptied(url: str) -> None:
    from kombu import Connection

    with Connection(url) as connection:
        for name in NAMES:
            for queue in (f"hireloop.{name}", f"hireloop.{name}.later"):
                connection.default_channel.queue_delete(queue)


def outcomes(times: int) -> list[UUID]:
    """So many outcomes, each of another candidate's stage; the candidates."""
    candidates = [candidate.pk for candidate in CandidateFactory.create_batch(times)]
    record(
        StageOutcomeRecorded(uuid4(), pk, stage_id=uuid4(), from_outcome="pending", to_outcome="passed")
        for pk in candidates
    )
    return candidates


def scored() -> Counter[UUID]:
    return Counter(SuitabilityScore.objects.values_list("candidate_id", flat=True))


def once_each(candidates: Iterable[UUID]) -> Counter[UUID]:
    return Counter(candidates)


def all_sent() -> bool:
    return not Publication.objects.exclude(status=SendingStatus.SENT).exists()


def all_dealt_with(times: int) -> bool:
    return ProcessedEvent.objects.filter(consumer="suitability").count() == times


@pytest.mark.parametrize("kind", SERVERS)
def test_an_event_goes_the_whole_way(url: str) -> None:
    candidates = outcomes(5)
    work()
    assert all_sent()
    assert scored() == {}
    call_command("consume_events", until_empty=True)
    assert scored() == once_each(candidates)
    publishing.brokers.close()


@pytest.mark.parametrize("kind", LASTING)
def test_killed_between_sending_and_marking_it_is_sent_twice_and_dealt_with_once(url: str) -> None:
    """R10."""
    candidates = outcomes(6)
    with reading(url) as reader:
        with process("worker_that_dies_before_the_mark", FEEDBACK_QUEUE_URL=url) as dying:
            assert died(dying)
        wait_until(lambda: len(reader.got) > 0)
        assert not Publication.objects.filter(status=SendingStatus.SENT).exists()
        time_passes_for_dead_workers()
        with process("worker", FEEDBACK_QUEUE_URL=url):
            wait_until(all_sent, PATIENCE)
        wait_until(lambda: len({message.id for message in reader.got}) == 6)
        assert len(reader.got) > 6
    call_command("consume_events", until_empty=True)
    assert scored() == once_each(candidates)


def time_passes_for_dead_workers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")


@pytest.mark.parametrize("kind", LASTING)
def test_a_consumer_killed_in_the_middle_leaves_no_effect_out_and_none_twice(url: str) -> None:
    candidates = outcomes(10)
    work()
    with process("consumer_that_dies_in_the_middle", FEEDBACK_QUEUE_URL=url) as dying:
        assert died(dying)
    assert sum(scored().values()) == 2
    with process("consumer", FEEDBACK_QUEUE_URL=url) as running:
        wait_until(lambda: all_dealt_with(10), PATIENCE)
        running.terminate()
        assert running.wait(20) == 0
    assert scored() == once_each(candidates)


@pytest.mark.parametrize("kind", LASTING)
def test_a_broker_that_was_away_gets_everything_in_order(server: BrokerProcess, url: str) -> None:
    subjects = [uuid4() for _ in range(4)]
    with ExitStack() as stack:
        reader = stack.enter_context(reading(url))
        for _ in range(2):
            stack.enter_context(process("worker", FEEDBACK_QUEUE_URL=url))
        happen_often(12, subjects)
        wait_until(all_sent, PATIENCE)
        server.kill()
        happen_often(12, subjects)
        wait_until(lambda: Publication.objects.filter(tries__gte=2).exists(), PATIENCE)
        server.start()
        happen_often(12, subjects)
        wait_until(all_sent, PATIENCE)
        wait_until(lambda: len({message.id for message in reader.got}) == 36, PATIENCE)
        assert in_order(reader.got, subjects)


def in_order(got: list[Message], subjects: list[UUID]) -> bool:
    """Of each subject what came first is what happened first; what came twice counts when it came first."""
    sent = list(Publication.objects.order_by("pk").values_list("event_id", "event__subject"))
    due = {subject: [str(pk) for pk, of in sent if of == subject] for subject in subjects}
    came: dict[UUID, list[str]] = defaultdict(list)
    for message in got:
        if message.id not in came[UUID(message.key)]:
            came[UUID(message.key)].append(message.id)
    return came == due


@pytest.mark.parametrize("kind", ["redis"])
def test_two_workers_send_each_event_once_and_in_order(url: str) -> None:
    subjects = [uuid4() for _ in range(10)]
    with ExitStack() as stack:
        reader = stack.enter_context(reading(url))
        for _ in range(2):
            stack.enter_context(process("worker", FEEDBACK_QUEUE_URL=url))
        for _ in range(4):
            happen_often(50, subjects)
        wait_until(lambda: len(reader.got) >= 200, PATIENCE)
        wait_until(all_sent)
    assert len(reader.got) == 200
    assert in_order(reader.got, subjects)
    assert {json.loads(message.body)["id"] for message in reader.got} == {message.id for message in reader.got}
