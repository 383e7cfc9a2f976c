"""What is kept for a while only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.models import Event, ProcessedEvent, Publication, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from feedback.services.retention import KEPT, apply_retention
from feedback.tests.working import happen

pytestmark = pytest.mark.django_db


def test_it_removes_what_is_old_and_nothing_else() -> None:
    now = timezone.now()
    endpoint = WebhookEndpoint.objects.create(url="https://example.org/", secrets=[])
    for name, moment in (("old", now - KEPT - timedelta(hours=1)), ("new", now - KEPT + timedelta(hours=1))):
        ProcessedEvent.objects.create(consumer=name, event_id="1", at=moment)
        delivery = WebhookDelivery.objects.create(endpoint=endpoint, event=happen(), created_at=moment)
        WebhookAttempt.objects.create(delivery=delivery, at=moment, milliseconds=1)
    assert apply_retention() == 3
    assert apply_retention() == 0
    assert list(ProcessedEvent.objects.values_list("consumer", flat=True)) == ["new"]
    assert WebhookDelivery.objects.get().attempts.count() == 1
    assert (Event.objects.count(), Publication.objects.count(), WebhookEndpoint.objects.count()) == (2, 2, 1)
