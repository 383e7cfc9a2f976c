"""Making all facts and tallies anew. Writers go on meanwhile: what they change is in the log, and is folded after."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from analytics.measures import MEASURES, PAIR, PEOPLED, TOTAL
from analytics.models import RollupState
from analytics.selectors.facts import FACT_COLUMNS, facts_sql
from analytics.services.folding import wait_for_lock
from config.base.clock import business_zone

Step = tuple[str, str]


def rebuild(progress: Callable[[str], None] = lambda step: None) -> int:
    """Facts and tallies from the processes as they are now; of how many. `progress` is told of each step."""
    with transaction.atomic():
        wait_for_lock()
        RollupState.objects.update_or_create(pk=1, defaults={"time_zone": business_zone()})
        with connection.cursor() as cursor:
            # Sorts and hashes of all processes: in memory as far as there is some. For this transaction.
            cursor.execute("SET LOCAL work_mem = '256MB'")
            for name, statement in steps():
                progress(name)
                cursor.execute(statement, {"time_zone": business_zone(), "total": TOTAL})
            cursor.execute("SELECT count(*) FROM analytics_processfact")
            return int(cursor.fetchone()[0])


def steps() -> list[Step]:
    columns = ", ".join(FACT_COLUMNS)
    return [
        ("emptying", "DELETE FROM analytics_processfact"),
        ("emptying", "DELETE FROM analytics_tally"),
        ("emptying", "DELETE FROM analytics_spantally"),
        ("facts", f"INSERT INTO analytics_processfact ({columns}) SELECT {columns} FROM ({facts_sql()}) fresh"),  # noqa: S608
        *((dim, tally_days(dim, key)) for dim, key in KEYS.items()),
        ("totals", TOTALS),
        ("companies and feeders", PAIRS),
        *((f"candidates by {dim}", candidates_of(dim)) for dim in PEOPLED),
        *((f"lengths by {dim}", span_tallies(dim, key)) for dim, key in KEYS.items()),
    ]


KEYS = {
    "all": "''", "feeder": "feeder_id", "company": "company_id", "recruiter": "recruiter_id", "role": "role_key",
}  # fmt: skip
LISTED = ", ".join(MEASURES)


def tally_days(dim: str, key: str) -> str:
    sums = ", ".join(f"NULLIF(sum({name}), 0)" for name in MEASURES)
    return f"""
        INSERT INTO analytics_tally (dim, key, day, {LISTED})
        SELECT '{dim}', tally_key, day, {sums}
          FROM (SELECT {key}::text COLLATE "C" AS tally_key, * FROM analytics_processfact) fact
         WHERE tally_key IS NOT NULL GROUP BY tally_key, day ORDER BY tally_key, day"""  # noqa: S608


TOTALS = f"""
    INSERT INTO analytics_tally (dim, key, day, {LISTED})
    SELECT dim, key, %(total)s, {", ".join(f"sum({name})" for name in MEASURES)} FROM analytics_tally
     GROUP BY dim, key"""  # noqa: S608  names of our own
PAIRS = f"""
    INSERT INTO analytics_tally (dim, key, day, {LISTED})
    SELECT '{PAIR}', company_id || ':' || feeder_id, %(total)s, {", ".join(f"sum({name})" for name in MEASURES)}
      FROM analytics_processfact WHERE feeder_id IS NOT NULL GROUP BY company_id, feeder_id"""  # noqa: S608


def candidates_of(dim: str) -> str:
    return f"""
        UPDATE analytics_tally t SET candidates = found.n
          FROM (SELECT {dim}_id::text AS key, count(DISTINCT candidate_id) AS n
                  FROM analytics_processfact WHERE {dim}_id IS NOT NULL GROUP BY {dim}_id) found
         WHERE t.dim = '{dim}' AND t.key = found.key AND t.day = %(total)s"""  # noqa: S608


def span_tallies(dim: str, key: str) -> str:
    return f"""
        INSERT INTO analytics_spantally (dim, key, span, length, n)
        SELECT '{dim}', tally_key, span, length, count(*)
          FROM (SELECT {key}::text COLLATE "C" AS tally_key, spans, lengths FROM analytics_processfact) fact
          CROSS JOIN LATERAL unnest(spans, lengths) AS one (span, length)
         WHERE tally_key IS NOT NULL GROUP BY tally_key, span, length ORDER BY tally_key, span, length"""  # noqa: S608
