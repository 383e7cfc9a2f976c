"""The feed: committed events by their places, oldest first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from config.base.errors import Invalid
from config.postgres.identity import SYSTEM, acting_as
from feedback.models import Event, ProcessedEvent, Publication


@dataclass(frozen=True)
class Page:
    events: list[Event]
    more: bool


def read_feed(events: QuerySet[Event], *, after: UUID | None, limit: int) -> Page:
    """The next `limit` of these events behind that one. Raises Invalid where there is no such event."""
    with acting_as(SYSTEM):
        placed = events.filter(publication__position__isnull=False)
        if after is not None:
            place = Publication.objects.filter(event=after).values("position")
            placed = placed.filter(publication__position__gt=place)
        found = list(placed.order_by("publication__position")[: limit + 1])
        if not found and after is not None and not Event.objects.filter(pk=after).exists():
            raise Invalid("There is no such event.", code="does_not_exist", attr="after")
    return Page(found[:limit], len(found) > limit)


def not_dealt_with(consumer: str, types: Collection[str], *, since: datetime, after: int) -> QuerySet[Event]:
    """What this consumer has still to hear of, behind the place `after`, in order and with its publication."""
    dealt_with = ProcessedEvent.objects.filter(consumer=consumer, event_id=Cast(OuterRef("pk"), CharField()))
    events = Event.objects.filter(type__in=types, time__gte=since, publication__position__gt=after)
    return events.exclude(Exists(dealt_with)).select_related("publication").order_by("publication__position")
