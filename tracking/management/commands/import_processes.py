"""`manage.py import_processes DIR`: candidates.csv, processes.csv and stages.csv of a folder."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any, Protocol

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from config.base.errors import DomainError
from config.base.models import User
from tracking.services.importing import FolderSource, ImportReport, import_folder


class Command(BaseCommand):
    help = "Imports candidates.csv, processes.csv and stages.csv from a folder: all of them, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Check and tell, but keep nothing.")
        parser.add_argument(
            "--recruiter", metavar="USERNAME", help="Whose they become; without it, only managers see them."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        recruiter = find_user(options["recruiter"]) if options["recruiter"] else None
        source = FolderSource(folder)
        progress = make_progress(source.size(), options["verbosity"])
        source.advance = progress.advance
        try:
            report = import_folder(source, recruiter=recruiter, dry_run=options["dry_run"], announce=progress.step)
        except DomainError as error:
            raise CommandError(error.detail) from error
        except OSError as error:
            raise CommandError(f"A file cannot be read: {error}.") from error
        finally:
            progress.close()
        if report.refused:
            self.tell_problems(report)
        self.tell(report)

    def tell_problems(self, report: ImportReport) -> None:
        for problem in report.problems:
            self.stderr.write(str(problem))
        unsaid = report.problem_count - len(report.problems)
        if unsaid:
            self.stderr.write(f"... and {unsaid:,} more.")
        noun = "problem" if report.problem_count == 1 else "problems"
        raise CommandError(f"{report.problem_count:,} {noun}; nothing has been imported.")

    def tell(self, report: ImportReport) -> None:
        verb = "Would import" if report.dry_run else "Imported"
        self.stdout.write(f"{verb} {listed(report.made)}.")
        if any(report.known.values()):
            self.stdout.write(f"There already, and left as they are: {listed(report.known)}.")


def listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def find_user(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active user {username}.")
    return user


class Progress(Protocol):
    def advance(self, count: int) -> object: ...

    def step(self, name: str) -> object: ...

    def close(self) -> object: ...


def make_progress(size: int, verbosity: int) -> Progress:
    if verbosity == 0:
        return Silence()
    return Bar(size) if sys.stderr.isatty() else PlainLines()


class Silence:
    def advance(self, count: int) -> None:
        """Nothing is told."""

    def step(self, name: str) -> None:
        """Nothing is told."""

    def close(self) -> None:
        """Nothing is open."""


class PlainLines(Silence):
    """For logs: one line a step, with the seconds since the start."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    def step(self, name: str) -> None:
        print(f"{time.monotonic() - self.started:6.1f} s  {name}", file=sys.stderr)


class Bar(Silence):
    """Bytes while reading; then the steps by name, whose length nobody knows beforehand."""

    def __init__(self, size: int) -> None:
        self.bar = tqdm(total=size, unit="B", unit_scale=True, unit_divisor=1024, file=sys.stderr)

    def advance(self, count: int) -> None:
        self.bar.update(count)

    def step(self, name: str) -> None:
        self.bar.set_description(name)

    def close(self) -> None:
        self.bar.close()
