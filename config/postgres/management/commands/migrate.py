from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from config.postgres.base import connection_of
from config.postgres.hardening import harden
from config.postgres.preparation import prepare


class Command(migrate.Command):
    """As the owner of the tables: the roles and grants first, and afterwards what keeps history from being
    forged.
    """

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Round the whole command: it also checks the database, which on the first run lets no application in."""
        connection = connection_of(options["database"])
        only_looks = options["plan"] or options["check_unapplied"]
        if not only_looks:
            prepare(connection)
        with connection.as_owner():
            output: str | None = super().execute(*args, **options)
            if not only_looks:
                harden(connection)
        return output
