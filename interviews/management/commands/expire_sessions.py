"""`manage.py expire_sessions`: abandons sessions that nobody came back to; also done every five minutes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from config.postgres.identity import SYSTEM, acting_as
from interviews.services.sessions import expire_sessions


class Command(BaseCommand):
    help = "Abandons the sessions in which nobody did anything for INTERVIEW_IDLE_MINUTES."

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as(SYSTEM):
            count = expire_sessions()
        self.stdout.write(f"{count} sessions timed out.")
