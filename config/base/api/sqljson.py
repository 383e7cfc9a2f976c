"""Read answers built by PostgreSQL from a serializer's own fields: one query, no model instance, bytes passed on.

The serializer stays the one description: OpenAPI reads it and this reads it. What it cannot say by a field's source
it says as `sql_fields(user)`: expressions by field name, for what depends on the reader. The statement is compiled once
for each serializer and set of roles, and planned once for each connection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    F,
    Func,
    IntegerField,
    JSONField,
    OuterRef,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler
from django.http import HttpResponse
from psycopg import sql
from rest_framework import serializers

from config.base.models import User
from config.postgres.prepared import fetch_prepared

# Stand for the reader and for the rows while a statement is compiled.
READER = UUID("00000000-0000-4000-8000-000000000000")
IDS = "ids of the rows"


class JSONBuildObject(Func):
    """json, not jsonb: keys keep the serializer's order and numbers their digits."""

    function = "json_build_object"
    output_field = JSONField()


class IsoUTC(Func):
    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    output_field = TextField()


class OneOf(Func):
    """Whether the first is among the second, an array."""

    template = "(%(expressions)s)"
    output_field = BooleanField()
    conditional = True

    def as_sql(self, compiler: SQLCompiler, connection: Any, *args: Any, **extra: Any) -> tuple[str, Any]:
        (left, left_params), (right, right_params) = map(compiler.compile, self.get_source_expressions())
        return f"{left} = ANY ({right})", [*left_params, *right_params]


class Text(Func):
    template = "(%(expressions)s)::text"
    output_field = TextField()


@dataclass(frozen=True)
class Built:
    """One row's JSON, and its version where the model counts versions."""

    text: str
    version: int | None


@dataclass(frozen=True)
class Statement:
    """$1: the ids of the rows; $2: who reads."""

    sql: str
    id_type: str


def fetch_json(
    serializer_class: type[serializers.Serializer[Any]], user: User, ids: Sequence[UUID | int]
) -> dict[UUID | int, Built]:
    """The JSON of those of the rows that `user` sees, as they may see it, by id. One query."""
    if not ids:
        return {}
    statement = compiled(serializer_class, user.roles)
    if statement is None:
        return {}
    rows = fetch_prepared(statement.sql, [f"{statement.id_type}[]", "uuid"], [list(ids), user.pk])
    return {pk: Built(text, version) for pk, version, text in rows}


@lru_cache(maxsize=1000)
def compiled(serializer_class: type[serializers.Serializer[Any]], roles: frozenset[str]) -> Statement | None:
    """The statement for readers of these roles; None for those who see no row whatever its id.

    Django would build and compile these expressions for each request, and PostgreSQL plan them: both take far longer
    than the answer itself. All but the ids and the reader is constant, so the text is made once here, and the plan
    once for each connection.
    """
    model: Any = serializer_class.Meta.model  # type: ignore[attr-defined]
    reader = User(pk=READER)
    reader.roles = roles
    rows = model.objects.visible_to(reader) if hasattr(model.objects, "visible_to") else model.objects.all()
    version = F("version") if hasattr(model, "version") else Value(None, output_field=IntegerField())
    columns = {"built_version": version, "built": Text(json_object(serializer_class(), reader))}
    wanted = rows.filter(OneOf(F("pk"), Value(IDS, output_field=TextField()))).order_by()
    try:
        text, params = wanted.annotate(**columns).values_list("pk", *columns).query.sql_with_params()
    except EmptyResultSet:
        return None
    pieces = text.split("%s")
    filled = (parameter(value) + rest for value, rest in zip(params, pieces[1:], strict=True))
    return Statement((pieces[0] + "".join(filled)).replace("%%", "%"), model._meta.pk.db_type(connection))


def parameter(value: Any) -> str:
    """How a value that Django would send beside the statement stands in its text."""
    if value in (IDS, READER):
        return "$1" if value == IDS else "$2"
    return sql.Literal(value).as_string(None).replace("%", "%%")


def json_object(serializer: serializers.Serializer[Any], user: User, prefix: str = "") -> JSONBuildObject:
    given: dict[str, Any] = serializer.sql_fields(user) if hasattr(serializer, "sql_fields") else {}
    pairs: list[Combinable] = []
    for name, field in serializer.fields.items():
        pairs += [Value(name, output_field=TextField()), given.get(name) or json_value(field, user, prefix)]
    return JSONBuildObject(*pairs)


def json_value(field: serializers.Field[Any, Any, Any, Any], user: User, prefix: str) -> Any:
    path = prefix + "__".join(field.source_attrs)
    if isinstance(field, serializers.ListSerializer):
        return json_rows(field, user)
    if isinstance(field, serializers.BaseSerializer):
        found = json_object(cast(serializers.Serializer[Any], field), user, f"{path}__")
        return Case(When(**{f"{path}__isnull": True}, then=None), default=found) if field.allow_null else found
    if isinstance(field, serializers.DateTimeField):
        return IsoUTC(F(path))
    if isinstance(field, serializers.DecimalField):
        return Cast(F(path), TextField())
    return F(path)


def json_rows(field: serializers.ListSerializer[Any], user: User) -> ArraySubquery:
    """The rows behind a reverse foreign key, in the order of their model, as far as the reader sees them."""
    parent: Any = field.parent
    child: Any = field.child
    relation = parent.Meta.model._meta.get_field(field.source)
    rows: QuerySet[Any] = child.Meta.model.objects.visible_to(user)
    return ArraySubquery(
        rows.filter(**{relation.field.name: OuterRef("pk")})
        .order_by(*child.Meta.model._meta.ordering)
        .values_list(json_object(child, user))
    )


def json_response(text: str, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(text, status=status, headers=headers, content_type="application/json")
