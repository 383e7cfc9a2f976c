"""What is counted, compared with a fresh count: facts with the processes, tallies with the facts.

Facts that the log tells of are not compared: they are folded anew anyway. Tallies change together with the facts, so
they agree with them whatever waits in the log. Each comparison is one statement, so writers and folding may go on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection

from analytics.measures import MEASURES, PAIR, TOTAL
from analytics.models import RollupState
from analytics.selectors.changes import NOT_LOGGED, difference_sql, differs, unlike
from analytics.selectors.facts import EVERY, FACT_COLUMNS
from analytics.selectors.seats import (
    SEAT_COLUMNS,
    SEAT_TALLY_COLUMNS,
    SEAT_TALLY_KEY,
    seats_sql,
    sums_of,
)
from analytics.selectors.sums import KEYS, SPAN_COLUMNS, SPAN_KEY, TALLY_COLUMNS, TALLY_KEY, spans_of, tallies_of
from config.base.clock import business_zone
from config.base.differences import Difference

OF_FEEDERS = """IN (SELECT id FROM tracking_interviewprocess WHERE feeder_id = ANY (%(feeders)s)
                    UNION SELECT process_id FROM analytics_processfact WHERE feeder_id = ANY (%(feeders)s))"""
Row = dict[str, Any]


def tally_differences() -> Iterator[Difference]:
    """Of the tallies from the facts; to be asked as the system, who sees all rows, like all that is here."""
    for dim in (*KEYS, PAIR):
        yield from compared("tally", "analytics_tally", tallies_of(dim), TALLY_KEY, TALLY_COLUMNS, f"dim = '{dim}'")
    for dim in KEYS:
        yield from compared("lengths", "analytics_spantally", spans_of(dim), SPAN_KEY, SPAN_COLUMNS, f"dim = '{dim}'")
    seats = sums_of("analytics_seatfact")
    yield from compared("interviewer", "analytics_seattally", seats, SEAT_TALLY_KEY, SEAT_TALLY_COLUMNS)


def fact_differences(only: str = EVERY, feeders: Iterable[UUID] = ()) -> Iterator[tuple[UUID, Difference]]:
    """Of the facts from the processes, with the process's id; `only` as in facts_sql."""
    sql = f"""
        WITH {difference_sql(MEASURES, only)}
        SELECT process_id, to_jsonb(stale) AS stored, to_jsonb(fresh) AS expected
          FROM fresh FULL JOIN stale USING (process_id)
         WHERE {differs(FACT_COLUMNS, "fresh", "stale")}
           AND process_id {NOT_LOGGED}"""  # noqa: S608  names of our own
    for row in rows_of(sql, feeders=list(feeders)):
        yield row["process_id"], difference("fact", str(row["process_id"]), row)


def seat_differences() -> Iterator[tuple[UUID, Difference]]:
    """Of the seats from feedback and panels, with the process's id."""
    columns = ", ".join(SEAT_COLUMNS)
    sql = f"""
        WITH fresh AS ({seats_sql()}), stale AS (SELECT {columns} FROM analytics_seatfact)
        SELECT process_id, stage_id, author_id, to_jsonb(stale) AS stored, to_jsonb(fresh) AS expected
          FROM fresh FULL JOIN stale USING (process_id, stage_id, author_id, said)
         WHERE {differs(SEAT_COLUMNS, "fresh", "stale")}
           AND process_id {NOT_LOGGED}"""  # noqa: S608  names of our own
    for row in rows_of(sql):
        yield row["process_id"], difference("seat", f"{row['stage_id']} {row['author_id']}", row)


def zone_differences() -> Iterator[Difference]:
    state = RollupState.objects.filter(pk=1).first()
    if state is not None and state.time_zone != business_zone():
        yield Difference("time zone", "days of the facts", state.time_zone, business_zone())


def compared(
    rule: str, table: str, expected: str, key: tuple[str, ...], columns: tuple[str, ...], where: str = "true"
) -> Iterator[Difference]:
    """Of the rows of a table, as they are stored and as they ought to be, those that differ."""
    keys = ", ".join(f"COALESCE(expected.{name}, stored.{name}) AS {name}" for name in key)
    selected = f"{keys}, to_jsonb(expected) AS expected, to_jsonb(stored) - 'place' AS stored"
    for row in rows_of(unlike(expected, table, key, columns, where, selected)):
        yield difference(rule, " ".join(str(row[name]) for name in key), row)


def difference(rule: str, name: str, row: Row) -> Difference:
    """Told of are the columns that differ."""
    stored, expected = (json.loads(row[side] or "{}") for side in ("stored", "expected"))
    unequal = [column for column in {**expected, **stored} if stored.get(column) != expected.get(column)]
    return Difference(rule, name, {c: stored.get(c) for c in unequal}, {c: expected.get(c) for c in unequal})


def rows_of(sql: str, **parameters: Any) -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"total": TOTAL, "time_zone": business_zone(), **parameters})
        names = [column.name for column in cursor.description]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))
