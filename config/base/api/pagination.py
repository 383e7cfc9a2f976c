"""Keyset pagination: each page is an index range, as fast at row 500,000 as at the first."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from config.base.api.filters import in_utc

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
AT_MOST = f"How many rows; {MAX_LIMIT} are given at most."


class RowCompare(Func):
    """(column, id) < (value, id): one range of the index over (column, id)."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, *expressions: Any, operator: str, **extra: Any) -> None:
        super().__init__(*expressions, **extra)
        self.operator = operator

    def as_sql(self, compiler: SQLCompiler, connection: Any, *args: Any, **extra: Any) -> tuple[str, Any]:
        parts = [compiler.compile(expression) for expression in self.get_source_expressions()]
        sql = "({}, {}) {op} ({}, {})".format(*(part for part, _ in parts), op=self.operator)
        return sql, [param for _, params in parts for param in params]


@dataclass(frozen=True)
class Position:
    """Where a page starts: after (or, backwards, before) the row with this value and id."""

    ordering: str
    backwards: bool
    value: Any
    id: UUID

    def encode(self) -> str:
        raw = json.dumps([self.ordering, self.backwards, str(self.value), str(self.id)])
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


@dataclass(frozen=True)
class Page:
    ids: list[UUID | int]
    next: str | None
    previous: str | None


class KeysetPagination(BasePagination):
    """`ordering_fields` of the view map the names it offers to columns that are never null."""

    def paginate(self, request: Request, queryset: QuerySet[Any], columns: dict[str, str]) -> Page:
        """The ids of a page of rows; `next` and `previous` are URLs or None."""
        limit = read_limit(request)
        ordering = read_ordering(request, columns)
        position = read_position(request, queryset.model, ordering, columns)
        backwards = position is not None and position.backwards
        column = columns[ordering.lstrip("-")]
        down = ordering.startswith("-") != backwards
        if position is not None:
            after = RowCompare(
                F(column), F("id"), Value(position.value), Value(position.id), operator="<" if down else ">"
            )
            queryset = queryset.filter(after)
        sign = "-" if down else ""
        ordered = queryset.order_by(f"{sign}{column}", f"{sign}id")
        rows = list(ordered.values_list(column, "id")[: limit + 1])
        more, rows = len(rows) > limit, rows[:limit]
        if backwards:
            rows.reverse()

        def link(row: Any, backwards: bool) -> str:
            cursor = Position(ordering, backwards, to_text(row[0]), row[1]).encode()
            return replace_query_param(request.build_absolute_uri(), "cursor", cursor)

        has_next, has_previous = (bool(rows), more) if backwards else (more, position is not None and bool(rows))
        return Page(
            ids=[row[1] for row in rows],
            next=link(rows[-1], False) if has_next else None,
            previous=link(rows[0], True) if has_previous else None,
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        uri = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": uri,
                "previous": uri,
                "count": {"type": "integer", "description": "Only with count=true."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        columns = getattr(view, "ordering_fields", {})
        orderings = [f"{sign}{name}" for name in columns for sign in ("", "-")]
        return [
            query_parameter("limit", {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT}, AT_MOST),
            query_parameter("cursor", {"type": "string"}),
            query_parameter("ordering", {"type": "string", "enum": orderings, "default": default_ordering(columns)}),
            query_parameter("count", {"type": "boolean", "default": False}),
        ]


class WholeList(BasePagination):
    """A list that is short by nature: all of it in one page, in the form of every other list."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return KeysetPagination().get_paginated_response_schema(schema)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return []


def query_parameter(name: str, schema: dict[str, Any], description: str = "") -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def to_text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def refuse(name: str, detail: str, code: str) -> ValidationError:
    return ValidationError({name: [detail]}, code)


def read_limit(request: Request) -> int:
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) == 0:
        raise refuse("limit", f"A whole number from 1 to {MAX_LIMIT}.", "invalid")
    return min(int(text), MAX_LIMIT)


def default_ordering(columns: Iterable[str]) -> str:
    """Newest first; lists that have an order of their own follow that."""
    newest = next((f"-{name}" for name in ("created_at", "received_at") if name in columns), None)
    return newest or next(iter(columns))


def read_ordering(request: Request, columns: dict[str, str]) -> str:
    ordering = request.query_params.get("ordering") or default_ordering(columns)
    if ordering.removeprefix("-") not in columns:
        raise refuse("ordering", f"One of {', '.join(columns)}, with - before it for descending.", "invalid")
    return ordering


def read_position(request: Request, model: type[Model], ordering: str, columns: dict[str, str]) -> Position | None:
    cursor = request.query_params.get("cursor")
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        stated, backwards, value, pk = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        field: Any = model._meta.get_field(columns[ordering.removeprefix("-")])
        if stated != ordering or not isinstance(backwards, bool) or not isinstance(value, str) or "\x00" in value:
            raise ValueError(cursor)
        found = field.to_python(value)
        if found is None:
            raise ValueError(cursor)
        value.encode()
        in_utc(found if isinstance(found, datetime) else None)
        return Position(ordering, backwards, found, UUID(pk))
    except (ValueError, TypeError, AttributeError, RecursionError, DjangoValidationError, ValidationError):
        raise refuse("cursor", "This cursor was not made for this list and ordering.", "invalid_cursor") from None
