"""`manage.py serve` as an operator starts and stops it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from config.base.management.commands import serve
from config.postgres.supervisor import EmbeddedPostgres
from config.testing.brokers import free_port

pytestmark = [pytest.mark.slow, pytest.mark.e2e]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a house of its own, with a migrated database that is thrown away."""
    own = {
        "EMBEDDED_POSTGRES_DIR": str(tmp_path / "postgres"),
        "EMBEDDED_POSTGRES_TEST": "false",
        "PORT": str(free_port()),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "PYTEST"))}
    environment = {**kept, **own, "LOG_LEVEL": "WARNING"}
    manage(environment, "migrate", "--verbosity", "0")
    yield environment
    manage(environment, "pg", "stop")
    # Where only its owner may enter the temporary folder, the cluster lies elsewhere.
    shutil.rmtree(EmbeddedPostgres(tmp_path / "postgres").home)


def manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=environment, check=True)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_serve_answers_and_stops_server_and_worker_together(house: dict[str, str]) -> None:
    base = f"http://127.0.0.1:{house['PORT']}"
    command = [sys.executable, "manage.py", "serve", "--workers", "1"]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=house, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(3)]
            assert any(f"{base}/admin/" in line for line in said)
            assert httpx.get(f"{base}/health").json() == {"status": "ok"}
            assert httpx.get(f"{base}/health/ready").json()["migrated"] is True
            assert "process_cpu_seconds_total" in httpx.get(f"{base}/metrics").text
            assert httpx.get(f"{base}/static/admin/css/base.css").status_code == 200
            running = children(process.pid)
            assert len(running) == 3  # the server, the worker, and what folds the rollups
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    time.sleep(0.2)
    assert [pid for pid in running if alive(pid)] == []


def test_serve_runs_what_apps_want_beside_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    wishes: list[list[str]] = [["consume_events"], []]
    monkeypatch.setattr(serve, "beside", [lambda wish=wish: wish for wish in wishes])
    assert [command[1:] for command in serve.others()] == [["manage.py", "consume_events"]]


def test_serve_ends_when_its_port_is_taken(house: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        house["PORT"] = str(taken.getsockname()[1])
        command = [sys.executable, "manage.py", "serve", "--workers", "1"]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=house, capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 1
    assert "ended with" in done.stderr
