"""Redis: a stream of events, and a consumer group on it for each kind of consumer.

The stream keeps the last million events (`?maxlen=`); another than `hireloop.events` is named by `?stream=`. What
Redis confirms is as safe as its `appendonly` and `appendfsync` make it. Several consumers of a group share its
messages, each in the stream's order; one consumer alone keeps the order of all, through Redis's absences too.
"""

from __future__ import annotations

import os
import socket
import time
from functools import partial
from threading import get_ident
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from feedback.brokers.base import (
    CONFIRM_SECONDS,
    CONNECT_SECONDS,
    RETRY_SECONDS,
    STREAM,
    Broker,
    Handle,
    Message,
    Stopping,
    handled,
    message_from,
)

MAXLEN = 1_000_000
Entry = tuple[bytes, dict[bytes, bytes]]


class RedisStreams(Broker):
    away = (OSError, redis.RedisError)

    def __init__(self, url: str) -> None:
        super().__init__(url)
        options = dict(parse_qsl(self.parts.query))
        self.stream = options.pop("stream", STREAM)
        self.maxlen = int(options.pop("maxlen", MAXLEN))
        self.name = f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
        self._client: Any = redis.Redis.from_url(
            self.parts._replace(query=urlencode(options)).geturl(),
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=CONFIRM_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )

    def _publish(self, message: Message) -> None:
        fields = {"id": message.id, "type": message.type, "key": message.key, "body": message.body}
        self._client.xadd(self.stream, fields, maxlen=self.maxlen, approximate=True)

    def _disconnect(self) -> None:
        self._client.close()

    def prepare(self, group: str) -> None:
        try:
            self._client.xgroup_create(self.stream, group, id="0", mkstream=True)
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    def _consume(self, group: str, handle: Handle, stopping: Stopping) -> None:
        self.prepare(group)
        me = f"{self.name}-{get_ident()}"
        self._resume(group, me, handle, stopping)
        looked = float(-RETRY_SECONDS)
        while not stopping():
            if time.monotonic() - looked >= RETRY_SECONDS / 2:
                self._take_over(group, me, handle, stopping)
                looked = time.monotonic()
            # One at a time: what waits in our hands would look forsaken to the others.
            for _, entries in self._client.xreadgroup(group, me, {self.stream: ">"}, count=1, block=1000):
                self._handle(group, entries, handle)
        if not self._client.xpending_range(self.stream, group, "-", "+", 1, consumername=me):
            self._client.xgroup_delconsumer(self.stream, group, me)

    def _resume(self, group: str, me: str, handle: Handle, stopping: Stopping) -> None:
        """What was handed to us when the connection broke, maybe unseen by us: it comes before anything newer."""
        place = b"0-0"
        while not stopping():
            ours = self._client.xreadgroup(group, me, {self.stream: place}, count=1)
            entries = [entry for _, some in ours for entry in some]
            if not entries:
                return
            self._handle(group, entries, handle)
            place = entries[-1][0]

    def _take_over(self, group: str, me: str, handle: Handle, stopping: Stopping) -> None:
        """What was handed out and not acknowledged for a while: its consumer died, or could not handle it."""
        place = b"0-0"
        while not stopping():
            place, entries, _ = self._client.xautoclaim(
                self.stream, group, me, min_idle_time=RETRY_SECONDS * 1000, start_id=place, count=1
            )
            self._handle(group, entries, handle)
            if place == b"0-0":
                return

    def _handle(self, group: str, entries: list[Entry], handle: Handle) -> None:
        for number, fields in entries:
            if handled(handle, partial(message_of, fields)):
                self._client.xack(self.stream, group, number)


def message_of(fields: dict[bytes, bytes]) -> Message:
    named = {name.decode(errors="replace"): value for name, value in fields.items()}
    return message_from(named, fields.get(b"body"))
