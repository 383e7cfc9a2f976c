"""`train_scorer`: makes the scorer's model.json anew from graded answers; the same bytes from the same files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from interviews.management.fitting import TrainingLibrariesMissing, as_dict, fit, interval_widths
from interviews.management.graded import read_graded, sha256
from interviews.management.training import examples
from interviews.scoring.model import PATH

SOURCES = {
    "short": "UNT Computer Science Short Answer Dataset v2.0 (Mohler, Bunescu, Mihalcea, ACL 2011, P11-1076)",
    "long": "Short Answer Feedback 2.0, English (Filighera et al., ACL 2022)",
}


class Command(BaseCommand):
    help = "Trains the offline scorer. Needs requirements-train.txt."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("short", type=Path, help="CSV of graded short answers")
        parser.add_argument("long", type=Path, help="CSV of graded long answers")
        parser.add_argument("--output", type=Path, default=PATH)

    def handle(self, *args: Any, short: Path, long: Path, output: Path, **options: Any) -> None:
        try:
            held = examples(read_graded(short), read_graded(long))
            trained = fit(held, interval_widths(held))
        except (TrainingLibrariesMissing, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        data = [{"sha256": sha256(path), "source": SOURCES[kind]} for kind, path in (("short", short), ("long", long))]
        output.write_text(json.dumps(as_dict(trained, data), separators=(",", ":")) + "\n", encoding="utf-8")
        self.stdout.write(
            f"{trained.name} {trained.version}: {len(held)} examples, {len(trained.trees)} trees, {output}"
        )
