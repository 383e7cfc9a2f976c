"""Whose rows a user sees. Row-level security says the same once more (feedback/migrations/0002_walls.py)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from config.base.models import User
from config.base.roles import Role
from tracking.models import Candidate, PanelMember


def on_panel(user: User, **of_member: Any) -> Exists:
    """Whether the user sits on the panel of the row's stage."""
    return Exists(PanelMember.objects.filter(stage=OuterRef("stage"), user=user, **of_member))


class FeedbackQuerySet(models.QuerySet[Any]):
    """Blind: whoever sits on a panel sees what others said of the stage only after they have said their own."""

    def visible_to(self, user: User) -> Self:
        if user.has_role(Role.MANAGER):
            return self
        seen = Q(author=user)
        if user.has_role(Role.RECRUITER):
            seen |= Q(process__recruiter=user) & ~Q(on_panel(user, feedback_at=None))
        if user.has_role(Role.INTERVIEWER):
            seen |= Q(on_panel(user, feedback_at__isnull=False))
        return self.filter(seen)


class OfFeedbackQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        feedback: Any = self.model._meta.get_field("feedback").related_model
        return self.filter(feedback__in=feedback.objects.visible_to(user))


class DecisionQuerySet(models.QuerySet[Any]):
    """A process's decisions are seen by who leads it; panels do not see what became of their ratings.

    They tell the ratings: whoever leads a process and sits on the panel sees them after their own feedback only.
    """

    def visible_to(self, user: User) -> Self:
        if user.has_role(Role.MANAGER):
            return self
        led = self.filter(process__recruiter=user) if user.has_role(Role.RECRUITER) else self.none()
        return led.exclude(on_panel(user, feedback_at=None))


class OfScoredCandidateQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return self.filter(candidate_id__in=Candidate.objects.visible_to(user).values("pk"))


class ManagersQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return self if user.has_role(Role.MANAGER) else self.none()


class FeedQuerySet(models.QuerySet[Any]):
    """Events carry ids of everybody's rows: for managers, and for services that act for the whole house."""

    def visible_to(self, user: User) -> Self:
        return self if user.has_role(Role.MANAGER, Role.SERVICE) else self.none()
