"""Which processes a figure is about: by feeder, company, recruiter, role and the days they began."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from analytics.measures import TOTAL
from config.base.models import User
from config.base.roles import Role

# The column of the facts for each dimension.
COLUMNS = {"feeder": "feeder_id", "company": "company_id", "recruiter": "recruiter_id", "role": "role_key"}

FIRST_DAY = TOTAL + timedelta(days=1)


@dataclass(frozen=True)
class Selection:
    """`role` is a folded role title. `since` and `until` are days in BUSINESS_TIME_ZONE, both included.

    `as_of` asks for the figures as they were at the end of that day. `led_by`, a recruiter who asks, is set by
    `seen_by` alone.
    """

    feeder: UUID | None = None
    company: UUID | None = None
    recruiter: UUID | None = None
    role: str | None = None
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    led_by: UUID | None = None

    def seen_by(self, user: User) -> Selection:
        """The part of it that the user may see: recruiters, the processes they lead.

        What a recruiter asks of another's processes is nothing. The walls say the same of the tallies; of the processes
        themselves they show a recruiter who interviews those of their panels too.
        """
        if user.has_role(Role.MANAGER):
            return self
        return replace(self, recruiter=self.recruiter or user.pk, led_by=user.pk)

    @cached_property
    def keys(self) -> dict[str, UUID | str]:
        """By dimension."""
        asked = {dim: getattr(self, dim) for dim in COLUMNS}
        return {dim: key for dim, key in asked.items() if key is not None}

    @property
    def has_period(self) -> bool:
        return self.since is not None or self.until is not None

    @cached_property
    def parameters(self) -> dict[str, Any]:
        since = max(self.since or FIRST_DAY, FIRST_DAY)
        period = {"since": since, "until": self.until or date.max, "total": TOTAL}
        return {**self.keys, **period, "led_by": self.led_by}

    @cached_property
    def condition(self) -> str:
        """Of a row of facts."""
        conditions = [f"{COLUMNS[dim]} = %({dim})s" for dim in self.keys]
        if self.led_by not in (None, self.recruiter):
            conditions.append("recruiter_id = %(led_by)s")
        if self.has_period:
            conditions.append("day BETWEEN %(since)s AND %(until)s")
        return " AND ".join(conditions) or "true"
