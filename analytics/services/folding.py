"""Folding: what the log tells of is added to the facts and tallies, and goes from the log, in one transaction.

Each step is one statement, so that facts and tallies are made from the same reading of the tables; what commits
meanwhile has its own row in the log. One folds at a time; whoever reads sees the log, facts and tallies agree.
"""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.db import connection, transaction

from analytics.measures import MEASURES, PAIR, PEOPLED, TOTAL
from analytics.models import RollupState
from analytics.selectors.changes import difference_sql
from analytics.selectors.facts import FACT_COLUMNS
from config.base.clock import business_zone

STEP = 1_000
FOLDING_LOCK = "analytics.folding"


class OtherDays(Exception):
    """The facts were counted by the days of another time zone: they have to be made anew."""


def fold_all() -> int:
    """Folds until the log is empty; how many processes it were. Gives way at once to one who folds already."""
    folded = 0
    while step := fold_step():
        folded += step
    return folded


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
    """Processes from the head of the log, and all that it says of them."""
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
        cursor.execute(fold_sql(), {"changed": processes, "time_zone": business_zone(), "total": TOTAL})
        cursor.execute("DELETE FROM analytics_spantally WHERE n = 0")
        cursor.execute("DELETE FROM analytics_tally WHERE started IS NULL")


@cache
def fold_sql() -> str:
    columns = ", ".join(MEASURES)
    return f"""
    WITH {difference_sql(MEASURES, "= ANY (%(changed)s)")},
    moved AS (
        SELECT process_id FROM fresh FULL JOIN stale USING (process_id)
         WHERE to_jsonb(fresh) IS DISTINCT FROM to_jsonb(stale)
    ),
    per_key AS MATERIALIZED (
        SELECT change.*, t.dim, t.key, t.day AS of_day
          FROM change CROSS JOIN LATERAL {KEYS} AS t (dim, key, day)
         WHERE t.key IS NOT NULL AND process_id IN (SELECT process_id FROM moved)
    ),
    people AS ({people_sql()}),
    tallied AS (
        INSERT INTO analytics_tally AS t (dim, key, day, candidates, {columns})
        SELECT dim, key, of_day, NULLIF(max(people.candidates), 0), {", ".join(map(summed, MEASURES))}
          FROM per_key LEFT JOIN people USING (dim, key, of_day)
         GROUP BY dim, key, of_day ORDER BY dim, key, of_day
        ON CONFLICT (dim, key, day) DO UPDATE SET {", ".join(map(added, ("candidates", *MEASURES)))}
    ),
    spanned AS (
        INSERT INTO analytics_spantally AS t (dim, key, span, length, n)
        SELECT dim, key, span, length, sum(sign)
          FROM per_key CROSS JOIN LATERAL unnest(spans, lengths) AS one (span, length)
         WHERE of_day = %(total)s AND dim <> '{PAIR}'
         GROUP BY dim, key, span, length HAVING sum(sign) <> 0 ORDER BY dim, key, span, length
        ON CONFLICT (dim, key, span, length) DO UPDATE SET n = t.n + excluded.n
    ),
    gone AS (
        DELETE FROM analytics_processfact
         WHERE process_id = ANY (%(changed)s) AND process_id NOT IN (SELECT process_id FROM fresh)
    )
    INSERT INTO analytics_processfact ({", ".join(FACT_COLUMNS)})
    SELECT {", ".join(FACT_COLUMNS)} FROM fresh WHERE process_id IN (SELECT process_id FROM moved)
    ON CONFLICT (process_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in FACT_COLUMNS[1:])}
    """  # noqa: S608  names of our own


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


def people_sql() -> str:
    """By how many the different candidates of each key change: who is there now, and was not before, and the reverse.

    The facts are read as they were before this statement.
    """
    return " UNION ALL ".join(people_of(dim, f"{dim}_id") for dim in PEOPLED)


def people_of(dim: str, column: str) -> str:
    return f"""
        SELECT '{dim}' AS dim, key, %(total)s::date AS of_day, sum(is_there::int - was_there::int) AS candidates
          FROM (SELECT DISTINCT {column}::text AS key, {column}, candidate_id
                  FROM change WHERE {column} IS NOT NULL) pair
          CROSS JOIN LATERAL (SELECT
              EXISTS (SELECT FROM analytics_processfact f
                       WHERE f.{column} = pair.{column} AND f.candidate_id = pair.candidate_id) AS was_there,
              EXISTS (SELECT FROM fresh
                       WHERE fresh.{column} = pair.{column} AND fresh.candidate_id = pair.candidate_id)
              OR EXISTS (SELECT FROM analytics_processfact f
                          WHERE f.{column} = pair.{column} AND f.candidate_id = pair.candidate_id
                            AND f.process_id <> ALL (%(changed)s)) AS is_there) found
         GROUP BY key"""  # noqa: S608  names of our own
