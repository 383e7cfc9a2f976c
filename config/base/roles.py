"""Who may do what: roles are Django groups, and each role acts in the database under one identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from config.postgres.identity import NOBODY, Identity

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from config.base.models import User


class Role(models.TextChoices):
    """The names of the groups. A superuser counts as a manager everywhere."""

    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"
    RECRUITER = "recruiter"
    MANAGER = "manager"
    SERVICE = "service"


# Roles whose people work in the back-office.
STAFF_ROLES = (Role.INTERVIEWER, Role.RECRUITER, Role.MANAGER)


def identity_of(user: User | AnonymousUser) -> Identity:
    """The database identity a user acts under: row-level security lets it see what `visible_to` lets it see."""
    if not user.is_authenticated:
        return NOBODY
    if user.has_role(Role.MANAGER):
        return Identity(user.id, "app_all")
    if user.has_role(Role.INTERVIEWER):
        return Identity(user.id, "app_panel")
    return Identity(user.id, "app_rw")
