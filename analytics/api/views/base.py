"""What all figures share: who may ask, what they may ask by, and the answer as JSON or CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from analytics.api.parameters import DatedParameters, Parameters, read, selection_of
from analytics.api.rendering import CsvRenderer, attachment, list_of, table_of
from analytics.selectors.selection import Selection
from config.base.api.permissions import Recruiting
from config.base.api.schema import RefusalSerializer
from config.base.api.views import ApiView

JSON, CSV = "application/json", "text/csv"


class FiguresView(ApiView):
    permission_classes = [Recruiting]
    renderer_classes = [JSONRenderer, CsvRenderer]
    filter_backends = []
    pagination_class = None
    parameters: ClassVar[type[Parameters]] = DatedParameters

    @property
    def wants_csv(self) -> bool:
        return bool(self.request.accepted_renderer.format == CsvRenderer.format)

    def asked(self) -> dict[str, Any]:
        return read(self.parameters, self.request.query_params.dict())

    def selection(self, asked: Mapping[str, Any]) -> Selection:
        return selection_of(dict(asked), self.user)

    def told(
        self,
        name: str,
        as_of: datetime,
        figures: dict[str, Any],
        definitions: Mapping[str, str],
        rows: str | None = None,
    ) -> Response:
        """All of it as JSON; as CSV the list `rows` of the figures, or each of them."""
        if not self.wants_csv:
            return Response({**figures, "as_of": as_of, "definitions": definitions})
        if rows is None:
            table = list_of({**figures, "as_of": as_of})
        else:
            table = table_of(figures[rows], self.read_serializer().fields[rows].child)  # type: ignore[attr-defined]
        file = f"{name}-{as_of:%Y-%m-%dT%H%M%SZ}"
        return Response(table, headers={"Content-Disposition": attachment(file)})

    def handle_exception(self, exc: Exception) -> Response:
        self.request.accepted_renderer, self.request.accepted_media_type = JSONRenderer(), JSON
        found: Response = super().handle_exception(exc)
        return found


def described(
    parameters: type[Parameters], answer: Any, operation_id: str, path: Sequence[OpenApiParameter] = ()
) -> Any:
    """For OpenAPI; a refusal is JSON, whatever was asked for."""
    return extend_schema(
        tags=["analytics"],
        operation_id=operation_id,
        parameters=[parameters, *path],
        responses={
            (200, JSON): answer,
            (200, CSV): OpenApiTypes.STR,
            **{(status, JSON): RefusalSerializer for status in (400, 401, 403, 404, 406)},
        },
    )
