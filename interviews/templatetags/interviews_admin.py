"""What the pages of interviews need beyond Django's own filters."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    return "not known" if share is None else f"{share:.0%}"


@register.filter
def clock(seconds: float | None) -> str:
    """Minutes and seconds."""
    return "not known" if seconds is None else f"{round(seconds) // 60}:{round(seconds) % 60:02d}"
