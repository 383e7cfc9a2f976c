"""Which company or feeder a name means."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from config.base.text import fold
from tracking.models import Company


def named(name: str) -> Q:
    """Whose name or alias folds like this one."""
    key = fold(name)
    return Q(name_key=key) | Q(alias_keys__contains=[key])


def identified(name: str) -> Q:
    """Whose id, name or alias this is."""
    try:
        return Q(pk=UUID(name)) | named(name)
    except ValueError:
        return named(name)


def of_company(name: str) -> Q:
    """Rows of that company; a scalar subquery, so that the name is looked up inside the statement."""
    return Q(company_id=Company.objects.filter(identified(name)).values("pk")[:1])
