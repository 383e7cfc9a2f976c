"""Private roles: what a candidate wants to be interviewed for and the catalogue does not have (D12)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from config.base.constraints import refusals
from config.base.errors import Conflict, Invalid
from config.base.models import User
from config.base.text import fold
from interviews.models import Role
from interviews.services.skills import stated_skills
from interviews.validators import NAME_LENGTH

MAX_PRIVATE_ROLES = 50


def create_role(user: User, *, name: str, skills: Sequence[str] = ()) -> Role:
    """A role that only this user sees.

    Raises Invalid; Conflict for a name that the user or the catalogue has, and beyond so many roles.
    """
    key, tags = fold(name), stated_skills(skills)
    if not key:
        raise Invalid("A name is needed.", code="blank", attr="name")
    if len(name.strip()) > NAME_LENGTH or len(key) > NAME_LENGTH:
        raise Invalid(f"At most {NAME_LENGTH} characters.", code="max_length", attr="name")
    with refusals(), transaction.atomic():
        lock_roles_of(user)
        rivals = Q(owner=user) | Q(owner=None, active=True, name_key=key)
        check_room(key, list(Role.objects.filter(rivals).values_list("owner_id", "name_key")))
        return Role.objects.create(owner=user, name=name.strip(), name_key=key, skills=tags)


def check_room(key: str, there: list[tuple[UUID | None, str]]) -> None:
    """`there`: owner and name of the user's roles, and of the catalogue's role of this name."""
    own = [name for owner, name in there if owner]
    if key in own:
        raise Conflict("You have a role of this name already.", code="role_exists", attr="name")
    if len(own) < len(there):
        raise Conflict("The catalogue has this role: choose it there.", code="role_exists", attr="name")
    if len(own) >= MAX_PRIVATE_ROLES:
        raise Conflict(f"You have {MAX_PRIVATE_ROLES} roles, and there is no room for more.", code="too_many_roles")


def lock_roles_of(user: User) -> None:
    """How many there are is no constraint's business: one writer at a time for each user."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"roles of {user.pk}"])
