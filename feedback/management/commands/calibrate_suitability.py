"""`manage.py calibrate_suitability`: learns from past outcomes, and says whether that is better than what is in use."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from feedback.estimators.calibration import TOP_SHARE, Calibration
from feedback.estimators.metrics import NAMES, Interval
from feedback.selectors.evidence import PastProcess
from feedback.services.calibration import Outcome, calibrate_suitability
from feedback.services.severity import estimate_severities

WORDS = {"log_loss": "log loss (lower is better)", "auc": "AUC", "precision": f"offers in the top {TOP_SHARE:.0%}"}


class Command(BaseCommand):
    help = (
        "Fits the weights of suitability on past outcomes, tests them on later ones against the version in use, and "
        "puts them to use only if they are better. Every version is kept with its figures."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only tell; keep nothing.")
        parser.add_argument(
            "--check", action="store_true", help="Keep nothing, and fail if better weights could be put to use."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.shown = options["verbosity"] > 0 and sys.stderr.isatty()
        keeps_nothing = options["dry_run"] or options["check"]
        if not keeps_nothing:
            estimate_severities()
        outcome = calibrate_suitability(dry_run=keeps_nothing, watch=self.watch)
        self.tell(outcome)
        if options["check"] and outcome.found.better:
            raise CommandError("Better weights than those in use could be put to use: calibrate.")

    def watch(self, steps: Iterable[Sequence[PastProcess]], total: int) -> Iterable[Sequence[PastProcess]]:
        """A bar on a terminal, nothing in a log."""
        watched: Iterable[Sequence[PastProcess]] = tqdm(
            steps, total=total, desc="Reading the past", disable=not self.shown, leave=False
        )
        return watched

    def tell(self, outcome: Outcome) -> None:
        found = outcome.found
        for name, part in (("Fitted on", found.fitted_on), ("Tested on", found.tested_on)):
            span = f", {part.first:%Y-%m-%d} to {part.last:%Y-%m-%d}" if part.first and part.last else ""
            self.stdout.write(f"{name} {part.rows:,} outcomes ({part.offers:,} with an offer){span}.")
        self.stdout.write("\n".join(table(found, outcome.compared_with.version)))
        self.stdout.write(found.reason)
        if outcome.model is None:
            self.stdout.write(f"Nothing has been kept; version {outcome.compared_with.version} is in use.")
        elif outcome.activated:
            self.stdout.write(f"Version {outcome.model.version} is in use now.")
        else:
            self.stdout.write(
                f"Kept as version {outcome.model.version}; version {outcome.compared_with.version} stays in use."
            )


def table(found: Calibration, version: int) -> list[str]:
    """Old against new, each with its 95 % interval."""
    if found.comparison is None:
        return []
    sides = (found.comparison.old, found.comparison.new, found.comparison.difference)
    heads = ("", f"version {version}", "new", "difference")
    rows = [(WORDS[name], *(shown(side[name]) for side in sides)) for name in NAMES]
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (heads, *rows)
    ]


def shown(interval: Interval) -> str:
    return f"{interval.value:.4f} [{interval.low:.4f}, {interval.high:.4f}]"
