"""Read answers built by PostgreSQL from a serializer's own fields: one query, no model instance, bytes passed on.

The serializer stays the one description: OpenAPI reads it and this reads it. What it cannot say by a field's source
it says as `sql_fields(user)`: expressions by field name, for what depends on the reader.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, F, Func, JSONField, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Cast
from django.http import HttpResponse
from psycopg import sql
from rest_framework import serializers

from config.base.models import User

# Stands for whoever reads while a statement is compiled.
READER = UUID("00000000-0000-4000-8000-000000000000")


class JSONBuildObject(Func):
    """json, not jsonb: keys keep the serializer's order and numbers their digits."""

    function = "json_build_object"
    output_field = JSONField()


class IsoUTC(Func):
    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    output_field = TextField()


class Text(Func):
    template = "(%(expressions)s)::text"
    output_field = TextField()


def as_json(serializer: serializers.Serializer[Any], user: User) -> RawSQL:
    """The expression whose value is the serializer's JSON for one row, as `user` may see it."""
    statement, mentions = compiled(type(serializer), user.roles)
    return RawSQL(statement, [user.pk] * mentions, output_field=TextField())  # noqa: S611  our own text, and ids


@lru_cache(maxsize=1000)
def compiled(serializer_class: type[serializers.Serializer[Any]], roles: frozenset[str]) -> tuple[str, int]:
    """The SQL for readers of these roles, and how often it asks who they are.

    Django would build and compile these expressions for each request, which takes ten times as long as PostgreSQL
    takes to answer. All but the reader's id is constant, so the text is made once.
    """
    serializer: Any = serializer_class()
    model = serializer.Meta.model
    reader = User(pk=READER)
    reader.roles = roles
    row = model._base_manager.filter(pk=OuterRef("pk")).values_list(Text(json_object(serializer, reader)))
    query = model._base_manager.annotate(json=Subquery(row)).query
    compiler = query.get_compiler(connection=connection)
    compiler.setup_query()
    statement, params = compiler.compile(query.annotations["json"])
    pieces = statement.split("%s")
    filled = [
        ("%s" if value == READER else literal(value)) + rest for value, rest in zip(params, pieces[1:], strict=True)
    ]
    return pieces[0] + "".join(filled), params.count(READER)


def literal(value: Any) -> str:
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
