"""Business dates: the day it is in BUSINESS_TIME_ZONE. Instants are stored in UTC."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone


def business_today() -> date:
    return timezone.localdate(timezone=settings.BUSINESS_TIME_ZONE)
