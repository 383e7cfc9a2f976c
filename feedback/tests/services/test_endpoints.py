"""Endpoints: who may have one, where, and with which secret."""

from __future__ import annotations

import base64
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from config.base.errors import Forbidden, Invalid, Missing
from config.base.models import User
from feedback.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from feedback.services import endpoints
from feedback.tests.hooks import EndpointFactory, delivery_to, stored

pytestmark = pytest.mark.django_db

URL = "https://example.com/hook"


def test_an_endpoint_has_a_secret_of_its_own(manager: User) -> None:
    made = [endpoints.create_endpoint(actor=manager, url=URL, description="One") for _ in range(2)]
    first, second = (each.secrets[0] for each in made)
    assert first != second
    assert first.startswith("whsec_")
    assert len(base64.b64decode(first.removeprefix("whsec_"))) == 32
    assert (made[0].active, made[0].event_types, made[0].created_by) == (True, [], manager)


def test_event_types_are_kept_once_and_in_order(manager: User) -> None:
    wanted = ["session.finished", "candidate.created", "session.finished"]
    made = endpoints.create_endpoint(actor=manager, url=URL, event_types=wanted)
    assert made.event_types == ["candidate.created", "session.finished"]
    with pytest.raises(Invalid) as refused:
        endpoints.update_endpoint(made.pk, actor=manager, event_types=["candidate.created", "nonsense"])
    assert (refused.value.attr, refused.value.code) == ("event_types", "invalid_choice")


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://user:pw@example.com/", "ftp://example.com/"])
def test_bad_addresses_are_refused_at_save(url: str, manager: User) -> None:
    with pytest.raises(Invalid) as refused:
        endpoints.create_endpoint(actor=manager, url=url)
    assert refused.value.attr == "url"
    endpoint = EndpointFactory()
    with pytest.raises(Invalid):
        endpoints.update_endpoint(endpoint.pk, actor=manager, url=url)
    endpoint.refresh_from_db()
    assert endpoint.url == URL
    assert WebhookEndpoint.objects.count() == 1


def test_another_address_begins_without_failures(manager: User) -> None:
    endpoint = EndpointFactory(failures=5, failing_since=timezone.now())
    same = endpoints.update_endpoint(endpoint.pk, actor=manager, url=endpoint.url, description="Named")
    assert (same.failures, same.description) == (5, "Named")
    other = endpoints.update_endpoint(endpoint.pk, actor=manager, url="https://example.org/")
    assert (other.url, other.failures, other.failing_since) == ("https://example.org/", 0, None)
    assert other.description == "Named"


def test_deleting_takes_deliveries_and_attempts_along(manager: User) -> None:
    endpoint = EndpointFactory()
    delivery = delivery_to(endpoint)
    WebhookAttempt.objects.create(delivery=delivery, at=timezone.now(), milliseconds=1, error="x")
    endpoints.delete_endpoint(endpoint.pk, actor=manager)
    assert not WebhookEndpoint.objects.exists()
    assert not WebhookDelivery.objects.exists()
    assert not WebhookAttempt.objects.exists()


def test_rotating_keeps_what_still_signs_and_no_more_than_three(manager: User) -> None:
    endpoint = EndpointFactory()
    secrets = [endpoint.secrets[0]]
    for _ in range(3):
        secrets.insert(0, endpoints.rotate_secret(endpoint.pk, actor=manager).secrets[0])
    endpoint.refresh_from_db()
    assert endpoint.secrets == secrets[:3]
    assert endpoints.signing_secrets(endpoint, timezone.now()) == secrets[:3]
    WebhookEndpoint.objects.update(old_secrets_until=timezone.now())
    assert len(endpoints.rotate_secret(endpoint.pk, actor=manager).secrets) == 2


def test_switched_off_by_hand_and_on_again(manager: User) -> None:
    endpoint = EndpointFactory()
    off = endpoints.disable(endpoint.pk, actor=manager)
    assert (off.active, off.disabled_reason) == (False, "mona switched it off.")
    WebhookEndpoint.objects.update(disabled_reason="Another reason")
    assert endpoints.disable(endpoint.pk, actor=manager).disabled_reason == "Another reason"
    on = endpoints.enable(endpoint.pk, actor=manager)
    assert (on.active, on.disabled_reason) == (True, "")


def put_off_every_delivery() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '2 hours'")


def hurried() -> set[str]:
    """The locks of what is due now."""
    return set(ProcrastinateJob.objects.filter(scheduled_at=None).values_list("lock", flat=True))


def test_another_address_is_tried_at_once(manager: User) -> None:
    endpoint, other = EndpointFactory(), EndpointFactory()
    event = stored()
    delivery_to(endpoint, event)
    put_off_every_delivery()
    endpoints.update_endpoint(endpoint.pk, actor=manager, url=endpoint.url, description="Named")
    assert hurried() == set()
    endpoints.update_endpoint(endpoint.pk, actor=manager, url="https://example.org/")
    assert hurried() == {f"webhook:{endpoint.pk}:{event.subject}"}
    assert f"webhook:{other.pk}:{event.subject}" not in hurried()


def test_enabling_sends_at_once_what_was_put_off(manager: User) -> None:
    endpoint = EndpointFactory()
    event = stored()
    delivery_to(endpoint, event)
    put_off_every_delivery()
    endpoints.disable(endpoint.pk, actor=manager)
    endpoints.enable(endpoint.pk, actor=manager)
    lock = f"webhook:{endpoint.pk}:{event.subject}"
    assert not ProcrastinateJob.objects.filter(lock=lock, scheduled_at__isnull=False).exists()
    assert hurried() == {lock}


SERVICES = [
    endpoints.update_endpoint,
    endpoints.delete_endpoint,
    endpoints.rotate_secret,
    endpoints.enable,
    endpoints.disable,
]


@pytest.mark.parametrize("service", SERVICES)
def test_managers_only(service: Any, recruiter: User, manager: User) -> None:
    endpoint = EndpointFactory()
    with pytest.raises(Forbidden):
        service(endpoint.pk, actor=recruiter)
    with pytest.raises(Missing):
        service(uuid4(), actor=manager)


def test_creating_is_for_managers_only(make_user: Any) -> None:
    for role in ("recruiter", "interviewer", "service", "candidate"):
        with pytest.raises(Forbidden):
            endpoints.create_endpoint(actor=make_user(role), url=URL)
