"""Webhooks in tests: endpoints at real receivers, events, and real workers."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network
from typing import Any
from uuid import UUID, uuid4

import factory
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.models import ProcrastinateJob
from standardwebhooks import Webhook

from config.postgres.identity import acting_as
from feedback.event_types import CandidateCreated, Happening
from feedback.models import Event, WebhookDelivery, WebhookEndpoint
from feedback.outgoing import new_secret
from feedback.services.delivery_jobs import DELIVER_TASK, WEBHOOKS_QUEUE
from feedback.services.events import record
from feedback.services.webhooks import NotDelivered, deliver, fan_out
from feedback.tests.receivers import Answering, answering

HOME = [ip_network("127.0.0.0/8")]


class EndpointFactory(factory.django.DjangoModelFactory[WebhookEndpoint]):
    class Meta:
        model = WebhookEndpoint

    url = "https://example.com/hook"
    secrets = factory.LazyFunction(lambda: [new_secret()])
    created_by = factory.SubFactory("config.testing.factories.UserFactory", roles=("manager",))


def stored(happening: Happening | None = None) -> Event:
    """An event, with its publication and job."""
    (pk,) = record([happening or CandidateCreated(uuid4())])
    return Event.objects.get(pk=pk)


def delivery_to(endpoint: WebhookEndpoint, event: Event | None = None) -> WebhookDelivery:
    event = event or stored()
    fan_out(event)
    found: WebhookDelivery = WebhookDelivery.objects.get(endpoint=endpoint, event=event)
    return found


def tried(delivery: WebhookDelivery) -> bool:
    """One try; whether another one is due."""
    try:
        deliver(delivery.pk)
    except NotDelivered:
        return True
    finally:
        delivery.refresh_from_db()
    return False


def jobs() -> list[tuple[str, str, str, UUID]]:
    """Those of deliveries, in their order: queue, status, lock and what they deliver."""
    rows = ProcrastinateJob.objects.filter(task_name=DELIVER_TASK).order_by("id")
    return [(job.queue_name, job.status, str(job.lock), UUID(job.args["delivery_id"])) for job in rows]


def in_turn(*statuses: int) -> Answering:
    """Answers with one after the other."""
    left = iter(statuses)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        answering(next(left), b"Out of order")(handler)

    return answer


def verified(secret: str, got: tuple[str, dict[str, str], bytes]) -> Any:
    """The message as a receiver reads it, by the library's own means; raises where the signature is wrong."""
    _, headers, body = got
    return Webhook(secret).verify(body, headers)


def work(*queues: str) -> None:
    """A worker until nothing is left to do: it ends when nothing is due, and a retry is due a moment later."""
    mine = list(queues or (WEBHOOKS_QUEUE,))
    while ProcrastinateJob.objects.filter(queue_name__in=mine, status="todo").exists():
        with acting_as(None):
            connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
            worker = DjangoApp(connector=connector, worker_defaults=app.worker_defaults)
            worker.tasks = app.tasks
            worker.run_worker(queues=mine, wait=False, install_signal_handlers=False, listen_notify=False)
