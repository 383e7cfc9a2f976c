"""Editing the question bank by hand: what the files know is marked as edited, what was asked is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from config.base.constraints import refusals
from config.base.errors import Conflict, Forbidden, Invalid, Missing
from config.base.models import User
from config.base.roles import Role as UserRole
from config.postgres.identity import SYSTEM, acting_as
from interviews.bank.rules import Problem, question_problems
from interviews.enums import Focus, Level
from interviews.models import BankQuestion, InterviewQuestion, Role
from interviews.validators import MAX_TAGS, TEXT_LENGTH

ONE_LINERS = ("key_points", "hints")
LISTS = ("levels", "skill_tags", "key_points", "accepted_answers", "hints")
CONTENT = ("text", "focus", "difficulty", *LISTS, "model_answer", "assessment_only")


def save_question(
    pk: UUID | None,
    *,
    actor: User,
    roles: Iterable[Role] | None = None,
    active: bool | None = None,
    key: str | None = None,
    **said: Any,
) -> BankQuestion:
    """Adds a question (`pk` None) or changes one; what is not given stays. What changes nothing marks nothing.

    `edited_at` protects the content from the bank's files; retiring is not content, so it is not marked.
    Raises Forbidden, Missing, Invalid naming the field, Conflict for a question that is there already.
    """
    require_recruiting(actor)
    try:
        with refusals(), transaction.atomic():
            question = BankQuestion(key=key) if pk is None else lock_question(pk)
            changed = changes_to(question, roles=roles, **said)
            if changed or question._state.adding:
                write(question, content_with(question, said), roles)
            if active is not None and active != question.active:
                question.active = active
                question.save(update_fields=["active"])
    except Conflict as conflict:
        conflict.attr = conflict.attr or ("text" if conflict.code == "question_exists" else None)
        raise
    return question


def write(question: BankQuestion, content: dict[str, Any], roles: Iterable[Role] | None) -> None:
    if problems := content_problems(content):
        name, wrong = problems[0]
        raise Invalid(wrong, attr=name)
    check_modules(question, content["focus"])
    for name, value in content.items():
        setattr(question, name, value)
    question.edited_at = timezone.now()
    if question._state.adding:
        question.save(force_insert=True)
    else:
        question.save(update_fields=[*content, "type", "category", "edited_at"])
    if roles is not None:
        question.roles.set(roles)


def changes_to(question: BankQuestion, *, roles: Iterable[Role] | None = None, **said: Any) -> set[str]:
    """Which fields would differ; spelling of white space and case of skills are no difference."""
    old, new = content_with(question, {}), content_with(question, said)
    changed = {name for name in CONTENT if old[name] != new[name]}
    if roles is not None and not question._state.adding:
        before = {role.pk for role in question.roles.all()}
        changed |= {"roles"} if before != {role.pk for role in roles} else set()
    return changed


def content_with(question: BankQuestion, said: Mapping[str, Any]) -> dict[str, Any]:
    """The question's content with what was said in its place, in the form in which it is stored."""
    if unknown := set(said) - set(CONTENT):
        raise TypeError(f"A question has no {', '.join(sorted(unknown))}.")
    return {name: tidy(name, said.get(name, getattr(question, name))) for name in CONTENT}


def tidy(name: str, value: Any) -> Any:
    if name == "levels":
        return sorted(dict.fromkeys(value), key=lambda level: (*Level.values, level).index(level))
    if name == "skill_tags":
        return list(dict.fromkeys(tag for tag in (" ".join(each.lower().split()) for each in value) if tag))
    if name in ONE_LINERS:
        return [entry for entry in (" ".join(each.split()) for each in value) if entry]
    if name in LISTS:
        return [entry for entry in map(plain, value) if entry]
    return plain(value) if isinstance(value, str) else value


def plain(text: str) -> str:
    """Browsers and spreadsheets end lines each in their own way."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def content_problems(content: Mapping[str, Any]) -> list[Problem]:
    """(field, what is wrong): the bank's own rules, and what the columns hold."""
    long = [name for name in ("text", "model_answer") if len(content[name]) > TEXT_LENGTH]
    many = [name for name in LISTS if len(content[name]) > MAX_TAGS]
    return [
        *question_problems(content),
        *((name, f"At most {TEXT_LENGTH} characters.") for name in long),
        *((name, f"At most {MAX_TAGS} of them.") for name in many),
    ]


def check_modules(question: BankQuestion, focus: str) -> None:
    """A module holds questions of its own category only."""
    if question._state.adding:
        return
    kind = Focus(focus).type
    module = question.modules.exclude(category=kind).first()
    if module is not None:
        raise Conflict(
            f"It is in the module “{module}”, which has {module.get_category_display().lower()} questions only.",
            code="in_module",
            attr="focus",
        )


def set_active(pk: UUID, *, actor: User, active: bool) -> BankQuestion:
    """Retires a question, or brings it back. Raises Forbidden, Missing."""
    return save_question(pk, actor=actor, active=active)


def delete_question(pk: UUID, *, actor: User) -> None:
    """Only what was never asked goes; the rest is retired. Raises Forbidden, Missing, Conflict."""
    require_recruiting(actor)
    with transaction.atomic():
        question = lock_question(pk)
        if was_asked(question):
            raise Conflict("It has been asked: retire it instead, so that its answers keep it.", code="was_asked")
        question.delete()


def was_asked(question: BankQuestion) -> bool:
    """In anybody's session, whoever wants to know: no more than that is told."""
    with acting_as(SYSTEM):
        return InterviewQuestion.objects.filter(bank_question=question).exists()


def lock_question(pk: UUID) -> BankQuestion:
    question = BankQuestion.objects.select_for_update(of=("self",)).defer("search").filter(pk=pk).first()
    if question is None:
        raise Missing("Not found.")
    return question


def require_recruiting(actor: User) -> None:
    if not actor.has_role(UserRole.RECRUITER, UserRole.MANAGER):
        raise Forbidden("Only recruiters and managers edit the catalogue.")
