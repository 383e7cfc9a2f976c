"""Events told to other systems, signed by the Standard Webhooks scheme: at least once, in order for each subject.

What receivers need to know of it stands in docs/webhooks.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from config.base.errors import Conflict, Missing
from config.base.models import User
from feedback.enums import SendingStatus
from feedback.envelope import envelope_of, ping_envelope
from feedback.models import Event, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from feedback.outgoing import Refused, Unreachable, post, sign
from feedback.services.delivery_jobs import DELIVER_TASK, WEBHOOKS_QUEUE, defer_deliveries, defer_telling
from feedback.services.endpoints import lock_endpoint, require_active, require_manager, set_active, signing_secrets
from feedback.services.sending import MAX_TRIES, back_to_waiting, mark_sent, note_failure

# An endpoint is given up after so long without a success, and never for less than one delivery's tries.
PATIENCE = timedelta(days=3)
FEWEST_FAILURES = MAX_TRIES
LONGEST_ERROR = 500

FAN_OUT = """
    WITH made AS (
        INSERT INTO feedback_webhookdelivery (id, endpoint_id, event_id, status, tries)
        SELECT gen_random_uuid(), endpoint.id, %(event)s, %(status)s, 0
          FROM feedback_webhookendpoint endpoint
         WHERE endpoint.active AND (cardinality(endpoint.event_types) = 0 OR %(type)s = ANY (endpoint.event_types))
           FOR KEY SHARE
        ON CONFLICT (endpoint_id, event_id) DO NOTHING
        RETURNING id, endpoint_id
    )
    SELECT procrastinate_defer_jobs_v1(array_agg(ROW(
        %(queue)s, %(task)s, 0, 'webhook:' || endpoint_id || ':' || %(subject)s, NULL,
        jsonb_build_object('delivery_id', id), NULL
    )::procrastinate_job_to_defer_v1)) FROM made HAVING count(*) > 0
"""


class NotDelivered(Exception):
    """The try failed, which has been noted, and another one is due. `tries`: how often by now."""

    def __init__(self, reason: str, tries: int) -> None:
        super().__init__(reason)
        self.tries = tries


@dataclass(frozen=True)
class Tried:
    at: datetime
    milliseconds: int
    status: int | None
    error: str

    @property
    def ok(self) -> bool:
        return not self.error


def fan_out(event: Event) -> None:
    """A delivery and its job for each active endpoint that wants this type; again, it adds nothing."""
    said: dict[str, str | UUID] = {
        "event": event.pk,
        "type": event.type,
        "subject": str(event.subject),
        "status": SendingStatus.WAITING.value,
        "queue": WEBHOOKS_QUEUE,
        "task": DELIVER_TASK,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FAN_OUT, said)


@transaction.atomic
def ping(pk: UUID, *, actor: User) -> WebhookDelivery:
    """A delivery of no event, to see whether the endpoint answers. Raises Conflict where it is switched off."""
    endpoint = lock_endpoint(pk, actor)
    require_active(endpoint)
    delivery = WebhookDelivery.objects.create(endpoint=endpoint)
    defer_deliveries([delivery])
    return delivery


@transaction.atomic
def replay(pk: UUID, *, actor: User) -> WebhookDelivery:
    """Sends it once more, under the same id. Raises Conflict while it is on its way."""
    require_manager(actor)
    known = WebhookDelivery.objects.filter(pk=pk).values_list("endpoint_id", flat=True).first()
    if known is None:
        raise Missing("Not found.")
    require_active(lock_endpoint(known, actor))
    delivery = locked(pk)
    if delivery is None:
        raise Missing("Not found.")
    if delivery.status == SendingStatus.WAITING:
        raise Conflict("It is waiting to be sent already.", code="already_waiting")
    back_to_waiting(delivery)
    defer_deliveries([delivery])
    return delivery


def deliver(pk: UUID) -> None:
    """Sends it once, outside of any transaction, and notes what came of it. Raises NotDelivered for a retry.

    What is sent already is left alone, and what is for a disabled endpoint waits until it is enabled.
    """
    delivery = WebhookDelivery.objects.select_related("endpoint", "event").filter(pk=pk).first()
    if delivery is None or delivery.status != SendingStatus.WAITING or not delivery.endpoint.active:
        return
    tried = try_once(delivery)
    tries = note(delivery, tried)
    if tries:
        raise NotDelivered(tried.error, tries)


def try_once(delivery: WebhookDelivery) -> Tried:
    endpoint, now, started = delivery.endpoint, timezone.now(), monotonic()
    body = envelope_of(delivery.event) if delivery.event else ping_envelope(delivery)
    message_id = str(delivery.event_id or delivery.pk)
    headers = sign(signing_secrets(endpoint, now), message_id, now, body)
    headers["content-type"] = "application/cloudevents+json"
    status = None
    try:
        answer = post(endpoint.url, body=body, headers=headers, allowed_networks=settings.WEBHOOK_ALLOWED_NETWORKS)
    except (Refused, Unreachable) as failure:
        error = failure.reason
    else:
        status = answer.status
        error = "" if answer.ok else f"It answered {answer.status}. {answer.text}"
    return Tried(now, round((monotonic() - started) * 1000), status, error[:LONGEST_ERROR].strip())


@transaction.atomic
def note(delivery: WebhookDelivery, tried: Tried) -> int:
    """How many tries have failed where another one is due, else 0. The endpoint is locked first, as everywhere."""
    endpoint = WebhookEndpoint.objects.select_for_update(no_key=True).filter(pk=delivery.endpoint_id).first()
    row = locked(delivery.pk)
    if endpoint is None or row is None:
        return 0  # deleted meanwhile
    WebhookAttempt.objects.create(
        delivery=row,
        at=tried.at,
        milliseconds=tried.milliseconds,
        response_status=tried.status,
        error=tried.error,
    )
    if tried.ok:
        note_success(endpoint)
        if row.status == SendingStatus.WAITING:
            mark_sent(row)
        return 0
    count_failure(endpoint, tried)
    if row.status == SendingStatus.WAITING:
        note_failure(row, tried.error)
    return row.tries if row.status == SendingStatus.WAITING and endpoint.active else 0


def note_success(endpoint: WebhookEndpoint) -> None:
    if endpoint.failures:
        endpoint.failures, endpoint.failing_since = 0, None
        endpoint.save(update_fields=["failures", "failing_since"])


def count_failure(endpoint: WebhookEndpoint, tried: Tried) -> None:
    """One more try in a row that failed; the endpoint is disabled where there is no hope left."""
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or tried.at
    endpoint.save(update_fields=["failures", "failing_since"])
    reason = why_disabled(endpoint, tried)
    if endpoint.active and reason:
        set_active(endpoint, False, reason)
        defer_telling(endpoint.pk)


def why_disabled(endpoint: WebhookEndpoint, tried: Tried) -> str:
    """What happened and what to do about it; empty where the endpoint goes on."""
    if tried.status == HTTPStatus.GONE:
        return (
            "The address answered 410 Gone: it wants no more of this. Enter the new address, or delete the endpoint; "
            "then enable it again."
        )
    since = endpoint.failing_since
    if since is None or tried.at - since < PATIENCE or endpoint.failures < FEWEST_FAILURES:
        return ""
    return (
        f"Since {since:%d %B %Y} none of {endpoint.failures} tries succeeded; the last one: {tried.error} "
        "Repair the receiver or correct the address, enable the endpoint again, and send what is dead once more."
    )


def tell_disabled(pk: UUID) -> None:
    """An e-mail to who made the endpoint, unless it has been enabled again meanwhile."""
    endpoint = WebhookEndpoint.objects.select_related("created_by").filter(pk=pk, active=False).first()
    if endpoint is None:
        return
    maker = endpoint.created_by
    if maker is None or not (maker.is_active and maker.email):
        return
    page = reverse("admin:feedback_webhookendpoint_change", args=(endpoint.pk,))
    text = f"{endpoint.disabled_reason}\n\nThe endpoint: {endpoint.url}\nIts page: {settings.PUBLIC_URL}{page}\n"
    subject = " ".join(f"Webhook disabled: {endpoint}".split())
    send_mail(subject, text, None, [maker.email])


def locked(pk: UUID) -> WebhookDelivery | None:
    found = WebhookDelivery.objects.select_related("event").select_for_update(of=("self",))
    return found.filter(pk=pk).first()
