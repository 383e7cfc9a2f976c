"""Every route of the API names who may call it, and some test calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import AllowAny

from config.base.api.permissions import Nobody, Public
from config.base.checks import api_views
from config.tests.sources import files_of_tests

# Open to the world, each for its reason; everything else wants a token.
PUBLIC = {
    "api/token": "logging in",
    "api/token/refresh": "the refresh token is the credential",
    "api/token/revoke": "the refresh token is the credential",
    "api/register": "candidates register where the operator allows it",
    "api/schema": "the API's description",
    "api/docs": "the API's description, to read",
    "api/interviews/feedback/webhook": "the signature is the credential",
}
PARAMETER = re.compile(r"<[^>]+>")
# In tests a parameter is an f-string's field, or a literal.
ANYTHING = r"(?:\{[^{}]*\}|[^/\"'{}\s?]+)+"


def routes() -> Iterator[tuple[str, str]]:
    """(route, name) of everything below /api/."""
    yield from ((route, name) for route, name in walk(get_resolver().url_patterns, "") if route.startswith("api/"))


def walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.name or ""


def text_of_tests() -> str:
    return "\n".join(path.read_text() for path in files_of_tests() if path.name != "test_routes.py")


def test_every_view_names_its_permission() -> None:
    views = api_views()
    assert len(views) > 20
    for route, view in views:
        assert view.permission_classes, route
        assert Nobody not in view.permission_classes, route
        assert all(hasattr(permission, "has_permission") for permission in view.permission_classes), route


def test_what_is_public_is_listed() -> None:
    open_ = {
        route
        for route, view in api_views()
        if any(issubclass(permission, (Public, AllowAny)) for permission in view.permission_classes)
    }
    assert open_ == set(PUBLIC)


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route, _ in routes() if route not in PUBLIC])
def test_without_a_token_nothing_answers(route: str) -> None:
    from config.testing.clients import Client

    path = PARAMETER.sub("00000000-0000-4000-8000-000000000000", route)
    client = Client(raise_request_exception=False)
    for method in ("get", "post", "put", "patch", "delete"):
        answer = getattr(client, method)(f"/{path}", {}, format="json")
        assert answer.status_code in (401, 405), (method, path, answer.status_code)
        assert answer["Content-Type"].startswith("application/json")


def test_every_route_has_a_name_of_its_own() -> None:
    names = [name for _, name in routes()]
    assert "" not in names
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("route", "name"), list(routes()))
def test_every_route_is_called_by_a_test(route: str, name: str) -> None:
    parts = [re.escape(part) for part in PARAMETER.split(route)]
    called = re.compile("/" + ANYTHING.join(parts) + r"[\"'?]")
    text = text_of_tests()
    assert called.search(text) or f'"{name}"' in text, f"no test calls /{route}"
