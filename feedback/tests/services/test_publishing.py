"""What becomes of an event on its way out: sent once, tried again, given up, sent again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from config.base.errors import Conflict, Forbidden, Missing
from config.base.models import User
from feedback.brokers import Message, PublishFailed
from feedback.enums import SendingStatus
from feedback.envelope import envelope_of
from feedback.event_types import CandidateCreated
from feedback.models import Event, Publication
from feedback.services import publishing
from feedback.services.events import record
from feedback.services.publishing import NotSent, publish_event, replay, replay_event, replayable, sweep_publications
from feedback.services.sending import MAX_TRIES
from feedback.tests.working import happen, jobs_of, publication_of
from tracking.tests.services.acting import by

pytestmark = pytest.mark.django_db


class Receiver:
    """A broker of this process."""

    url = "amqp://guest:s3cret@nowhere//"

    def __init__(self) -> None:
        self.got: list[Message] = []
        self.prepared: list[str] = []
        self.failure: Exception | None = None

    def prepare(self, group: str) -> None:
        self.prepared.append(group)

    def publish(self, message: Message) -> None:
        if self.failure:
            raise self.failure
        self.got.append(message)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Receiver:
    return received_by(Receiver(), monkeypatch, settings)


def received_by(receiver: Receiver, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Receiver:
    """Events go to this one."""
    settings.FEEDBACK_QUEUE_URL = receiver.url
    monkeypatch.setattr(publishing, "broker_for", lambda url, secret: receiver)
    monkeypatch.setattr(publishing, "brokers", publishing.Brokers())
    return receiver


def refuse(message: Message) -> None:
    raise AssertionError("the broker takes it")


def publish(event: Event) -> None:
    publish_event(event.pk, here=refuse, groups=("one", "two"))


def test_an_event_is_stored_with_its_publication_and_its_job() -> None:
    event = happen()
    publication = publication_of(event)
    assert (publication.status, publication.tries, publication.position) == ("waiting", 0, None)
    [job] = jobs_of(event)
    assert (job.task_name, job.queue_name, job.lock, job.status) == (
        "feedback.publish_event",
        "events",
        f"event:{event.subject}",
        "todo",
    )


def test_neither_is_there_where_the_transaction_is_rolled_back() -> None:
    with transaction.atomic():
        record([CandidateCreated(uuid4())])
        transaction.set_rollback(True)
    assert (Event.objects.count(), Publication.objects.count(), ProcrastinateJob.objects.count()) == (0, 0, 0)


def test_it_is_sent_as_it_is_enveloped_and_marked(broker: Receiver) -> None:
    event = happen()
    publish(event)
    assert broker.got == [Message(str(event.pk), event.type, str(event.subject), envelope_of(event))]
    publication = publication_of(event)
    assert (publication.status, publication.tries, publication.position) == ("sent", 1, 1)
    assert publication.sent_at is not None


def test_groups_are_prepared_once_for_a_connection(broker: Receiver) -> None:
    publish(happen())
    publish(happen())
    assert broker.prepared == ["one", "two"]


def test_what_is_sent_already_is_not_sent_again(broker: Receiver) -> None:
    event = happen()
    publish(event)
    publish(event)
    assert len(broker.got) == 1


def test_what_is_unknown_is_nothing_to_do(broker: Receiver) -> None:
    publish_event(uuid4(), here=refuse)
    assert broker.got == []


def test_without_a_broker_it_is_dealt_with_here(settings: Any) -> None:
    settings.FEEDBACK_QUEUE_URL = ""
    got: list[Message] = []
    event = happen()
    publish_event(event.pk, here=got.append)
    assert [message.id for message in got] == [str(event.pk)]
    assert publication_of(event).status == "sent"


def test_publishing_takes_few_queries(broker: Receiver, count_queries: Callable[..., Any]) -> None:
    event = happen()
    with count_queries(5):  # the event, its webhooks, whether and where it is placed, the mark
        publish(event)


def test_a_failure_is_noted_with_its_reason(broker: Receiver) -> None:
    broker.failure = PublishFailed("The broker is away.")
    event = happen()
    with pytest.raises(NotSent, match=r"The broker is away\.") as failure:
        publish(event)
    assert (failure.value.tries, failure.value.dead) == (1, False)
    publication = publication_of(event)
    assert (publication.status, publication.tries, publication.last_error) == ("waiting", 1, "The broker is away.")


def test_what_was_tried_in_vain_is_forgotten_once_it_is_sent(broker: Receiver) -> None:
    event = happen()
    broker.failure = PublishFailed("Away.")
    with pytest.raises(NotSent):
        publish(event)
    broker.failure = None
    publish(event)
    publication = publication_of(event)
    assert (publication.status, publication.tries, publication.last_error) == ("sent", 2, "")


def test_reasons_hold_no_credentials_and_are_short(broker: Receiver) -> None:
    broker.failure = ValueError(f"cannot use {broker.url}" + "x" * 1000)
    event = happen()
    with pytest.raises(NotSent):
        publish(event)
    reason = publication_of(event).last_error
    assert "s3cret" not in reason
    assert reason.startswith("ValueError: cannot use amqp://")
    assert len(reason) == 500


def test_the_eighth_failure_makes_a_dead_letter(broker: Receiver) -> None:
    event = given_up(broker)
    publication = publication_of(event)
    assert (publication.status, publication.tries, publication.last_error) == ("dead", 8, "Away for good.")
    broker.failure = None
    publish(event)
    assert broker.got == []


def given_up(broker: Receiver) -> Event:
    event = happen()
    broker.failure = PublishFailed("Away for good.")
    for tried in range(1, MAX_TRIES + 1):
        with pytest.raises(NotSent) as failure:
            publish(event)
        assert (failure.value.tries, failure.value.dead) == (tried, tried == MAX_TRIES)
    return event


def test_a_dead_letter_is_sent_again_by_a_manager(broker: Receiver, manager: User) -> None:
    event = given_up(broker)
    by(manager, replay_event, event.pk)
    publication = publication_of(event)
    assert (publication.status, publication.tries, publication.last_error) == ("waiting", 0, "")
    assert [job.lock for job in jobs_of(event)] == [f"event:{event.subject}"] * 2
    broker.failure = None
    publish(event)
    assert (publication_of(event).status, len(broker.got)) == ("sent", 1)


def test_what_was_sent_keeps_its_place_when_it_is_sent_again(broker: Receiver, manager: User) -> None:
    event, other = happen(), happen()
    publish(event)
    publish(other)
    by(manager, replay_event, event.pk)
    publish(event)
    assert [message.id for message in broker.got] == [str(event.pk), str(other.pk), str(event.pk)]
    assert broker.got[0] == broker.got[2]
    assert publication_of(event).position == 1


def test_replay_refuses(manager: User, recruiter: User) -> None:
    event = happen()
    with pytest.raises(Conflict, match="waiting"):
        by(manager, replay_event, event.pk)
    with pytest.raises(Forbidden):
        by(recruiter, replay_event, event.pk)
    with pytest.raises(Missing):
        by(manager, replay_event, uuid4())
    assert len(jobs_of(event)) == 1


def test_replay_of_many_leaves_what_waits_alone(broker: Receiver) -> None:
    sent, dead, waiting = happen(), given_up(broker), happen()
    broker.failure = None
    publish(sent)
    assert list(replay(Publication.objects.all())) == [2]
    assert [len(jobs_of(event)) for event in (sent, dead, waiting)] == [2, 2, 1]
    assert set(Publication.objects.values_list("status", flat=True)) == {"waiting"}


def test_replayable_by_time_type_and_subject(broker: Receiver) -> None:
    first, second = happen(), happen()
    publish(first)
    publish(second)
    happen()

    def found(**wanted: Any) -> list[Any]:
        return list(replayable(**wanted).order_by("pk").values_list("event_id", flat=True))

    assert found() == [first.pk, second.pk]
    assert found(subject=second.subject) == [second.pk]
    assert found(type="candidate.created") == [first.pk, second.pk]
    assert found(type="stage.added") == []
    assert found(until=first.time) == []
    assert found(since=first.time) == [first.pk, second.pk]
    assert found(since=timezone.now() + timedelta(hours=1)) == []


def test_the_sweep_finds_events_whose_job_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    lost, fresh, done = happen(), happen(), happen()
    Publication.objects.filter(event=done).update(status=SendingStatus.SENT)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args->>'event_id' <> %s", [str(fresh.pk)])
    assert sweep_publications() == 0  # all of them are young
    monkeypatch.setattr(publishing, "PATIENCE", timedelta(0))
    assert sweep_publications() == 1
    assert sweep_publications() == 0
    assert [len(jobs_of(event)) for event in (lost, fresh, done)] == [1, 1, 0]
