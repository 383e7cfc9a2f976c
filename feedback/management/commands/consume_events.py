"""`manage.py consume_events`: runs the house's consumers on what the broker keeps for them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.consumers.registry import CONSUMERS, NAMES
from feedback.consumers.running import consume_events

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Command(BaseCommand):
    help = (
        "Reads events from the broker of FEEDBACK_QUEUE_URL, or from the event store where none is set, and lets the "
        "consumers deal with each of them once. Goes on until interrupted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--consumer", choices=NAMES, help="Only this one.")
        parser.add_argument("--until-empty", action="store_true", help="End when nothing is left to read.")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [consumer for consumer in CONSUMERS if options["consumer"] in (None, consumer.name)]
        with interruptible() as stop:
            try:
                consume_events(chosen, stop, until_empty=options["until_empty"])
            except ImproperlyConfigured as refusal:
                raise CommandError(str(refusal)) from refusal


@contextmanager
def interruptible() -> Iterator[Event]:
    """Set by SIGTERM or SIGINT, instead of what they did before."""
    stop = Event()
    before = {each: signal.signal(each, lambda number, frame: stop.set()) for each in SIGNALS}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
