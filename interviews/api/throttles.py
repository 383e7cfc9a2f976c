"""Sessions cost questions and scoring: nobody needs many in a minute."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView


class NewSessionThrottle(UserRateThrottle):
    scope = "new_session"

    def allow_request(self, request: Request, view: APIView) -> bool:
        return request.method != "POST" or super().allow_request(request, view)
