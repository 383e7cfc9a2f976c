"""The jobs that send deliveries: one for each, in the transaction that asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from procrastinate.contrib.django import app

from feedback.models import WebhookDelivery

WEBHOOKS_QUEUE = "webhooks"
DELIVER_TASK, TELL_TASK = "feedback.deliver_webhook", "feedback.tell_webhook_disabled"


def defer_deliveries(deliveries: Iterable[WebhookDelivery]) -> None:
    """In this order; those of one subject to one endpoint wait for each other."""
    for delivery in deliveries:
        task = app.configure_task(DELIVER_TASK, lock=lock_of(delivery), queue=WEBHOOKS_QUEUE)
        task.defer(delivery_id=str(delivery.pk))


def defer_telling(endpoint_id: UUID) -> None:
    app.configure_task(TELL_TASK, queue=WEBHOOKS_QUEUE).defer(endpoint_id=str(endpoint_id))


def lock_of(delivery: WebhookDelivery) -> str:
    """As `fan_out` spells it in SQL."""
    subject = delivery.event.subject if delivery.event else "ping"
    return f"webhook:{delivery.endpoint_id}:{subject}"
