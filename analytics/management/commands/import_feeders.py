"""`manage.py import_feeders feeders.json`: feeders and what else people call them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.services.feeder_files import import_feeders
from config.base.errors import DomainError


class Command(BaseCommand):
    help = "Makes the feeders of a file, or adds its aliases to those there are: all of them, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="As recompute_feeder_rates --export writes it.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_feeders(options["file"].read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"The file is not UTF-8: {error}.") from error
        except DomainError as error:
            raise CommandError(error.detail) from error
        self.stdout.write(
            f"{len(report.made):,} feeders made, {len(report.changed):,} changed, {len(report.known):,} as they were."
        )
