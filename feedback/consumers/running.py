"""Consumers at a broker: each reads in a group of its own, in a thread of its own, until told to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from threading import Event

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from feedback.brokers import Message, broker_for
from feedback.brokers.base import RETRY_SECONDS, Stopping
from feedback.consumers.base import Consumer
from feedback.consumers.registry import CONSUMERS, take
from feedback.consumers.store import consume_store

# A queue is taken for empty when nothing has come for so long: longer than what failed waits to come again.
IDLE_SECONDS = RETRY_SECONDS + 2
GROUP_OF_ALL = "consumers"


def command_beside() -> list[str]:
    """What `serve` runs beside the worker: nothing where the worker's own jobs run the consumers, or nobody can."""
    url = settings.FEEDBACK_QUEUE_URL
    return ["consume_events"] if url and broker_for(url, secret=settings.FEEDBACK_QUEUE_SECRET).consumable else []


def consume_events(consumers: Sequence[Consumer], stop: Event, *, until_empty: bool = False) -> None:
    """Until `stop` is set; a message in hand is finished first. Raises ImproperlyConfigured where none can be read."""
    if not settings.FEEDBACK_QUEUE_URL:
        consume_store(consumers, stop.is_set, until_empty=until_empty)
        return
    readers = readers_of(consumers)
    with ThreadPoolExecutor(len(readers)) as threads:
        running = [threads.submit(read, group, some, stop, until_empty) for group, some in readers.items()]
        stop_together(running, stop)


def readers_of(consumers: Sequence[Consumer]) -> dict[str, tuple[Consumer, ...]]:
    """Who reads in which group. Where there are no groups, one reader serves them all: each message comes once."""
    broker = broker_for(settings.FEEDBACK_QUEUE_URL, secret=settings.FEEDBACK_QUEUE_SECRET)
    if not broker.consumable:
        raise ImproperlyConfigured("FEEDBACK_QUEUE_URL is an http address: its receiver consumes the events.")
    if broker.has_groups:
        return {consumer.name: (consumer,) for consumer in consumers}
    if len(consumers) < len(CONSUMERS):
        raise ImproperlyConfigured("This queue gives each message to one reader only: run all consumers together.")
    return {GROUP_OF_ALL: tuple(consumers)}


def stop_together(running: list[Future[None]], stop: Event) -> None:
    """One that ends by an error ends the others too."""
    wait(running, return_when=FIRST_EXCEPTION)
    if any(future.done() and future.exception() for future in running):
        stop.set()
    for future in running:
        future.result()


def read(group: str, consumers: tuple[Consumer, ...], stop: Event, until_empty: bool) -> None:
    clock = Clock()

    def handle(message: Message) -> None:
        try:
            take(message, consumers)
        except Exception:
            connection.close()  # it may be why: the next try has a new one
            raise
        finally:
            clock.start()

    broker = broker_for(settings.FEEDBACK_QUEUE_URL, secret=settings.FEEDBACK_QUEUE_SECRET)
    try:
        broker.consume(group, handle, ended(stop, clock) if until_empty else stop.is_set)
    finally:
        broker.close()
        connection.close()


class Clock:
    """Since when nothing has come."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.began = time.monotonic()

    def seconds(self) -> float:
        return time.monotonic() - self.began


def ended(stop: Event, clock: Clock) -> Stopping:
    stopping: Callable[[], bool] = lambda: stop.is_set() or clock.seconds() > IDLE_SECONDS  # noqa: E731
    return stopping
