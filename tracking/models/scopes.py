"""Whose rows a user sees: the one entry for every view, admin page and report.

Managers see all; recruiters what they own; interviewers the stages whose panel they are on. Row-level security in
the database says the same once more (tracking/migrations/0002_walls.py).
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from config.base.models import User
from config.base.roles import Role


class ScopedQuerySet(models.QuerySet[Any]):
    """`owned_by` says which rows are a recruiter's."""

    def visible_to(self, user: User) -> Self:
        if user.has_role(Role.MANAGER):
            return self
        return self.owned_by(user) if user.has_role(Role.RECRUITER) else self.none()

    def owned_by(self, user: User) -> Self:
        raise NotImplementedError


class CandidateQuerySet(ScopedQuerySet):
    def owned_by(self, user: User) -> Self:
        """Those the recruiter brought in, and those of processes the recruiter leads."""
        processes: Any = self.model._meta.get_field("processes").related_model
        led = processes.objects.filter(recruiter=user).values("candidate_id")
        return self.filter(pk__in=self.model.objects.filter(owner=user).values("pk").union(led))


class ProcessQuerySet(ScopedQuerySet):
    def owned_by(self, user: User) -> Self:
        return self.filter(recruiter=user)


class OfProcessQuerySet(ScopedQuerySet):
    """Rows that belong to a process and are seen with it."""

    def owned_by(self, user: User) -> Self:
        return self.filter(process__recruiter=user)


class OfCandidateQuerySet(ScopedQuerySet):
    """Rows that belong to a candidate and are seen with them."""

    def owned_by(self, user: User) -> Self:
        candidates: Any = self.model._meta.get_field("candidate").related_model
        return self.filter(candidate_id__in=candidates.objects.visible_to(user).values("pk"))


class StageQuerySet(ScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        if user.has_role(Role.MANAGER):
            return self
        mine = Q(process__recruiter=user) if user.has_role(Role.RECRUITER) else Q(pk__in=[])
        if user.has_role(Role.INTERVIEWER):
            members: Any = self.model._meta.get_field("panel").related_model
            mine |= Q(Exists(members.objects.filter(stage=OuterRef("pk"), user=user)))
        return self.filter(mine)


class ChangeQuerySet(ScopedQuerySet):
    def owned_by(self, user: User) -> Self:
        """Of the processes the recruiter leads, and of the candidates themselves as far as they are visible."""
        candidates: Any = self.model._meta.get_field("candidate").related_model
        seen = candidates.objects.visible_to(user).values("pk")
        return self.filter(Q(process__recruiter=user) | Q(process=None, candidate_id__in=seen))
