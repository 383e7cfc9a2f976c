"""Whose rows a user sees. Practice and resume sessions are their owner's alone; managers see assessments too.

Row-level security says the same of owners once more in the database (migrations/0002_walls.py).
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from config.base.models import User
from config.base.roles import Role as UserRole
from interviews.enums import Mode


class RoleQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """The catalogue, and the user's own private roles."""
        return self.filter(Q(owner=None) | Q(owner=user))


class OwnQuerySet(models.QuerySet[Any]):
    """Rows that are one user's, and nobody else's."""

    def visible_to(self, user: User) -> Self:
        return self.filter(user=user)


class SessionQuerySet(models.QuerySet[Any]):
    """`path` leads from the row to its session."""

    path = ""

    def owned_by(self, user: User) -> Self:
        return self.filter(**{f"{self.path}user": user})

    def visible_to(self, user: User) -> Self:
        mine = Q(**{f"{self.path}user": user})
        if user.has_role(UserRole.MANAGER):
            mine |= Q(**{f"{self.path}mode": Mode.ASSESSMENT})
        return self.filter(mine)


class OfSessionQuerySet(SessionQuerySet):
    path = "session__"


class OfQuestionQuerySet(SessionQuerySet):
    path = "question__session__"


class OfAnswerQuerySet(SessionQuerySet):
    path = "answer__question__session__"
