"""Answers with their scores, every version of their text, and what a person judged otherwise."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from config.base.models import CreatedModel, User
from interviews.enums import EvaluationState
from interviews.models.fields import score_field, tags_field
from interviews.models.scopes import OfAnswerQuerySet, OfQuestionQuerySet
from interviews.models.sessions import InterviewQuestion
from interviews.validators import CODE_LENGTH


class InterviewAnswer(CreatedModel):
    """The answer that counts (D11).

    `scores_json`: structure, relevance, technical_accuracy, depth, communication, each 0-5 or null (not assessed).
    `feedback_json`: strengths, weaknesses, model_answer, improvements.
    `evaluation_json`: who scored (scorer, version), intervals, evidence, doubts.
    """

    question = models.OneToOneField(InterviewQuestion, on_delete=models.CASCADE, related_name="answer")
    answer_text = models.TextField()
    code_submission = models.TextField(max_length=CODE_LENGTH, blank=True, default="")
    submitted_at = models.DateTimeField()
    time_seconds = models.PositiveIntegerField(null=True, help_text="As the client measured it.")
    time_taken = models.PositiveIntegerField(null=True, help_text="Seconds from shown to answered, by the server.")
    skill_tags_json = tags_field()
    scores_json: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    feedback_json: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    evaluation_json: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    machine_score = score_field("0-100, by the scorer that evaluation_json names.")
    score = score_field("0-100: a person's where there is one, else the machine's; empty where there is none.")
    evaluation_status = models.CharField(max_length=12, choices=EvaluationState.choices)
    revision_count = models.PositiveSmallIntegerField(default=0, editable=False, help_text="After the first answer.")
    overridden = models.BooleanField(default=False, editable=False)

    objects = OfQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["question__order"]
        constraints = [
            models.CheckConstraint(
                name="answer_evaluation_known", condition=Q(evaluation_status__in=EvaluationState.values)
            ),
            models.CheckConstraint(
                name="answer_score_when_scored",
                condition=Q(evaluation_status="scored", score__gte=0, score__lte=100)
                | (~Q(evaluation_status="scored") & Q(score=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.answer_text[:80]


class AnswerRevision(models.Model):
    """One version of an answer as it was sent, and how it scored; the first is number 1."""

    append_only = True

    answer = models.ForeignKey(InterviewAnswer, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    answer_text = models.TextField()
    code_submission = models.TextField(max_length=CODE_LENGTH, blank=True, default="")
    time_seconds = models.PositiveIntegerField(null=True)
    submitted_at = models.DateTimeField()
    scores_json: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    score = score_field("0-100, as scored when it was sent.")
    counts = models.BooleanField(
        help_text="Whether it took the place of what stood before; not once the model answer was shown."
    )

    objects = OfAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="answer_revision_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.answer_text[:80]}"


class ScoreOverride(models.Model):
    """A person's judgement. The latest one counts; nothing is overwritten."""

    append_only = True

    answer = models.ForeignKey(InterviewAnswer, on_delete=models.CASCADE, related_name="overrides")
    score = models.DecimalField(max_digits=4, decimal_places=1, help_text="0-100.")
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = OfAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="override_score_in_range",
                condition=Q(score__gte=0, score__lte=100),
                violation_error_message="score is 0 to 100.",
            ),
            models.CheckConstraint(name="override_has_reason", condition=~Q(reason="")),
        ]
        indexes = [models.Index("answer", F("at").desc(), F("id").desc(), name="override_of_answer")]

    def __str__(self) -> str:
        return f"{self.score} by {self.by}"
