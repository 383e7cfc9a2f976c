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
    stale = f"analytics_processfact WHERE process_id {only}"
    return difference_from(facts_sql(names, only, spans), stale, names, spans)


def difference_from(fresh: str, stale: str, names: tuple[str, ...], spans: bool) -> str:
    """The same, where `fresh` says what is, and `stale` from where what was counted is selected."""
    columns = listed(names, spans)
    return f"""
    fresh AS MATERIALIZED ({fresh}),
    stale AS MATERIALIZED (SELECT {columns} FROM {stale}),
    change AS (SELECT 1 AS sign, {columns} FROM fresh UNION ALL SELECT -1, {columns} FROM stale)"""  # noqa: S608


def listed(names: tuple[str, ...], spans: bool) -> str:
    return ", ".join((*DIMENSION_COLUMNS, *(SPAN_COLUMNS if spans else ()), *names))


def differs(names: tuple[str, ...], one: str, other: str) -> str:
    """Whether rows of these columns are not the same; nothing, where a row is missing, differs from anything else."""
    columns = (", ".join(f"{row}.{name}" for name in names) for row in (one, other))
    return "({}) IS DISTINCT FROM ({})".format(*columns)


def unlike(expected: str, table: str, key: tuple[str, ...], columns: tuple[str, ...], where: str, selected: str) -> str:
    """`selected` of each row of a table, of what is `where` there, that is not among the `expected`, and the reverse.

    They are `stored` and `expected`; `place` is where a stored one lies.
    """
    same = " AND ".join(f"expected.{name} = stored.{name}" for name in key)
    return f"""
        SELECT {selected}
          FROM ({expected}) expected
          FULL JOIN (SELECT ctid AS place, {", ".join(columns)} FROM {table} WHERE {where}) stored ON {same}
         WHERE {differs(columns, "expected", "stored")}"""  # noqa: S608  names of our own


def people_sql(dim: str) -> str:
    """By how many the different candidates of each key of a dimension change, from the CTEs `fresh`, `stale` and
    `change`: who is there now and was not counted before, and the reverse.

    What is counted of a candidate is found by their processes as they are. Where a process has been moved to another
    candidate, or deleted, since it was counted, it is in the log or among the stale.
    """
    key = f"{dim}_id"
    return f"""
        WITH around AS MATERIALIZED (
            SELECT process_id, {key}, candidate_id FROM analytics_processfact WHERE process_id IN (
                SELECT id FROM tracking_interviewprocess WHERE candidate_id IN (SELECT candidate_id FROM change)
                UNION SELECT unnest({LOGGED_IDS}) UNION SELECT process_id FROM stale)
        ), pair AS (
            SELECT DISTINCT -1 AS sign, {key}, candidate_id FROM around
            UNION ALL
            (SELECT 1, {key}, candidate_id FROM around WHERE process_id NOT IN (SELECT process_id FROM stale)
             UNION SELECT 1, {key}, candidate_id FROM fresh)
        )
        SELECT '{dim}' AS dim, {key}::text AS key, sum(sign) AS candidates
          FROM pair WHERE {key} IS NOT NULL GROUP BY {key}"""  # noqa: S608  names of our own
