"""The OpenAPI document: built without a warning, complete, and shown by a page that the CSP lets work."""

from __future__ import annotations

from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from config.base.checks import api_views
from config.testing.clients import Client

pytestmark = pytest.mark.django_db

WITH_A_BODY = ("post", "put", "patch")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    GENERATOR_STATS.reset()
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS, [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]
    return found


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    found = [(path, method, one) for path, methods in schema["paths"].items() for method, one in methods.items()]
    return [row for row in found if row[1] in ("get", *WITH_A_BODY)]


def test_it_is_valid(schema: dict[str, Any]) -> None:
    validate_schema(schema)


def test_every_route_is_in_it(schema: dict[str, Any]) -> None:
    described = {path.lstrip("/").replace("{", "<").replace("}", ">") for path in schema["paths"]}
    routes = {route for route, view in api_views() if "schema" not in route and "docs" not in route}
    assert len(described) == len(routes)


def test_every_write_says_what_may_go_wrong(schema: dict[str, Any]) -> None:
    for path, method, one in operations(schema):
        statuses = set(one["responses"])
        if method in WITH_A_BODY:
            assert {"400", "413", "415"} <= statuses, (path, method)
        if one.get("security") != [{}] and not path.startswith(("/api/token", "/api/register")):
            assert "401" in statuses, (path, method)
        assert any(status.startswith("2") for status in statuses), (path, method)


def test_headers_of_writes(schema: dict[str, Any]) -> None:
    for path, method, one in operations(schema):
        names = {parameter["name"] for parameter in one.get("parameters", [])}
        # A hint makes nothing, but a retry must not take the next one. A signed message has an id of its own.
        made = ("201" in one["responses"] and not path.endswith(("/register", "/feedback/webhook"))) or path.endswith(
            "/hint"
        )
        assert ("Idempotency-Key" in names) == made, (path, method)
        assert ("422" in one["responses"]) == made, (path, method)
        assert ("If-Match" in names) == ("412" in one["responses"]), (path, method)


def test_lists_are_described_as_lists(schema: dict[str, Any]) -> None:
    for path, _, one in operations(schema):
        if one["operationId"].endswith("_list"):
            name = one["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            component = schema["components"]["schemas"][name]
            assert set(component["required"]) == {"next", "previous", "results"}, path


def test_examples(schema: dict[str, Any]) -> None:
    for path in ("/api/token", "/api/register"):
        assert "examples" in schema["paths"][path]["post"]["requestBody"]["content"]["application/json"], path


def test_anyone_may_read_it() -> None:
    response = Client().get("/api/schema")
    assert response.status_code == 200
    assert response.json()["info"]["title"] == "Hireloop API"


def test_the_page_works_under_the_policy() -> None:
    page = Client().get("/api/docs")
    assert page.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == "'self'", "no inline scripts"
    assert "'unsafe-inline'" in policy["style-src"], "Swagger UI writes styles into its page"
    assert "<script>" not in page.content.decode(), "its script is a file of its own"
    script = Client().get("/api/docs?script=")
    assert script["Content-Type"].startswith("application/javascript")
    elsewhere = Client().get("/admin/login/")["Content-Security-Policy"]
    assert "unsafe-inline" not in elsewhere


def test_the_page_has_no_other_method() -> None:
    assert [getattr(Client(), method)("/api/docs").status_code for method in ("head", "options", "post")] == [
        200,
        405,
        405,
    ]
