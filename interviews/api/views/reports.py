"""The report of an ended session."""

from __future__ import annotations

import json
from dataclasses import asdict
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from config.base.api.schema import ConflictSerializer
from config.base.api.sqljson import Text, json_object, json_response
from interviews.api.reading import SessionSerializer
from interviews.api.reports import ReportSerializer
from interviews.api.views.sessions import SessionView
from interviews.selectors.reports import read_report


@extend_schema(tags=["interviews"])
class ReportOfSession(SessionView):
    serializer_class = ReportSerializer

    @extend_schema(responses={200: ReportSerializer, 409: ConflictSerializer})
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """Scores, strengths, weaknesses and each answer with its reasons; 409 `session_open` while the session runs."""
        found = read_report(self.user, pk, beside=Text(json_object(SessionSerializer(), self.user)))
        figures = json.dumps(asdict(found.report), ensure_ascii=False)
        return json_response(f'{{"session":{found.beside},{figures[1:]}')
