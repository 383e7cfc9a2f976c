"""What all figures share: who may ask, what they may ask by, and the answer as JSON or CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from analytics.api.parameters import DatedParameters, Parameters, read, selection_of
from analytics.api.rendering import CsvRenderer, Table, attachment, joined, list_of, rendered, table_of
from analytics.api.told import Told
from analytics.selectors.keeping import ROWS, kept
from analytics.selectors.looking import one_look
from analytics.selectors.moments import told_at
from analytics.selectors.selection import Selection
from config.base.api.permissions import Recruiting
from config.base.api.schema import RefusalSerializer
from config.base.api.views import ApiView

JSON, CSV = "application/json", "text/csv"
# They are of the moment; and what is never the same twice needs no ETag.
OF_THE_MOMENT = {"Cache-Control": "no-store"}


class FiguresView(ApiView):
    """`made_of` says for how long an answer holds; of its figures the list `rows` is the CSV, or else each of them."""

    permission_classes = [Recruiting]
    renderer_classes = [JSONRenderer, CsvRenderer]
    filter_backends = []
    pagination_class = None
    parameters: ClassVar[type[Parameters]] = DatedParameters
    made_of: ClassVar[str] = ROWS
    rows: ClassVar[str | None] = None

    def figures(self, selection: Selection, asked: dict[str, Any]) -> Told:
        """With their definitions. Nothing but the user, the selection and what was asked may matter to them."""
        raise NotImplementedError

    def asked(self) -> dict[str, Any]:
        return read(self.parameters, self.request.query_params.dict())

    def told(self, name: str, asked: dict[str, Any]) -> HttpResponse:
        """The figures, as all that happened before an instant made them."""
        selection = selection_of(asked, self.user)
        at = told_at(selection)
        if self.request.accepted_renderer.format == CsvRenderer.format:
            file = attachment(f"{name}-{at:%Y-%m-%dT%H%M%SZ}")
            with one_look():
                table = self.table(self.figures(selection, asked), at)
            return Response(table, headers={"Content-Disposition": file})
        question = (type(self), name, *asked.items())
        figures = kept(self.made_of, self.user, selection, question, lambda: rendered(self.figures(selection, asked)))
        return HttpResponse(joined(rendered({"as_of": at}), figures), content_type=JSON, headers=OF_THE_MOMENT)

    def table(self, figures: Told, at: datetime) -> Table:
        if self.rows is None:
            return list_of({**figures, "as_of": at})
        return table_of(figures[self.rows], self.read_serializer().fields[self.rows].child)  # type: ignore[attr-defined]

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
