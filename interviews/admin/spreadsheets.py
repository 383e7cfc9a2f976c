"""Questions of the bank as CSV, XLSX and JSON. An export that is loaded again unchanged changes nothing.

A list stands in a cell with one entry on each line; a line that begins with two spaces continues the entry above.
In JSON a list is a list. A row is the question with its `key`; without one that with its `id`; without either the
one with the same text. Else it is new. What a column would say is left as it is where the file has no such column.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar
from uuid import UUID

import tablib  # type: ignore[import-untyped]
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.http import HttpRequest
from import_export.fields import Field
from import_export.formats.base_formats import CSV, JSON, XLSX

from config.base.back_office.spreadsheets import Export, FileForm, ServiceImport, SpreadsheetAdmin, cell, escaped
from config.base.text import fold
from interviews.enums import Difficulty, Focus
from interviews.models import BankQuestion, Role
from interviews.services.questions import LISTS, changes_to, content_problems, content_with, save_question

IN_LISTS = ("levels", "roles", "skill_tags", "key_points", "accepted_answers", "hints")
COLUMNS = (
    "key", "id", "text", "focus", "difficulty", "levels", "roles", "skill_tags", "key_points", "model_answer",
    "accepted_answers", "hints", "assessment_only", "active",
)  # fmt: skip
CONTINUED = "  "
YES, NO = "yes", "no"
TRUTHS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
KEY_LENGTH = 100
LIST_HELP = (
    "A list stands in its cell with one entry on each line; a line that begins with two spaces continues the entry "
    "above. In JSON a list is a list. Roles are named as in the catalogue; none means every role. A row changes the "
    "question that has its key, else its id, else its text; a row that finds none is new."
)


def as_cell(entries: list[str]) -> str:
    return "\n".join(entry.replace("\n", f"\n{CONTINUED}") for entry in entries)


def as_list(text: str) -> list[str]:
    entries: list[str] = []
    for line in text.splitlines():
        if line.startswith(CONTINUED) and entries:
            entries[-1] += f"\n{line.removeprefix(CONTINUED)}"
        elif line.strip():
            entries.append(line.strip())
    return entries


class QuestionsJSON(JSON):
    """Objects with lists and true or false, in place of cells."""

    def export_data(self, dataset: Any, **kwargs: Any) -> str:
        rows = [{name: from_cell(name, cell(value)) for name, value in row.items()} for row in dataset.dict]
        return json.dumps(rows, ensure_ascii=False, indent=1)

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Any:
        text = in_stream.decode(self.encoding or "utf-8-sig") if isinstance(in_stream, bytes) else in_stream
        rows = json.loads(text)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ValueError("The file is a list of objects, one for each question.")
        headers = list(rows[0]) if rows else []
        if any(set(row) != set(headers) for row in rows):
            raise ValueError("All objects have the same fields.")
        return tablib.Dataset(*([to_cell(row[name]) for name in headers] for row in rows), headers=headers)


def from_cell(name: str, text: str) -> Any:
    if name in IN_LISTS:
        return as_list(text)
    return TRUTHS[text] if name in ("assessment_only", "active") else text or None


def to_cell(value: Any) -> str:
    if isinstance(value, list):
        return escaped(as_cell([str(entry).strip() for entry in value]))
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else escaped(str(value))


class QuestionImport(ServiceImport):
    columns = COLUMNS
    required = tuple(name for name in COLUMNS if name not in ("key", "id", "roles", "assessment_only", "active"))
    shown: ClassVar[tuple[str, ...]] = ("key", "text", "focus", "difficulty", "levels", "roles", "skill_tags")
    max_rows = 5000

    class Meta:
        model = BankQuestion
        fields = COLUMNS
        store_row_values = True
        skip_diff = True

    def problem_of(self, dataset: Any) -> str | None:
        problem = super().problem_of(dataset)
        self.given = set(dataset.headers)
        return problem

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """The whole bank at once: no row asks for its own."""
        self.roles = {role.name_key: role for role in Role.objects.filter(owner=None)}
        bank = list(BankQuestion.objects.defer("search").prefetch_related("roles"))
        self.by_key = {question.key: question for question in bank if question.key}
        self.by_id = {str(question.pk): question for question in bank}
        self.by_text = {question.text: question for question in bank}
        self.met: set[UUID | str] = set()

    def existing(self, row: dict[str, str]) -> BankQuestion | None:
        found = self.question_of(row)
        mark = found.pk if found else row["key"] or row["text"]
        if mark in self.met:
            raise ValidationError("This question stands in the file twice.")
        self.met.add(mark)
        self.said = self.read(row)
        content = {name: value for name, value in self.said.items() if name not in ("roles", "active")}
        problems: dict[str, list[str]] = {}
        for name, wrong in content_problems(content_with(found or BankQuestion(), content)):
            problems.setdefault(name, []).append(wrong)
        if problems:
            raise ValidationError(problems)
        return found

    def question_of(self, row: dict[str, str]) -> BankQuestion | None:
        if row["key"]:
            if len(row["key"]) > KEY_LENGTH:
                raise ValidationError({"key": f"At most {KEY_LENGTH} characters."})
            try:
                validate_slug(row["key"])
            except ValidationError as error:
                raise ValidationError({"key": error.messages}) from None
            return self.by_key.get(row["key"])
        if row["id"]:
            if row["id"].lower() not in self.by_id:
                raise ValidationError({"id": "No question has this id; leave the cell empty for a new one."})
            return self.by_id[row["id"].lower()]
        return self.by_text.get(row["text"])

    def read(self, row: dict[str, str]) -> dict[str, Any]:
        """The row's cells as `save_question` takes them; only of columns that the file has."""
        said: dict[str, Any] = {name: row[name] for name in ("text", "model_answer")}
        said |= {name: as_list(row[name]) for name in LISTS}
        said |= {
            "levels": [level.lower() for level in as_list(row["levels"])],
            "focus": named(row["focus"], Focus.choices),
            "difficulty": named(row["difficulty"], Difficulty.choices),
        }
        if "roles" in self.given:
            said["roles"] = self.roles_of(as_list(row["roles"]))
        said |= {name: truth(name, row[name]) for name in ("assessment_only", "active") if row[name]}
        return said

    def roles_of(self, names: list[str]) -> list[Role]:
        unknown = [name for name in names if fold(name) not in self.roles]
        if unknown:
            raise ValidationError({"roles": f"The catalogue has no role “{unknown[0]}”."})
        return [self.roles[fold(name)] for name in names]

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        if instance._state.adding:
            return False
        said = dict(self.said)
        active = said.pop("active", instance.active)
        return active == instance.active and not changes_to(instance, **said)

    def create(self, row: dict[str, str]) -> BankQuestion:
        found = self.question_of(row)
        key = None if found else row["key"] or None
        return save_question(found.pk if found else None, actor=self.actor, key=key, **self.said)


def named(text: str, choices: list[tuple[str, str]]) -> str:
    """A choice by its name or by what people call it."""
    return next((value for value, label in choices if text.lower() in (value, label.lower())), text)


def truth(name: str, text: str) -> bool:
    if text.lower() not in TRUTHS:
        raise ValidationError({name: "Say yes or no."})
    return TRUTHS[text.lower()]


class QuestionExport(Export):
    roles = Field(column_name="roles")

    class Meta:
        model = BankQuestion
        fields = COLUMNS
        export_order = COLUMNS

    def export_field(self, field: Any, instance: BankQuestion, **kwargs: Any) -> Any:
        name = field.column_name
        if name == "roles":
            return escaped(as_cell([role.name for role in instance.roles.all()]))
        value = getattr(instance, name)
        return to_cell(value)


class QuestionFileForm(FileForm):
    """A whole bank is larger than a list of people."""

    max_bytes = 10_000_000


class BankSpreadsheetAdmin(SpreadsheetAdmin):
    import_resource = QuestionImport
    export_resource = QuestionExport
    formats = [CSV, XLSX, QuestionsJSON]  # type: ignore[assignment]
    import_form_class = QuestionFileForm

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_import_context_data(**kwargs) | {"about": LIST_HELP}

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        totals = result.totals
        messages.success(request, f"{totals['new']} new, {totals['update']} changed, {totals['skip']} as they were.")
