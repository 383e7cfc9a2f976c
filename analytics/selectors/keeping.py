"""Keeping a figure that takes long for as long as the database holds exactly the same: no clock, no signal, no guess.

A snapshot names the transactions whose work a reader sees. Whoever reads under the same name sees the same rows, so
what was worked out from them still holds; the first commit of anything gives it another name. Within a transaction
that writes, a reader sees more than the name tells, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection

from analytics.selectors.moments import today_of, told_at
from analytics.selectors.selection import Selection
from config.base.models import User
from config.postgres.identity import current

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

KEPT = 64
SNAPSHOT = "SELECT CASE WHEN pg_current_xact_id_if_assigned() IS NULL THEN pg_current_snapshot()::text END"


Figure = TypeVar("Figure", bound="DataclassInstance")  # with a field `as_of`


def kept(read: Callable[[User, Selection, int], Figure]) -> Callable[[User, Selection, int], Figure]:
    """For figures of one number beside the selection, such as a horizon. One query where it is kept."""

    @lru_cache(maxsize=KEPT)
    def remembered(state: tuple[Any, ...], user: User, selection: Selection, number: int) -> Figure:
        return read(user, selection, number)

    @wraps(read)
    def asked(user: User, selection: Selection, number: int) -> Figure:
        at, snapshot = told_at(selection), snapshot_now()
        if snapshot is None:
            return read(user, selection, number)
        state = (snapshot, current(), user.roles, today_of(selection))
        return replace(remembered(state, user, selection, number), as_of=at)

    return asked


def snapshot_now() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(SNAPSHOT)
        found: str | None = cursor.fetchone()[0]
        return found
