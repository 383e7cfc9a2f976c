"""The addresses of other systems: made, changed, given new secrets, switched off and on again. Managers only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config.base.errors import Conflict, Forbidden, Invalid, Missing
from config.base.models import User
from config.base.roles import Role
from feedback.enums import EventType, SendingStatus
from feedback.models import WebhookDelivery, WebhookEndpoint
from feedback.outgoing import check_url, new_secret
from feedback.services.delivery_jobs import defer_deliveries, hurry_deliveries

# While receivers take over a new secret, what is sent to them is signed by the old one too.
OLD_SECRET_SIGNS = timedelta(hours=24)
MOST_SECRETS = 3


@transaction.atomic
def create_endpoint(
    *, actor: User, url: str, event_types: Iterable[str] = (), description: str = ""
) -> WebhookEndpoint:
    """Its secret is shown to who made it, and to nobody after that. Raises Forbidden, Invalid."""
    require_manager(actor)
    check_url(url, settings.WEBHOOK_ALLOWED_NETWORKS)
    return WebhookEndpoint.objects.create(
        url=url,
        event_types=known_types(event_types),
        description=description,
        secrets=[new_secret()],
        created_by=actor,
    )


@transaction.atomic
def update_endpoint(
    pk: UUID,
    *,
    actor: User,
    url: str | None = None,
    event_types: Iterable[str] | None = None,
    description: str | None = None,
) -> WebhookEndpoint:
    """Changes what is given. Another address begins without the failures of the old one, with what waits, now."""
    endpoint = lock_endpoint(pk, actor)
    if url is not None and url != endpoint.url:
        check_url(url, settings.WEBHOOK_ALLOWED_NETWORKS)
        endpoint.url = url
        endpoint.failures, endpoint.failing_since = 0, None
        hurry_deliveries(pk)
    if event_types is not None:
        endpoint.event_types = known_types(event_types)
    if description is not None:
        endpoint.description = description
    endpoint.save(update_fields=["url", "event_types", "description", "failures", "failing_since"])
    return endpoint


@transaction.atomic
def delete_endpoint(pk: UUID, *, actor: User) -> None:
    """With its deliveries and their attempts. Whoever adds a delivery just now is waited for."""
    lock_endpoint(pk, actor, to_delete=True).delete()


@transaction.atomic
def rotate_secret(pk: UUID, *, actor: User) -> WebhookEndpoint:
    """A new secret signs from now on; those that signed until now go on beside it for a day."""
    endpoint = lock_endpoint(pk, actor)
    now = timezone.now()
    endpoint.secrets = [new_secret(), *signing_secrets(endpoint, now)][:MOST_SECRETS]
    endpoint.old_secrets_until = now + OLD_SECRET_SIGNS
    endpoint.save(update_fields=["secrets", "old_secrets_until"])
    return endpoint


@transaction.atomic
def enable(pk: UUID, *, actor: User) -> WebhookEndpoint:
    """Sends there again, first what has been waiting meanwhile. Of an active endpoint it changes nothing."""
    endpoint = lock_endpoint(pk, actor)
    if endpoint.active:
        return endpoint
    set_active(endpoint, True)
    hurry_deliveries(pk)
    waiting = WebhookDelivery.objects.filter(endpoint=endpoint, status=SendingStatus.WAITING)
    defer_deliveries(waiting.select_related("event").order_by("created_at", "pk"))
    return endpoint


@transaction.atomic
def disable(pk: UUID, *, actor: User) -> WebhookEndpoint:
    """Nothing is sent there until it is enabled again; what is on its way waits for that."""
    endpoint = lock_endpoint(pk, actor)
    if endpoint.active:
        set_active(endpoint, False, f"{actor.display_name} switched it off.")
    return endpoint


def set_active(endpoint: WebhookEndpoint, active: bool, reason: str = "") -> None:
    """The one writer of `active`; the endpoint is locked. Its failures are counted anew once it is enabled."""
    endpoint.active, endpoint.disabled_reason = active, reason
    if active:
        endpoint.failures, endpoint.failing_since = 0, None
    endpoint.save(update_fields=["active", "disabled_reason", "failures", "failing_since"])


def signing_secrets(endpoint: WebhookEndpoint, now: datetime) -> list[str]:
    """The newest first, the older ones until their end."""
    until = endpoint.old_secrets_until
    return endpoint.secrets if until is not None and now < until else endpoint.secrets[:1]


def lock_endpoint(pk: UUID, actor: User, *, to_delete: bool = False) -> WebhookEndpoint:
    require_manager(actor)
    locked = WebhookEndpoint.objects.select_for_update(no_key=not to_delete)
    endpoint: WebhookEndpoint | None = locked.filter(pk=pk).first()
    if endpoint is None:
        raise Missing("Not found.")
    return endpoint


def require_active(endpoint: WebhookEndpoint) -> None:
    if not endpoint.active:
        raise Conflict("This endpoint is switched off: enable it first.", code="endpoint_disabled")


def require_manager(actor: User) -> None:
    if not actor.has_role(Role.MANAGER):
        raise Forbidden("Only a manager may do this with webhooks.")


def known_types(event_types: Iterable[str]) -> list[str]:
    """Each once, in the order of the vocabulary."""
    wanted = set(event_types)
    if unknown := sorted(wanted - set(EventType.values)):
        raise Invalid(f"There is no event type “{unknown[0]}”.", code="invalid_choice", attr="event_types")
    return [value for value in EventType.values if value in wanted]
