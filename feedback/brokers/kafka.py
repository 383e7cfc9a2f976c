"""Kafka: `kafka://host:9092,host:9092/topic`, by default the topic `hireloop.events`.

librdkafka's own settings go in the query (`?security.protocol=SASL_SSL&sasl.mechanism=PLAIN`), user and password
before the hosts. A partition is read in order: while a message cannot be handled, those behind it in its partition
wait for it, and the other partitions go on.
"""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, unquote

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition

from feedback.brokers.base import (
    CONFIRM_SECONDS,
    CONTENT_TYPE,
    RETRY_SECONDS,
    STREAM,
    Broker,
    Handle,
    Message,
    Stopping,
    handled,
    message_from,
)

log = logging.getLogger(__name__)


class Kafka(Broker):
    away = (OSError, KafkaException)

    def __init__(self, url: str) -> None:
        super().__init__(url)
        user, _, hosts = self.parts.netloc.rpartition("@")
        name, _, password = user.partition(":")
        login = {"sasl.username": unquote(name), "sasl.password": unquote(password)} if user else {}
        self.settings = {"bootstrap.servers": hosts, **login, **dict(parse_qsl(self.parts.query))}
        self.topic = self.parts.path.strip("/") or STREAM
        self._producer: Producer | None = None

    def _publish(self, message: Message) -> None:
        if self._producer is None:
            safe = {"acks": "all", "enable.idempotence": True, "message.timeout.ms": CONFIRM_SECONDS * 1000}
            self._producer = Producer(self.settings | safe | {"linger.ms": 0}, logger=log)
        answers: list[KafkaError | None] = []
        self._producer.produce(
            self.topic,
            key=message.key.encode(),
            value=message.body,
            headers=[
                ("content-type", CONTENT_TYPE.encode()),
                ("id", message.id.encode()),
                ("type", message.type.encode()),
            ],
            on_delivery=lambda error, _: answers.append(error),
        )
        self._producer.flush(CONFIRM_SECONDS + 1)
        if answers != [None]:
            raise KafkaException(answers[0] if answers else KafkaError(KafkaError._TIMED_OUT))

    def _disconnect(self) -> None:
        """What is still under way is given up: it counts as not published."""
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.purge()

    def _consume(self, group: str, handle: Handle, stopping: Stopping) -> None:
        by_hand = {"enable.auto.commit": False, "auto.offset.reset": "earliest", "group.id": f"hireloop.{group}"}
        consumer = Consumer(self.settings | by_hand, logger=log)
        waiting: dict[tuple[str, int], float] = {}
        try:
            consumer.subscribe([self.topic])
            while not stopping():
                resume(consumer, waiting)
                record = consumer.poll(1)
                if record is None or record.error():
                    continue  # the library reconnects by itself, and looks for the topic until it is there
                if handled(handle, partial(message_of, record)):
                    consumer.commit(message=record, asynchronous=False)
                else:
                    hold(consumer, record, waiting)
        finally:
            consumer.close()


def message_of(record: Any) -> Message:
    return message_from({**dict(record.headers() or ()), "key": record.key()}, record.value())


def hold(consumer: Consumer, record: Any, waiting: dict[tuple[str, int], float]) -> None:
    place = TopicPartition(record.topic(), record.partition(), record.offset())
    consumer.seek(place)
    consumer.pause([place])
    waiting[place.topic, place.partition] = time.monotonic() + RETRY_SECONDS


def resume(consumer: Consumer, waiting: dict[tuple[str, int], float]) -> None:
    due = [place for place, until in waiting.items() if until <= time.monotonic()]
    for place in due:
        del waiting[place]
        consumer.resume([TopicPartition(*place)])
