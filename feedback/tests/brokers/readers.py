"""Consumers in the background, and the messages they are to read."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

from feedback.brokers import Broker, Message, broker_for

PATIENCE = 30
# What a broker must not touch: spaces, line ends, letters beyond ASCII, escapes.
BODY = '{ "specversion":"1.0",\r\n "data": {"name": "Zoë \\u00e9 \\n 😀 <&>"},\t"id": "%s"}\n'


def message(key: str = "process-1", number: int = 0) -> Message:
    identity = str(uuid.uuid4())
    return Message(identity, "interview.feedback.received", key, (BODY % f"{identity}/{number}").encode())


def number_of(message: Message) -> int:
    return int(json.loads(message.body)["id"].rpartition("/")[2])


@dataclass
class Reader:
    url: str
    group: str = "readers"
    react: Callable[[Message], None] = lambda message: None
    got: list[Message] = field(default_factory=list)
    stopped: Event = field(default_factory=Event)
    broker: Broker = field(init=False)

    def __post_init__(self) -> None:
        self.broker = broker_for(self.url)

    def run(self) -> None:
        self.broker.consume(self.group, self.handle, self.stopped.is_set)

    def handle(self, message: Message) -> None:
        self.got.append(message)
        self.react(message)

    def wait_for(self, count: int) -> list[Message]:
        wait_until(lambda: len(self.got) >= count)
        return list(self.got)


@contextmanager
def reading(
    url: str, react: Callable[[Message], None] = lambda message: None, group: str = "readers"
) -> Iterator[Reader]:
    """A consumer in a thread; that it ends soon after it was told to is part of every test."""
    reader = Reader(url, group, react)
    thread = Thread(target=reader.run, daemon=True)
    thread.start()
    try:
        yield reader
    finally:
        reader.stopped.set()
        began = time.monotonic()
        thread.join(PATIENCE)
        reader.broker.close()
    assert not thread.is_alive()
    assert time.monotonic() - began < 8


def wait_until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
