"""`manage.py rebuild_rollups`: makes everything that figures are read from anew, from the processes themselves."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from analytics.services.rebuilding import STEPS, rebuild


class Command(BaseCommand):
    help = "Counts all processes anew. The server goes on meanwhile, with the figures as they were."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        hidden = not (options["verbosity"] and sys.stderr.isatty())
        with tqdm(total=len(STEPS), desc="Counting", disable=hidden, leave=False) as bar:

            def begin(step: str) -> None:
                bar.set_description(step)
                bar.update()

            counted = rebuild(begin)
        self.stdout.write(f"{counted:,} processes counted in {time.monotonic() - began:.1f} s.")
