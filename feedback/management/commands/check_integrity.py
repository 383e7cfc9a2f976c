"""`check_integrity`: whether statuses, places, placements, history, panels and scores agree with each other."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.postgres.identity import SYSTEM, acting_as
from feedback.selectors.integrity import differences as of_feedback
from interviews.selectors.integrity import differences as of_interviews
from tracking.selectors.integrity import differences as of_tracking


class Command(BaseCommand):
    help = "Compares what is stored twice; names each row that differs, and fails if there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        with acting_as(SYSTEM):
            for difference in chain(of_tracking(), of_interviews(), of_feedback()):
                self.stdout.write(str(difference))
                found += 1
        if found:
            raise CommandError(f"{found} rows differ.")
        self.stdout.write("Everything agrees.")
