"""Storing the bank's files: entries are known by their key; what people have made of them since is left alone."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import transaction

from config.base.constraints import refusals
from config.base.errors import Invalid
from config.base.text import fold
from interviews.bank.reading import Bank, Row
from interviews.models import BankQuestion, FollowUpTemplate, Module, Role

COPIED = ("text", "focus", "difficulty", "levels", "key_points", "model_answer", "accepted_answers", "hints")


def load_bank(bank: Bank, *, overwrite: bool = False) -> Counter[str]:
    """Adds what is new, and brings questions that nobody edited up to date; with `overwrite`, all there is.

    Says how many of each were stored and how many edited ones were kept. Raises Invalid for a bank with problems.
    """
    if bank.problems:
        raise Invalid(bank.problems[0], code="bank_invalid")
    made: Counter[str] = Counter()
    with refusals(), transaction.atomic():
        roles = load_roles(bank.roles, made, overwrite=overwrite)
        questions = load_questions(bank.questions, roles, made, overwrite=overwrite)
        load_modules(bank.modules, roles, questions, made, overwrite=overwrite)
        load_follow_ups(bank.follow_ups, made)
    return made


def load_roles(rows: list[Row], made: Counter[str], *, overwrite: bool) -> dict[str, Role]:
    known = {str(role.key): role for role in Role.objects.filter(key__isnull=False)}
    for row in rows:
        if row["key"] in known and not overwrite:
            continue
        values = {"name": row["name"], "name_key": fold(row["name"]), "skills": row["skills"]}
        known[row["key"]], _ = Role.objects.update_or_create(key=row["key"], defaults=values)
        made["roles"] += 1
    return known


def load_questions(
    rows: list[Row], roles: dict[str, Role], made: Counter[str], *, overwrite: bool
) -> dict[str, BankQuestion]:
    stored = BankQuestion.objects.filter(key__isnull=False).defer("search")
    known = {str(question.key): question for question in stored}
    fresh: list[BankQuestion] = []
    for row in rows:
        question = known.get(row["key"])
        if question is not None and question.edited_at and not overwrite:
            made["edited and kept"] += 1
            continue
        if question is None:
            question = known[row["key"]] = BankQuestion(key=row["key"])
            fresh.append(question)
        fill(question, row)
        if not question._state.adding:
            question.save()
        made["questions"] += 1
    BankQuestion.objects.bulk_create(fresh)
    link_roles([row for row in rows if overwrite or not known[row["key"]].edited_at], known, roles)
    return known


def fill(question: BankQuestion, row: Row) -> None:
    for name in COPIED:
        setattr(question, name, row[name])
    question.skill_tags, question.assessment_only = row["skills"], row.get("assessment_only", False)
    question.edited_at = None
    question.classify()


def link_roles(rows: list[Row], questions: dict[str, BankQuestion], roles: dict[str, Role]) -> None:
    through: Any = BankQuestion.roles.through
    through.objects.filter(bankquestion__key__in=[row["key"] for row in rows]).delete()
    through.objects.bulk_create(
        through(bankquestion=questions[row["key"]], role=roles[key]) for row in rows for key in set(row["roles"])
    )


def load_modules(
    rows: list[Row],
    roles: dict[str, Role],
    questions: dict[str, BankQuestion],
    made: Counter[str],
    *,
    overwrite: bool,
) -> None:
    known = set(Module.objects.filter(key__isnull=False).values_list("key", flat=True))
    for row in rows:
        if row["key"] in known and not overwrite:
            continue
        values = {name: row[name] for name in ("title", "description", "category", "difficulty", "duration_minutes")}
        role = roles[row["role"]] if row.get("role") else None
        module, _ = Module.objects.update_or_create(key=row["key"], defaults={**values, "role": role})
        module.questions.set([questions[key] for key in row["questions"]])
        made["modules"] += 1


def load_follow_ups(rows: list[Row], made: Counter[str]) -> None:
    known = set(FollowUpTemplate.objects.values_list("text", flat=True))
    new = [FollowUpTemplate(**row) for row in rows if row["text"] not in known]
    made["follow-ups"] += len(FollowUpTemplate.objects.bulk_create(new))
