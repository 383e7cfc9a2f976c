"""Folding: what the log tells of is added to the facts and tallies, and goes from the log, in one transaction.

Each step is one statement, so that facts and tallies are made from the same reading of the tables; what commits
meanwhile has its own row in the log. One folds at a time; whoever reads sees the log, facts and tallies agree.
"""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.db import connection, transaction

from analytics.measures import MEASURES, PAIR, PEOPLED, RATED, TOTAL
from analytics.models import ChangedProcess, RollupState
from analytics.selectors.changes import difference_sql, differs, people_sql
from analytics.selectors.facts import FACT_COLUMNS
from analytics.selectors.parts import Parameters
from analytics.selectors.rated import EACH_NUMBER, EACH_RATING, FATE, SPAN, length
from analytics.selectors.seats import SEAT_COLUMNS, SEAT_KEY, seat_change_sql
from config.base.clock import business_zone

STEP = 1_000
FOLDING_LOCK = "analytics.folding"
CHANGED = "= ANY (%(changed)s)"


class OtherDays(Exception):
    """The facts were counted by the days of another time zone: they have to be made anew."""


def fold_step(at_most: int = STEP) -> int:
    """Folds the oldest of the log; of how many processes. Raises OtherDays."""
    with transaction.atomic():
        if not try_lock():
            return 0
        check_time_zone()
        changed = take(at_most)
        if changed:
            fold(changed)
    return len(changed)


def fold_one(process_id: UUID) -> None:
    """Counts one process anew, whatever the log says of it, and waits for its turn. Raises OtherDays."""
    with transaction.atomic():
        wait_for_lock()
        check_time_zone()
        ChangedProcess.objects.filter(process_id=process_id).delete()
        fold([process_id])


def try_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [FOLDING_LOCK])
        return bool(cursor.fetchone()[0])


def wait_for_lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [FOLDING_LOCK])


def check_time_zone() -> None:
    state, _ = RollupState.objects.get_or_create(pk=1, defaults={"time_zone": business_zone()})
    if state.time_zone != business_zone():
        raise OtherDays(f"Counted by days in {state.time_zone}, now {business_zone()}: rebuild_rollups.")


def take(at_most: int) -> list[UUID]:
    """Processes from the head of the log, which goes."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [at_most])
        return sorted({process_id for (process_id,) in cursor.fetchall()})


TAKE = """
DELETE FROM analytics_changedprocess
 WHERE id IN (SELECT id FROM analytics_changedprocess ORDER BY id LIMIT %s)
RETURNING process_id
"""


def fold(processes: list[UUID]) -> None:
    """Brings the facts and tallies of these processes up to date; the caller holds the lock."""
    with connection.cursor() as cursor:
        parameters: Parameters = {"changed": processes, "time_zone": business_zone(), "total": TOTAL}
        cursor.execute(fold_sql(), parameters)
        cursor.execute(fold_seats_sql(), parameters)
        cursor.execute("DELETE FROM analytics_spantally WHERE n = 0")
        cursor.execute("DELETE FROM analytics_seattally WHERE n = 0")
        cursor.execute("DELETE FROM analytics_tally WHERE started IS NULL")


@cache
def fold_sql() -> str:
    columns = ", ".join(MEASURES)
    return f"""
    WITH {difference_sql(MEASURES, CHANGED)},
    moved AS (
        SELECT process_id FROM fresh FULL JOIN stale USING (process_id)
         WHERE {differs(FACT_COLUMNS, "fresh", "stale")}
    ),
    per_key AS MATERIALIZED (
        SELECT change.*, t.dim, t.key, t.day AS of_day
          FROM change CROSS JOIN LATERAL {KEYS} AS t (dim, key, day)
         WHERE t.key IS NOT NULL AND process_id IN (SELECT process_id FROM moved)
    ),
    people AS ({" UNION ALL ".join(f"({people_sql(dim)})" for dim in PEOPLED)}),
    tallied AS (
        INSERT INTO analytics_tally AS t (dim, key, day, candidates, {columns})
        SELECT per_key.dim, per_key.key, of_day, NULLIF(max(people.candidates), 0), {", ".join(map(summed, MEASURES))}
          FROM per_key LEFT JOIN people ON of_day = %(total)s AND (people.dim, people.key) = (per_key.dim, per_key.key)
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (dim, key, day) DO UPDATE SET {", ".join(map(added, ("candidates", *MEASURES)))}
    ),
    spanned AS (
        INSERT INTO analytics_spantally AS t (dim, key, span, length, n)
        SELECT dim, key, span, length, sum(sign) FROM ({EACH_SPAN}) one
         GROUP BY dim, key, span, length HAVING sum(sign) <> 0 ORDER BY dim, key, span, length
        ON CONFLICT (dim, key, span, length) DO UPDATE SET n = t.n + excluded.n
    ),
    known AS (
        UPDATE analytics_rollupstate SET generation = generation + 1 WHERE EXISTS (SELECT FROM moved)
    ),
    gone AS (
        DELETE FROM analytics_processfact
         WHERE process_id {CHANGED} AND process_id NOT IN (SELECT process_id FROM fresh)
    )
    INSERT INTO analytics_processfact ({", ".join(FACT_COLUMNS)})
    SELECT {", ".join(FACT_COLUMNS)} FROM fresh WHERE process_id IN (SELECT process_id FROM moved)
    ON CONFLICT (process_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in FACT_COLUMNS[1:])}
    """  # noqa: S608  names of our own


@cache
def fold_seats_sql() -> str:
    columns, key, others = ", ".join(SEAT_COLUMNS), ", ".join(SEAT_KEY), SEAT_COLUMNS[len(SEAT_KEY) :]
    return f"""
    WITH {seat_change_sql(CHANGED)},
    tallied AS (
        INSERT INTO analytics_seattally AS t (author_id, kind, number, n)
        SELECT author_id, kind, number, n FROM moved ORDER BY author_id, kind, number
        ON CONFLICT (author_id, kind, number) DO UPDATE SET n = t.n + excluded.n
    ),
    gone AS (
        DELETE FROM analytics_seatfact
         WHERE process_id {CHANGED} AND ({key}) NOT IN (SELECT {key} FROM fresh)
    )
    INSERT INTO analytics_seatfact ({columns})
    SELECT {columns} FROM fresh EXCEPT SELECT {columns} FROM stale
    ON CONFLICT ({key}) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in others)}
    """  # noqa: S608  names of our own


EACH_SPAN = f"""
            SELECT dim, key, sign, span, length
              FROM per_key CROSS JOIN LATERAL unnest(spans, lengths) AS one (span, length)
             WHERE of_day = %(total)s AND dim <> '{PAIR}'
            UNION ALL
            SELECT dim, key, sign, {SPAN}, {length(FATE)} FROM per_key {EACH_NUMBER} {EACH_RATING}
             WHERE of_day = %(total)s AND dim IN {RATED}"""  # noqa: S608  names of our own
# One row for each tally that a process belongs to.
KEYS = f"""(VALUES
        ('all', '', change.day), ('all', '', %(total)s),
        ('feeder', change.feeder_id::text, change.day), ('feeder', change.feeder_id::text, %(total)s),
        ('company', change.company_id::text, change.day), ('company', change.company_id::text, %(total)s),
        ('recruiter', change.recruiter_id::text, change.day), ('recruiter', change.recruiter_id::text, %(total)s),
        ('role', change.role_key, change.day), ('role', change.role_key, %(total)s),
        ('{PAIR}', change.company_id || ':' || change.feeder_id, %(total)s)
    )"""


def summed(measure: str) -> str:
    return f"NULLIF(sum(sign * {measure}), 0) AS {measure}"


def added(column: str) -> str:
    return f"{column} = NULLIF(COALESCE(t.{column}, 0) + COALESCE(excluded.{column}, 0), 0)"
