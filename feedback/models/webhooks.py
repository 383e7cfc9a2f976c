"""Who else is told of events, and what came of each telling."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from config.base.models import CreatedModel, User
from feedback.enums import EventType, SendingStatus
from feedback.models.events import Event
from feedback.models.scopes import ManagersQuerySet
from feedback.transitions import SENDING


class WebhookEndpoint(CreatedModel):
    """An address of another system. `secrets` sign what is sent there: the newest first, an older one until its end."""

    url = models.URLField(max_length=500)
    description = models.CharField(max_length=200, blank=True, default="")
    event_types = ArrayField(
        models.CharField(max_length=40, choices=EventType.choices),
        default=list,
        blank=True,
        help_text="None: all of them.",
    )
    secrets = ArrayField(models.CharField(max_length=100), editable=False)
    old_secrets_until = models.DateTimeField(null=True, editable=False)
    active = models.BooleanField(default=True)
    failing_since = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False, help_text="Tries in a row that failed.")
    disabled_reason = models.TextField(blank=True, default="", editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    objects = ManagersQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.description or self.url


class WebhookDelivery(CreatedModel):
    """One event for one endpoint; a ping has no event."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, related_name="deliveries")
    status = models.CharField(max_length=7, choices=SendingStatus.choices, default=SendingStatus.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    objects = ManagersQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "webhook deliveries"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_delivery_once"),
            models.CheckConstraint(name="delivery_status_known", condition=Q(status__in=SendingStatus.values)),
        ]
        indexes = [
            models.Index("endpoint", F("created_at").desc(), F("id").desc(), name="delivery_of_endpoint"),
            models.Index("created_at", "id", name="delivery_by_age"),
        ]
        triggers = [pgtrigger.FSM(name="delivery_machine", field="status", transitions=SENDING.pairs())]

    def __str__(self) -> str:
        return f"{self.event or 'Ping'} to {self.endpoint}"


class WebhookAttempt(models.Model):
    """One try of a delivery."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    response_status = models.PositiveSmallIntegerField(null=True)
    error = models.TextField(default="", blank=True)

    objects = ManagersQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return str(self.response_status or self.error)
