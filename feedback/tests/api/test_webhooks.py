"""Webhooks over the API: managers only, and secrets only where they have just been made."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from config.testing.refusals import attrs_of, codes_of
from feedback.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from feedback.tests.hooks import EndpointFactory, delivery_to, tried

pytestmark = pytest.mark.django_db

URL = "https://example.com/hook"


@pytest.fixture
def api(client_for: Any, manager: Any) -> Any:
    return client_for(manager)


def test_created_with_a_secret_that_is_shown_once(api: Any, manager: Any) -> None:
    made = api.post("/api/webhooks", {"url": URL, "event_types": ["offer.accepted"], "description": "Warehouse"})
    assert made.status_code == 201
    body = made.json()
    secret = body.pop("secret")
    row = WebhookEndpoint.objects.get()
    assert row.secrets == [secret]
    assert body == {
        "id": str(row.pk),
        "url": URL,
        "description": "Warehouse",
        "event_types": ["offer.accepted"],
        "active": True,
        "disabled_reason": "",
        "failures": 0,
        "failing_since": None,
        "old_secrets_until": None,
        "created_by": str(manager.pk),
        "created_at": body["created_at"],
    }
    assert api.get(f"/api/webhooks/{row.pk}").json() == body
    assert api.get("/api/webhooks").json()["results"] == [body]
    for path in ("/api/webhooks", f"/api/webhooks/{row.pk}", f"/api/webhooks/{row.pk}/deliveries"):
        assert secret not in api.get(path).content.decode()


def test_a_key_makes_one_endpoint(api: Any) -> None:
    first, second = (api.post("/api/webhooks", {"url": URL}, HTTP_IDEMPOTENCY_KEY="once") for _ in range(2))
    assert first.json() == second.json()
    assert WebhookEndpoint.objects.count() == 1


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1", "private network"),
        ("http://[::ffff:127.0.0.1]/", "private network"),
        ("http://0x7f000001", "private network"),
        ("http://2130706433/", "private network"),
        ("http://127.1", "private network"),
        ("http://169.254.169.254/latest", "private network"),
        ("http://localhost:8000/", "private network"),
        ("http://user:pw@example.com/", "user name or password"),
        ("ftp://example.com/", "https://"),
        ("nonsense", "https://"),
    ],
)
def test_bad_addresses_name_the_field_and_the_reason(url: str, reason: str, api: Any) -> None:
    refused = api.post("/api/webhooks", {"url": url})
    assert (refused.status_code, attrs_of(refused)) == (400, ["url"])
    assert reason in refused.json()["errors"][0]["detail"]
    endpoint = EndpointFactory()
    changed = api.patch(f"/api/webhooks/{endpoint.pk}", {"url": url})
    assert (changed.status_code, attrs_of(changed)) == (400, ["url"])
    assert list(WebhookEndpoint.objects.values_list("url", flat=True)) == [URL]


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "url"),
        ({"url": None}, "url"),
        ({"url": "https://example.com/" + "x" * 500}, "url"),
        ({"url": URL, "event_types": ["nonsense"]}, "event_types.0"),
        ({"url": URL, "event_types": "offer.accepted"}, "event_types"),
        ({"url": URL, "description": "x" * 201}, "description"),
        ({"url": URL, "secrets": ["mine"]}, "secrets"),
    ],
)
def test_what_is_no_endpoint(body: Any, attr: str, api: Any) -> None:
    refused = api.post("/api/webhooks", body)
    assert (refused.status_code, attrs_of(refused)) == (400, [attr])
    assert not WebhookEndpoint.objects.exists()


def test_changed_and_sent_back(api: Any) -> None:
    endpoint = EndpointFactory()
    path = f"/api/webhooks/{endpoint.pk}"
    changed = api.patch(path, {"event_types": ["session.finished"], "description": "Named"})
    assert changed.status_code == 200
    assert (changed.json()["event_types"], changed.json()["description"]) == (["session.finished"], "Named")
    assert api.patch(path, changed.json() | {"active": False}).json() == changed.json()
    assert api.put(path, changed.json()).status_code == 405


def test_deleted(api: Any) -> None:
    endpoint = EndpointFactory()
    delivery_to(endpoint)
    assert api.delete(f"/api/webhooks/{endpoint.pk}").status_code == 204
    assert api.delete(f"/api/webhooks/{endpoint.pk}").status_code == 404
    assert api.get(f"/api/webhooks/{endpoint.pk}/deliveries").status_code == 404


def test_rotated(api: Any) -> None:
    endpoint = EndpointFactory()
    answer = api.post(f"/api/webhooks/{endpoint.pk}/rotate").json()
    assert answer["secret"] != endpoint.secrets[0]
    assert answer["old_secrets_until"] is not None
    endpoint.refresh_from_db()
    assert endpoint.secrets[0] == answer["secret"]
    assert "secret" not in api.get(f"/api/webhooks/{endpoint.pk}").json()


def test_switched_off_and_on(api: Any) -> None:
    endpoint = EndpointFactory()
    off = api.post(f"/api/webhooks/{endpoint.pk}/disable").json()
    assert (off["active"], off["disabled_reason"]) == (False, "mona switched it off.")
    refused = api.post(f"/api/webhooks/{endpoint.pk}/ping")
    assert (refused.status_code, codes_of(refused)) == (409, ["endpoint_disabled"])
    on = api.post(f"/api/webhooks/{endpoint.pk}/enable").json()
    assert (on["active"], on["disabled_reason"]) == (True, "")


def test_pinged(api: Any) -> None:
    endpoint = EndpointFactory()
    answer = api.post(f"/api/webhooks/{endpoint.pk}/ping")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["webhook_id"], body["event_id"], body["event_type"]) == (str(endpoint.pk), None, "webhook.ping")
    assert (body["status"], body["attempts"]) == ("waiting", [])


def test_deliveries_with_their_attempts(api: Any, count_queries: Any) -> None:
    endpoint = EndpointFactory(url="http://127.0.0.1:9/")
    older, newer = delivery_to(endpoint), delivery_to(endpoint)
    tried(older)
    delivery_to(EndpointFactory(), older.event)
    with count_queries(2):
        answer = api.get(f"/api/webhooks/{endpoint.pk}/deliveries")
    first, second = answer.json()["results"]
    assert (first["id"], first["attempts"]) == (str(newer.pk), [])
    assert (second["id"], second["event_id"], second["event_type"]) == (
        str(older.pk),
        str(older.event_id),
        "candidate.created",
    )
    (attempt,) = second["attempts"]
    assert set(attempt) == {"at", "milliseconds", "response_status", "error"}
    assert (attempt["response_status"], "private network" in attempt["error"]) == (None, True)
    path = f"/api/webhooks/{endpoint.pk}/deliveries"
    assert [row["id"] for row in api.get(f"{path}?event={newer.event_id}").json()["results"]] == [str(newer.pk)]
    assert api.get(f"{path}?status=dead").json()["results"] == []
    assert api.get(f"{path}?status=nonsense").status_code == 400
    assert api.get(f"/api/webhooks/{uuid4()}/deliveries").status_code == 404


def test_replayed(api: Any) -> None:
    endpoint = EndpointFactory()
    delivery = delivery_to(endpoint)
    path = f"/api/webhooks/deliveries/{delivery.pk}/replay"
    refused = api.post(path)
    assert (refused.status_code, codes_of(refused)) == (409, ["already_waiting"])
    WebhookAttempt.objects.create(delivery=delivery, at=timezone.now(), milliseconds=3, response_status=200)
    sent(delivery)
    answer = api.post(path)
    assert (answer.status_code, answer.json()["status"], len(answer.json()["attempts"])) == (200, "waiting", 1)
    assert api.post(f"/api/webhooks/deliveries/{uuid4()}/replay").status_code == 404


def sent(delivery: WebhookDelivery) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk).update(status="sent", sent_at=timezone.now(), tries=1)


@pytest.mark.parametrize("role", ["recruiter", "interviewer", "candidate", "service"])
def test_managers_only(role: str, client_for: Any, make_user: Any) -> None:
    endpoint = EndpointFactory()
    delivery = delivery_to(endpoint)
    api, one = client_for(make_user(role)), f"/api/webhooks/{endpoint.pk}"
    answers = [
        api.get("/api/webhooks"),
        api.post("/api/webhooks", {"url": URL}),
        api.get(one),
        api.patch(one, {"description": "Mine"}),
        api.delete(one),
        api.post(f"{one}/rotate"),
        api.post(f"{one}/ping"),
        api.post(f"{one}/enable"),
        api.post(f"{one}/disable"),
        api.get(f"{one}/deliveries"),
        api.post(f"/api/webhooks/deliveries/{delivery.pk}/replay"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    endpoint.refresh_from_db()
    assert (endpoint.description, WebhookEndpoint.objects.count()) == ("", 1)


def test_lists_take_the_same_queries_for_one_and_three(api: Any, count_queries: Any) -> None:
    for number in (1, 3):
        while WebhookEndpoint.objects.count() < number:
            EndpointFactory()
        with count_queries(2):
            assert len(api.get("/api/webhooks").json()["results"]) == number
