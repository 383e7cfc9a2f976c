"""What is kept for a while only: what consumers have dealt with or given up, and what became of webhooks."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from config.postgres.identity import SYSTEM, acting_as
from feedback.models import ConsumerFailure, ProcessedEvent, WebhookAttempt, WebhookDelivery

KEPT = timedelta(days=90)
JOBS_KEPT = timedelta(days=7)


def apply_retention() -> int:
    """Removes what is older than KEPT; how many rows. Running it twice changes nothing."""
    end = timezone.now() - KEPT
    with acting_as(SYSTEM):
        processed, _ = ProcessedEvent.objects.filter(at__lt=end).delete()
        failures, _ = ConsumerFailure.objects.filter(at__lt=end).delete()
        old = WebhookDelivery.objects.filter(created_at__lt=end)
        attempts, _ = WebhookAttempt.objects.filter(delivery__in=old).delete()
        deliveries, _ = old.delete()
    return processed + failures + attempts + deliveries
