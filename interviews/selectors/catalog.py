"""The catalogue as candidates see it: roles to choose, modules to practise with, and the skills that it knows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, F, Func, Q, QuerySet

from config.base.models import User
from config.base.text import fold
from interviews.models import BankQuestion, Module, Profile, Role
from interviews.resumes.technologies import technologies

MAX_WORDS = 6
# What practice asks of a module (D13).
PRACTISED = Q(active=True, assessment_only=False)


def offered_roles(user: User) -> QuerySet[Role]:
    found: QuerySet[Role] = Role.objects.visible_to(user).filter(active=True)
    return found


def roles_named(roles: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Those whose name has every word of the text in it."""
    for word in fold(text).split()[:MAX_WORDS]:
        roles = roles.filter(name_key__contains=word)
    return roles


def best_first(user: User, roles: QuerySet[Any]) -> list[UUID]:
    """The ids of those roles that suit the profile.

    By the share of the role's skills that the profile has, then by how many that are, then by name.
    """
    own = set(Profile.objects.visible_to(user).values_list("skills", flat=True).first() or [])
    found = roles.filter(skills__overlap=list(own)).order_by("name_key", "id").values_list("pk", "skills")

    def merit(row: tuple[UUID, list[str]]) -> tuple[float, int]:
        skills = set(row[1])
        return -len(skills & own) / len(skills), -len(skills & own)

    return [pk for pk, _ in sorted(found, key=merit)]


def offered_modules() -> QuerySet[Module]:
    return Module.objects.filter(active=True)


def practice_questions(module_id: UUID) -> QuerySet[BankQuestion]:
    return BankQuestion.objects.filter(PRACTISED, modules=module_id, modules__active=True)


def practice_count() -> Count:
    """How many questions a module has to practise with."""
    return Count("questions", filter=Q(questions__active=True, questions__assessment_only=False))


def known_skills(user: User) -> set[str]:
    """What the questions of the bank and the user's roles are about, and other technologies that lead to some."""
    each = Func(F("tags"), function="unnest", output_field=CharField())
    of_bank = BankQuestion.objects.filter(active=True).order_by().annotate(tags=F("skill_tags")).values_list(each)
    of_roles = offered_roles(user).order_by().annotate(tags=F("skills")).values_list(each)
    return {skill for (skill,) in of_bank.union(of_roles)} | set(technologies())
