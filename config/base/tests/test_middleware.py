"""Identities end with their request, and errors below /api are JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, UnreadablePostError
from django.test import RequestFactory

from config.base.middleware import (
    IdentityMiddleware,
    JsonErrorsMiddleware,
    SessionIdentityMiddleware,
    WholeBodyMiddleware,
)
from config.base.models import User
from config.postgres.identity import NOBODY, SYSTEM, acting_as, become, current

Answer = Callable[[HttpRequest], HttpResponse]


def through(middleware: type, answer: Answer, path: str = "/api/x", user: object = None) -> HttpResponse:
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    response: HttpResponse = middleware(answer)(request)
    return response


def test_a_request_starts_as_nobody_and_leaves_nothing_behind() -> None:
    seen = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(current())
        become(NOBODY)
        return HttpResponse()

    with acting_as(SYSTEM):
        through(IdentityMiddleware, answer)
        assert current() is SYSTEM
    assert seen == [None]


def test_a_crash_leaves_nothing_behind_either() -> None:
    def crash(request: HttpRequest) -> HttpResponse:
        become(SYSTEM)
        raise RuntimeError

    with acting_as(None):
        with pytest.raises(RuntimeError):
            through(IdentityMiddleware, crash)
        assert current() is None


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "acts"), [("/admin/", True), ("/api/me", False)])
def test_pages_act_as_their_sessions_user_and_the_api_does_not(recruiter: User, path: str, acts: bool) -> None:
    seen = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(current())
        return HttpResponse()

    with acting_as(None):
        through(SessionIdentityMiddleware, answer, path, recruiter)
    assert (seen[0] is not None and seen[0].user_id == recruiter.pk) is acts


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_pages_of_errors_become_json_below_api(status: int) -> None:
    response = through(JsonErrorsMiddleware, lambda request: HttpResponse("<h1>No</h1>", status=status))
    found = json.loads(response.content)
    assert (response.status_code, response["Content-Type"]) == (status, "application/json")
    assert found["type"] == ("server_error" if status >= 500 else "client_error")
    assert list(found["errors"][0]) == ["code", "detail", "attr"]


def test_headers_stay() -> None:
    response = through(JsonErrorsMiddleware, lambda request: HttpResponseNotAllowed(["GET"], "<p>No</p>"))
    assert (response["Allow"], response.status_code) == ("GET", 405)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/admin/x", HttpResponse("<h1>No</h1>", status=404)),
        ("/apiary", HttpResponse("<h1>No</h1>", status=404)),
        ("/api/docs", HttpResponse("<h1>Yes</h1>")),
        ("/api/x", JsonResponse({"mine": 1}, status=404)),
    ],
)
def test_the_rest_is_left_alone(path: str, answer: HttpResponse) -> None:
    before = answer.content
    assert through(JsonErrorsMiddleware, lambda request: answer, path).content == before


def left_of(body: bytes, answer: Answer) -> bytes:
    """What the server would still find of the body after the answer."""
    request = RequestFactory().post("/api/x", body, content_type="application/json")
    WholeBodyMiddleware(answer)(request)
    rest: bytes = request.environ["wsgi.input"].read()
    return rest


def test_a_body_that_nobody_read_is_read_before_the_answer() -> None:
    assert left_of(b"{}" * 100, lambda request: HttpResponse(status=401)) == b""
    assert left_of(b"{}", lambda request: HttpResponse(request.body)) == b""
    assert left_of(b"{}", lambda request: HttpResponse(request.read(1))) == b""


def test_a_long_refused_body_is_left_to_the_server(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert left_of(b"x" * 11, lambda request: HttpResponse(status=401)) == b"x" * 11


def test_a_client_that_has_gone_gets_no_second_error() -> None:
    def gone(*size: int) -> bytes:
        raise UnreadablePostError

    request = RequestFactory().post("/api/x", b"{}", content_type="application/json")
    request.read = gone
    assert WholeBodyMiddleware(lambda request: HttpResponse(status=401))(request).status_code == 401
