"""Which roles may call which route. Whose rows they then see is `visible_to`'s business.

A list or a creating POST that the role lacks is 403; an object that the role cannot see is 404, like an absent one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rest_framework.permissions import AllowAny, BasePermission

from config.base.roles import Role

if TYPE_CHECKING:  # rest_framework.views reads the settings, which name this module
    from rest_framework.request import Request
    from rest_framework.views import APIView

    from config.base.models import User


class Nobody(BasePermission):
    """The default: a view that names no permission answers nobody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return False


class Public(AllowAny):
    """Named apart, so that a test can list what is open to the world."""


class LoggedIn(BasePermission):
    """Anyone with an account; the queryset decides what they see."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user and request.user.is_authenticated)


class RolePermission(LoggedIn):
    roles: tuple[Role, ...] = ()

    def has_permission(self, request: Request, view: APIView) -> bool:
        return super().has_permission(request, view) and cast("User", request.user).has_role(*self.roles)


class Recruiting(RolePermission):
    """Recruiters and managers."""

    roles = (Role.RECRUITER, Role.MANAGER)


class Interviewing(RolePermission):
    """Whoever takes part in stages."""

    roles = (Role.INTERVIEWER, Role.RECRUITER, Role.MANAGER)


class GivingFeedback(RolePermission):
    """Whoever takes part in stages, and services that bring what was said elsewhere."""

    roles = (Role.INTERVIEWER, Role.RECRUITER, Role.MANAGER, Role.SERVICE)


class Managing(RolePermission):
    """Managers."""

    roles = (Role.MANAGER,)


class ReadingEvents(RolePermission):
    """Services that follow what happens, and managers."""

    roles = (Role.SERVICE, Role.MANAGER)
