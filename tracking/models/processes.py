"""One candidate's way through one company's interviews for one role."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, GeneratedField, Q
from django.db.models.functions import Now

from config.base.errors import Stale
from config.base.models import CreatedModel, User
from config.base.versions import ANY, Versions
from tracking.enums import ProcessStatus, RejectionReason, WithdrawalReason
from tracking.models.candidates import Candidate
from tracking.models.history import tracked
from tracking.models.names import Company, Feeder
from tracking.models.scopes import ProcessQuerySet
from tracking.transitions import PROCESS
from tracking.validators import NAME_LENGTH


class VersionedModel(CreatedModel):
    """`version` counts the changes of a row; an API client may make its write depend on it (If-Match)."""

    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def check_version(self, versions: Versions) -> None:
        """Raises Stale where the caller has read another version. To be called under the row's lock."""
        if versions is not None and ANY not in versions and self.version not in versions:
            raise Stale


def by_filter(name: str, column: str, order: str = "created_at") -> models.Index:
    """What a list filtered by `column` walks: newest first, without a sort."""
    return models.Index(F(column), F(order).desc(), F("id").desc(), name=name)


@tracked(exclude=["role_key", "search", "recruiter_name", "final_outcome", "updated_at", "version"])
class InterviewProcess(VersionedModel):
    """`status` is derived from `closing`, `on_hold` and the latest offer; its one writer is services.status."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="processes")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="processes")
    role_title = models.CharField(max_length=NAME_LENGTH)
    role_key = models.CharField(max_length=NAME_LENGTH, editable=False)
    feeder = models.ForeignKey(Feeder, on_delete=models.PROTECT, null=True, blank=True, related_name="processes")
    recruiter = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recruiter_name = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    status = models.CharField(
        max_length=19, choices=ProcessStatus.choices, default=ProcessStatus.IN_PROGRESS, editable=False
    )
    closing = models.CharField(
        max_length=19,
        choices=[(value, ProcessStatus(value).label) for value in ProcessStatus.CLOSINGS],
        null=True,
        editable=False,
        help_text="The decision that ended it, where it was not the answer to an offer.",
    )
    closed_by_stage = models.ForeignKey(
        "tracking.InterviewStage",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text="The failed stage that ended it; correcting that stage reopens it.",
    )
    on_hold = models.BooleanField(default=False, editable=False)
    final_outcome = models.TextField(default="", blank=True, editable=False)
    rejection_reason = models.CharField(max_length=16, choices=RejectionReason.choices, null=True, editable=False)
    withdrawal_reason = models.CharField(max_length=18, choices=WithdrawalReason.choices, null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    search = GeneratedField(
        expression=SearchVector(F("role_key"), F("recruiter_name"), config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ProcessQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "interview processes"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="process_status_known", condition=Q(status__in=ProcessStatus.values)),
            models.CheckConstraint(
                name="process_closing_is_status",
                condition=Q(closing=None) | Q(closing__in=ProcessStatus.CLOSINGS, status=F("closing")),
            ),
            models.CheckConstraint(
                name="process_hold_is_status",
                condition=Q(on_hold=True, status="on_hold") | Q(on_hold=False) & ~Q(status="on_hold"),
            ),
            models.CheckConstraint(
                name="process_ended_when_closed",
                condition=Q(status__in=ProcessStatus.ENDED, ended_at__isnull=False)
                | Q(status__in=ProcessStatus.OPEN, ended_at=None),
            ),
            models.CheckConstraint(
                name="process_ends_after_start",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("created_at")),
                violation_error_message="It ended before it was created.",
            ),
            models.CheckConstraint(
                name="process_rejection_reason",
                condition=Q(rejection_reason=None)
                | Q(rejection_reason__in=RejectionReason.values, status="rejected_by_company"),
            ),
            models.CheckConstraint(
                name="process_withdrawal_reason",
                condition=Q(withdrawal_reason=None)
                | Q(
                    withdrawal_reason__in=WithdrawalReason.values,
                    status__in=ProcessStatus.WITH_WITHDRAWAL_REASON,
                ),
            ),
            models.UniqueConstraint(
                fields=["candidate", "company", "role_key"],
                condition=Q(status__in=ProcessStatus.OPEN),
                name="process_open_once",
                violation_error_code="duplicate_open_process",
                violation_error_message="This candidate already has an open process for this role at this company.",
            ),
        ]
        indexes = [
            models.Index(F("created_at").desc(), F("id").desc(), name="process_by_age"),
            models.Index(F("updated_at").desc(), F("id").desc(), name="process_by_change"),
            by_filter("process_by_candidate", "candidate"),
            by_filter("process_by_company", "company"),
            by_filter("process_by_feeder", "feeder"),
            by_filter("process_by_recruiter", "recruiter"),
            by_filter("process_by_status", "status"),
            by_filter("process_by_company_change", "company", "updated_at"),
            by_filter("process_by_feeder_change", "feeder", "updated_at"),
            by_filter("process_by_recruiter_change", "recruiter", "updated_at"),
            by_filter("process_by_status_change", "status", "updated_at"),
            models.Index("ended_at", name="process_by_end"),
            GinIndex("search", name="process_search"),
        ]
        triggers = [pgtrigger.FSM(name="status_machine", field="status", transitions=PROCESS.pairs())]

    def __str__(self) -> str:
        return f"{self.candidate} · {self.role_title} at {self.company}"

    @property
    def is_open(self) -> bool:
        return self.status in ProcessStatus.OPEN
