"""`manage.py backfill_scores FILE`: the sessions of the program before this one, with the scores they really had."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from config.postgres.identity import SYSTEM, acting_as
from interviews.backfill import Entry, read_entries
from interviews.services.backfill import LOOK_UPS, BackfillReport, backfill_sessions


class Command(BaseCommand):
    help = "Imports old interview sessions from JSON; each entry that cannot be stored is told, the others are stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="One session, a list of them, or one on each line.")
        parser.add_argument("--dry-run", action="store_true", help="Check and tell, but keep nothing.")
        parser.add_argument(
            "--user-by", choices=list(LOOK_UPS), default="id", help="What user_id holds: by default id."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = {name: options[name] for name in ("user_by", "dry_run")}
        try:
            with acting_as(SYSTEM), opened(options["file"], shown=options["verbosity"] > 0) as entries:
                report = backfill_sessions(entries, **wanted)
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}.") from error
        self.tell(report)
        if report.refused:
            raise CommandError(f"Entries refused: {report.refused:,}.")

    def tell(self, report: BackfillReport) -> None:
        if report.dry_run:
            self.stdout.write("A dry run: nothing of this has been kept.")
        made = report.made
        self.stdout.write(f"Sessions imported: {made['sessions']:,}, with {made['answers']:,} answers.")
        self.stdout.write(f"Answers with a score: {made['scored']:,}; to be reviewed: {made['needs_review']:,}.")
        self.stdout.write(
            f"Sessions whose scores were filled in: {made['completed']:,}, with {made['filled']:,} scores."
        )
        self.stdout.write(f"Sessions there already, and left as they are: {made['known']:,}.")
        for refusal in report.refusals:
            self.stderr.write(str(refusal))
        if unsaid := report.refused - len(report.refusals):
            self.stderr.write(f"... and {unsaid:,} more.")


@contextmanager
def opened(path: Path, *, shown: bool) -> Iterator[Iterator[Entry]]:
    """The file's entries. Bytes that are no UTF-8 become what no text may hold, and so their own entry's problem."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape") as text:
        yield watched(text, path.stat().st_size, shown=shown)


def watched(text: TextIO, size: int, *, shown: bool) -> Iterator[Entry]:
    """With a bar that moves by what has been read, where somebody looks on."""
    silent = not (shown and sys.stderr.isatty())
    with tqdm(total=size, unit="B", unit_scale=True, file=sys.stderr, disable=silent) as bar:
        for entry in read_entries(text):
            bar.update(text.buffer.tell() - bar.n)
            yield entry
