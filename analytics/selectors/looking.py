"""One look at the database: whatever is read within it stands as it did when the look began, so that all figures of a
page agree with each other, and what was learnt by one reading is known to the next.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction


@dataclass
class Look:
    """Of several readings where it `is_shared`, and of one state of the database where it `is_fixed`. `behind` once
    something was found to wait in the log; `found` are answers by what was asked.
    """

    is_shared: bool = False
    is_fixed: bool = False
    behind: bool = False
    found: dict[Hashable, Any] = field(default_factory=dict)


_look: ContextVar[Look | None] = ContextVar("look", default=None)


def present_look() -> Look:
    """That within which this is asked, or one that nobody else knows of."""
    return _look.get() or Look()


@contextmanager
def one_look() -> Iterator[None]:
    """For reading alone. Within a transaction it is the transaction's own isolation that holds; a look within a look is
    the same.
    """
    if present_look().is_shared:
        yield
        return
    token = _look.set(Look(is_shared=True, is_fixed=not connection.in_atomic_block))
    try:
        if connection.in_atomic_block:
            yield
        else:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                yield
    finally:
        _look.reset(token)
