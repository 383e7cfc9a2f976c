"""Editing the catalogue beside the questions: roles, modules, follow-up templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction

from config.base.constraints import refusals
from config.base.errors import Conflict, Invalid, Missing
from config.base.models import User
from config.base.text import fold
from interviews.enums import SessionType, Trigger
from interviews.models import BankQuestion, FollowUpTemplate, Module, Role
from interviews.services.questions import require_recruiting, tidy
from interviews.validators import MAX_TAGS, NAME_LENGTH, TAG_LENGTH

Row = TypeVar("Row", bound=models.Model)
POINT = "{point}"


def save_role(pk: UUID | None, *, actor: User, name: str, skills: Iterable[str], active: bool) -> Role:
    """A role of the catalogue. Raises Forbidden, Missing, Invalid, Conflict for a name that it has already."""
    require_recruiting(actor)
    tags = tidy("skill_tags", skills)
    if not fold(name) or len(name) > NAME_LENGTH:
        raise Invalid(f"1 to {NAME_LENGTH} characters.", attr="name")
    if len(tags) > MAX_TAGS or any(len(tag) > TAG_LENGTH for tag in tags):
        raise Invalid(f"At most {MAX_TAGS}, each of at most {TAG_LENGTH} characters.", attr="skills")
    try:
        with refusals(), transaction.atomic():
            role = Role() if pk is None else locked(Role.objects.filter(owner=None), pk)
            return put(role, name=name.strip(), name_key=fold(name), skills=tags, active=active)
    except Conflict as conflict:
        conflict.attr = "name"
        raise


def save_module(pk: UUID | None, *, actor: User, questions: Iterable[BankQuestion], **said: Any) -> Module:
    """Raises Forbidden, Missing, Invalid, also for questions of another kind than the module."""
    require_recruiting(actor)
    with refusals(), transaction.atomic():
        chosen = BankQuestion.objects.filter(pk__in=[question.pk for question in questions])
        check_questions(list(chosen.order_by("pk").select_for_update(of=("self",)).defer("search")), said["category"])
        module = put(Module() if pk is None else locked(Module.objects.all(), pk), **said)
        module.questions.set(chosen)
    return module


def check_questions(questions: list[BankQuestion], category: str) -> None:
    if not questions:
        raise Invalid("At least one.", attr="questions")
    other = next((question for question in questions if question.type != category), None)
    if other is not None:
        raise Invalid(
            f"“{other.text[:80]}” is a {other.get_type_display()} question, and this is a module of "
            f"{SessionType(category).label} questions.",
            code="other_category",
            attr="questions",
        )


def save_follow_up(pk: UUID | None, *, actor: User, trigger: str, text: str, active: bool) -> FollowUpTemplate:
    """Raises Forbidden, Missing, Invalid for braces that nothing is put into, Conflict for a text that is there."""
    require_recruiting(actor)
    check_braces(trigger, text)
    try:
        with transaction.atomic():
            template = FollowUpTemplate() if pk is None else locked(FollowUpTemplate.objects.all(), pk)
            return put(template, trigger=trigger, text=text.strip(), active=active)
    except IntegrityError:
        # All but the uniqueness of the text was checked before.
        raise Conflict("There is a follow-up of this text already.", code="follow_up_exists", attr="text") from None


def check_braces(trigger: str, text: str) -> None:
    rest = text.replace(POINT, "")
    if "{" in rest or "}" in rest:
        raise Invalid(f"Only {POINT} may stand in braces.", attr="text")
    if POINT in text and trigger != Trigger.MISSING_POINT:
        raise Invalid(f"{POINT} is known only where a point was left out.", attr="text")


def locked(rows: models.QuerySet[Row], pk: UUID) -> Row:
    row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise Missing("Not found.")
    return row


def put(row: Row, **values: Any) -> Row:
    for name, value in values.items():
        setattr(row, name, value)
    if row._state.adding:
        row.save(force_insert=True)
    else:
        row.save(update_fields=list(values))
    return row
