"""Roles a user may choose, and those that suit their profile."""

from __future__ import annotations

from django.db.models import QuerySet

from config.base.models import User
from interviews.models import Profile, Role


def suggested_roles(user: User) -> QuerySet[Role]:
    """Active roles that ask for a skill the user's profile names; none without one."""
    skills = Profile.objects.visible_to(user).values_list("skills", flat=True).first() or []
    found: QuerySet[Role] = Role.objects.visible_to(user).filter(active=True, skills__overlap=skills)
    return found
