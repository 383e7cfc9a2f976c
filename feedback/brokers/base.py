"""Common to all brokers: messages out, with the broker's word that it has them; messages in, until told to stop."""

from __future__ import annotations

import logging
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import ClassVar
from urllib.parse import unquote, urlsplit

log = logging.getLogger(__name__)

STREAM = "hireloop.events"
CONTENT_TYPE = "application/cloudevents+json"
CONNECT_SECONDS = 3
CONFIRM_SECONDS = 5
RETRY_SECONDS = 5  # until a message whose handling failed comes again
LONGEST_WAIT = 15  # between two attempts to reach a broker that is away
MISSING_SDK = "FEEDBACK_QUEUE_URL needs a library that is not installed: pip install -r requirements-brokers.txt"

Stopping = Callable[[], bool]


@dataclass(frozen=True)
class Message:
    """A CloudEvents envelope (structured mode, JSON) and what brokers route and order by."""

    id: str
    type: str
    key: str
    body: bytes


Handle = Callable[[Message], object]


class PublishFailed(Exception):
    """The broker has not confirmed: it may have the message or not, so it is to be sent again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreadable(Exception):
    """What lies at the broker lacks what each event of ours has."""


class Broker(ABC):
    """One broker at one URL. Threads may share it; connections are made when first needed and again after failures.

    Delivery is at least once in both directions: receivers tell repeats by the message's id.
    """

    away: tuple[type[Exception], ...] = (OSError,)  # what the library raises when the broker cannot be reached
    consumable: ClassVar[bool] = True  # whether what was published can be read here at all
    has_groups: ClassVar[bool] = True  # whether each group of readers gets every message

    def __init__(self, url: str) -> None:
        self.url = url
        self.parts = urlsplit(url)
        self._lock = Lock()

    def publish(self, message: Message) -> None:
        """Returns when the broker has confirmed, raises PublishFailed otherwise, within seconds."""
        with self._lock:
            try:
                self._publish(message)
            except Exception as error:
                self._disconnect()
                raise PublishFailed(self.in_words(error)) from None

    def consume(self, group: str, handle: Handle, stopping: Stopping) -> None:
        """Handles messages until `stopping()`, through whatever absences of the broker.

        A message is acknowledged after `handle` has returned. If it raised, the message comes again later.
        """
        failures = 0
        while not stopping():
            began = time.monotonic()
            try:
                self._consume(group, handle, stopping)
            except self.away as error:
                failures = 1 if time.monotonic() - began > LONGEST_WAIT else failures + 1
                wait = min(LONGEST_WAIT, 0.25 * 2**failures) * random.uniform(0.5, 1)  # noqa: S311
                log.warning("broker_away", extra={"reason": self.in_words(error), "next_try_in": round(wait, 1)})
                pause(wait, stopping)

    def prepare(self, group: str) -> None:  # noqa: B027
        """Sees to it that what is published from now on is kept for this group, where that takes a word beforehand."""

    def close(self) -> None:
        with self._lock:
            self._disconnect()

    @abstractmethod
    def _publish(self, message: Message) -> None: ...

    @abstractmethod
    def _disconnect(self) -> None: ...

    @abstractmethod
    def _consume(self, group: str, handle: Handle, stopping: Stopping) -> None: ...

    def in_words(self, error: Exception) -> str:
        """What went wrong, without what the URL keeps secret."""
        return without_secrets(f"{type(error).__name__}: {error}"[:500], self.url)


def handled(handle: Handle, read: Callable[[], Message]) -> bool:
    """Whether the broker may forget it. What a handler raises is logged and ends nothing: the message comes again.

    What was put there by others and is no event of ours would never become one: it is logged and left behind.
    """
    try:
        message = read()
    except Unreadable:
        log.exception("message_unreadable")
        return True
    try:
        handle(message)
    except Exception:
        log.exception("message_not_handled", extra={"message_id": message.id, "message_type": message.type})
        return False
    return True


def message_from(named: Mapping[str, str | bytes | None], body: bytes | None) -> Message:
    """The message these names and this body make; brokers may give names as text or bytes."""
    try:
        identity, kind, key = (as_text(named[name]) for name in ("id", "type", "key"))
    except (KeyError, UnicodeDecodeError) as lacking:
        raise Unreadable(f"No event of ours: {lacking}") from lacking
    if identity is None or kind is None or key is None or body is None:
        raise Unreadable("No event of ours: something in it is empty.")
    return Message(identity, kind, key, body)


def as_text(value: str | bytes | None) -> str | None:
    return value.decode() if isinstance(value, bytes) else value


def pause(seconds: float, stopping: Stopping) -> None:
    until = time.monotonic() + seconds
    while not stopping() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.5))


def without_secrets(text: str, url: str) -> str:
    parts = urlsplit(url)
    user_and_password = parts.netloc.rpartition("@")[0]
    password = user_and_password.partition(":")[2]
    options = [pair.partition("=") for pair in parts.query.split("&")]
    named = [value for name, _, value in options if "password" in name or "secret" in name]
    for secret in (user_and_password, password, *named):
        for spelled in (secret, unquote(secret)):
            if spelled:
                text = text.replace(spelled, "***")
    return text
