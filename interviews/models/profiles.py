"""What a candidate says of themselves, and what their resume says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from config.base.models import CreatedModel, User
from interviews.models.fields import tags_field
from interviews.models.scopes import OwnQuerySet
from interviews.validators import NAME_LENGTH


class Profile(CreatedModel):
    """One for each user. Skills and years are what the user says; a resume only fills what is empty."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="interview_profile")
    headline = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    years_experience = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    skills = tags_field()
    resume_text = models.TextField(blank=True, default="", editable=False)
    resume_file = models.FileField(upload_to="resumes", max_length=200, blank=True, editable=False)
    resume_name = models.CharField(max_length=255, blank=True, default="", editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="profile_years_in_range",
                condition=Q(years_experience=None) | Q(years_experience__gte=0, years_experience__lte=70),
                violation_error_message="years_experience is 0 to 70.",
            ),
        ]

    def __str__(self) -> str:
        return self.headline or str(self.user)
