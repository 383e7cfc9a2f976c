from __future__ import annotations

from typing import Any

from django.core.management.commands import createcachetable

from config.postgres.base import connection_of


class Command(createcachetable.Command):
    """As the owner of the tables. Making a test database calls it, too."""

    def handle(self, *tablenames: Any, **options: Any) -> None:
        with connection_of(options["database"]).as_owner():
            super().handle(*tablenames, **options)
