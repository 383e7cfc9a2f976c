"""What leaves a trace: status changes in the domain's own words, and field changes kept by database triggers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pghistory
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils import timezone

from config.base.models import User
from tracking.enums import ChangeSubject
from tracking.models.scopes import ChangeQuerySet


def tracked(exclude: Sequence[str] = ()) -> Callable[[type[Any]], type[Any]]:
    """Keeps the row as it was before each change of it, whoever makes the change and by which way.

    The state before is enough: the present one stands in the table itself, and a row that never changed (most of an
    import) costs nothing. `exclude` names what must not outlive its erasure (personal data) and derived columns.
    """
    return pghistory.track(
        pghistory.UpdateEvent("changed", row=pghistory.Old),
        pghistory.DeleteEvent("deleted"),
        exclude=list(exclude),
        # What was changed since a day is asked of it: rows come in the order of time, so a coarse index will do.
        meta={"indexes": [BrinIndex(fields=["pgh_created_at"], autosummarize=True)]},
    )


class StatusChange(models.Model):
    """One step of one status. Written with the change itself, in its transaction; never changed afterwards."""

    append_only = True

    candidate = models.ForeignKey("tracking.Candidate", on_delete=models.CASCADE, related_name="status_changes")
    process = models.ForeignKey(
        "tracking.InterviewProcess", on_delete=models.CASCADE, null=True, related_name="status_changes"
    )
    stage = models.ForeignKey("tracking.InterviewStage", on_delete=models.CASCADE, null=True, related_name="+")
    offer = models.ForeignKey("tracking.Offer", on_delete=models.CASCADE, null=True, related_name="+")
    subject = models.CharField(max_length=9, choices=ChangeSubject.choices)
    from_status = models.CharField(max_length=19, null=True)
    to_status = models.CharField(max_length=19)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(default="", blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="change_subject_known", condition=models.Q(subject__in=ChangeSubject.values)),
            models.CheckConstraint(
                name="change_names_its_subject",
                condition=models.Q(subject="candidate", process=None, stage=None, offer=None)
                | models.Q(subject="process", process__isnull=False, stage=None, offer=None)
                | models.Q(subject="stage", process__isnull=False, stage__isnull=False, offer=None)
                | models.Q(subject="offer", process__isnull=False, stage=None, offer__isnull=False),
            ),
        ]
        indexes = [
            models.Index("process", "at", "id", name="change_of_process"),
            models.Index("candidate", "at", "id", name="change_of_candidate"),
            # What has happened since a day, and to which processes.
            models.Index("at", "process", name="change_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.from_status or 'new'} -> {self.to_status}"
