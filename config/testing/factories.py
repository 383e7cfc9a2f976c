"""Accounts for tests."""

from __future__ import annotations

from typing import Any

import factory
from django.contrib.auth.models import Group

from config.base.models import User
from config.base.roles import STAFF_ROLES


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password("correct horse")

    @factory.post_generation
    def roles(self: Any, create: bool, extracted: tuple[str, ...] | None, **kwargs: Any) -> None:
        names = extracted or ()
        self.groups.set([Group.objects.get_or_create(name=name)[0] for name in names])
        if any(name in STAFF_ROLES for name in names):
            self.is_staff = True
            self.save(update_fields=["is_staff"])
