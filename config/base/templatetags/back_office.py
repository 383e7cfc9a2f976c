"""What the back-office's templates need beyond Django's own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.db.models import Model
from django.utils.safestring import SafeString

from config.base.back_office.display import badge_of

register = template.Library()


@register.simple_tag
def status_badge(row: Model, field: str = "status") -> SafeString:
    return badge_of(row, field)


@register.filter
def values_for(row: dict[str, Any], columns: list[str]) -> list[Any]:
    """A row's cells in the order of `columns`."""
    return [row.get(column, "") for column in columns]


@register.filter
def values_at(values: tuple[Any, ...], places: list[int]) -> list[Any]:
    """A refused row's cells at these places."""
    return [values[place] for place in places]


@register.filter
def amount(value: Decimal, currency: str) -> str:
    return f"{value:,.2f} {currency}"
