"""The JSON Schema of each type of event's data, read off feedback/event_types.py: docs/events.md is held against it."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, get_args, get_type_hints
from uuid import UUID

from feedback.event_types import Happening

BEGIN, END = "<!-- types of events: begin -->", "<!-- types of events: end -->"
JSON_TYPES: dict[Any, dict[str, str]] = {
    UUID: {"type": "string", "format": "uuid"},
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
}


def kinds() -> tuple[type[Any], ...]:
    """In the order in which event_types.py names them."""
    return get_args(Happening)


def schema_of(kind: type[Any]) -> dict[str, Any]:
    """More fields may come; those that are here stay."""
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    return {"type": "object", "required": names, "properties": {name: json_type(hints[name]) for name in names}}


def json_type(hint: Any) -> dict[str, Any]:
    either = [part for part in get_args(hint) if part is not type(None)]
    if not either:
        return dict(JSON_TYPES[hint])
    found: dict[str, Any] = json_type(either[0])
    return {**found, "type": [found["type"], "null"]}


def types_section() -> str:
    """What docs/events.md says of the types, between its two markers."""
    parts = [f"### `{kind.type}`\n\n```json\n{json.dumps(schema_of(kind), indent=2)}\n```" for kind in kinds()]
    return "\n\n".join([BEGIN, *parts, END])
