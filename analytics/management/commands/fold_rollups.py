"""`manage.py fold_rollups`: adds what was written to the tallies that figures are read from."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from analytics.services.upkeep import catch_up, keep_folded


class Command(BaseCommand):
    help = "Folds what has changed into the tallies, each second until interrupted. Figures are exact without it too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Fold what waits, and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"{catch_up():,} processes counted anew.")
            return
        with ended_by_signals():
            keep_folded()


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """At once, in the middle of a step too: it is taken back as a whole, and the log keeps what it was about."""

    def interrupt(signum: int, frame: Any) -> None:
        raise KeyboardInterrupt

    # SIGINT too: what a shell starts in the background without job control ignores it otherwise.
    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
