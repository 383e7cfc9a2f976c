from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.postgres.conf import database_settings
from config.postgres.supervisor import EmbeddedPostgres

TIMEOUTS = "-c lock_timeout=3s -c idle_in_transaction_session_timeout=10min -c plan_cache_mode=force_generic_plan"

BASE_DIR = Path("/srv/hireloop")
VARIABLES = (
    *("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_POOL", "DATABASE_POOL_MAX"),
    *("EMBEDDED_POSTGRES_DIR", "EMBEDDED_POSTGRES_TEST"),
)


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def settings_with(monkeypatch: pytest.MonkeyPatch, **variables: str) -> dict[str, Any]:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return database_settings(environ.Env(), BASE_DIR)


def test_without_a_url_it_is_the_embedded_server_beside_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    database = settings_with(monkeypatch, DATABASE_POOL="off", DATABASE_URL="")
    folder = BASE_DIR / ".data" / "postgres"
    assert database == {
        "ENGINE": "config.postgres",
        "NAME": "hireloop",
        "USER": "app_rw",
        "PASSWORD": "",
        "HOST": str(EmbeddedPostgres(folder).socket_folder),
        "PORT": "5432",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": TIMEOUTS},
        "OWNER": {"USER": "app_owner", "OPTIONS": {"options": "-c role=app_owner -c app.migrating=on"}},
        "EMBEDDED": str(folder),
        "EMBEDDED_DURABLE": True,
    }


@pytest.mark.parametrize(
    ("asked_for", "folder"),
    [("/var/pg", "/var/pg"), ("elsewhere/pg", "/srv/hireloop/elsewhere/pg"), ("", "/srv/hireloop/.data/postgres")],
)
def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, asked_for: str, folder: str) -> None:
    assert settings_with(monkeypatch, EMBEDDED_POSTGRES_DIR=asked_for)["EMBEDDED"] == folder


def test_tests_have_a_cluster_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    database = settings_with(monkeypatch, EMBEDDED_POSTGRES_TEST="true", EMBEDDED_POSTGRES_DIR="/var/pg")
    assert (database["EMBEDDED"], database["EMBEDDED_DURABLE"]) == ("/var/pg-test", False)


def test_a_single_login_acts_as_the_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://admin:pa%2Fss@db.example.org:5433/hireloop?sslmode=require"
    database = settings_with(monkeypatch, DATABASE_URL=url, DATABASE_POOL="off")
    login = {"USER": "admin", "PASSWORD": "pa/ss", "HOST": "db.example.org", "PORT": 5433}
    assert database == {
        "ENGINE": "config.postgres",
        "NAME": "hireloop",
        **login,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"sslmode": "require", "options": f"-c role=app_rw {TIMEOUTS}"},
        "OWNER": {
            **login,
            "OPTIONS": {"sslmode": "require", "options": "-c role=app_owner -c app.migrating=on"},
        },
    }


def test_two_logins_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    database = settings_with(
        monkeypatch,
        DATABASE_URL="postgres://web:one@db/hireloop?sslmode=require",
        DATABASE_OWNER_URL="postgres://boss:two@primary:6000/hireloop",
    )
    assert (database["USER"], database["PASSWORD"], database["HOST"]) == ("web", "one", "db")
    owner = {key: database["OWNER"][key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
    assert owner == {"USER": "boss", "PASSWORD": "two", "HOST": "primary", "PORT": 6000}
    assert database["OWNER"]["OPTIONS"] == {"options": "-c role=app_owner -c app.migrating=on"}


def test_options_of_the_url_stand_before_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://admin@db/hireloop?options=-c%20statement_timeout%3D5s%20-c%20role%3Dadmin"
    options = settings_with(monkeypatch, DATABASE_URL=url)["OPTIONS"]["options"]
    assert options.startswith("-c statement_timeout=5s -c role=admin -c role=app_rw ")


@pytest.mark.parametrize("url", ["mysql://u@db/hireloop", "sqlite:///hireloop", "hireloop", "postgresql://u@db"])
@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_what_is_no_address_of_a_database_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, url: str) -> None:
    good = {"DATABASE_URL": "postgresql://u@db/hireloop"}
    with pytest.raises(ImproperlyConfigured, match=name):
        settings_with(monkeypatch, **{**good, name: url})


def test_the_web_has_a_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_with(monkeypatch)["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 8, "timeout": 10}
    assert settings_with(monkeypatch, DATABASE_POOL_MAX="20")["OPTIONS"]["pool"]["max_size"] == 20
    assert "pool" not in settings_with(monkeypatch, DATABASE_POOL="off")["OPTIONS"]


@pytest.mark.parametrize("name", ["DATABASE_POOL", "EMBEDDED_POSTGRES_TEST"])
def test_a_switch_that_is_neither_on_nor_off_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{name} is on or off, not 'perhaps'"):
        settings_with(monkeypatch, **{name: "perhaps"})
