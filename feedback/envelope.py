"""An event as others receive it: a CloudEvents 1.0 envelope in structured JSON. The same bytes each time it is made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from django.conf import settings

if TYPE_CHECKING:
    from feedback.models import Event, WebhookDelivery

CONTENT_TYPE = "application/json"
PING = "webhook.ping"


def envelope_of(event: Event) -> bytes:
    return written(str(event.pk), event.type, str(event.subject), event.time, event.data)


def ping_envelope(delivery: WebhookDelivery) -> bytes:
    """What an endpoint is sent to see whether it answers; its id is the delivery's, its subject the endpoint."""
    return written(str(delivery.pk), PING, str(delivery.endpoint_id), delivery.created_at, {})


def written(id: str, type: str, subject: str, time: datetime, data: dict[str, Any]) -> bytes:
    """Keys are sorted: PostgreSQL keeps them in an order of its own."""
    attributes = {
        "specversion": "1.0",
        "id": id,
        "source": settings.PUBLIC_URL,
        "type": type,
        "subject": subject,
        "time": time.astimezone(UTC),
        "datacontenttype": CONTENT_TYPE,
    }
    return JSONFormat().write(CloudEvent(attributes, dict(sorted(data.items()))))
