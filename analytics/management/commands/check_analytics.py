"""`manage.py check_analytics`: whether what figures are read from agrees with a fresh count."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.services.checking import check_analytics

TOLD = 100


class Command(BaseCommand):
    help = "Compares facts and tallies with a fresh count; names what differs, and fails if something does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Put it right, and do not fail.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = check_analytics(repair=options["repair"])
        for difference in found[:TOLD]:
            self.stdout.write(str(difference))
        if len(found) > TOLD:
            self.stdout.write(f"... and {len(found) - TOLD:,} more.")
        if not found:
            self.stdout.write("Everything agrees.")
        elif options["repair"]:
            self.stdout.write(f"{len(found):,} differences put right.")
        else:
            raise CommandError(f"{len(found):,} differences; --repair puts them right.")
