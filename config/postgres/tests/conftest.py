"""Clusters of the tests' own, and child processes that run a project on them.

Nothing here touches the settings or the database of the project that runs the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from config.postgres.supervisor import EmbeddedPostgres

BASE = Path(__file__).resolve().parents[3]
PACKAGES = Path(psycopg.__file__).parents[1]
_OURS = ("DATABASE_", "EMBEDDED_", "DJANGO_", "PG", "PYTEST_", "ENVIRONMENT")

MakeServer = Callable[..., EmbeddedPostgres]
RunPython = Callable[..., "subprocess.CompletedProcess[str]"]


def open_folder() -> Path:
    """One which everybody may pass: root's server runs as another user, and tmp_path is closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="hireloop-test-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def folder() -> Iterator[Path]:
    made = open_folder()
    yield made
    shutil.rmtree(made)


@pytest.fixture
def make_server(folder: Path) -> Iterator[MakeServer]:
    """Servers which are stopped whatever happens."""
    made: list[EmbeddedPostgres] = []

    def make(wanted: Path | None = None, *, durable: bool = False) -> EmbeddedPostgres:
        made.append(EmbeddedPostgres(wanted or folder / "pg", durable=durable))
        return made[-1]

    yield make
    for server in made:
        server.stop()


def environment(**variables: object) -> dict[str, str]:
    """For a child: nothing of ours from outside enters."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    settings = "config.postgres.tests.project.settings"
    mine = {"DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": f"{BASE}:{PACKAGES}", "DATABASE_POOL": "off"}
    return kept | mine | {name: str(value) for name, value in variables.items()}


def run_python(*arguments: str, env: dict[str, str], text_in: str = "") -> subprocess.CompletedProcess[str]:
    """A child's whole run; what it said is in the failure, should it be compared with."""
    return subprocess.run(
        [sys.executable, *arguments],
        env=env,
        input=text_in,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def manage(*arguments: str, env: dict[str, str], text_in: str = "") -> str:
    """A management command that has to succeed."""
    done = run_python("-m", "django", *arguments, env=env, text_in=text_in)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def project() -> Iterator[dict[str, str]]:
    """The environment of a project that has been migrated on a cluster of its own."""
    folder = open_folder()
    env = environment(EMBEDDED_POSTGRES_DIR=folder / "pg", DATABASE_POOL="on", DATABASE_POOL_MAX=4)
    try:
        manage("migrate", "-v0", env=env)
        yield env
    finally:
        EmbeddedPostgres(folder / "pg").stop()
        shutil.rmtree(folder)
