from __future__ import annotations

from django.db import connections

from config.postgres.base import DatabaseWrapper


def connection_of(alias: str) -> DatabaseWrapper:
    connection = connections[alias]
    if not isinstance(connection, DatabaseWrapper):
        raise TypeError(f"{alias} is not on config.postgres")
    return connection
