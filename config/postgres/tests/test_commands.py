"""Management commands, each in a process of its own, on a cluster that nobody has started."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.postgres.supervisor import EmbeddedPostgres
from config.postgres.tests.conftest import environment, manage, run_python
from config.postgres.tests.test_supervisor import postmaster_of

COUNT_BOXES = """
import os, signal, sys, time, django
django.setup()
from django.db import connection
from config.postgres.identity import SYSTEM, acting_as
from config.postgres.tests.project.models import Box

def count():
    try:
        with acting_as(SYSTEM):
            return Box.objects.count()
    finally:
        connection.close()
"""


pytestmark = pytest.mark.slow


@pytest.fixture
def env(folder: Path) -> Iterator[dict[str, str]]:
    variables = environment(EMBEDDED_POSTGRES_DIR=folder / "pg", EMBEDDED_POSTGRES_TEST="true")
    yield variables
    EmbeddedPostgres(folder / "pg-test").stop()


@pytest.fixture
def server(env: dict[str, str], folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder / "pg-test")


@pytest.mark.parametrize("command", ["help", "check", "pg uri", "diffsettings", "findstatic --help"])
def test_what_asks_nothing_of_the_database_starts_nothing(command: str, env: dict[str, str], folder: Path) -> None:
    run_python("-m", "django", *command.split(), env=env)
    assert list(folder.iterdir()) == []


def test_the_first_migration_starts_the_server(env: dict[str, str], server: EmbeddedPostgres) -> None:
    manage("migrate", "-v0", env=env)
    assert server.is_running()
    assert run_python("-c", COUNT_BOXES + "print(count())", env=env).stdout == "1\n"


def test_pg_tells_whether_it_runs_and_how_to_reach_it(env: dict[str, str], server: EmbeddedPostgres) -> None:
    status = run_python("-m", "django", "pg", "status", env=env)
    assert (status.returncode, "not running" in status.stderr) == (3, True)
    assert manage("pg", "start", env=env) == "started\n"
    assert manage("pg", "start", env=env) == "was running\n"
    assert str(server.log) in manage("pg", "status", env=env)
    code = "import psycopg, sys; print(psycopg.connect(sys.argv[1]).execute('SELECT current_user').fetchone())"
    assert run_python("-c", code, manage("pg", "uri", env=env).strip(), env=env).stdout == "('app_rw',)\n"
    assert manage("pg", "stop", env=env) == "stopped\n"
    assert manage("pg", "stop", env=env) == "was not running\n"
    assert not server.is_running()


def test_pg_looks_after_the_embedded_server_only(env: dict[str, str]) -> None:
    remote = {**env, "DATABASE_URL": "postgresql://u@db/hireloop"}
    done = run_python("-m", "django", "pg", "stop", env=remote)
    assert (done.returncode, "DATABASE_URL names a server" in done.stderr) == (1, True)


def test_dbshell_starts_the_server_and_finds_its_psql(env: dict[str, str], tmp_path: Path) -> None:
    shell = manage("dbshell", "--", "-At", env={**env, "PATH": str(tmp_path)}, text_in="SELECT current_user;")
    assert shell == "app_rw\n"


def test_looking_at_migrations_changes_nothing(env: dict[str, str]) -> None:
    assert "Planned operations" in manage("migrate", "--plan", env=env)
    assert run_python("-m", "django", "migrate", "--check", env=env).returncode == 1
    manage("migrate", "-v0", env=env)
    manage("migrate", "--check", env=env)


def test_migrations_go_back_and_forth(env: dict[str, str]) -> None:
    manage("migrate", "-v0", env=env)
    manage("migrate", "project", "zero", "-v0", env=env)
    manage("migrate", "-v0", env=env)
    assert run_python("-c", COUNT_BOXES + "print(count())", env=env).stdout == "1\n"


def test_flush_empties_what_the_application_may_not_truncate(env: dict[str, str]) -> None:
    manage("migrate", "-v0", env=env)
    manage("flush", "--no-input", env=env)
    assert run_python("-c", COUNT_BOXES + "print(count())", env=env).stdout == "0\n"


def test_fixtures_can_be_dumped_and_loaded(env: dict[str, str], folder: Path) -> None:
    manage("migrate", "-v0", env=env)
    as_system = COUNT_BOXES + "from django.core.management import call_command\nwith acting_as(SYSTEM): "
    dump, load = (f"call_command('{name}', *sys.argv[1:])" for name in ("dumpdata", "loaddata"))
    boxes = folder / "boxes.json"
    dumped = run_python("-c", as_system + dump, "project.box", "-o", str(boxes), env=env)
    assert dumped.returncode == 0, dumped.stderr
    manage("flush", "--no-input", env=env)
    loaded = run_python("-c", as_system + load, str(boxes), env=env)
    assert "Installed 1 object(s)" in loaded.stdout, loaded.stderr


def test_a_test_database_is_made_and_dropped_by_the_owner(env: dict[str, str]) -> None:
    code = COUNT_BOXES + (
        "name = connection.creation.create_test_db(verbosity=0)\n"
        "print(name, count(), connection.creation.get_test_db_clone_settings('1')['NAME'])\n"
        "connection.creation.clone_test_db('1', verbosity=0)\n"
        "connection.creation.destroy_test_db(verbosity=0, suffix='1')\n"
        "connection.creation.destroy_test_db('hireloop', verbosity=0)\n"
    )
    for pool in ("off", "on"):
        done = run_python("-c", code, env={**env, "DATABASE_POOL": pool})
        assert (done.returncode, done.stdout) == (0, "test_hireloop 1 test_hireloop_1\n"), done.stderr


@pytest.mark.parametrize("pool", ["off", "on"])
def test_a_process_outlives_the_servers_death(env: dict[str, str], server: EmbeddedPostgres, pool: str) -> None:
    manage("migrate", "-v0", env=env)
    code = (
        COUNT_BOXES
        + "print(count()); os.kill(int(sys.argv[1]), signal.SIGKILL); time.sleep(0.5); print(count(), count())"
    )
    done = run_python("-c", code, str(postmaster_of(server)), env={**env, "DATABASE_POOL": pool})
    assert done.stdout == "1\n1 1\n", done.stderr
