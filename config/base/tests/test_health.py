"""What the world learns about the server's health, and what only its operator learns."""

from __future__ import annotations

from typing import Any

import pytest

from config.testing.clients import Client

pytestmark = pytest.mark.django_db

OPERATOR_ONLY = ["/health/ready", "/metrics"]
ELSEWHERE = {"REMOTE_ADDR": "10.0.0.1"}


def test_health_is_public_and_says_only_its_status() -> None:
    response = Client().get("/health", **ELSEWHERE)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    told = " ".join(f"{name}: {value}" for name, value in response.items()).lower()
    assert not any(word in told for word in ("django", "python", "postgres", "server:", "x-powered-by"))


def test_health_tells_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.base.health.database_answers", lambda: False)
    response = Client().get("/health")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable"})
    assert Client().get("/health/ready").status_code == 503


@pytest.mark.parametrize("path", OPERATOR_ONLY)
def test_the_rest_is_the_operators(path: str, settings: Any) -> None:
    assert Client().get(path).status_code == 200, "on this machine"
    for headers in (
        {},
        {"HTTP_AUTHORIZATION": ""},
        {"HTTP_AUTHORIZATION": "Bearer "},
        {"HTTP_AUTHORIZATION": "Bearer wrong"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    ):
        assert Client().get(path, **ELSEWHERE, **headers).status_code == 404, headers
    settings.METRICS_TOKEN = "a-long-token"
    assert Client().get(path, **ELSEWHERE, HTTP_AUTHORIZATION="Bearer wrong").status_code == 404
    assert Client().get(path, **ELSEWHERE, HTTP_AUTHORIZATION="Bearer a-long-token").status_code == 200


def test_ready_tells_of_missing_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get("/health/ready").json() == {"status": "ok", "database": True, "migrated": True}
    monkeypatch.setattr("config.base.health.MigrationExecutor.migration_plan", lambda self, targets: [object()])
    response = Client().get("/health/ready")
    assert (response.status_code, response.json()["migrated"]) == (503, False)


@pytest.mark.parametrize("path", ["/health", *OPERATOR_ONLY])
def test_they_are_only_read(path: str) -> None:
    assert Client().post(path).status_code == 405
