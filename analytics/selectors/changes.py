"""The difference between what is and what was counted: of processes in the log, or of given ones."""

from __future__ import annotations

from functools import cache

from analytics.measures import MEASURES
from analytics.selectors.facts import DIMENSION_COLUMNS, SPAN_COLUMNS, facts_sql

# As an array, whose length the planner does not guess from statistics: the log is empty now, and full after an import.
LOGGED_IDS = "(ARRAY(SELECT process_id FROM analytics_changedprocess))"
LOGGED = f"= ANY {LOGGED_IDS}"
# A set that is made once: `<> ALL` of the array would walk along it for each row, and a join is planned by statistics.
NOT_LOGGED = f"NOT IN (SELECT unnest({LOGGED_IDS}))"


@cache
def difference_sql(names: tuple[str, ...] = MEASURES, only: str = LOGGED, spans: bool = True) -> str:
    """CTEs `fresh`, `stale` and `change`: rows of the dimensions, the spans if wanted, the measures `names`, and
    `sign`, +1 for what is, -1 for what was counted.
    """
    listed = ", ".join((*DIMENSION_COLUMNS, *(SPAN_COLUMNS if spans else ()), *names))
    return f"""
    fresh AS MATERIALIZED ({facts_sql(names, only, spans)}),
    stale AS MATERIALIZED (SELECT {listed} FROM analytics_processfact WHERE process_id {only}),
    change AS (SELECT 1 AS sign, {listed} FROM fresh UNION ALL SELECT -1, {listed} FROM stale)"""  # noqa: S608


def differs(names: tuple[str, ...], one: str, other: str) -> str:
    """Whether rows of these columns are not the same; nothing, where a row is missing, differs from anything else."""
    columns = (", ".join(f"{row}.{name}" for name in names) for row in (one, other))
    return "({}) IS DISTINCT FROM ({})".format(*columns)


def people_sql(dim: str) -> str:
    """By how many the different candidates of each key of a dimension change, from the CTEs `change` and `stale`: who
    is there now and was not counted before, and the reverse.
    """
    column = f"{dim}_id"
    unchanged = "f.process_id NOT IN (SELECT process_id FROM stale)"
    same = f"f.{column} = pair.{column} AND f.candidate_id = pair.candidate_id"
    return f"""
        SELECT '{dim}' AS dim, {column}::text AS key, sum(is_there::int - was_there::int) AS candidates
          FROM (SELECT {column}, candidate_id, bool_or(sign = 1) AS is_fresh
                  FROM change WHERE {column} IS NOT NULL GROUP BY {column}, candidate_id) pair
          CROSS JOIN LATERAL (SELECT
              EXISTS (SELECT FROM analytics_processfact f WHERE {same}) AS was_there,
              is_fresh OR EXISTS (SELECT FROM analytics_processfact f WHERE {same} AND {unchanged}) AS is_there) found
         GROUP BY {column}"""  # noqa: S608  names of our own
