"""Events, and workers of the tests' own that send them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from config.postgres.identity import acting_as
from feedback.event_types import CandidateCreated, StageAdded
from feedback.models import Event, Publication
from feedback.services.events import record

QUEUES = ("events", "webhooks")


def forget_jobs() -> None:
    """procrastinate's tables are not emptied after a test that commits, and workers put the periodic jobs there."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


def happen(subject: UUID | None = None) -> Event:
    """One event, of a candidate of its own or of this one."""
    return Event.objects.get(pk=record([CandidateCreated(subject or uuid4())])[0])


def happen_often(times: int, subjects: Iterable[UUID] = ()) -> list[Event]:
    """So many events, in turn of these subjects; each says by its order the how manieth it is."""
    known = list(subjects) or [uuid4()]
    pks = record(
        StageAdded(known[number % len(known)], uuid4(), stage_id=uuid4(), stage_type="technical", stage_order=number)
        for number in range(times)
    )
    found = Event.objects.in_bulk(pks)
    return [found[pk] for pk in pks]


def publication_of(event: Event) -> Publication:
    found: Publication = Publication.objects.get(event=event)
    return found


def jobs_of(event: Event) -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(args__event_id=str(event.pk)).order_by("pk"))


def work(queues: Iterable[str] = QUEUES, concurrency: int = 4) -> None:
    """A worker that goes on as long as something is due, with connections of its own as in its own process."""
    due = ProcrastinateJob.objects.filter(queue_name__in=queues, status="todo")
    while due.exclude(scheduled_at__gt=timezone.now() + timedelta(milliseconds=1)).exists():
        with acting_as(None), app.replace_connector(app.connector.get_worker_connector()) as worker_app:
            worker_app.run_worker(
                wait=False,
                queues=list(queues),
                concurrency=concurrency,
                install_signal_handlers=False,
                listen_notify=False,
            )
