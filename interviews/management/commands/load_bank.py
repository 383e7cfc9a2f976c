"""`manage.py load_bank`: the question bank's files into the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.base.errors import DomainError
from config.postgres.identity import SYSTEM, acting_as
from interviews.bank.reading import HERE, read_bank
from interviews.services.bank import load_bank


class Command(BaseCommand):
    help = "Loads roles, questions, modules and follow-ups; questions edited in the back-office stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=HERE, help="By default the project's own bank.")
        parser.add_argument("--check", action="store_true", help="Only say what is wrong with the files.")
        parser.add_argument("--overwrite", action="store_true", help="Also what was edited in the back-office.")

    def handle(self, *args: Any, **options: Any) -> None:
        bank = read_bank(options["folder"])
        for problem in bank.problems:
            self.stderr.write(problem)
        if bank.problems:
            raise CommandError(f"{len(bank.problems)} faults; nothing was loaded.")
        if not bank.questions:
            raise CommandError(f"There are no questions in {options['folder']}.")
        if options["check"]:
            self.stdout.write(f"{len(bank.questions)} questions, nothing wrong.")
            return
        try:
            with acting_as(SYSTEM):
                made = load_bank(bank, overwrite=options["overwrite"])
        except DomainError as error:
            raise CommandError(error.detail) from error
        self.stdout.write("Loaded " + ", ".join(f"{count:,} {name}" for name, count in made.items()) + ".")
