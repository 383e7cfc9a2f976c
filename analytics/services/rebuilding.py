"""Making all facts and tallies anew. Writers go on meanwhile: what they change is in the log, and is folded after.

What the log tells of before goes with it: what has been committed by then is in the processes that are counted. What
is right already is not written again, so that little is left behind for the vacuum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Model

from analytics.measures import PAIR, TOTAL
from analytics.models import (
    ChangedProcess,
    ProcessFact,
    RollupState,
    SeatFact,
    SeatTally,
    SpanTally,
    Tally,
)
from analytics.selectors.changes import unlike
from analytics.selectors.facts import EVERY, FACT_COLUMNS, facts_sql
from analytics.selectors.seats import (
    SEAT_COLUMNS,
    SEAT_KEY,
    SEAT_TALLY_COLUMNS,
    SEAT_TALLY_KEY,
    seats_sql,
    sums_of,
)
from analytics.selectors.sums import (
    KEYS,
    SPAN_COLUMNS,
    SPAN_KEY,
    TALLY_COLUMNS,
    TALLY_KEY,
    days_of,
    days_of_all_roles,
    pairs_of,
    spans_of,
    spans_of_all_roles,
    totals_of,
)
from analytics.services.folding import wait_for_lock
from config.base.clock import business_zone
from config.postgres.abreast import make_abreast
from config.postgres.identity import SYSTEM, acting_as

# Everything is read once, which sorts and hashes in memory do best; after an import there are no statistics yet, and
# the planner would take all for few. Compiling a hundred expressions takes longer than it saves.
FOR_THE_WHOLE = ("work_mem = '256MB'", "enable_nestloop = off", "jit = off")
Progress = Callable[[str], object]


@dataclass(frozen=True)
class Rows:
    """The rows of a model, of what is `where` there, and SQL of what they ought to be."""

    model: type[Model]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    where: str
    expected: Callable[[str], str]
    """Given what is asked of the column `halved_by`, such as "< ..", SQL of those rows; of all, where there is none."""
    halved_by: str = ""
    middle_of: tuple[str, str] | None = None
    """A table and its column, in whose middle the rows are halved: what takes long is done by two at once."""
    order: str = ""
    """In which they are written; by the key, if nothing is said."""

    def wrong(self, only: str = EVERY) -> str:
        # As they are stored: sums come out twice as wide as what they are kept in.
        types = {field.column: field.db_type(connection) for field in self.model._meta.concrete_fields}
        selected = ", ".join((*(f"expected.{name}::{types[name]}" for name in self.columns), "place"))
        where = f"{self.where} AND {self.halved_by} {only}" if self.halved_by else self.where
        wrong = unlike(self.expected(only), self.table, self.key, self.columns, where, selected)
        return f"{wrong} ORDER BY {self.order or ', '.join(self.key)}"

    @property
    def table(self) -> str:
        return self.model._meta.db_table


def rebuild(progress: Progress = lambda step: None) -> int:
    """Facts and tallies from the processes as they are now; of how many. `progress` is told of each of STEPS."""
    with acting_as(SYSTEM), transaction.atomic():
        wait_for_lock()
        RollupState.objects.update_or_create(pk=1, defaults={"time_zone": business_zone()})
        ChangedProcess.objects.all().delete()
        run(STEPS, progress)
        return ProcessFact.objects.count()


def rebuild_tallies() -> None:
    """The tallies alone, from the facts as they are."""
    with acting_as(SYSTEM), transaction.atomic():
        wait_for_lock()
        run(TALLY_STEPS, lambda step: None)


def run(steps: dict[str, list[Rows]], progress: Progress) -> None:
    RollupState.objects.update(generation=F("generation") + 1)
    tables = sorted({rows.table for parts in steps.values() for rows in parts})
    with connection.cursor() as cursor:
        # Keeps out the autovacuum alone: it would see none of what is not committed, and tell the planner of it.
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE UPDATE EXCLUSIVE MODE")
        for setting in FOR_THE_WHOLE:
            cursor.execute(f"SET LOCAL {setting}")
    for name, parts in steps.items():
        progress(name)
        for rows in parts:
            put_right(rows)


def put_right(rows: Rows) -> None:
    """Leaves in the table the rows that ought to be there alone."""
    listed = ", ".join(rows.columns)
    with connection.cursor() as cursor:
        make_wrong(rows)
        cursor.execute(f"""
            DELETE FROM {rows.table}
             WHERE ctid = ANY (ARRAY(SELECT place FROM wrong WHERE place IS NOT NULL))""")  # noqa: S608  names of our own
        cursor.execute(f"""
            INSERT INTO {rows.table} ({listed}) SELECT {listed} FROM wrong
             WHERE {rows.key[0]} IS NOT NULL""")  # noqa: S608  names of our own
        cursor.execute("DROP TABLE wrong")


def make_wrong(rows: Rows) -> None:
    """In a table of their own first: what only reads PostgreSQL does with several processes at once."""
    parameters: dict[str, Any] = {"time_zone": business_zone(), "total": TOTAL, "middle": middle(rows)}
    if parameters["middle"] is None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE wrong ON COMMIT DROP AS {rows.wrong()}", parameters)
    else:
        make_abreast("wrong", [rows.wrong("< %(middle)s"), rows.wrong(">= %(middle)s")], parameters)


def middle(rows: Rows) -> str | None:
    """As text, as which it can be held against a key too; None where there is nothing to halve."""
    if rows.middle_of is None:
        return None
    table, column = rows.middle_of
    with connection.cursor() as cursor:
        cursor.execute(MIDDLE.format(table=table, column=column))
        (found,) = cursor.fetchone()
        return None if found is None else str(found)


# Of some pages, 8 MB of them: it need not be the very middle.
MIDDLE = """
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY {column})
  FROM {table} TABLESAMPLE SYSTEM (LEAST(100, 8e8 / GREATEST(pg_relation_size('{table}'), 1))) REPEATABLE (0)"""


def facts() -> Rows:
    # A period's lie together then: reading one takes a third of the time.
    return Rows(
        ProcessFact,
        FACT_COLUMNS[:1],
        FACT_COLUMNS,
        "true",
        lambda only: facts_sql(only=only),
        halved_by="process_id",
        middle_of=("tracking_interviewprocess", "id"),
        order="day",
    )


tallies = partial(Rows, Tally, TALLY_KEY, TALLY_COLUMNS)


def by_day(dim: str) -> list[Rows]:
    """The days, and what they add up to."""
    days = f"dim = '{dim}' AND day > %(total)s"
    if dim == "all":
        each = tallies(days, lambda only: days_of_all_roles())
    else:
        each = tallies(days, partial(days_of, dim), halved_by="day", middle_of=("analytics_processfact", "day"))
    total = totals_of(dim, f"analytics_tally WHERE {days}")
    return [each, tallies(f"dim = '{dim}' AND day = %(total)s", lambda only: total)]


def pairs() -> Rows:
    """Their keys begin with the company's."""
    return tallies(f"dim = '{PAIR}'", pairs_of, halved_by="key", middle_of=("analytics_processfact", "company_id"))


def lengths(dim: str) -> Rows:
    spans = spans_of_all_roles() if dim == "all" else spans_of(dim)
    return Rows(SpanTally, SPAN_KEY, SPAN_COLUMNS, f"dim = '{dim}'", lambda only: spans)


def seat_sums() -> Rows:
    sums = sums_of("analytics_seatfact")
    return Rows(SeatTally, SEAT_TALLY_KEY, SEAT_TALLY_COLUMNS, "true", lambda only: sums)


TALLY_STEPS: dict[str, list[Rows]] = {
    **{f"by {dim}": by_day(dim) for dim in KEYS},
    "by company and feeder": [pairs()],
    **{f"lengths by {dim}": [lengths(dim)] for dim in KEYS},
    "by interviewer": [seat_sums()],
}
STEPS: dict[str, list[Rows]] = {
    "facts": [facts()],
    "what interviewers said": [Rows(SeatFact, SEAT_KEY, SEAT_COLUMNS, "true", lambda only: seats_sql())],
    **TALLY_STEPS,
}
