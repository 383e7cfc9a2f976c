"""Queries side by side, each in a process of PostgreSQL's of its own.

By itself PostgreSQL works out window functions, and groups that are many, in one process. What is cut into queries that
have nothing to do with each other, it does at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg.sql import Literal


def make_abreast(table: str, queries: Sequence[str], parameters: Mapping[str, Any]) -> None:
    """Makes a temporary table of what the queries find, which have the same columns.

    Within a transaction, with which the table goes. All read the same snapshot. Where no other process can be had, one
    query follows another. They may neither write, read temporary tables, nor call what PostgreSQL restricts to one
    process: raises InternalError, and only where there is another process.
    """
    row = f"{table}_row"
    names = [f"pg_temp.{row}_{number}()" for number in range(len(queries))]
    found = " UNION ALL ".join(f"SELECT * FROM {name}" for name in names)  # noqa: S608  names of our own
    with connection.cursor() as cursor:
        bodies = [cursor.mogrify(query, parameters) for query in queries]
        functions = [
            FUNCTION.format(name=name, row=row, body=Literal(body).as_string(cursor.connection))
            for name, body in zip(names, bodies, strict=True)
        ]
        statements = (
            f"CREATE TEMPORARY TABLE {row} ON COMMIT DROP AS {bodies[0]} WITH NO DATA",
            *functions,
            f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {found}",
            f"DROP FUNCTION {', '.join(names)}",
            f"DROP TABLE {row}",
        )
        # In one message.
        cursor.execute(";".join(statements))


# Of a function the planner believes what it says of itself, its cost too; but one that only reads and sets nothing
# would be put into the query that calls it, and be looked through.
FUNCTION = """
CREATE FUNCTION {name} RETURNS SETOF {row} LANGUAGE sql STABLE PARALLEL SAFE COST 1000000000 SET jit = off AS {body}"""
