"""A candidate's placement history follows the status of the process."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from tracking.enums import ProcessStatus
from tracking.models import InterviewProcess, Offer, Placement


def sync_placement(process: InterviewProcess, offer: Offer | None) -> None:
    """Appends the placement of an accepted offer once; marks it reversed when the process is no longer accepted.

    It is of the day on which the process ended, so that one which is repaired later has the right day.
    """
    standing = Placement.objects.filter(process=process, reversed_at=None)
    if process.status != ProcessStatus.OFFER_ACCEPTED:
        standing.update(reversed_at=timezone.now())
    elif offer is not None and not standing.exists():
        Placement.objects.create(
            candidate_id=process.candidate_id,
            process=process,
            company_id=process.company_id,
            role=process.role_title,
            placement_date=timezone.localdate(process.ended_at, settings.BUSINESS_TIME_ZONE),
            offer=offer,
        )
