"""Addresses, headers and methods that nobody means well with."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from config.testing.refusals import codes_of
from tracking.tests.api.endpoints import DETAILS, LISTS, WRITES, World, path_of

pytestmark = pytest.mark.django_db

HOSTILE_IDS = [
    "not-a-uuid",
    "%00",
    "%ff",
    "..%2f..%2fetc",
    "1" * 30,
    "me",
    "*",
    "x" * 3_000,
    "%F0%9F%98%80",
    "{}",
    "-1",
    "null",
    "8a4c1f2e6b1d4c8e9f0a2b3c4d5e6f70",
]


@pytest.mark.parametrize("path", DETAILS)
def test_what_is_no_id_is_not_found(api: Any, world: World, path: str) -> None:
    for hostile in HOSTILE_IDS:
        for suffix in ("", "/history", "/stages", "/extend"):
            response = api.get(path.format(hostile) + suffix)
            assert (response.status_code, codes_of(response)) == (404, ["not_found"]), (hostile, suffix)


@pytest.mark.parametrize("write", [w for w in WRITES if "{" in w.path], ids=str)
def test_an_absent_row_is_not_found_by_any_write(api: Any, write: Any, world: World) -> None:
    url = write.url(world)
    known = next(part for part in url.split("/") if len(part) == 36)
    response = api.generic(
        write.method.upper(),
        url.replace(known, str(uuid.uuid4())),
        api._encode_data(write.body(world), "json")[0],
        content_type="application/json",
    )
    assert (response.status_code, codes_of(response)) == (404, ["not_found"]), response.content


@pytest.mark.parametrize("path", ["/api", "/api/nope", "/api/processes/", "/api/admin", "/api/processes/x/y/z"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_unknown_routes_are_json(api: Any, path: str, method: str) -> None:
    response = getattr(api, method)(path)
    assert (response.status_code, codes_of(response)) == (404, ["not_found"])


@pytest.mark.parametrize("path", LISTS)
def test_methods_that_are_not_offered(api: Any, world: World, path: str) -> None:
    for method in ("DELETE", "TRACE", "PATCH", "PROPFIND", "X" * 100):
        response = api.generic(method, path_of(path, world))
        assert (response.status_code, codes_of(response)) == (405, ["method_not_allowed"]), method
        assert "GET" in response["Allow"]


@pytest.mark.parametrize("path", ["/api/processes/{process}", "/api/stages/{stage}", "/api/offers/{offer}"])
def test_nothing_is_deleted(api: Any, world: World, path: str) -> None:
    response = api.delete(path_of(path, world))
    assert (response.status_code, codes_of(response)) == (405, ["method_not_allowed"])
    assert api.get(path_of(path, world)).status_code == 200


@pytest.mark.parametrize("path", LISTS)
def test_forms_of_answer_that_are_not_offered(api: Any, world: World, path: str) -> None:
    url = path_of(path, world)
    assert api.get(url, HTTP_ACCEPT="application/xml").status_code == 406
    assert api.get(url, HTTP_ACCEPT="text/html").status_code == 406
    browsable = api.get(f"{url}?format=api")
    assert (browsable.status_code, codes_of(browsable)) == (404, ["not_found"])
    assert api.get(f"{url}?format=json").status_code == 200
    assert api.get(url, HTTP_ACCEPT="*/*").status_code == 200


def test_another_host_is_refused(api: Any, world: World) -> None:
    for host in ("evil.example", "testserver.evil.example", "a b", "", "[::", "testserver@evil.example"):
        response = api.get("/api/processes", HTTP_HOST=host)
        if host:
            assert response.status_code == 400, host
            codes_of(response)
    assert api.get("/api/processes", HTTP_X_FORWARDED_HOST="evil.example").status_code == 200


def test_another_host_is_refused_in_json_where_https_is_demanded(
    client_for: Any, recruiter: Any, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = client_for(recruiter).get("/api/processes", HTTP_HOST="evil.example")
    assert response.status_code == 400
    codes_of(response)


def test_headers_that_pretend_change_nothing(api: Any, world: World) -> None:
    before = api.get(f"/api/processes/{world.process.pk}").json()
    for headers in (
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
        {"HTTP_X_ORIGINAL_URL": "/api/candidates"},
        {"HTTP_X_REWRITE_URL": "/api/candidates"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_REMOTE_USER": "mona"},
        {"HTTP_REMOTE_USER": "mona"},
    ):
        response = api.get(f"/api/processes/{world.process.pk}", **headers)
        assert (response.status_code, response.json()) == (200, before)
    post = api.post(f"/api/processes/{world.process.pk}/hold", {}, HTTP_X_HTTP_METHOD_OVERRIDE="DELETE")
    assert post.status_code == 200


def test_a_crash_is_told_in_json_without_its_reason(
    api: Any, world: World, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def crash(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the secret reason")

    monkeypatch.setattr("tracking.api.views.processes.update_process", crash)
    for debug in (False, True):
        settings.DEBUG = debug
        response = api.patch(f"/api/processes/{world.process.pk}", {"role_title": "X"})
        assert response.status_code == 500
        found = response.json()
        assert found["type"] == "server_error"
        assert [error["code"] for error in found["errors"]] == ["error"]
        if not debug:
            assert "secret reason" not in response.content.decode()


def test_a_crash_outside_of_views_is_json_too(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the secret reason")

    monkeypatch.setattr("django.middleware.common.CommonMiddleware.process_request", crash)
    response = api.get("/api/me")
    assert (response.status_code, response.json()["type"]) == (500, "server_error")
    assert "secret" not in response.content.decode()
