"""Two tables, and what the apps' models share: UUID keys and timestamps."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models.functions import Now

from config.base.roles import Role


class UUIDModel(models.Model):
    """Keys come from Python: server-made, hard to guess, and the same on every PostgreSQL."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class CreatedModel(UUIDModel):
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class UserManager(DjangoUserManager["User"]):
    def with_role(self, role: Role) -> models.QuerySet[User]:
        return self.filter(groups__name=role, is_active=True)


class User(AbstractUser):
    """An account. Its roles are its groups; a superuser has the manager's role as well."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    @cached_property
    def roles(self) -> frozenset[str]:
        names = set(self.groups.values_list("name", flat=True))
        return frozenset(names | {Role.MANAGER.value} if self.is_superuser else names)

    def has_role(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username


class IdempotencyRecord(models.Model):
    """The answer to a creating POST, kept under its user's key so that a retry gets the same answer."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body.")
    status = models.PositiveSmallIntegerField(null=True)
    headers: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    body = models.TextField(default="")
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_of_user")]

    def __str__(self) -> str:
        return self.key
