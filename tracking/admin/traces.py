"""The traces that writes leave: shown on the pages they belong to, and as lists of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model

from config.base.back_office.display import badge
from config.base.back_office.roles import ReadOnlyAdmin
from tracking.enums import CandidateStatus, ChangeSubject, OfferStatus, ProcessStatus, StageOutcome
from tracking.models import Placement, StatusChange
from tracking.selectors.field_changes import field_changes

LABELS: dict[str, dict[str, str]] = {
    ChangeSubject.CANDIDATE: dict(CandidateStatus.choices),
    ChangeSubject.PROCESS: dict(ProcessStatus.choices),
    ChangeSubject.STAGE: dict(StageOutcome.choices),
    ChangeSubject.OFFER: dict(OfferStatus.choices),
}
MOST = 200


def status_badge_of(subject: str, status: str | None) -> str:
    return badge(status, LABELS[subject].get(status, status)) if status else ""


def told(changes: Iterable[StatusChange]) -> list[dict[str, Any]]:
    """Status changes as a page shows them."""
    return [
        {
            "at": change.at,
            "subject": subject_of(change),
            "old": status_badge_of(change.subject, change.from_status),
            "new": status_badge_of(change.subject, change.to_status),
            "by": change.by.display_name if change.by else "the system",
            "reason": change.reason,
        }
        for change in changes
    ]


def subject_of(change: StatusChange) -> str:
    if change.stage is not None:
        return str(change.stage)
    return f"Offer {change.offer.number}" if change.offer is not None else change.get_subject_display()


def traces(changes: Any, rows: Iterable[Model]) -> dict[str, Any]:
    """What a page's history sections show: the status changes, newest first, and the fields of `rows`."""
    newest = changes.select_related("by", "stage", "offer").order_by("-at", "-id")[:MOST]
    return {"status_changes": told(newest), "field_changes": field_changes(rows)}


class StatusChangeAdmin(ReadOnlyAdmin):
    index_order = 9
    list_display = ("at", "candidate", "what", "old", "new", "who", "reason")
    list_select_related = ("candidate", "stage", "offer", "by")
    list_filter = ("subject", ("at", admin.DateFieldListFilter))
    fields = ("at", "candidate", "process", "what", "old", "new", "who", "reason")
    readonly_fields = fields
    ordering = ("-at", "-id")

    @admin.display(description="Of")
    def what(self, change: StatusChange) -> str:
        return subject_of(change)

    @admin.display(description="From")
    def old(self, change: StatusChange) -> str:
        return status_badge_of(change.subject, change.from_status)

    @admin.display(description="To")
    def new(self, change: StatusChange) -> str:
        return status_badge_of(change.subject, change.to_status)

    @admin.display(description="By")
    def who(self, change: StatusChange) -> str:
        return change.by.display_name if change.by else "the system"


class PlacementAdmin(ReadOnlyAdmin):
    index_order = 8
    list_display = ("candidate", "role", "company", "placement_date", "standing")
    list_select_related = ("candidate", "company")
    list_filter = (("placement_date", admin.DateFieldListFilter), ("reversed_at", admin.EmptyFieldListFilter))
    ordering = ("-placement_date", "-created_at", "-id")
    fields = ("candidate", "process", "role", "company", "placement_date", "offer", "reversed_at")
    readonly_fields = fields

    @admin.display(description="Stands", boolean=True)
    def standing(self, placement: Placement) -> bool:
        return placement.reversed_at is None
