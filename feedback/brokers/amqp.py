"""RabbitMQ and its like: a durable topic exchange, a durable queue for each group of consumers.

An exchange keeps nothing: what is published before a group's queue exists never reaches that group. So `prepare` a
group, or start its consumer once, before events matter to it; the queue then fills while its consumers are away.

A queue gives its messages to one consumer at a time (the others stand by), so that their order is kept. A message
whose handling failed waits in a second queue for some seconds and comes again behind those that came meanwhile.
"""

# mypy: disallow-untyped-calls=False
from __future__ import annotations

from contextlib import suppress
from typing import Any

from amqp.exceptions import AMQPError  # type: ignore[import-untyped]
from kombu.connection import Connection
from kombu.entity import Exchange, Queue
from kombu.exceptions import KombuError
from kombu.messaging import Consumer, Producer

from feedback.brokers.base import (
    CONFIRM_SECONDS,
    CONNECT_SECONDS,
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

PREFETCH = 20
HEARTBEAT_SECONDS = 30
EXCHANGE = Exchange(STREAM, type="topic", durable=True)
PERSISTENT = 2


class Amqp(Broker):
    away = (OSError, AMQPError, KombuError)

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._connection: Connection | None = None
        self._producer: Producer | None = None

    def _connect(self, **options: Any) -> Connection:
        """One attempt, no more: waiting is `consume`'s affair. Where TLS is asked for, the host's name is verified."""
        verified = {"context": {"check_hostname": True}, "server_hostname": None, "do_handshake_on_connect": False}
        seconds = {"read_timeout": CONFIRM_SECONDS, "write_timeout": CONFIRM_SECONDS}
        connection = Connection(
            self.url,
            connect_timeout=CONNECT_SECONDS,
            ssl=verified if self.parts.scheme == "amqps" else False,
            transport_options={"confirm_publish": True, **seconds},
            **options,
        )
        return connection.ensure_connection(max_retries=0)

    def _publish(self, message: Message) -> None:
        if self._producer is not None:
            try:
                self._send(self._producer, message)
                return
            except TimeoutError:
                raise
            except self.away:  # a connection kept from before goes with a restart of the broker: no failure yet
                self._disconnect()
        self._connection = self._connect()
        channel = self._connection.channel()
        EXCHANGE(channel).declare()
        self._producer = Producer(channel, EXCHANGE, auto_declare=False)
        self._send(self._producer, message)

    def _send(self, producer: Producer, message: Message) -> None:
        producer.publish(
            message.body,
            routing_key=message.type,
            delivery_mode=PERSISTENT,
            content_type=CONTENT_TYPE,
            content_encoding="utf-8",
            headers={"key": message.key},
            message_id=message.id,
            type=message.type,
            confirm_timeout=CONFIRM_SECONDS,
        )

    def _disconnect(self) -> None:
        connection, self._connection, self._producer = self._connection, None, None
        if connection is not None:
            with suppress(Exception):  # it may be broken, which is why it is closed
                connection.release()

    def prepare(self, group: str) -> None:
        with self._connect() as connection:
            self._declare(connection, group)

    def _declare(self, connection: Connection, group: str) -> Queue:
        name = f"hireloop.{group}"
        channel = connection.default_channel
        back = {"x-message-ttl": RETRY_SECONDS * 1000} | leads_to(name)
        one_at_a_time = {"x-single-active-consumer": True} | leads_to(f"{name}.later")
        queue = Queue(name, EXCHANGE, routing_key="#", durable=True, queue_arguments=one_at_a_time).bind(channel)
        Queue(f"{name}.later", durable=True, queue_arguments=back).bind(channel).declare()
        queue.declare()
        return queue

    def _consume(self, group: str, handle: Handle, stopping: Stopping) -> None:
        def arrived(delivery: Any) -> None:
            if handled(handle, lambda: message_of(delivery)):
                delivery.ack()
            else:
                delivery.reject(requeue=False)  # to the queue of those that come again later

        with self._connect(heartbeat=HEARTBEAT_SECONDS) as connection:
            queue = self._declare(connection, group)
            connection.default_channel.auto_decode = False  # bodies stay the bytes they are
            with Consumer(connection.default_channel, [queue], on_message=arrived, prefetch_count=PREFETCH):
                while not stopping():
                    if not connection.connected:  # the library would quietly connect anew, and consume nothing there
                        raise ConnectionResetError("The connection is gone.")
                    connection.heartbeat_check()
                    with suppress(TimeoutError):
                        connection.drain_events(timeout=1)


def message_of(delivery: Any) -> Message:
    named = delivery.properties
    key = (delivery.headers or {}).get("key")
    return message_from({"id": named.get("message_id"), "type": named.get("type"), "key": key}, delivery.body)


def leads_to(queue: str) -> dict[str, str]:
    """Where a message goes that is refused or has waited its time."""
    return {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": queue}
