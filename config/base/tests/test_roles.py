"""Which database identity each role acts under."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from config.base.models import User
from config.base.roles import Role, identity_of
from config.postgres.identity import NOBODY

pytestmark = pytest.mark.django_db


def test_every_role_is_a_group() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)


@pytest.mark.parametrize(
    ("roles", "database_role"),
    [
        ((), "app_rw"),
        (("candidate",), "app_rw"),
        (("service",), "app_rw"),
        (("recruiter",), "app_rw"),
        (("interviewer",), "app_panel"),
        (("interviewer", "recruiter"), "app_panel"),
        (("manager",), "app_all"),
        (("manager", "interviewer"), "app_all"),
    ],
)
def test_identity_of_each_role(make_user: Any, roles: tuple[str, ...], database_role: str) -> None:
    user = make_user(*roles)
    assert (identity_of(user).user_id, identity_of(user).role) == (user.pk, database_role)


def test_a_superuser_sees_all(make_user: Any) -> None:
    assert identity_of(make_user(is_superuser=True)).role == "app_all"


def test_who_is_not_logged_in_is_nobody() -> None:
    assert identity_of(AnonymousUser()) is NOBODY


def test_with_role_finds_the_active(make_user: Any, recruiter: User) -> None:
    make_user("recruiter", is_active=False)
    assert list(User.objects.with_role(Role.RECRUITER)) == [recruiter]
    assert recruiter.has_role(Role.MANAGER, Role.RECRUITER)
    assert not recruiter.has_role(Role.MANAGER)
