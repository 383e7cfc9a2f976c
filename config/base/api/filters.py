"""Filters by allow-list; a parameter that a list does not know is refused by name, not silently ignored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as django_filters
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

# What DRF reads itself, to choose the form of the answer.
OF_EVERY_REQUEST = frozenset({"format"})
OF_EVERY_LIST = OF_EVERY_REQUEST | {"limit", "cursor", "ordering", "count"}
UNKNOWN = "unknown_parameter"


class FilterBackend(django_filters.DjangoFilterBackend):
    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filterset_class = self.get_filterset_class(view, queryset)
        known = set(OF_EVERY_LIST)
        if filterset_class is not None:
            known.update(parameters_of(filterset_class))
        if unknown := sorted(set(request.query_params) - known):
            raise ValidationError({name: ["This list has no such filter."] for name in unknown}, UNKNOWN)
        found: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return found


def parameters_of(filterset_class: type[django_filters.FilterSet]) -> set[str]:
    """A range is asked for by its two ends, never by its own name."""
    found: set[str] = set()
    for name, each in filterset_class.base_filters.items():
        found |= {f"{name}_after", f"{name}_before"} if isinstance(each, InstantRangeFilter) else {name}
    return found


class InstantRangeFilter(django_filters.IsoDateTimeFromToRangeFilter):
    """`<name>_after` and `<name>_before`, each an ISO date-time, both inclusive; from after to is refused."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        start, stop = (in_utc(end) for end in (value.start, value.stop)) if value else (None, None)
        if start and stop and start > stop:
            raise ValidationError({f"{self.field_name}": ["The range ends before it starts."]}, "invalid_range")
        found: QuerySet[Any] = super().filter(qs, value)
        return found


def in_utc(moment: datetime | None) -> datetime | None:
    """Raises where UTC's own calendar has no such day: PostgreSQL could not compare it."""
    try:
        return moment and moment.astimezone(UTC)
    except OverflowError:
        raise ValidationError("This date and time is out of range.", "out_of_range") from None
