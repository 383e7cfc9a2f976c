"""Webhook endpoints and deliveries in the back-office."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from feedback.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from feedback.tests.admin.pages import text_of
from feedback.tests.hooks import EndpointFactory, delivery_to, jobs

pytestmark = pytest.mark.django_db

ENDPOINTS, DELIVERIES = "/admin/feedback/webhookendpoint/", "/admin/feedback/webhookdelivery/"


def attempted(delivery: WebhookDelivery, status: str, **said: Any) -> WebhookDelivery:
    WebhookAttempt.objects.create(delivery=delivery, at=timezone.now(), milliseconds=12, **said)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(status=status, tries=1)
    return delivery


def test_added_with_its_secret_shown_once(browser: Any, manager: Any) -> None:
    said = {"url": "https://example.com/hook", "description": "Warehouse", "event_types": ["offer.accepted"]}
    answer = browser.post(f"{ENDPOINTS}add/", said)
    row = WebhookEndpoint.objects.get()
    assert row.secrets[0] in text_of(answer)
    assert "no-store" in answer["Cache-Control"]
    assert (row.event_types, row.created_by) == (["offer.accepted"], manager)
    page = text_of(browser.get(f"{ENDPOINTS}{row.pk}/change/"))
    assert row.secrets[0] not in page
    assert row.secrets[0] not in text_of(browser.get(ENDPOINTS))


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://user:pw@example.com/", "gopher://example.com"])
def test_a_bad_address_stands_at_its_field(url: str, browser: Any) -> None:
    page = browser.post(f"{ENDPOINTS}add/", {"url": url})
    assert page.context["adminform"].form.errors["url"]
    assert not WebhookEndpoint.objects.exists()


def test_changed(browser: Any) -> None:
    endpoint = EndpointFactory(event_types=["offer.accepted"])
    page = f"{ENDPOINTS}{endpoint.pk}/change/"
    assert "checked" in text_of(browser.get(page))
    answer = browser.post(page, {"url": "https://example.org/", "description": "Moved", "event_types": []})
    assert answer.status_code == 302
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.description, endpoint.event_types) == ("https://example.org/", "Moved", [])


def test_rotated_with_the_new_secret_shown_once(browser: Any) -> None:
    endpoint = EndpointFactory()
    url = f"{ENDPOINTS}{endpoint.pk}/do/rotate/"
    assert "shown once" in text_of(browser.get(url))
    answer = browser.post(url)
    old = endpoint.secrets[0]
    endpoint.refresh_from_db()
    page = text_of(answer)
    assert endpoint.secrets[0] in page
    assert old not in page
    assert "no-store" in answer["Cache-Control"]
    assert "An older secret signs too" in text_of(browser.get(f"{ENDPOINTS}{endpoint.pk}/change/"))
    assert LogEntry.objects.get().change_message == "New secret."


def test_pinged_switched_off_and_on(browser: Any) -> None:
    endpoint = EndpointFactory()
    base = f"{ENDPOINTS}{endpoint.pk}"
    assert browser.post(f"{base}/do/ping/").status_code == 302
    assert WebhookDelivery.objects.get().event is None
    assert "Ping" in text_of(browser.get(f"{base}/change/"))
    assert browser.post(f"{base}/do/disable/").status_code == 302
    page = text_of(browser.get(f"{base}/change/"))
    assert "mona switched it off." in page
    assert "/do/enable/" in page
    assert "/do/ping/" not in page
    assert browser.post(f"{base}/do/enable/").status_code == 302
    endpoint.refresh_from_db()
    assert endpoint.active
    assert len(jobs()) == 2  # the ping waited, so enabling asks for it once more


def test_delivery_with_its_attempts_is_sent_again(browser: Any) -> None:
    delivery = attempted(delivery_to(EndpointFactory()), "dead", response_status=500, error="It answered 500. Oh <no>")
    page = text_of(browser.get(f"{DELIVERIES}{delivery.pk}/change/"))
    assert "It answered 500. Oh &lt;no&gt;" in page
    assert "12 ms" in page
    assert browser.post(f"{DELIVERIES}{delivery.pk}/do/send-again/").status_code == 302
    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries) == ("waiting", 0)
    assert "/do/send-again/" not in text_of(browser.get(f"{DELIVERIES}{delivery.pk}/change/"))


def test_many_are_sent_again(browser: Any) -> None:
    endpoint = EndpointFactory()
    dead = [attempted(delivery_to(endpoint), "dead", error="No answer") for _ in range(2)]
    waiting = delivery_to(endpoint)
    said = {"action": "send_again", "_selected_action": [str(row.pk) for row in (*dead, waiting)]}
    assert "3 webhook deliveries chosen" in text_of(browser.post(DELIVERIES, said))
    page = text_of(browser.post(DELIVERIES, {**said, "confirmed": "yes"}))
    assert "2 done, 1 refused" in page
    assert set(WebhookDelivery.objects.values_list("status", flat=True)) == {"waiting"}


def test_lists_within_their_budget(browser: Any, count_queries: Any) -> None:
    for _ in range(3):
        attempted(delivery_to(EndpointFactory()), "dead", error="No answer")
    for path in (ENDPOINTS, DELIVERIES, f"{DELIVERIES}?status__exact=dead"):
        with count_queries(8):
            text_of(browser.get(path))


def test_managers_only(browser_of: Any, recruiter: Any, interviewer: Any) -> None:
    delivery = attempted(delivery_to(EndpointFactory()), "dead", error="No answer")
    for user in (recruiter, interviewer):
        browser = browser_of(user)
        paths = [
            ENDPOINTS,
            f"{ENDPOINTS}add/",
            f"{ENDPOINTS}{delivery.endpoint_id}/change/",
            f"{ENDPOINTS}{delivery.endpoint_id}/do/rotate/",
            DELIVERIES,
            f"{DELIVERIES}{delivery.pk}/change/",
            f"{DELIVERIES}{delivery.pk}/do/send-again/",
        ]
        assert {browser.get(path).status_code for path in paths} <= {403}
        assert browser.post(paths[3]).status_code == 403
        assert browser.post(paths[6]).status_code == 403
        assert "webhook" not in text_of(browser.get("/admin/")).lower()


@pytest.mark.parametrize("query", ["q=%00", "endpoint__id__exact=x", "status__exact=nope", "o=99", "p=999"])
def test_odd_queries_are_no_crash(query: str, browser: Any) -> None:
    for path in (ENDPOINTS, DELIVERIES):
        assert browser.get(f"{path}?{query}").status_code in (200, 302, 400)
    assert browser.post(f"{ENDPOINTS}{uuid4()}/do/rotate/").status_code == 404
