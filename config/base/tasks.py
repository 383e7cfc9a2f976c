"""Housekeeping: what has expired is thrown away at night."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from config.base.models import IdempotencyRecord


@app.periodic(cron="17 3 * * *")
@app.task(name="base.flush_expired", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def flush_expired(timestamp: int) -> None:
    """Refresh tokens (with their entry in the blacklist), sessions and idempotency keys past their time."""
    now = timezone.now()
    OutstandingToken.objects.filter(expires_at__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    IdempotencyRecord.objects.filter(expires_at__lt=now).delete()
