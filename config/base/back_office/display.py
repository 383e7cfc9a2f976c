"""How statuses and ages look."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.base.clock import business_today


def badge(value: str, label: str) -> SafeString:
    """A status as text with a mark of its own; the colour only repeats what both say."""
    return format_html('<span class="badge badge-{}">{}</span>', value, label)


def badge_of(row: Model, field: str = "status") -> SafeString:
    display: Any = getattr(row, f"get_{field}_display")
    return badge(getattr(row, field), display())


def age(moment: datetime) -> str:
    """How many dates ago that was, as the business counts its days: yesterday evening is not today."""
    days = (business_today() - timezone.localdate(moment, settings.BUSINESS_TIME_ZONE)).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days"
