"""Statements that each connection plans once: for reads so wide that planning takes longer than running.

Such a statement goes as `EXECUTE name (...)`, which carries its identity like any other. A connection of its own to
PostgreSQL is needed for as long as the client holds one: behind PgBouncer that is its session mode.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg import Connection

from config.postgres.identity import NOBODY, current

_made: WeakKeyDictionary[Connection[Any], set[str]] = WeakKeyDictionary()


def fetch_prepared(statement: str, types: Sequence[str], params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of `statement`, whose parameters are $1, $2 ... of the given PostgreSQL types."""
    # A plan depends on the policies of the role that made it: each role has its own.
    role = (current() or NOBODY).role
    name = name_of(role, statement)
    with connection.cursor() as cursor:
        psycopg_connection: Connection[Any] = connection.connection
        made = _made.setdefault(psycopg_connection, set())
        if name not in made:
            with connection.wrap_database_errors, psycopg_connection.cursor() as setup:
                setup.execute(f"PREPARE {name} {listed(types)} AS {statement}")
            made.add(name)
        cursor.execute(f"EXECUTE {name} {listed(['%s'] * len(params))}", list(params))
        return cursor.fetchall()


@lru_cache(maxsize=1_000)
def name_of(role: str, statement: str) -> str:
    return "p" + hashlib.sha256(f"{role} {statement}".encode()).hexdigest()[:24]


def listed(items: Sequence[str]) -> str:
    return f"({', '.join(items)})" if items else ""
