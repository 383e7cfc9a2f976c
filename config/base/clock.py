"""Business dates: the day it is in BUSINESS_TIME_ZONE. Instants are stored in UTC."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone


def business_today() -> date:
    return timezone.localdate(timezone=settings.BUSINESS_TIME_ZONE)


def business_zone() -> str:
    """BUSINESS_TIME_ZONE by its name, as the database takes it."""
    name: str = settings.BUSINESS_TIME_ZONE.key
    return name
