"""What interviewers said of a stage, how it was edited, and who was reminded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from config.base.models import User, UUIDModel
from feedback.enums import FeedbackSource
from feedback.models.scopes import FeedbackQuerySet, OfFeedbackQuerySet
from feedback.validators import ITEM_LENGTH, SCALES
from tracking.models import Candidate, InterviewProcess, InterviewStage

if TYPE_CHECKING:
    JSON = models.JSONField[dict[str, Any], dict[str, Any]]


def said_field() -> ArrayField[Any, Any]:
    return ArrayField(models.CharField(max_length=ITEM_LENGTH), default=list, blank=True)


def rating_field() -> models.DecimalField[Any, Any]:
    return models.DecimalField(
        max_digits=2,
        decimal_places=1,
        null=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="1.0 to 5.0; empty where the interviewer could not judge.",
    )


class InterviewFeedback(UUIDModel):
    """One interviewer's feedback on one stage; its author may edit it until a decision upon it is applied."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="feedback")
    process = models.ForeignKey(InterviewProcess, on_delete=models.PROTECT, related_name="feedback")
    stage = models.ForeignKey(InterviewStage, on_delete=models.PROTECT, related_name="feedback")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    strengths = said_field()
    areas_for_improvement = said_field()
    overall_rating = rating_field()
    rating_given = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, help_text="As it came, on the scale it named."
    )
    rating_scale = models.PositiveSmallIntegerField(default=5, help_text="The top of the scale it came on.")
    metadata: JSON = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=7, choices=FeedbackSource.choices, default=FeedbackSource.API)
    occurred_at = models.DateTimeField(null=True, blank=True, help_text="When the interview was, as the sender says.")
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        db_table = "interview_feedback"
        verbose_name = "feedback"
        verbose_name_plural = "feedback"
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "author"],
                name="feedback_once",
                violation_error_code="duplicate_feedback",
                violation_error_message="This interviewer has already given feedback on this stage: edit it instead.",
            ),
            models.CheckConstraint(
                name="feedback_rating_in_range",
                condition=Q(overall_rating=None) | Q(overall_rating__gte=1, overall_rating__lte=5),
                violation_error_message="overall_rating is 1 to 5.",
            ),
            models.CheckConstraint(name="feedback_scale_known", condition=Q(rating_scale__in=SCALES)),
            models.CheckConstraint(name="feedback_source_known", condition=Q(source__in=FeedbackSource.values)),
        ]
        indexes = [
            models.Index(F("received_at").desc(), F("id").desc(), name="feedback_by_age"),
            models.Index("author", F("received_at").desc(), F("id").desc(), name="feedback_by_author"),
        ]

    def __str__(self) -> str:
        return f"{self.author} on {self.stage}"


class FeedbackRevision(models.Model):
    """What a feedback said before an edit."""

    feedback = models.ForeignKey(InterviewFeedback, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    strengths = said_field()
    areas_for_improvement = said_field()
    overall_rating = rating_field()
    metadata: JSON = models.JSONField(default=dict)
    edited_at = models.DateTimeField(db_default=Now())

    objects = OfFeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["feedback", "version"], name="feedback_revision_once")]

    def __str__(self) -> str:
        return f"{self.feedback_id}, version {self.version}"


class FeedbackReminder(models.Model):
    """A mail that asked for feedback which is due."""

    stage = models.ForeignKey(InterviewStage, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index("stage", "user", "sent_at", name="reminder_of_panel_member")]

    def __str__(self) -> str:
        return f"{self.user} about {self.stage}"
