"""Which company and feeder are meant, by id, name or alias."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import CharField, Value

from config.base.errors import Invalid, Missing
from tracking.models import Company, Feeder
from tracking.selectors.names import identified


def company_of(name: str) -> Company:
    """Raises Missing."""
    found = Company.objects.filter(identified(name)).first()
    if found is None:
        raise Missing("There is no such company.")
    return found


def feeder_of(name: str) -> Feeder:
    """Raises Missing."""
    found = Feeder.objects.filter(identified(name)).first()
    if found is None:
        raise Missing("There is no such feeder.")
    return found


def keys_of(company_name: str = "", feeder_source: str = "") -> dict[str, UUID]:
    """The ids by dimension of those that are named, in one query. Raises Invalid for a name nobody has."""
    asked: dict[str, tuple[str, Any]] = {"company": (company_name, Company), "feeder": (feeder_source, Feeder)}
    queries = [
        model.objects.order_by()
        .filter(identified(name))
        .annotate(dim=Value(dim, output_field=CharField()))
        .values_list("dim", "pk")
        for dim, (name, model) in asked.items()
        if name
    ]
    if not queries:
        return {}
    first, *others = queries
    found = dict(first.union(*others) if others else first)
    if company_name and "company" not in found:
        raise Invalid("There is no such company.", code="unknown_name", attr="company_name")
    if feeder_source and "feeder" not in found:
        raise Invalid("There is no such feeder.", code="unknown_name", attr="feeder_source")
    return found
