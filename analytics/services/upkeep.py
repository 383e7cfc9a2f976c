"""Folding for as long as the house is open: each second what has been written since."""

from __future__ import annotations

import time

import structlog
from django.db import DatabaseError, InterfaceError, connection, transaction

from analytics.services.folding import OtherDays, fold_step, try_lock
from analytics.services.rebuilding import rebuild
from config.postgres.identity import SYSTEM, acting_as

log = structlog.stdlib.get_logger(__name__)

PAUSE_SECONDS = 1.0
# From so many entries on it is asked whether making all anew is quicker, as after a large import: it counts a process
# about eight times as quickly as folding does.
MANY = 20_000
REBUILDING_IS_QUICKER = """
SELECT 8 * (SELECT count(DISTINCT process_id) FROM analytics_changedprocess)
       > (SELECT count(*) FROM tracking_interviewprocess)
"""


def keep_folded() -> None:
    """Until it is ended. What the database refuses, a lost connection too, is tried again: figures are exact without
    it, only slower. Several may run: one folds at a time.
    """
    while True:
        try:
            folded = catch_up()
        except (DatabaseError, InterfaceError) as error:
            log.warning("fold_failed", reason=str(error).strip(), next_try_in=PAUSE_SECONDS)
            connection.close()
            folded = 0
        if not folded:
            time.sleep(PAUSE_SECONDS)


def catch_up() -> int:
    """Folds until the log is empty; how many processes it were. Gives way at once to one who folds already."""
    caught_up = 0
    with acting_as(SYSTEM):
        while step := step_on():
            caught_up += step
    return caught_up


def step_on() -> int:
    """Some of the log is folded, or all made anew: where that is quicker, or the days are those of another zone."""
    try:
        return rebuild_if_quicker() or fold_step()
    except OtherDays:
        return rebuild()


def rebuild_if_quicker() -> int:
    if not is_long():
        return 0
    with transaction.atomic():
        return rebuild() if try_lock() and told(REBUILDING_IS_QUICKER) else 0


def is_long() -> bool:
    return told(f"SELECT EXISTS (SELECT FROM analytics_changedprocess OFFSET {MANY})")  # noqa: S608  a number


def told(question: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return bool(cursor.fetchone()[0])
