"""Deliveries by real workers: each once, in order for its subject, tried again after a while."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from config.base.jobs import BackOff
from config.testing.rivals import at_once, failures
from feedback.event_types import ProcessStatusChanged
from feedback.models import WebhookDelivery, WebhookEndpoint
from feedback.models.events import EVENTS_QUEUE
from feedback.services.delivery_jobs import WEBHOOKS_QUEUE
from feedback.services.endpoints import delete_endpoint
from feedback.services.webhooks import deliver, fan_out, ping
from feedback.tests.hooks import HOME, EndpointFactory, delivery_to, in_turn, jobs, stored, verified, work
from feedback.tests.receivers import Answering, Receiver, answering, receiving
from feedback.tests.working import forget_jobs

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Receive = Callable[[Answering], Receiver]


@pytest.fixture(autouse=True)
def at_home_and_at_once(settings: Any, monkeypatch: Any) -> None:
    """Receivers of this machine, and retries without waiting."""
    settings.WEBHOOK_ALLOWED_NETWORKS = HOME
    monkeypatch.setattr(BackOff, "wait", lambda self, tried: 0)


@pytest.fixture(autouse=True)
def no_jobs_of_others() -> Iterator[None]:
    """procrastinate's tables are not emptied with the others."""
    forget_jobs()
    yield
    forget_jobs()


@pytest.fixture
def receive() -> Iterator[Receive]:
    with receiving() as start:
        yield start


def changes_of(subjects: list[Any], each: int) -> None:
    """Events that tell their number, taking turns between the subjects."""
    for number in range(each):
        for subject in subjects:
            fan_out(stored(ProcessStatusChanged(subject, uuid4(), str(number), str(number + 1))))


def numbers_by_subject(receiver: Receiver) -> dict[str, list[int]]:
    found = defaultdict(list)
    for _, _, body in receiver.got:
        said = json.loads(body)
        found[said["subject"]].append(int(said["data"]["from_status"]))
    return found


def test_two_workers_send_each_once_and_in_order(receive: Receive) -> None:
    receivers = [receive(answering(200)) for _ in range(2)]
    for receiver in receivers:
        EndpointFactory(url=receiver.url)
    subjects = [uuid4() for _ in range(3)]
    changes_of(subjects, each=6)
    assert failures(at_once(work, work)) == []
    work()
    for receiver in receivers:
        assert numbers_by_subject(receiver) == {str(subject): list(range(6)) for subject in subjects}
        assert Counter(headers["webhook-id"] for _, headers, _ in receiver.got).most_common(1)[0][1] == 1
    assert set(WebhookDelivery.objects.values_list("status", "tries")) == {("sent", 1)}


def test_from_the_event_to_the_receiver(receive: Receive) -> None:
    """The whole way by two workers: the job of the event, its fan-out, the delivery."""
    receiver = receive(in_turn(500, *[200] * 12))
    endpoint = EndpointFactory(url=receiver.url, event_types=["process.status_changed"])
    subjects = [uuid4() for _ in range(3)]
    for number in range(4):
        for subject in subjects:
            stored(ProcessStatusChanged(subject, uuid4(), str(number), str(number + 1)))
    stored()
    both = partial(work, EVENTS_QUEUE, WEBHOOKS_QUEUE)
    assert failures(at_once(both, both)) == []
    both()
    assert [len(set(numbers)) for numbers in numbers_by_subject(receiver).values()] == [4, 4, 4]
    assert all(numbers == sorted(numbers) for numbers in numbers_by_subject(receiver).values())
    assert all(verified(endpoint.secrets[0], got)["type"] == "process.status_changed" for got in receiver.got)
    assert len(receiver.got) == 13
    assert list(WebhookDelivery.objects.values_list("status", flat=True)) == ["sent"] * 12


def test_later_ones_of_a_subject_wait_for_the_one_that_fails(receive: Receive) -> None:
    receiver = receive(in_turn(500, 500, 200, 200, 200))
    EndpointFactory(url=receiver.url)
    subject = uuid4()
    changes_of([subject], each=3)
    work()
    assert numbers_by_subject(receiver) == {str(subject): [0, 0, 0, 1, 2]}
    assert list(WebhookDelivery.objects.order_by("created_at").values_list("status", "tries")) == [
        ("sent", 3),
        ("sent", 1),
        ("sent", 1),
    ]


def test_dead_after_eight_tries_of_the_worker(receive: Receive) -> None:
    receiver = receive(answering(503))
    delivery = delivery_to(EndpointFactory(url=receiver.url))
    work()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries, len(receiver.got)) == ("dead", 8, 8)
    assert [status for _, status, _, _ in jobs()] == ["succeeded"]
    work()
    assert len(receiver.got) == 8


def test_ping_by_a_worker(receive: Receive, manager: Any) -> None:
    receiver = receive(answering(200))
    delivery = ping(EndpointFactory(url=receiver.url).pk, actor=manager)
    work()
    delivery.refresh_from_db()
    assert (delivery.status, len(receiver.got)) == ("sent", 1)


def test_nothing_is_left_to_send_after_a_rollback() -> None:
    EndpointFactory()
    with transaction.atomic():
        fan_out(stored())
        transaction.set_rollback(True)
    assert not WebhookDelivery.objects.exists()
    assert jobs() == []


def test_fan_out_by_rivals_makes_one_delivery() -> None:
    endpoint = EndpointFactory()
    event = stored()
    assert failures(at_once(*[lambda: fan_out(event)] * 4)) == []
    assert WebhookDelivery.objects.filter(endpoint=endpoint, event=event).count() == 1
    assert len(jobs()) == 1


def test_the_same_delivery_by_rivals_is_noted_once(receive: Receive) -> None:
    """Two jobs of one delivery at once (one was replayed): the receiver knows it by its id."""
    receiver = receive(answering(200))
    delivery = delivery_to(EndpointFactory(url=receiver.url))
    assert failures(at_once(*[lambda: deliver(delivery.pk)] * 4)) == []
    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries) == ("sent", 1)
    assert {headers["webhook-id"] for _, headers, _ in receiver.got} == {str(delivery.event_id)}


def test_deleting_an_endpoint_while_it_is_sent_to(receive: Receive, manager: Any) -> None:
    endpoint: WebhookEndpoint = EndpointFactory(url=receive(answering(200)).url)
    changes_of([uuid4() for _ in range(4)], each=2)
    late = stored()
    rivals = [work, lambda: delete_endpoint(endpoint.pk, actor=manager), lambda: fan_out(late), work]
    assert failures(at_once(*rivals)) == []
    work()
    assert not WebhookDelivery.objects.exists()
    assert not ProcrastinateJob.objects.filter(status__in=["todo", "doing", "failed"], queue_name="webhooks").exists()
