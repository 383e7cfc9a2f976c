"""The server and what works in the background beside it, stopped together: what `make run` ends with."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.base.jobs import beside

START_SECONDS, STOP_SECONDS = 60, 15
PAGES = (("Interviews", "/interviews"), ("Back-office", "/admin/"), ("API", "/api/"), ("API docs", "/api/docs"))


class Command(BaseCommand):
    help = "Serves on 127.0.0.1 (PORT, default 8000) with a background worker beside it, until interrupted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--workers", type=int, default=2, help="Server processes; each has 4 threads.")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        pooled, plain = {**os.environ, "DATABASE_POOL": "on"}, {**os.environ, "DATABASE_POOL": "off"}
        commands = [(server(options["host"], port, options["workers"]), pooled), (worker(), plain)]
        commands += [(command, plain) for command in others()]
        running = [subprocess.Popen(command, env=environ, start_new_session=True) for command, environ in commands]
        try:
            wait_until_it_answers(options["host"], port, running)
            self.announce(options["host"], port)
            wait_for_first(running)
        finally:
            stop(running)

    def announce(self, host: str, port: int) -> None:
        base = f"http://{host}:{port}"
        for name, path in PAGES:
            self.stdout.write(f"{name:12} {base}{path}")
        if settings.LOCAL:
            self.stdout.write(f"{'Data':12} {settings.DATABASES['default'].get('EMBEDDED') or 'DATABASE_URL'}")
        self.stdout.write("Stop with Ctrl-C.")
        self.stdout.flush()


def server(host: str, port: int, workers: int) -> list[str]:
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application", "--no-ws"]
    return [
        *granian,
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", "4", "--respawn-failed-workers", "--log-level", "warning"),
    ]


def worker() -> list[str]:
    return [sys.executable, "manage.py", "procrastinate", "worker"]


def others() -> list[list[str]]:
    """What apps want beside the worker, such as consumers of events."""
    return [[sys.executable, "manage.py", *command] for asked in beside if (command := asked())]


def wait_until_it_answers(host: str, port: int, running: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        check_running(running)
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.1)
    raise CommandError(f"The server does not answer on {host}:{port}.")


def check_running(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is not None:
            raise CommandError(f"{process.args!r} ended with {process.returncode}.")


def wait_for_first(running: list[subprocess.Popen[bytes]]) -> None:
    """Until someone interrupts, or one of them ends by itself: then the other must not go on alone."""

    def interrupt(signum: int, frame: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    try:
        while True:
            check_running(running)
            time.sleep(0.2)
    except KeyboardInterrupt:
        return


def stop(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in running:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
