"""The bank's files, read and checked as a whole before anything of them is stored.

roles.yaml        {key, name, skills}
questions/*.yaml  {key, text, focus, difficulty, roles, levels, skills, key_points, model_answer,
                   accepted_answers, hints, assessment_only?}
modules.yaml      {key, title, description, category, difficulty, duration_minutes, role?, questions}
follow_ups.yaml   {trigger, text}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from interviews.bank.rules import question_problems
from interviews.enums import Difficulty, SessionType, Trigger

HERE = Path(__file__).parent
# Both build plain values only; the one in C is there where PyYAML was built with libyaml, and several times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ROLE = {"key", "name", "skills"}
QUESTION = {
    *("key", "text", "focus", "difficulty", "roles", "levels", "skills"),
    *("key_points", "model_answer", "accepted_answers", "hints"),
}
MODULE = {"key", "title", "description", "category", "difficulty", "duration_minutes", "questions"}
FOLLOW_UP = {"trigger", "text"}
LISTS = ("roles", "levels", "skills", "key_points", "accepted_answers", "hints", "questions")

Row = dict[str, Any]


@dataclass
class Bank:
    """What the files say; `problems` are sentences naming file, entry and field. It is stored only without any."""

    roles: list[Row] = field(default_factory=list)
    questions: list[Row] = field(default_factory=list)
    modules: list[Row] = field(default_factory=list)
    follow_ups: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_bank(folder: Path = HERE) -> Bank:
    bank = Bank()
    bank.roles = rows(folder / "roles.yaml", bank, ROLE, set())
    for path in sorted((folder / "questions").glob("*.yaml")):
        bank.questions += rows(path, bank, QUESTION, {"assessment_only"})
    bank.modules = rows(folder / "modules.yaml", bank, MODULE, {"role"})
    bank.follow_ups = rows(folder / "follow_ups.yaml", bank, FOLLOW_UP, set())
    for check in (question_rules, references, unique_keys, module_rules, follow_up_rules):
        bank.problems += check(bank)
    return bank


def rows(path: Path, bank: Bank, needed: set[str], optional: set[str]) -> list[Row]:
    """The well-formed entries of a file; what is wrong with the others becomes a problem."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), LOADER) if path.exists() else []  # noqa: S506 (a safe one)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        bank.problems.append(f"{path.name}: cannot be read: {error}")
        return []
    good = []
    for place, row in enumerate(found if isinstance(found, list) else [found], 1):
        name = row.get("key") or f"entry {place}" if isinstance(row, dict) else f"entry {place}"
        if wrong := malformed(row, needed, optional):
            bank.problems.append(f"{path.name}: {name}: {wrong}")
        else:
            good.append(row)
    return good


def malformed(row: Any, needed: set[str], optional: set[str]) -> str | None:
    if not isinstance(row, dict):
        return "is no mapping of fields."
    if missing := needed - set(row):
        return f"lacks {', '.join(sorted(missing))}."
    if unknown := set(row) - needed - optional:
        return f"has unknown fields {', '.join(sorted(map(str, unknown)))}."
    return next((f"{name} is {due}." for name, value in row.items() if (due := due_instead(name, value))), None)


def due_instead(name: str, value: Any) -> str | None:
    """What the field has to be where the value is something else; a module's minutes are checked with its rules."""
    if name in LISTS:
        return None if isinstance(value, list) and all(isinstance(each, str) for each in value) else "a list of texts"
    if name == "assessment_only":
        return None if isinstance(value, bool) else "true or false"
    fits = isinstance(value, str) or name == "duration_minutes" or (name == "role" and value is None)
    return None if fits else "a text"


def question_rules(bank: Bank) -> Iterator[str]:
    for row in bank.questions:
        for name, wrong in question_problems({**row, "skill_tags": row["skills"]}):
            yield f"{row['key']}: {name}: {wrong}"


def references(bank: Bank) -> Iterator[str]:
    roles, questions = {row["key"] for row in bank.roles}, {row["key"] for row in bank.questions}
    for row in bank.questions:
        for key in sorted(set(row["roles"]) - roles):
            yield f"{row['key']}: roles: there is no role {key}."
    for row in bank.modules:
        if row.get("role") is not None and row["role"] not in roles:
            yield f"{row['key']}: role: there is no role {row['role']}."
        for key in sorted(set(row["questions"]) - questions):
            yield f"{row['key']}: questions: there is no question {key}."


def unique_keys(bank: Bank) -> Iterator[str]:
    named: Sequence[tuple[str, list[Row], Callable[[Row], str]]] = [
        ("role", bank.roles, lambda row: row["key"]),
        ("question", bank.questions, lambda row: row["key"]),
        ("question text", bank.questions, lambda row: row["text"]),
        ("module", bank.modules, lambda row: row["key"]),
        ("follow-up", bank.follow_ups, lambda row: row["text"]),
    ]
    for kind, found, key_of in named:
        keys = [key_of(row) for row in found]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield f"{kind} {key!r} is there twice."


def module_rules(bank: Bank) -> Iterator[str]:
    for row in bank.modules:
        if row["category"] not in SessionType.PURE:
            yield f"{row['key']}: category: one of {', '.join(SessionType.PURE)}."
        if row["difficulty"] not in Difficulty.values:
            yield f"{row['key']}: difficulty: one of {', '.join(Difficulty.values)}."
        if type(row["duration_minutes"]) is not int or not 1 <= row["duration_minutes"] <= 480:
            yield f"{row['key']}: duration_minutes: a whole number, 1 to 480."


def follow_up_rules(bank: Bank) -> Iterator[str]:
    for row in bank.follow_ups:
        if row["trigger"] not in Trigger.values:
            yield f"{row['text']!r}: trigger: one of {', '.join(Trigger.values)}."
        elif "{" in row["text"].replace("{point}", "") or ("{point}" in row["text"]) > (
            row["trigger"] == Trigger.MISSING_POINT
        ):
            yield f"{row['text']!r}: text: only {{point}} may stand in braces, and only for missing_point."
