"""DATABASE_URL: servers that know none of our roles, and logins of every kind."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from config.postgres import binaries
from config.postgres.tests.conftest import environment, manage, open_folder, run_python
from config.postgres.tests.servers import ForeignServer, installed

pytestmark = pytest.mark.slow
STORIES = ("identities", "transactions", "cursors", "history", "owners")


@contextmanager
def running(programs: Path) -> Iterator[ForeignServer]:
    folder = open_folder()
    foreign = ForeignServer(programs, folder)
    foreign.start()
    try:
        yield foreign
    finally:
        foreign.stop()
        shutil.rmtree(folder)


@pytest.fixture(params=installed(), ids=lambda folder: f"postgres-{binaries.major(folder)}")
def server(request: pytest.FixtureRequest) -> Iterator[ForeignServer]:
    with running(request.param) as foreign:
        yield foreign


@pytest.fixture
def newest_server() -> Iterator[ForeignServer]:
    with running(installed()[-1]) as foreign:
        yield foreign


def errors_in(stories: tuple[str, ...], env: dict[str, str]) -> dict[str, str]:
    told = run_python("-m", "config.postgres.tests.project.tell", *stories, env=env)
    assert told.returncode == 0, told.stderr
    errors: dict[str, str] = json.loads(told.stdout)
    return errors


def failure_of(*arguments: str, env: dict[str, str]) -> str:
    done = run_python("-m", "django", *arguments, env=env)
    assert done.returncode == 1, done.stdout
    return done.stderr


def database_check(env: dict[str, str], **more: Any) -> tuple[int, str]:
    checked = run_python("-m", "django", "check", "--database", "default", env={**env, **more})
    return checked.returncode, checked.stderr


def assert_only_the_login_is_warned_of(env: dict[str, str]) -> None:
    status, said = database_check(env)
    assert (status, "W003" in said, "E00" in said) == (0, True, False)


def test_a_superusers_login_alone_will_do(server: ForeignServer) -> None:
    env = environment(DATABASE_URL=server.url())
    manage("migrate", "-v0", env=env)
    manage("migrate", "-v0", env=env)
    assert errors_in(STORIES, env) == {}
    assert_only_the_login_is_warned_of(env)


def test_a_login_that_may_make_roles_will_do(server: ForeignServer) -> None:
    server.add_login("managed", "CREATEROLE CREATEDB")
    server.run("ALTER DATABASE hireloop OWNER TO managed; ALTER SCHEMA public OWNER TO managed")
    env = environment(DATABASE_URL=server.url("managed"))
    manage("migrate", "-v0", env=env)
    manage("migrate", "-v0", env=env)
    assert errors_in(STORIES, env) == {}
    assert_only_the_login_is_warned_of(env)


def test_test_databases_are_made_on_a_server_too(server: ForeignServer) -> None:
    env = environment(DATABASE_URL=server.url())
    manage("migrate", "-v0", env=env)
    code = (
        "import django; django.setup(); from django.db import connection\n"
        "print(connection.creation.create_test_db(verbosity=0))\n"
        "connection.creation.destroy_test_db('hireloop', verbosity=0)\n"
    )
    done = run_python("-c", code, env=env)
    assert (done.returncode, done.stdout) == (0, "test_hireloop\n"), done.stderr


def test_what_a_login_may_not_do_an_administrator_is_asked_to(server: ForeignServer) -> None:
    for login in ("web", "boss"):
        server.add_login(login)
    env = environment(DATABASE_URL=server.url("web"), DATABASE_OWNER_URL=server.url("boss"))
    said = failure_of("migrate", env=env)
    introduction, statements = said.split("\n\n", 1)
    assert "An administrator has to run this once, in 'hireloop'" in introduction

    server.run(statements)
    manage("migrate", "-v0", env=env)
    assert errors_in((*STORIES, "logins"), env) == {}
    assert database_check(env) == (0, "")
    web_only = environment(DATABASE_URL=server.url("web"))
    assert errors_in(("identities", "cursors"), web_only) == {}


def test_the_applications_own_login_cannot_migrate(newest_server: ForeignServer) -> None:
    manage("migrate", "-v0", env=environment(DATABASE_URL=newest_server.url()))
    newest_server.run("ALTER ROLE app_rw PASSWORD 'for the tests only'")
    env = environment(DATABASE_URL=newest_server.url("app_rw"))
    assert errors_in(("identities",), env) == {}
    assert "set DATABASE_OWNER_URL" in failure_of("migrate", env=env)


@pytest.mark.parametrize("loosened", ["ALTER ROLE app_rw BYPASSRLS", "ALTER TABLE project_box OWNER TO app_rw"])
def test_an_application_that_no_wall_binds_is_reported(newest_server: ForeignServer, loosened: str) -> None:
    env = environment(DATABASE_URL=newest_server.url())
    manage("migrate", "-v0", env=env)
    newest_server.run(loosened)
    status, said = database_check(env, ENVIRONMENT="local")
    assert (status, "config_postgres.E002" in said, "WARNINGS" in said) == (0, True, True)
    status, said = database_check(env, ENVIRONMENT="production")
    assert (status, "config_postgres.E002" in said, "ERRORS" in said) == (1, True, True)


def test_a_database_that_lets_nobody_in_is_reported(newest_server: ForeignServer) -> None:
    status, said = database_check(environment(DATABASE_URL=newest_server.url()))
    assert (status, "E001" in said, 'role "app_rw" does not exist' in said) == (1, True, True)
