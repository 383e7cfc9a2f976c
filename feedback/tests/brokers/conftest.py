"""Each real broker, with a stream of its own for each test."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from feedback.brokers import broker_for
from feedback.tests.receivers import Answering, Receiver, receiving

# Not amqp: there the time stands in the queue, and two processes must agree on it.
MODULES = ("redis_streams", "sqs", "kafka")


@pytest.fixture(scope="session")
def kafka_hosts() -> Iterator[str]:
    """librdkafka's own mock of a cluster, in this process."""
    from confluent_kafka import Producer

    cluster = Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "none"})
    brokers = cluster.list_topics(timeout=10).brokers.values()
    yield ",".join(f"{broker.host}:{broker.port}" for broker in brokers)
    cluster.close()  # until here it must not be forgotten: the cluster ends with it


@pytest.fixture(params=["amqp", "redis", "sqs", "kafka"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a broker on which nothing has been published yet, prepared for the group `readers`."""
    made = {"amqp": "rabbitmq", "redis": "redis_server", "sqs": "sqs_server", "kafka": "kafka_hosts"}
    return fresh(request.getfixturevalue(made[request.param]))


@pytest.fixture
def url_of() -> Callable[[Any], str]:
    return fresh


def fresh(server: Any) -> str:
    from config.testing.brokers import RabbitMQ, Redis, Sqs

    name = f"events-{uuid.uuid4().hex[:8]}"
    if isinstance(server, RabbitMQ):
        return emptied(server.url)
    if isinstance(server, Redis):
        return f"{server.url}?stream={name}"
    if isinstance(server, Sqs):
        return server.create(f"{name}.fifo")
    return f"kafka://{server}/{name}?session.timeout.ms=6000"


def emptied(url: str) -> str:
    """RabbitMQ's exchange keeps nothing; its queues go, so that the group starts anew."""
    from kombu import Connection

    with Connection(url) as connection:
        for group in ("readers", "offers", "reports"):
            connection.default_channel.queue_delete(f"hireloop.{group}")
            connection.default_channel.queue_delete(f"hireloop.{group}.later")
    broker_for(url).prepare("readers")
    return url


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import import_module

    for name in MODULES:
        monkeypatch.setattr(import_module(f"feedback.brokers.{name}"), "RETRY_SECONDS", 1)


@pytest.fixture
def receive() -> Iterator[Callable[[Answering], Receiver]]:
    with receiving() as start:
        yield start
