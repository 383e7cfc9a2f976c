"""Events on their way out: each is sent at least once, those of one subject one after the other.

The job of an event is written with the event itself (models/events.py) and carries the lock of its subject, so that
while one is tried again the later ones of its subject wait behind it, and all others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from threading import local
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from config.base.errors import Conflict, Forbidden, Missing
from config.base.models import User
from config.base.roles import Role
from config.postgres.identity import SYSTEM, acting_as
from feedback.brokers import Broker, Message, PublishFailed, broker_for
from feedback.brokers.base import without_secrets
from feedback.enums import SendingStatus
from feedback.envelope import envelope_of
from feedback.models import Event, Publication
from feedback.models.events import EVENTS_QUEUE, PUBLISH_TASK
from feedback.services.feed import place_events
from feedback.services.sending import back_to_waiting, mark_sent, note_failure
from feedback.services.webhooks import fan_out

AT_ONCE = 500
# How long an event may wait before it is asked whether its job got lost.
PATIENCE = timedelta(minutes=1)
UNFINISHED = ("todo", "doing")

Take = Callable[[Message], None]


class NotSent(Exception):
    """It was not sent, which has been noted. `tries`: how often by now; `dead`: it will not be tried again."""

    def __init__(self, reason: str, tries: int, dead: bool) -> None:
        super().__init__(reason)
        self.tries = tries
        self.dead = dead


def message_of(event: Event) -> Message:
    return Message(str(event.pk), event.type, str(event.subject), envelope_of(event))


def publish_event(event_id: UUID, *, here: Take, groups: Iterable[str] = ()) -> None:
    """Sends it to endpoints, feed and broker; without a broker `here` takes it. Sent or given up before: nothing.

    `groups` are the consumers for whom the broker is to keep it. Raises NotSent. No transaction is open meanwhile.
    """
    publication = Publication.objects.select_related("event").filter(event=event_id).first()
    if publication is None or publication.status != SendingStatus.WAITING:
        return
    try:
        send(publication, here, groups)
    except Exception as error:
        dead = note_failure(publication, in_words(error))
        raise NotSent(in_words(error), publication.tries, dead) from error
    mark_sent(publication)


def send(publication: Publication, here: Take, groups: Iterable[str]) -> None:
    fan_out(publication.event)
    if publication.position is None:
        place_events()
    message = message_of(publication.event)
    if settings.FEEDBACK_QUEUE_URL:
        brokers.current(settings.FEEDBACK_QUEUE_URL, groups).publish(message)
    else:
        here(message)


def in_words(error: Exception) -> str:
    if isinstance(error, PublishFailed):
        return error.reason
    return without_secrets(f"{type(error).__name__}: {error}", settings.FEEDBACK_QUEUE_URL)


class Brokers(local):
    """Each thread of a worker keeps its connection; the adapter makes it anew after a failure."""

    broker: Broker | None = None

    def current(self, url: str, groups: Iterable[str]) -> Broker:
        if self.broker is None or self.broker.url != url:
            self.close()
            broker = broker_for(url, secret=settings.FEEDBACK_QUEUE_SECRET)
            for group in groups:
                broker.prepare(group)
            self.broker = broker
        return self.broker

    def close(self) -> None:
        if self.broker is not None:
            self.broker.close()
            self.broker = None


brokers = Brokers()


@transaction.atomic
def replay_event(event_id: UUID, *, actor: User) -> Publication:
    """Sends an event once more, under the same id: one that was sent, or a dead letter.

    Raises Missing, Forbidden for who is no manager, Conflict while it is on its way.
    """
    if not actor.has_role(Role.MANAGER):
        raise Forbidden("Only a manager may send an event again.")
    with acting_as(SYSTEM):
        publication = locked(Publication.objects.filter(event=event_id)).first()
        if publication is None:
            raise Missing("Not found.")
        if not requeue(publication):
            raise Conflict("It is waiting to be sent already.", code="already_waiting")
    return publication


def requeue(publication: Publication) -> bool:
    """Back to waiting, with a job of its own; whether it was not there already. The caller holds its lock."""
    if not back_to_waiting(publication):
        return False
    defer(publication.event)
    return True


def defer(event: Event) -> None:
    task = app.configure_task(PUBLISH_TASK, queue=EVENTS_QUEUE, lock=f"event:{event.subject}")
    task.defer(event_id=str(event.pk))


def replay(publications: QuerySet[Publication]) -> Iterator[int]:
    """Sends all of them once more, in their order; how many of each batch did not wait already."""
    ids = list(publications.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            some = Publication.objects.filter(pk__in=ids[start : start + AT_ONCE])
            yield sum(requeue(each) for each in locked(some))


def locked(publications: QuerySet[Publication]) -> QuerySet[Publication]:
    return publications.select_related("event").select_for_update(of=("self",)).order_by("pk")


def replayable(
    *, since: datetime | None = None, until: datetime | None = None, type: str = "", subject: UUID | None = None
) -> QuerySet[Publication]:
    """What was sent or given up; `since` counts, `until` does not."""
    wanted = {"event__time__gte": since, "event__time__lt": until, "event__type": type, "event__subject": subject}
    given = {name: value for name, value in wanted.items() if value}
    return Publication.objects.exclude(status=SendingStatus.WAITING).filter(**given)


@transaction.atomic
def sweep_publications() -> int:
    """A job for each event that has waited for a while and has none; how many.

    That happens where a job failed in a way nobody foresaw, or was thrown away by hand.
    """
    jobs = ProcrastinateJob.objects.annotate(of=KeyTextTransform("event_id", "args"))
    unfinished = jobs.filter(task_name=PUBLISH_TASK, status__in=UNFINISHED, of=Cast(OuterRef("event_id"), TextField()))
    late = Publication.objects.filter(status=SendingStatus.WAITING, event__time__lt=timezone.now() - PATIENCE)
    forgotten = list(locked(late.exclude(Exists(unfinished)))[:AT_ONCE])
    for publication in forgotten:
        defer(publication.event)
    return len(forgotten)
