"""Of when figures are told."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import timezone

from analytics.selectors.past import end_of
from analytics.selectors.selection import Selection
from config.base.clock import business_today


def told_at(selection: Selection) -> datetime:
    """The instant the figures hold all of that happened before it. To be taken before they are read."""
    now = timezone.now()
    return min(now, end_of(selection.as_of).astimezone(UTC)) if selection.as_of else now


def today_of(selection: Selection) -> date:
    """The day on which what goes on is measured."""
    return selection.as_of or business_today()
