"""Consuming without a broker: from the store's own feed. What was dealt with stands in the database, so that a consumer
that comes back goes on where it stopped, and one that is new begins with what is kept.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from config.postgres.identity import SYSTEM, acting_as
from feedback.brokers.base import Stopping, pause
from feedback.consumers.base import Consumer, attempt
from feedback.models import Event
from feedback.selectors.feed import not_dealt_with
from feedback.services.feed import place_events
from feedback.services.publishing import message_of
from feedback.services.retention import KEPT

log = logging.getLogger(__name__)

AT_ONCE = 500
POLL_SECONDS = 1.0
# Older events may have been dealt with and forgotten.
HORIZON = KEPT - timedelta(days=1)


def consume_store(consumers: Sequence[Consumer], stopping: Stopping, *, until_empty: bool = False) -> None:
    places = dict.fromkeys(consumers, 0)
    while not stopping():
        before = dict(places)
        try:
            place_events()
            for consumer in consumers:
                places[consumer] = go_on(consumer, places[consumer], stopping)
        except (OperationalError, InterfaceError):  # the database was away: the next round has a new connection
            if until_empty:
                raise
            log.exception("store_not_read")
            connection.close()
        if places == before:
            if until_empty:
                return
            pause(POLL_SECONDS, stopping)


def go_on(consumer: Consumer, after: int, stopping: Stopping) -> int:
    """Deals with the next events; up to which place nothing is left.

    What failed comes again, and of its subject what follows waits for it.
    """
    failed: dict[UUID, int] = {}
    place = after
    horizon = timezone.now() - HORIZON
    with acting_as(SYSTEM):
        waiting = list(not_dealt_with(consumer.name, consumer.types, since=horizon, after=after)[:AT_ONCE])
    for event in waiting:
        if stopping():
            break
        place = event.publication.position or place
        if event.subject not in failed and not dealt_with(consumer, event):
            failed[event.subject] = place
    return min(failed.values()) - 1 if failed else place


def dealt_with(consumer: Consumer, event: Event) -> bool:
    """What it raises is nobody's end: the event comes again."""
    try:
        attempt(consumer, message_of(event))
    except Exception:
        log.exception("message_not_handled", extra={"message_id": str(event.pk), "message_type": event.type})
        return False
    return True
