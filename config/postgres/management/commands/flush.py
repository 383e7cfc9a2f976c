from __future__ import annotations

from typing import Any

from django.core.management.commands import flush

from config.postgres.base import connection_of


class Command(flush.Command):
    """As the owner of the tables: TRUNCATE is granted to nobody else."""

    def handle(self, **options: Any) -> None:
        with connection_of(options["database"]).as_owner():
            super().handle(**options)
