"""Suitability: versions of its weights, every score with the version that made it, and how severe interviewers are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from config.base.models import CreatedModel, User
from feedback.models.scopes import ManagersQuerySet, OfScoredCandidateQuerySet
from tracking.models import Candidate

if TYPE_CHECKING:
    from feedback.models.feedback import JSON


def score_field(**kwargs: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=5, decimal_places=2, help_text="0-100.", **kwargs)


def in_range(name: str, *fields: str) -> models.CheckConstraint:
    limits = {f"{field}__{side}": limit for field in fields for side, limit in (("gte", 0), ("lte", 100))}
    known = Q(**limits)
    return models.CheckConstraint(name=name, condition=known | Q(**{fields[0]: None}))


class SuitabilityModel(CreatedModel):
    """One version of the weights. Never changed but for `active`; at most one is."""

    version = models.PositiveIntegerField(unique=True)
    weights: JSON = models.JSONField()
    metrics: JSON = models.JSONField(default=dict, help_text="How it did against the version then in use.")
    note = models.TextField(blank=True, default="")
    active = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ManagersQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["active"], condition=Q(active=True), name="suitability_model_active_once")
        ]

    def __str__(self) -> str:
        return f"Version {self.version}"


class SuitabilityScore(CreatedModel):
    """What a version made of the evidence at a time. `value` is empty where there was none."""

    append_only = True

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="suitability_scores")
    model = models.ForeignKey(SuitabilityModel, on_delete=models.PROTECT, related_name="scores")
    value = score_field(null=True)
    low = score_field(null=True)
    high = score_field(null=True)
    breakdown: JSON = models.JSONField(default=dict)

    objects = OfScoredCandidateQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            in_range("suitability_score_in_range", "value"),
            models.CheckConstraint(
                name="suitability_interval_holds_value",
                condition=Q(value=None, low=None, high=None) | Q(low__lte=F("value"), high__gte=F("value")),
            ),
        ]
        indexes = [models.Index("candidate", F("created_at").desc(), F("id").desc(), name="suitability_of_candidate")]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.value}"


class SuitabilityOverride(CreatedModel):
    """A person's word against the machine's: it stays until a person withdraws it."""

    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, related_name="suitability_override")
    value = score_field()
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfScoredCandidateQuerySet.as_manager()

    class Meta:
        constraints = [in_range("suitability_override_in_range", "value")]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.value}"


class ScoredCandidate(Candidate):
    """A candidate as the back-office of this app acts upon one: their score is overruled, or made anew."""

    class Meta:
        proxy = True


class InterviewerSeverity(models.Model):
    """By how much an interviewer rates above (+) or below (-) the others, in points of 1 to 5; a 95 % interval."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    severity = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    raw_mean = models.FloatField()
    n_feedback = models.PositiveIntegerField()
    n_candidates = models.PositiveIntegerField()
    estimated_at = models.DateTimeField(db_default=Now())

    objects = ManagersQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "interviewer severities"
        ordering = ["user__username"]

    def __str__(self) -> str:
        return f"{self.user}: {self.severity:+.2f}"
