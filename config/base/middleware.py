"""The identity of each request, its body read to the end, and JSON for every error below /api."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from config.base.roles import identity_of
from config.postgres.identity import acting_as, become

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def is_api(request: HttpRequest) -> bool:
    """Asked by a program; the API's documentation is a page."""
    return request.path.startswith("/api/") and not request.path.startswith("/api/docs")


class IdentityMiddleware:
    """Outermost: each request starts as nobody, whatever the thread did before, and leaves nothing behind."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with acting_as(None):
            return self.get_response(request)


class WholeBodyMiddleware:
    """A body that nobody read (401, 403, 404) is read before the answer: else the server closes the connection after
    it, without a word, and the client's next request on it gets none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and 0 < int(length) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            with contextlib.suppress(OSError):  # the client has gone
                request.read()
        return response


class SessionIdentityMiddleware:
    """Pages with a session act as their user; the API's identity comes from its token instead."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_api(request):
            become(identity_of(request.user))  # type: ignore[arg-type]  # AUTH_USER_MODEL is base.User
        return self.get_response(request)


class JsonErrorsMiddleware:
    """Django's own answers below /api (unknown host, unknown route, a crash) become the API's error body."""

    CODES = {400: "bad_request", 403: "permission_denied", 404: "not_found", 405: "method_not_allowed"}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/")
        below_api = request.path == "/api" or request.path.startswith("/api/")
        if response.status_code >= 400 and is_page and below_api and isinstance(response, HttpResponse):
            self.rewrite(response)
        return response

    def rewrite(self, response: HttpResponse) -> None:
        """In place: headers such as Allow stay."""
        status = response.status_code
        error = {"code": self.CODES.get(status, "error"), "detail": f"{response.reason_phrase}.", "attr": None}
        kind = "server_error" if status >= 500 else "client_error"
        response.content = json.dumps({"type": kind, "errors": [error]}).encode()
        response["Content-Type"] = "application/json"
        if "Content-Length" in response:
            response["Content-Length"] = str(len(response.content))
