"""Making all facts and tallies anew. Writers go on meanwhile: what they change is in the log, and is folded after.

What the log tells of before goes with it: what has been committed by then is in the processes that are counted. What
is right already is not written again, so that little is left behind for the vacuum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.db.models import F

from analytics.measures import PAIR, TOTAL
from analytics.models import ProcessFact, RollupState
from analytics.selectors.changes import differs
from analytics.selectors.facts import FACT_COLUMNS, facts_sql
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
    PAIRS,
    SPAN_COLUMNS,
    SPAN_KEY,
    TALLY_COLUMNS,
    TALLY_KEY,
    days_of,
    days_of_all_roles,
    spans_of,
    spans_of_all_roles,
    totals_of,
)
from analytics.services.folding import wait_for_lock
from config.base.clock import business_zone
from config.postgres.identity import SYSTEM, acting_as

Step = tuple[str, list[str]]
# Everything is read once, which sorts and hashes in memory do best; after an import there are no statistics yet, and
# the planner would take all for few. Compiling a hundred expressions takes longer than it saves.
FOR_THE_WHOLE = ("work_mem = '256MB'", "enable_nestloop = off", "jit = off")
Progress = Callable[[str], object]


def rebuild(progress: Progress = lambda step: None) -> int:
    """Facts and tallies from the processes as they are now; of how many. `progress` is told of each step."""
    with acting_as(SYSTEM), transaction.atomic():
        wait_for_lock()
        RollupState.objects.update_or_create(pk=1, defaults={"time_zone": business_zone()})
        run([facts_step(), *tally_steps(), seats_step(), seat_tallies_step()], progress)
        return ProcessFact.objects.count()


def rebuild_tallies() -> None:
    """The tallies alone, from the facts as they are."""
    with acting_as(SYSTEM), transaction.atomic():
        wait_for_lock()
        run([*tally_steps(), seat_tallies_step()], lambda step: None)


def run(steps: list[Step], progress: Progress) -> None:
    RollupState.objects.update(generation=F("generation") + 1)
    with connection.cursor() as cursor:
        for setting in FOR_THE_WHOLE:
            cursor.execute(f"SET LOCAL {setting}")
        for name, statements in steps:
            progress(name)
            for statement in statements:
                cursor.execute(statement, {"time_zone": business_zone(), "total": TOTAL})


def facts_step() -> Step:
    # A period's lie together then: reading one takes a third of the time.
    right = made_right("analytics_processfact", FACT_COLUMNS[:1], FACT_COLUMNS, order="day")
    return "facts", ["DELETE FROM analytics_changedprocess", made(facts_sql()), *right]


def tally_steps() -> list[Step]:
    days = {dim: days_of(dim) for dim in KEYS} | {"all": days_of_all_roles()}
    spans = {dim: spans_of(dim) for dim in KEYS} | {"all": spans_of_all_roles()}
    return [
        *((f"by {dim}", tallies_right(dim, made(days[dim]), add_totals(dim))) for dim in KEYS),
        ("by company and feeder", tallies_right(PAIR, made(PAIRS))),
        *((f"lengths by {dim}", spans_right(dim, spans[dim])) for dim in KEYS),
    ]


def seats_step() -> Step:
    right = made_right("analytics_seatfact", SEAT_KEY, SEAT_COLUMNS)
    return "what interviewers said", [made(seats_sql()), *right]


def seat_tallies_step() -> Step:
    right = made_right("analytics_seattally", SEAT_TALLY_KEY, SEAT_TALLY_COLUMNS)
    return "by interviewer", [made(sums_of("analytics_seatfact")), *right]


def add_totals(dim: str) -> str:
    return f"INSERT INTO made {totals_of(dim, 'made')}"


def tallies_right(dim: str, *making: str) -> list[str]:
    return [*making, *made_right("analytics_tally", TALLY_KEY, TALLY_COLUMNS, f"t.dim = '{dim}'")]


def spans_right(dim: str, spans: str) -> list[str]:
    return [made(spans), *made_right("analytics_spantally", SPAN_KEY, SPAN_COLUMNS, f"t.dim = '{dim}'")]


def made(rows: str) -> str:
    """In a table of their own first: PostgreSQL does that with several processes at once."""
    return f"CREATE TEMPORARY TABLE made ON COMMIT DROP AS {rows}"


def made_right(
    table: str, key: tuple[str, ...], columns: tuple[str, ...], where: str = "true", order: str = ""
) -> Iterator[str]:
    """Statements that leave in the table, of what is `where`, the rows of `made` alone."""
    listed, others = ", ".join(columns), columns[len(key) :]
    same = " AND ".join(f"t.{name} = made.{name}" for name in key)
    equal = f"{same} AND NOT ({differs(others, 't', 'made')})"
    yield f"DELETE FROM {table} t WHERE {where} AND NOT EXISTS (SELECT FROM made WHERE {equal})"  # noqa: S608  names of our own
    yield f"""
        INSERT INTO {table} ({listed}) SELECT {listed} FROM made
         WHERE NOT EXISTS (SELECT FROM {table} t WHERE {same}) ORDER BY {order or ", ".join(key)}"""  # noqa: S608
    yield "DROP TABLE made"
