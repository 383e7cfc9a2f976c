"""`manage.py recompute_feeder_rates`: feeders' rates counted anew from the processes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.services.feeder_files import export_feeders
from analytics.services.rates import Recomputed, recompute_feeder_rates
from config.postgres.identity import SYSTEM, acting_as
from tracking.models import Feeder
from tracking.selectors.names import identified


class Command(BaseCommand):
    help = (
        "Recounts what each feeder sourced and placed, puts right what is kept where it differs, and lets the score "
        "boosts follow."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--feeder", metavar="NAME", help="Only this one: its name, an alias, or its id.")
        parser.add_argument("--check", action="store_true", help="Change nothing, and fail if something differs.")
        parser.add_argument("--export", metavar="FILE", type=Path, help="Then write the figures as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        feeder = None if options["feeder"] is None else feeder_called(options["feeder"])
        found = recompute_feeder_rates(feeder=feeder, check=options["check"])
        for difference in found.differences:
            self.stdout.write(str(difference))
        if options["export"]:
            self.export(options["export"], feeder)
        if options["check"] and found.differences:
            raise CommandError(f"{len(found.differences):,} of {found.feeders:,} feeders differ.")
        self.stdout.write(told(found))

    def export(self, file: Path, feeder: UUID | None) -> None:
        exported = export_feeders(feeder=feeder)
        try:
            file.write_text(json.dumps(exported, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"The file cannot be written: {error}.") from error
        self.stdout.write(f"{len(exported['feeders']):,} feeders written to {file}.")


def feeder_called(name: str) -> UUID:
    with acting_as(SYSTEM):
        found = Feeder.objects.filter(identified(name)).first()
    if found is None:
        raise CommandError(f"There is no feeder {name}.")
    return found.pk


def told(found: Recomputed) -> str:
    wrong = f"{len(found.differences):,} put right" if found.differences else "all agree"
    moved = f"; {len(found.boosts_moved):,} score boosts moved" if found.boosts_moved else ""
    return f"{found.feeders:,} feeders recounted: {wrong}{moved}."
