"""What the lists of the bank and of sessions are narrowed by."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from config.base.back_office.filters import TextFilter
from interviews.enums import Level
from interviews.models import Role

EVERY_ROLE = "every"


def catalogue_roles() -> list[tuple[str, str]]:
    """Private roles are their owners' alone."""
    return [(str(role.pk), role.name) for role in Role.objects.filter(owner=None).only("name")]


class LevelFilter(admin.SimpleListFilter):
    title, parameter_name = "level", "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Level.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(levels__contains=[self.value()]) if self.value() in Level.values else queryset


class RoleFilter(admin.SimpleListFilter):
    title, parameter_name = "role", "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(EVERY_ROLE, "Every role"), *catalogue_roles()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen == EVERY_ROLE:
            return queryset.filter(roles=None)
        known = {value for value, _ in self.lookup_choices}
        return queryset.filter(roles=chosen) if chosen in known else queryset


class SessionRoleFilter(admin.SimpleListFilter):
    title, parameter_name = "role", "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return catalogue_roles()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = {value for value, _ in self.lookup_choices}
        return queryset.filter(role_selected=self.value()) if self.value() in known else queryset


class SkillFilter(TextFilter):
    title, parameter_name = "skill", "skill"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        skill = " ".join((self.value() or "").lower().split())
        return queryset.filter(skill_tags__contains=[skill]) if skill else queryset
