"""A quiet moment: what parallel tests write, into other databases of the server too, has answers worked out anew."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.testing.queries import counted

TRIES = 300


def in_a_quiet_moment(check: Callable[[], bool]) -> bool:
    """Whether it is so at least once."""
    return any(check() for _ in range(TRIES))


def statements(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return sum(counted(query["sql"]) for query in captured)
