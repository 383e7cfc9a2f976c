"""Counting what a request asks of the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO", "BEGIN", "COMMIT")
USER_LOOK_UP = ('FROM "base_user" WHERE "base_user"."id" =', 'FROM "auth_group" INNER JOIN "base_user_groups"')


# pghistory sends its settings before every write, transaction control included, in the same round trip.
HISTORY_SETTINGS = re.compile(r"^SELECT set_config\('pghistory\.context_id'.*?, true\); ", re.DOTALL)


def counted(sql: str) -> bool:
    return not HISTORY_SETTINGS.sub("", sql).startswith(NOT_COUNTED) and not any(part in sql for part in USER_LOOK_UP)


@contextmanager
def query_budget(most: int) -> Iterator[None]:
    """Fails where the block takes more queries than `most`; names them."""
    with CaptureQueriesContext(connection) as captured:
        yield
    queries = [query["sql"] for query in captured if counted(query["sql"])]
    listing = "\n".join(f"{number}. {sql[:300]}" for number, sql in enumerate(queries, 1))
    assert len(queries) <= most, f"{len(queries)} queries, {most} allowed:\n{listing}"
