"""The shapes of a view: a list, an object, a write. Each arranges: validate, one service, answer from SQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar, cast
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from rest_framework import generics, serializers
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.request import Request

from config.base.api.etags import etag
from config.base.api.filters import OF_EVERY_REQUEST, UNKNOWN, FilterBackend
from config.base.api.idempotency import once
from config.base.api.pagination import KeysetPagination
from config.base.api.sqljson import fetch_json, json_response
from config.base.models import User


class ApiView(generics.GenericAPIView[Any]):
    """`serializer_class` describes what is read; each write names the serializer of its own input."""

    filter_backends = [FilterBackend]
    filterset_class: ClassVar[Any] = None
    serializer_class: Any = None
    queryset: Any = None
    is_list: ClassVar[bool] = False
    ordering_fields: ClassVar[dict[str, str]] = {"created_at": "created_at"}
    has_etag: ClassVar[bool] = False
    is_creating: ClassVar[bool] = False
    takes_if_match: ClassVar[bool] = False

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    @property
    def read_serializer(self) -> type[serializers.Serializer[Any]]:
        return cast(type[serializers.Serializer[Any]], self.get_serializer_class())

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in self.allowed_methods or request.method in ("GET", "HEAD", "OPTIONS"):
            return
        if unknown := sorted(set(request.query_params) - OF_EVERY_REQUEST):
            raise serializers.ValidationError({name: ["A write takes no parameters."] for name in unknown}, UNKNOWN)
        if self.needs_body and request.META.get("CONTENT_LENGTH", "") in ("", "0"):
            raise ParseError("A body is needed: a JSON object with the fields.")

    @property
    def needs_body(self) -> bool:
        """An action may go without; what makes or changes a row says with what."""
        return self.request.method in ("PUT", "PATCH") or (self.request.method == "POST" and self.is_creating)

    def validated(self, serializer_class: type[serializers.Serializer[Any]], **kwargs: Any) -> dict[str, Any]:
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context(), **kwargs)
        serializer.is_valid(raise_exception=True)
        found: dict[str, Any] = serializer.validated_data
        return found

    def read(self, pk: UUID, status: int = 200) -> HttpResponse:
        """The object as this user sees it, straight from the database; 404 where they do not."""
        built = fetch_json(self.read_serializer, self.user, [pk]).get(pk)
        if built is None:
            raise NotFound
        headers = None if built.version is None or not self.has_etag else {"ETag": etag(built.version, built.text)}
        return json_response(built.text, status, headers)

    def require(self, rows: QuerySet[Any], pk: UUID) -> None:
        """404 unless the user sees this object, below which the route goes on."""
        if not rows.filter(pk=pk).exists():
            raise NotFound

    def created(self, perform: Callable[[], Model]) -> HttpResponse:
        """201 with what `perform` made, once for each Idempotency-Key."""
        return once(self.request, lambda: self.read(perform().pk, status=201))

    def listing(
        self, queryset: QuerySet[Any], request: Request, when_empty: Callable[[], None] | None = None
    ) -> HttpResponse:
        """One page; `count` only where asked for, since counting costs more than reading a page.

        `when_empty` may refuse: a list below an object is asked whether the object is there only where it has no row.
        """
        rows = self.filter_queryset(queryset)
        paginator = cast(KeysetPagination, self.paginator)
        page = paginator.paginate(request, rows, self.ordering_fields)
        if when_empty is not None and not page.ids:
            when_empty()
        built = fetch_json(self.read_serializer, self.user, page.ids)
        parts = [f'"next":{json.dumps(page.next)}', f'"previous":{json.dumps(page.previous)}']
        if wants_count(request):
            parts.append(f'"count":{rows.order_by().count()}')
        # A row that went away since the page was read is left out.
        texts = (built[pk].text for pk in page.ids if pk in built)
        parts.append(f'"results":[{",".join(texts)}]')
        return json_response("{" + ",".join(parts) + "}")


def wants_count(request: Request) -> bool:
    text = request.query_params.get("count", "false")
    if text not in ("true", "false"):
        raise serializers.ValidationError({"count": ["true or false."]}, "invalid")
    return text == "true"
