"""A selection as a condition of the ORM, for figures read from the rows themselves and not from the rollups."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q

from analytics.selectors.selection import Selection
from config.base.errors import Invalid
from config.base.models import User
from config.base.roles import Role

LOOKUPS = {"feeder": "feeder", "company": "company", "recruiter": "recruiter", "role": "role_key"}


def chosen(selection: Selection, user: User, path: str = "process__") -> Q:
    """Of rows that reach their process by `path`: managers have all, recruiters what they lead, others nothing.

    Raises Invalid for a past day: ratings and feedback are told as they are now.
    """
    if selection.as_of is not None:
        raise not_as_of()
    asked = {f"{path}{LOOKUPS[dim]}": key for dim, key in selection.keys.items()}
    found = Q(**asked) & began(selection, path)
    if user.has_role(Role.MANAGER):
        return found
    return found & Q(**{f"{path}recruiter": user}) if user.has_role(Role.RECRUITER) else Q(pk__in=[])


def not_as_of() -> Invalid:
    return Invalid("This figure is told as of now only.", code="not_as_of", attr="as_of")


def began(selection: Selection, path: str) -> Q:
    """As instants, which an index on created_at answers."""
    found = Q()
    if selection.since is not None:
        found &= Q(**{f"{path}created_at__gte": starts(selection.since)})
    if selection.until is not None:
        found &= Q(**{f"{path}created_at__lt": starts(selection.until + timedelta(days=1))})
    return found


def starts(day: date) -> datetime:
    return datetime.combine(day, time(), settings.BUSINESS_TIME_ZONE)
