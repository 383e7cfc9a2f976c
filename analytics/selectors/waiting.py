"""What waits for a person today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.utils import timezone

from config.base.clock import business_today
from config.base.models import User
from feedback.selectors.due import owing, seen_by
from feedback.selectors.review import proposals_of
from tracking.enums import OfferStatus, ProcessStatus, StageOutcome
from tracking.models import InterviewProcess, InterviewStage, Offer

STALE_AFTER = timedelta(days=14)
EXPIRING_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of each wait `at` this instant: decisions to confirm, outcomes to record, feedback to give, offers about
    to expire, and open processes of which nothing was heard for STALE_AFTER.
    """

    at: datetime
    decisions: int
    outcomes: int
    feedback: int
    offers: int
    stale: int

    @property
    def total(self) -> int:
        return self.decisions + self.outcomes + self.feedback + self.offers + self.stale

    @property
    def expiring_until(self) -> datetime:
        return self.at + EXPIRING_WITHIN

    @property
    def stale_before(self) -> datetime:
        return self.at - STALE_AFTER


def waiting(user: User) -> Waiting:
    """In the scope of the lists; one query."""
    now = timezone.now()
    found = {"decisions": proposals_of(user), "feedback": owing().filter(seen_by(user))}
    found["outcomes"] = InterviewStage.objects.visible_to(user).filter(
        outcome=StageOutcome.PENDING, scheduled_date__lt=business_today(), process__status__in=ProcessStatus.OPEN
    )
    found["offers"] = Offer.objects.visible_to(user).filter(
        status=OfferStatus.EXTENDED, expires_at__range=(now, now + EXPIRING_WITHIN)
    )
    found["stale"] = InterviewProcess.objects.visible_to(user).filter(
        status__in=ProcessStatus.OPEN, updated_at__lt=now - STALE_AFTER
    )
    first, *others = (numbered(name, rows) for name, rows in found.items())
    return Waiting(at=now, **dict.fromkeys(found, 0) | dict(first.union(*others, all=True)))


def numbered(name: str, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """(name, how many), or no row where there are none."""
    return rows.order_by().values(name=Value(name)).annotate(n=Count("*")).values_list("name", "n")
