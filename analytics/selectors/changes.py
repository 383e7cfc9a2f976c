"""The difference between what is and what was counted: of processes in the log, or of given ones."""

from __future__ import annotations

from functools import cache

from analytics.measures import MEASURES
from analytics.selectors.facts import DIMENSION_COLUMNS, SPAN_COLUMNS, facts_sql

LOGGED = "IN (SELECT process_id FROM analytics_changedprocess)"


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
