"""What hears of events: each consumer deals with an event once, however often it is delivered."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from django.db import connection, transaction

from config.postgres.identity import SYSTEM, acting_as
from feedback.brokers import Message
from feedback.services.failures import note_failure

log = logging.getLogger(__name__)

# Whoever comes second waits for the first, and finds it done if that one commits.
DEAL_WITH = """
    INSERT INTO feedback_processedevent (consumer, event_id) VALUES (%s, %s)
    ON CONFLICT (consumer, event_id) DO NOTHING
"""


@dataclass(frozen=True)
class Consumer:
    """`handle` is given an event's data, inside the transaction that also notes that it has been dealt with.

    What it raises rolls both back, and the event comes again.
    """

    name: str
    types: frozenset[str]
    handle: Callable[[dict[str, Any]], None]


def consume(consumer: Consumer, message: Message) -> bool:
    """Whether the event was news to the consumer: of one of its types, and not dealt with before."""
    if message.type not in consumer.types:
        return False
    data = data_of(message)
    if data is None:
        return False
    with acting_as(SYSTEM), transaction.atomic():
        if not is_news(consumer.name, message.id):
            return False
        consumer.handle(data)
    return True


def attempt(consumer: Consumer, message: Message) -> None:
    """`consume`, whose failures are counted: raises them but for the last, after which the event is left alone."""
    try:
        consume(consumer, message)
    except Exception as error:
        if not note_failure(consumer.name, message.id, f"{type(error).__name__}: {error}"):
            raise
        log.exception("event_given_up", extra={"consumer": consumer.name, "message_id": message.id})


def is_news(name: str, event_id: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(DEAL_WITH, [name, event_id])
        return cursor.rowcount == 1


def data_of(message: Message) -> dict[str, Any] | None:
    """The data of its envelope; None, and a word in the log, for what is no envelope: it would never become one."""
    try:
        data = JSONFormat().read(None, message.body).get_data()
    except (ValueError, TypeError, AttributeError, CloudEventValidationError):
        data = None
    if isinstance(data, dict):
        return data
    log.error("message_not_understood", extra={"message_id": message.id, "message_type": message.type})
    return None
