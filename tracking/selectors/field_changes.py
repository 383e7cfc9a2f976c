"""What changed in a row's fields, read from the states that the database keeps before each change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model

from config.base.models import User

# Status history tells of these in better words.
TOLD_ELSEWHERE = frozenset({"status", "outcome", "closing", "closed_by_stage", "on_hold", "ended_at"})
# Derived, or nothing to people.
NOT_TOLD = frozenset({"id", "created_at", "process", "name_key", "alias_keys", "score_boost", "needs_rescoring"})
MAX_EVENTS = 200


@dataclass(frozen=True)
class FieldChange:
    """One field's step. `by` is known only to who may read the contexts of the history: managers."""

    subject: str
    field: str
    old: str
    new: str
    at: datetime
    by: str


@dataclass(frozen=True)
class RawChange:
    row: Model
    field: Any
    old: Any
    new: Any
    event: Any


def field_changes(rows: Iterable[Model]) -> list[FieldChange]:
    """The changes of these rows' fields, newest first; all rows of one model in one query."""
    by_model: dict[type[Model], list[Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    raw = [change for group in by_model.values() for change in changes_of(group)]
    names = names_of(raw)
    people = people_of(raw)
    told = [
        FieldChange(
            subject=str(change.row),
            field=str(change.field.verbose_name).capitalize(),
            old=shown(change.field, change.old, names),
            new=shown(change.field, change.new, names),
            at=change.event.pgh_created_at,
            by=people.get(user_id_of(change.event), ""),
        )
        for change in raw
    ]
    return sorted(told, key=lambda change: change.at, reverse=True)


def changes_of(rows: Sequence[Model]) -> Iterator[RawChange]:
    """Each event holds the state before; the state after is the next event's, or the row itself."""
    model: Any = type(rows[0])
    events: Any = model._meta.get_field("events").related_model.objects
    found = events.filter(pgh_obj__in=[row.pk for row in rows], pgh_label="changed")
    latest = found.select_related("pgh_context").order_by("-pgh_id")[:MAX_EVENTS]
    after: dict[Any, Any] = {row.pk: row for row in rows}
    by_pk = dict(after)
    for event in latest:
        later, after[event.pgh_obj_id] = after[event.pgh_obj_id], event
        for field in told_fields(event):
            old, new = getattr(event, field.attname), getattr(later, field.attname)
            if old != new:
                yield RawChange(by_pk[event.pgh_obj_id], field, old, new, event)


def told_fields(event: Model) -> list[Any]:
    left_out = TOLD_ELSEWHERE | NOT_TOLD
    fields = event._meta.concrete_fields
    return [field for field in fields if not field.name.startswith("pgh_") and field.name not in left_out]


def names_of(changes: Iterable[RawChange]) -> dict[tuple[Any, Any], str]:
    """The names of the rows that foreign keys pointed to, as far as the reader sees them."""
    wanted: dict[Any, set[Any]] = {}
    for change in changes:
        if isinstance(change.field, ForeignKey):
            wanted.setdefault(change.field.related_model, set()).update({change.old, change.new} - {None})
    found = {model: model._default_manager.in_bulk(list(keys)) for model, keys in wanted.items()}
    return {
        (model, key): row.display_name if isinstance(row, User) else str(row)
        for model, rows in found.items()
        for key, row in rows.items()
    }


def shown(field: Any, value: Any, names: dict[tuple[Any, Any], str]) -> str:
    if value is None or value in ("", []):
        return "—"
    if isinstance(field, ForeignKey):
        return names.get((field.related_model, value), "someone or something else")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return ", ".join(value) if isinstance(value, list) else str(value)


def people_of(changes: Iterable[RawChange]) -> dict[UUID | None, str]:
    ids = {pk for pk in (user_id_of(change.event) for change in changes) if pk is not None}
    return {user.pk: user.display_name for user in User.objects.filter(pk__in=ids)} if ids else {}


def user_id_of(event: Any) -> UUID | None:
    said = (event.pgh_context.metadata if event.pgh_context else {}).get("user")
    try:
        return UUID(str(said)) if said else None
    except (ValueError, ValidationError):
        return None
