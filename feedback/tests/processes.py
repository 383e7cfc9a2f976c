"""Workers and consumers as processes of their own, to be killed: `python -m feedback.tests.processes DATABASE PART`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

GIVEN_UP_AFTER = 60


@contextmanager
def process(part: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A part at work on the database of the tests; killed at the end, if it still lives then."""
    from django.conf import settings
    from django.db import connection

    command = [sys.executable, "-m", "feedback.tests.processes", str(connection.settings_dict["NAME"]), part]
    running = subprocess.Popen(command, cwd=settings.BASE_DIR, env={**os.environ, **environment})
    try:
        yield running
    finally:
        running.kill()
        running.wait(GIVEN_UP_AFTER)


def died(running: subprocess.Popen[bytes]) -> bool:
    return running.wait(GIVEN_UP_AFTER) == -signal.SIGKILL


def worker() -> None:
    from django.core.management import call_command

    call_command("procrastinate", "worker")


def worker_that_dies_before_the_mark() -> None:
    """The broker has the event, and nobody will ever note it."""
    with mock.patch("feedback.services.publishing.mark_sent", die):
        worker()


def consumer() -> None:
    from django.core.management import call_command

    call_command("consume_events")


def consumer_that_dies_in_the_middle() -> None:
    """At its third event: the effect is there, and neither committed nor acknowledged."""
    from feedback.services.suitability import re_score_candidate

    done: list[Any] = []

    def score_and_die(candidate_id: Any) -> None:
        done.append(re_score_candidate(candidate_id))
        if len(done) == 3:
            die()

    with mock.patch("feedback.consumers.suitability.re_score_candidate", score_and_die):
        consumer()


def die(*args: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


PARTS: dict[str, Callable[[], None]] = {
    part.__name__: part
    for part in (worker, worker_that_dies_before_the_mark, consumer, consumer_that_dies_in_the_middle)
}


def main(database: str, part: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    PARTS[part]()


if __name__ == "__main__":
    main(*sys.argv[1:])
