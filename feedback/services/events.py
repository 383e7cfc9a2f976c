"""The one way in which an event comes to be: a row, in the transaction of what happened.

The database adds the publication and the job that sends it (models/events.py), so an event is sent if and only if its
transaction commits.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from config.postgres.identity import SYSTEM, acting_as
from feedback.event_types import Happening, data_of
from feedback.models import Event


def record(happenings: Iterable[Happening]) -> list[UUID]:
    """Stores the events, in this order, by one statement; their ids."""
    events = [Event(type=each.type, subject=each.subject, data=data_of(each)) for each in happenings]
    if events:
        with acting_as(SYSTEM):  # whoever causes an event need not see the store
            Event.objects.bulk_create(events)
    return [event.pk for event in events]
