"""Private roles."""

from __future__ import annotations

from typing import Any

import pytest

from config.base.errors import Conflict, Invalid
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from config.testing.rivals import at_once, failures
from interviews.models import Role
from interviews.services.roles import MAX_PRIVATE_ROLES, create_role
from interviews.tests.factories import RoleFactory

pytestmark = pytest.mark.django_db


def make(user: User, **fields: Any) -> Role:
    with acting_as(identity_of(user)):
        return create_role(user, **{"name": "Game Developer"} | fields)


def test_role_is_its_makers_alone(candidate_user: User, manager: User) -> None:
    role = make(candidate_user, name="  Game  Developer ", skills=["C++", " Unity", "unity", "k8s"])
    role.refresh_from_db()
    assert (role.name, role.name_key, role.owner) == ("Game  Developer", "game developer", candidate_user)
    assert (role.skills, role.active, role.key) == (["c++", "unity", "kubernetes"], True, None)
    assert list(Role.objects.visible_to(candidate_user)) == [role]
    assert not Role.objects.visible_to(manager).exists()


@pytest.mark.parametrize("name", ["game developer", "ＧＡＭＥ Developer", "Game\u200b Developer"])
def test_name_is_taken_once(candidate_user: User, other_recruiter: User, name: str) -> None:
    make(candidate_user)
    with pytest.raises(Conflict) as caught:
        make(candidate_user, name=name)
    assert (caught.value.code, caught.value.attr) == ("role_exists", "name")
    make(other_recruiter)
    assert Role.objects.count() == 2


def test_name_of_the_catalogue_is_taken_while_it_is_offered(candidate_user: User) -> None:
    role = RoleFactory(name="Game Developer")
    with pytest.raises(Conflict) as caught:
        make(candidate_user)
    assert caught.value.code == "role_exists"
    role.active = False
    role.save()
    make(candidate_user)


@pytest.mark.parametrize(
    ("fields", "code", "attr"),
    [
        ({"name": "\u200b"}, "blank", "name"),
        ({"name": "x" * 121}, "max_length", "name"),
        ({"name": "ﷺ" * 20}, "max_length", "name"),
        ({"skills": [f"skill {n}" for n in range(51)]}, "max_length", "skills"),
        ({"skills": ["x" * 61]}, "max_length", "skills"),
    ],
)
def test_what_is_no_role(candidate_user: User, fields: dict[str, Any], code: str, attr: str) -> None:
    with pytest.raises(Invalid) as caught:
        make(candidate_user, **fields)
    assert (caught.value.code, caught.value.attr) == (code, attr)
    assert not Role.objects.exists()


def test_fifty_roles_are_the_most(candidate_user: User, other_recruiter: User) -> None:
    for _ in range(MAX_PRIVATE_ROLES):
        RoleFactory(owner=candidate_user)
    with pytest.raises(Conflict) as caught:
        make(candidate_user)
    assert caught.value.code == "too_many_roles"
    make(other_recruiter)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_rivals_do_not_get_past_the_limit(candidate_user: User) -> None:
    for _ in range(MAX_PRIVATE_ROLES - 1):
        RoleFactory(owner=candidate_user)
    names = [f"Wish {n}" for n in range(4)]
    results = at_once(
        *(lambda name=name: create_role(candidate_user, name=name) for name in names),
        identity=identity_of(candidate_user),
    )
    assert [failure.code for failure in failures(results)] == ["too_many_roles"] * 3
    assert Role.objects.filter(owner=candidate_user).count() == MAX_PRIVATE_ROLES
