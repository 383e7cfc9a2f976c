"""Read answers built by PostgreSQL from a serializer's own fields: one query, no model instance, bytes passed on.

The serializer stays the one description: OpenAPI reads it and this reads it. What it cannot say by a field's source
it says as `sql_fields(user)`: expressions by field name, for what depends on the reader.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, Func, JSONField, OuterRef, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.http import HttpResponse
from rest_framework import serializers

from config.base.models import User


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


def as_json(serializer: serializers.Serializer[Any], user: User) -> Text:
    """The expression whose value is the serializer's JSON for one row, as `user` may see it."""
    return Text(json_object(serializer, user))


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
