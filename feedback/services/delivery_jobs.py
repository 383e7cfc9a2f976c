"""The jobs that send deliveries: one for each, in the transaction that asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from feedback.models import WebhookDelivery

WEBHOOKS_QUEUE = "webhooks"
DELIVER_TASK, TELL_TASK = "feedback.deliver_webhook", "feedback.tell_webhook_disabled"

HURRY = """
    UPDATE procrastinate_jobs SET scheduled_at = NULL
     WHERE task_name = %s AND lock LIKE %s AND status = 'todo' AND scheduled_at > now()
"""


def defer_deliveries(deliveries: Iterable[WebhookDelivery]) -> None:
    """In this order; those of one subject to one endpoint wait for each other."""
    for delivery in deliveries:
        task = app.configure_task(DELIVER_TASK, lock=lock_of(delivery), queue=WEBHOOKS_QUEUE)
        task.defer(delivery_id=str(delivery.pk))


def hurry_deliveries(endpoint_id: UUID) -> None:
    """What waits for its next try is tried now: what comes after it waits for it, and the endpoint is another one."""
    with connection.cursor() as cursor:
        cursor.execute(HURRY, [DELIVER_TASK, f"webhook:{endpoint_id}:%"])


def defer_telling(endpoint_id: UUID) -> None:
    app.configure_task(TELL_TASK, queue=WEBHOOKS_QUEUE).defer(endpoint_id=str(endpoint_id))


def lock_of(delivery: WebhookDelivery) -> str:
    """Of an event's, as `fan_out` spells it in SQL; a ping waits for nothing, not for a ping that fails either."""
    subject = delivery.event.subject if delivery.event else delivery.pk
    return f"webhook:{delivery.endpoint_id}:{subject}"
