"""The event store, and what has become of each event on its way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from config.base.models import UUIDModel
from feedback.enums import EventType, SendingStatus
from feedback.models.scopes import FeedQuerySet, ManagersQuerySet
from feedback.transitions import SENDING

if TYPE_CHECKING:
    from feedback.models.feedback import JSON

PUBLISH_TASK, EVENTS_QUEUE = "feedback.publish_event", "events"
# An event cannot be stored without its publication and the job that sends it: one statement, one transaction. Jobs of
# one subject carry one lock, so that procrastinate runs them one after the other, in this order.
ENQUEUE = f"""
    INSERT INTO feedback_publication (event_id, status, tries, last_error)
    VALUES (NEW.id, '{SendingStatus.WAITING}', 0, '');
    PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW(
        '{EVENTS_QUEUE}', '{PUBLISH_TASK}', 0, 'event:' || NEW.subject, NULL,
        jsonb_build_object('event_id', NEW.id), NULL
    )::procrastinate_job_to_defer_v1]);
    RETURN NULL;
"""  # noqa: S608  constants of this module


class Event(UUIDModel):
    """Something that happened, written in its transaction and never changed. `id` is the CloudEvent's."""

    append_only = True

    type = models.CharField(max_length=40, choices=EventType.choices)
    subject = models.UUIDField(help_text="What it happened to: a candidate, a process or a session.")
    data: JSON = models.JSONField(help_text="Ids and values, never personal data.")
    time = models.DateTimeField(db_default=Now())

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["-time", "-id"]
        indexes = [
            models.Index("subject", name="event_by_subject"),
            models.Index("type", "time", name="event_by_type"),
            models.Index("time", "id", name="event_by_time"),
        ]
        triggers = [
            pgtrigger.Trigger(name="enqueue", when=pgtrigger.After, operation=pgtrigger.Insert, func=ENQUEUE),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.subject}"


class Publication(models.Model):
    """Where an event is on its way. `position` is its place in the feed, given after it was committed, so that no late
    commit comes to stand before a place that a reader has passed already.
    """

    id = models.BigAutoField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="publication")
    status = models.CharField(max_length=7, choices=SendingStatus.choices, default=SendingStatus.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(default="", blank=True)
    sent_at = models.DateTimeField(null=True)
    position = models.PositiveBigIntegerField(null=True, unique=True)

    objects = ManagersQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="publication_status_known", condition=Q(status__in=SendingStatus.values))
        ]
        indexes = [
            models.Index("id", condition=Q(position=None), name="publication_not_placed"),
            models.Index("status", "id", condition=~Q(status="sent"), name="publication_not_sent"),
        ]
        triggers = [pgtrigger.FSM(name="publication_machine", field="status", transitions=SENDING.pairs())]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.status}"


class ProcessedEvent(models.Model):
    """That a consumer has dealt with an event: written in the transaction of what it did."""

    consumer = models.CharField(max_length=60)
    event_id = models.CharField(max_length=255)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consumer", "event_id"], name="event_processed_once")]
        indexes = [models.Index("at", name="processed_event_by_age")]

    def __str__(self) -> str:
        return f"{self.consumer}: {self.event_id}"


class ConsumerFailure(models.Model):
    """That a consumer could not deal with an event. After its last try the event no longer comes by itself: to send it
    again gives it one more.
    """

    consumer = models.CharField(max_length=60)
    event_id = models.CharField(max_length=255)
    tries = models.PositiveIntegerField(default=1)
    last_error = models.TextField()
    at = models.DateTimeField(db_default=Now())

    objects = ManagersQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consumer", "event_id"], name="consumer_failure_once")]
        indexes = [
            models.Index("event_id", name="consumer_failure_of_event"),
            models.Index("at", name="consumer_failure_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.consumer}: {self.last_error}"
