"""`manage.py replay_events`: sends events once more, under the same ids: what was sent, and dead letters."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from config.postgres.identity import SYSTEM, acting_as
from feedback.enums import EventType
from feedback.services.publishing import replay, replayable


class Command(BaseCommand):
    help = "Sends events once more, in their order; consumers tell repeats by the id. What waits already is left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", help="An ISO date or date and time (UTC unless it says otherwise), inclusive.")
        parser.add_argument("--until", help="The same, exclusive.")
        parser.add_argument("--type", choices=EventType.values, default="")
        parser.add_argument("--subject", help="The id of a candidate, a process or a session.")
        parser.add_argument("--dry-run", action="store_true", help="Only count them.")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = replayable(
            since=moment("--since", options["since"]),
            until=moment("--until", options["until"]),
            type=options["type"],
            subject=identity(options["subject"]),
        )
        with acting_as(SYSTEM):
            total = chosen.count()
            if options["dry_run"]:
                self.stdout.write(f"{total:,} events would be sent again.")
                return
            hidden = not (options["verbosity"] and sys.stderr.isatty())
            with tqdm(total=total, desc="Events", disable=hidden, leave=False) as bar:
                sent = 0
                for some in replay(chosen):
                    bar.update(some)
                    sent += some
        self.stdout.write(f"{sent:,} events are on their way again.")


def moment(option: str, text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{option}: {text!r} is no ISO date or date and time.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def identity(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise CommandError(f"--subject: {text!r} is no id.") from None
