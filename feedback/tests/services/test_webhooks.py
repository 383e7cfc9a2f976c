"""Deliveries: signed, in order, tried again, given up, sent once more."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from standardwebhooks import WebhookVerificationError

from config.base.errors import Conflict, Forbidden, Missing
from config.base.models import User
from config.testing.factories import UserFactory
from feedback.event_types import ProcessStatusChanged
from feedback.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from feedback.outgoing import new_secret
from feedback.services.delivery_jobs import TELL_TASK
from feedback.services.endpoints import enable, rotate_secret
from feedback.services.webhooks import deliver, fan_out, note, ping, replay, tell_disabled, try_once
from feedback.tests.hooks import HOME, EndpointFactory, delivery_to, in_turn, jobs, stored, tried, verified
from feedback.tests.receivers import Answering, Receiver, answering, receiving
from feedback.tests.working import forget_jobs

pytestmark = pytest.mark.django_db

Receive = Callable[[Answering], Receiver]


@pytest.fixture(autouse=True)
def home_is_allowed(settings: Any) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = HOME


@pytest.fixture
def receive() -> Iterator[Receive]:
    with receiving() as start:
        yield start


@pytest.fixture
def receiver(receive: Receive) -> Receiver:
    return receive(answering(204))


@pytest.fixture
def endpoint(receiver: Receiver) -> WebhookEndpoint:
    return EndpointFactory.create(url=receiver.url)


def test_fan_out_reaches_active_endpoints_that_want_the_type(count_queries: Any) -> None:
    everything = EndpointFactory(event_types=[])
    this = EndpointFactory(event_types=["offer.accepted", "candidate.created"])
    EndpointFactory(event_types=["offer.accepted"])
    EndpointFactory(active=False)
    event = stored()
    with count_queries(1):
        fan_out(event)
    fan_out(event)
    made = {delivery.endpoint_id: delivery for delivery in WebhookDelivery.objects.filter(event=event)}
    assert set(made) == {everything.pk, this.pk}
    assert {(each.status, each.tries, each.sent_at) for each in made.values()} == {("waiting", 0, None)}
    expected = [("webhooks", "todo", f"webhook:{pk}:{event.subject}", each.pk) for pk, each in made.items()]
    assert sorted(jobs()) == sorted(expected)


def test_fan_out_without_endpoints_adds_nothing() -> None:
    fan_out(stored())
    assert jobs() == []


def test_what_is_sent_is_the_signed_envelope(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    event = stored()
    delivery = delivery_to(endpoint, event)
    assert not tried(delivery)
    (got,) = receiver.got
    _, headers, body = got
    assert verified(endpoint.secrets[0], got) == json.loads(body)
    assert headers["webhook-id"] == str(event.pk)
    assert headers["content-type"] == "application/cloudevents+json"
    said = json.loads(body)
    assert (said["id"], said["type"], said["subject"]) == (str(event.pk), "candidate.created", str(event.subject))
    assert said["data"] == event.data
    assert (delivery.status, delivery.tries, delivery.sent_at is not None) == ("sent", 1, True)
    attempt = WebhookAttempt.objects.get(delivery=delivery)
    assert (attempt.response_status, attempt.error) == (204, "")
    assert 0 <= attempt.milliseconds < 10_000


def test_a_byte_changed_on_the_way_is_seen(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    tried(delivery_to(endpoint))
    ((path, headers, body),) = receiver.got
    with pytest.raises(WebhookVerificationError):
        verified(endpoint.secrets[0], (path, headers, body + b" "))


def test_what_was_sent_is_not_sent_again_by_a_second_job(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    delivery = delivery_to(endpoint)
    tried(delivery)
    tried(delivery)
    assert len(receiver.got) == 1


def test_both_secrets_sign_for_a_day(endpoint: WebhookEndpoint, receiver: Receiver, manager: User) -> None:
    old = endpoint.secrets[0]
    new = rotate_secret(endpoint.pk, actor=manager).secrets[0]
    assert old != new
    tried(delivery_to(endpoint))
    for secret in (old, new):
        assert verified(secret, receiver.got[0])["type"] == "candidate.created"
    WebhookEndpoint.objects.update(old_secrets_until=timezone.now() - timedelta(seconds=1))
    tried(delivery_to(endpoint))
    assert verified(new, receiver.got[1])
    with pytest.raises(WebhookVerificationError):
        verified(old, receiver.got[1])


def test_a_stranger_s_secret_does_not_verify(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    tried(delivery_to(endpoint))
    with pytest.raises(WebhookVerificationError):
        verified(new_secret(), receiver.got[0])


def test_ping_is_a_delivery_without_event(endpoint: WebhookEndpoint, receiver: Receiver, manager: User) -> None:
    delivery = ping(endpoint.pk, actor=manager)
    assert jobs() == [("webhooks", "todo", f"webhook:{endpoint.pk}:{delivery.pk}", delivery.pk)]
    assert not tried(delivery)
    said = verified(endpoint.secrets[0], receiver.got[0])
    assert (said["id"], said["type"], said["subject"]) == (str(delivery.pk), "webhook.ping", str(endpoint.pk))
    assert receiver.got[0][1]["webhook-id"] == str(delivery.pk)
    assert (delivery.status, delivery.event) == ("sent", None)


def test_ping_of_a_disabled_endpoint_is_refused(manager: User) -> None:
    with pytest.raises(Conflict):
        ping(EndpointFactory(active=False).pk, actor=manager)


def test_failures_then_a_success(receive: Receive) -> None:
    receiver = receive(in_turn(500, 503, 200))
    endpoint = EndpointFactory(url=receiver.url)
    delivery = delivery_to(endpoint)
    assert tried(delivery)
    endpoint.refresh_from_db()
    began = endpoint.failing_since
    assert (delivery.status, delivery.tries, endpoint.failures) == ("waiting", 1, 1)
    assert tried(delivery)
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since) == (2, began)
    assert not tried(delivery)
    endpoint.refresh_from_db()
    assert (delivery.status, delivery.tries) == ("sent", 3)
    assert (endpoint.failures, endpoint.failing_since, endpoint.active) == (0, None, True)
    attempts = list(delivery.attempts.values_list("response_status", "error"))
    assert attempts == [(500, "It answered 500. Out of order"), (503, "It answered 503. Out of order"), (200, "")]
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1


@pytest.mark.parametrize("status", [301, 302, 400, 404])
def test_whatever_is_no_2xx_is_tried_again(status: int, receive: Receive) -> None:
    receiver = receive(answering(status, location="http://127.0.0.1:1/"))
    delivery = delivery_to(EndpointFactory(url=receiver.url))
    assert tried(delivery)
    assert delivery.status == "waiting"
    assert len(receiver.got) == 1


def test_dead_after_eight_tries(receive: Receive) -> None:
    receiver = receive(answering(500, b"x" * 5000))
    endpoint = EndpointFactory(url=receiver.url)
    delivery = delivery_to(endpoint)
    assert [tried(delivery) for _ in range(9)] == [True] * 7 + [False] * 2
    endpoint.refresh_from_db()
    assert (delivery.status, delivery.tries, len(receiver.got)) == ("dead", 8, 8)
    assert (endpoint.active, endpoint.failures) == (True, 8)
    assert max(len(error) for error in delivery.attempts.values_list("error", flat=True)) == 500


def test_nobody_listens(receive: Receive) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        delivery = delivery_to(EndpointFactory(url=f"http://127.0.0.1:{reserved.getsockname()[1]}/"))
        assert tried(delivery)
    attempt = delivery.attempts.get()
    assert attempt.response_status is None
    assert attempt.error


def test_gone_disables_at_once_and_is_told(receive: Receive) -> None:
    endpoint = EndpointFactory(url=receive(answering(410)).url, description="The\nwarehouse")
    delivery = delivery_to(endpoint)
    assert not tried(delivery)
    endpoint.refresh_from_db()
    assert (endpoint.active, delivery.status) == (False, "waiting")
    assert endpoint.disabled_reason.startswith("The address answered 410 Gone")
    job = ProcrastinateJob.objects.get(task_name=TELL_TASK)
    assert job.args == {"endpoint_id": str(endpoint.pk)}
    tell_disabled(endpoint.pk)
    (letter,) = mail.outbox
    assert letter.to == [endpoint.created_by.email]
    assert letter.subject == "Webhook disabled: The warehouse"
    assert endpoint.disabled_reason in letter.body
    assert f"http://127.0.0.1:8000/admin/feedback/webhookendpoint/{endpoint.pk}/change/" in letter.body


def test_mail_is_not_sent_where_it_is_enabled_again_or_nobody_is_there() -> None:
    tell_disabled(EndpointFactory().pk)
    tell_disabled(EndpointFactory(active=False, created_by=None).pk)
    tell_disabled(EndpointFactory(active=False, created_by=UserFactory(is_active=False)).pk)
    tell_disabled(uuid4())
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("days", "failures", "active"), [(3.1, 7, False), (2.9, 100, True), (3.1, 6, True), (30, 7, False)]
)
def test_disabled_after_three_days_and_eight_failures(
    days: float, failures: int, active: bool, receive: Receive
) -> None:
    since = timezone.now() - timedelta(days=days)
    endpoint = EndpointFactory(url=receive(answering(500)).url, failures=failures, failing_since=since)
    assert tried(delivery_to(endpoint)) is active
    endpoint.refresh_from_db()
    assert endpoint.active is active
    if not active:
        assert f"none of {failures + 1} tries succeeded; the last one: It answered 500." in endpoint.disabled_reason
        assert ProcrastinateJob.objects.filter(task_name=TELL_TASK).count() == 1


def test_what_waits_at_a_disabled_endpoint_is_sent_when_it_is_enabled(
    endpoint: WebhookEndpoint, receiver: Receiver, manager: User
) -> None:
    deliveries = [delivery_to(endpoint) for _ in range(3)]
    WebhookEndpoint.objects.update(active=False, failures=9, failing_since=timezone.now())
    for delivery in deliveries:
        assert not tried(delivery)
    assert receiver.got == []
    forget_jobs()
    enabled = enable(endpoint.pk, actor=manager)
    assert (enabled.active, enabled.failures, enabled.failing_since) == (True, 0, None)
    assert [pk for *_, pk in jobs()] == [delivery.pk for delivery in deliveries]
    enable(endpoint.pk, actor=manager)
    assert len(jobs()) == 3
    assert not tried(deliveries[0])
    assert deliveries[0].status == "sent"


def test_a_public_name_that_leads_home_is_refused_at_connect(
    receiver: Receiver, settings: Any, monkeypatch: Any
) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    port = receiver.server_port
    endpoint = EndpointFactory(url=f"http://hooks.example.com:{port}/")
    delivery = delivery_to(endpoint)
    home = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: home)
    assert tried(delivery)
    assert delivery.attempts.get().error == "The address leads into a private network."
    assert receiver.got == []


def test_replay_sends_again_under_the_same_id(endpoint: WebhookEndpoint, receiver: Receiver, manager: User) -> None:
    delivery = delivery_to(endpoint)
    tried(delivery)
    again = replay(delivery.pk, actor=manager)
    assert (again.status, again.tries) == ("waiting", 0)
    assert [(lock, pk) for _, _, lock, pk in jobs()] == [
        (f"webhook:{endpoint.pk}:{delivery.event.subject}", delivery.pk)  # type: ignore[union-attr]
    ] * 2
    tried(delivery)
    first, second = receiver.got
    assert first[1]["webhook-id"] == second[1]["webhook-id"]
    assert first[2] == second[2]
    assert (delivery.status, delivery.attempts.count()) == ("sent", 2)


def test_replay_of_a_dead_letter_has_all_its_tries(receive: Receive, manager: User) -> None:
    endpoint = EndpointFactory(url=receive(answering(500)).url)
    delivery = delivery_to(endpoint)
    for _ in range(8):
        tried(delivery)
    assert replay(delivery.pk, actor=manager).tries == 0
    assert [tried(delivery) for _ in range(8)] == [True] * 7 + [False]
    assert delivery.attempts.count() == 16


def test_replay_refused_while_waiting_or_disabled(endpoint: WebhookEndpoint, manager: User) -> None:
    delivery = delivery_to(endpoint)
    with pytest.raises(Conflict) as waiting:
        replay(delivery.pk, actor=manager)
    assert waiting.value.code == "already_waiting"
    tried(delivery)
    WebhookEndpoint.objects.update(active=False)
    with pytest.raises(Conflict) as disabled:
        replay(delivery.pk, actor=manager)
    assert disabled.value.code == "endpoint_disabled"
    with pytest.raises(Missing):
        replay(uuid4(), actor=manager)


def test_deleted_on_its_way_leaves_nothing(receive: Receive) -> None:
    """The receiver's answer comes after the endpoint has gone: nothing is left to note."""
    endpoint = EndpointFactory(url=receive(answering(200)).url)
    delivery = delivery_to(endpoint)
    found = try_once(WebhookDelivery.objects.get(pk=delivery.pk))
    endpoint.delete()
    assert note(delivery, found) == 0
    deliver(delivery.pk)
    assert not WebhookAttempt.objects.exists()


@pytest.mark.parametrize("service", [ping, replay])
@pytest.mark.parametrize("role", ["recruiter", "interviewer", "service", "candidate"])
def test_managers_only(service: Any, role: str, make_user: Any) -> None:
    with pytest.raises(Forbidden):
        service(uuid4(), actor=make_user(role))


def test_events_of_other_kinds_carry_their_subject(endpoint: WebhookEndpoint) -> None:
    process = uuid4()
    event = stored(ProcessStatusChanged(process, uuid4(), "in_progress", "on_hold"))
    delivery_to(endpoint, event)
    assert jobs()[0][2] == f"webhook:{endpoint.pk}:{process}"
