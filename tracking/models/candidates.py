"""Candidates, and the private files that belong to them."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, GeneratedField, Q
from django.db.models.functions import Now

from config.base.models import CreatedModel, User
from tracking.enums import AttachmentKind, CandidateStatus
from tracking.models.history import tracked
from tracking.models.scopes import CandidateQuerySet, OfCandidateQuerySet
from tracking.validators import NAME_LENGTH


@tracked(
    exclude=[
        "full_name", "name_key", "email", "phone", "linkedin_url", "resume", "search", "updated_at", "needs_rescoring",
    ]
)  # fmt: skip
class Candidate(CreatedModel):
    """A person. `status` is derived and has one writer: tracking.services.status."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="candidate")
    full_name = models.CharField(max_length=NAME_LENGTH)
    name_key = models.CharField(max_length=NAME_LENGTH, editable=False)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    linkedin_url = models.URLField(blank=True, default="")
    status = models.CharField(
        max_length=19, choices=CandidateStatus.choices, default=CandidateStatus.NEW, editable=False
    )
    overall_score = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        editable=False,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Suitability, 0-100; empty where there is nothing to judge by.",
    )
    needs_rescoring = models.BooleanField(default=False, editable=False)
    resume = models.ForeignKey(
        "tracking.Attachment", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    anonymised_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    search = GeneratedField(
        expression=SearchVector(F("name_key"), F("email"), config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="candidate_status_known", condition=Q(status__in=CandidateStatus.values)),
            models.CheckConstraint(
                name="candidate_score_in_range",
                condition=Q(overall_score=None) | Q(overall_score__gte=0, overall_score__lte=100),
            ),
        ]
        indexes = [
            models.Index(F("created_at").desc(), F("id").desc(), name="candidate_by_age"),
            models.Index("updated_at", "id", name="candidate_by_change"),
            models.Index("name_key", "id", name="candidate_by_name"),
            models.Index("owner", F("created_at").desc(), F("id").desc(), name="candidate_by_owner"),
            models.Index("status", F("created_at").desc(), F("id").desc(), name="candidate_by_status"),
            models.Index("email", name="candidate_by_email"),
            models.Index("id", condition=Q(needs_rescoring=True), name="candidate_needs_rescoring"),
            GinIndex("search", name="candidate_search"),
        ]

    def __str__(self) -> str:
        return self.full_name


class Attachment(CreatedModel):
    """A checked file. It is served only through a view that asks who wants it."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=17, choices=AttachmentKind.choices, default=AttachmentKind.RESUME)
    file = models.FileField(upload_to="attachments", max_length=200)
    original_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfCandidateQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="attachment_kind_known", condition=Q(kind__in=AttachmentKind.values)),
        ]
        indexes = [models.Index("candidate", F("created_at").desc(), F("id").desc(), name="attachment_of_candidate")]

    def __str__(self) -> str:
        return self.original_name
