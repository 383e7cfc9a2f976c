"""The steps of a process, and who sits on each step's panel."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from config.base.models import User
from tracking.enums import StageOutcome, StageType
from tracking.models.history import tracked
from tracking.models.processes import InterviewProcess, VersionedModel, by_filter
from tracking.models.scopes import OfProcessQuerySet, StageQuerySet
from tracking.transitions import STAGE
from tracking.validators import MAX_STAGES, NAME_LENGTH

RATINGS = ("overall", "technical", "culture_fit", "communication")


def rating_field() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 to 5.")


@tracked(exclude=["feedback_notes", "next_steps", "interviewer_names", "updated_at", "version"])
class InterviewStage(VersionedModel):
    """`outcome` has one writer: tracking.services.outcomes."""

    process = models.ForeignKey(InterviewProcess, on_delete=models.CASCADE, related_name="stages")
    stage_name = models.CharField(max_length=NAME_LENGTH)
    stage_type = models.CharField(max_length=14, choices=StageType.choices)
    stage_order = models.PositiveSmallIntegerField(help_text="1, 2, 3 ... without gaps.")
    scheduled_date = models.DateField(null=True, blank=True)
    completed_date = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=StageOutcome.choices, default=StageOutcome.PENDING, editable=False)
    overall_rating = rating_field()
    technical_rating = rating_field()
    culture_fit_rating = rating_field()
    communication_rating = rating_field()
    feedback_notes = models.TextField(blank=True, default="")
    interviewers = models.ManyToManyField(User, through="tracking.PanelMember", related_name="panel_stages")
    interviewer_names = ArrayField(models.CharField(max_length=NAME_LENGTH), default=list, blank=True)
    next_steps = models.TextField(blank=True, default="")

    objects = StageQuerySet.as_manager()

    class Meta:
        ordering = ["stage_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "stage_order"],
                deferrable=models.Deferrable.IMMEDIATE,
                name="stage_order_unique",
                violation_error_code="stage_order_taken",
                violation_error_message="Another stage has this place.",
            ),
            models.CheckConstraint(
                name="stage_order_in_range", condition=Q(stage_order__gte=1, stage_order__lte=MAX_STAGES)
            ),
            models.CheckConstraint(name="stage_outcome_known", condition=Q(outcome__in=StageOutcome.values)),
            models.CheckConstraint(name="stage_type_known", condition=Q(stage_type__in=StageType.values)),
            models.CheckConstraint(
                name="stage_completed_when_decided",
                condition=Q(outcome="pending", completed_date=None)
                | Q(outcome__in=StageOutcome.DECIDED, completed_date__isnull=False)
                | Q(outcome__in=("no_show", "cancelled")),
            ),
            *(
                models.CheckConstraint(
                    name=f"stage_{name}_rating_in_range",
                    condition=Q(**{f"{name}_rating": None}) | Q(**{f"{name}_rating__gte": 1, f"{name}_rating__lte": 5}),
                    violation_error_message=f"{name}_rating is 1 to 5.",
                )
                for name in RATINGS
            ),
        ]
        indexes = [
            models.Index(F("created_at").desc(), F("id").desc(), name="stage_by_age"),
            by_filter("stage_by_outcome", "outcome"),
            models.Index("stage_type", "process", name="stage_by_type"),
            models.Index("scheduled_date", "id", name="stage_by_schedule"),
            models.Index("completed_date", name="stage_by_completion"),
            models.Index("scheduled_date", "process", name="stage_pending", condition=Q(outcome=StageOutcome.PENDING)),
        ]
        triggers = [pgtrigger.FSM(name="outcome_machine", field="outcome", transitions=STAGE.pairs())]

    def __str__(self) -> str:
        return f"{self.stage_order}. {self.stage_name}"


class PanelMember(models.Model):
    """A user on a stage's panel. `process` is the stage's: the database's policies for interviewers read it."""

    stage = models.ForeignKey(InterviewStage, on_delete=models.CASCADE, related_name="panel")
    process = models.ForeignKey(InterviewProcess, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    feedback_at = models.DateTimeField(null=True, editable=False, help_text="When their feedback came in.")

    objects = OfProcessQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "user"], name="panel_member_once")]
        indexes = [
            models.Index("user", "process", name="panel_of_user"),
            models.Index("user", "stage", name="panel_owing_feedback", condition=Q(feedback_at=None)),
        ]

    def __str__(self) -> str:
        return self.user.display_name
