"""Filters by allow-list; a parameter that a list does not know is refused by name, not silently ignored."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as django_filters
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

OF_EVERY_LIST = frozenset({"limit", "cursor", "ordering", "count"})


class FilterBackend(django_filters.DjangoFilterBackend):
    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filterset_class = self.get_filterset_class(view, queryset)
        known = set(OF_EVERY_LIST)
        if filterset_class is not None:
            known.update(filterset_class(request=request).form.fields)
            known.update(range_names(filterset_class))
        if unknown := sorted(set(request.query_params) - known):
            raise ValidationError({name: ["This list has no such filter."] for name in unknown}, "unknown_parameter")
        found: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return found


def range_names(filterset_class: type[django_filters.FilterSet]) -> set[str]:
    ranges = (name for name, f in filterset_class.base_filters.items() if isinstance(f, InstantRangeFilter))
    return {f"{name}_{end}" for name in ranges for end in ("after", "before")}


class InstantRangeFilter(django_filters.IsoDateTimeFromToRangeFilter):
    """`<name>_after` and `<name>_before`, each an ISO date-time, both inclusive; from after to is refused."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if value and value.start and value.stop and value.start > value.stop:
            raise ValidationError({f"{self.field_name}": ["The range ends before it starts."]}, "invalid_range")
        found: QuerySet[Any] = super().filter(qs, value)
        return found
