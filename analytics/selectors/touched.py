"""Figures of a past day, from those of now: of most processes nothing has changed since.

What is `touched` is counted anew from the rows as they stood; all else is as it was counted. A process is touched where
the past can tell of it anything else than the tallies do:

- it waits in the log: the tallies do not hold it as it is;
- its row, or a stage's or an offer's of it, was changed or deleted since, which the history tells;
- it ended since, or its status, a stage's or an offer's changed since, as an import says of rows that it wrote as they
  ended;
- a stage or an offer was added since, or a stage was completed since by its date.

And it began before: what began since is left out by its day. Where a condition says too much it costs time only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from typing import Any

from django.db import connection

from analytics.measures import MEASURES
from analytics.selectors.changes import difference_from, listed
from analytics.selectors.facts import facts_sql
from analytics.selectors.looking import present_look
from analytics.selectors.past import AT, CHANGED_SINCE, OFFER, STAGE, ZONE, past_of
from analytics.selectors.selection import COLUMNS, Selection
from config.postgres.abreast import make_abreast

TOUCHED = "IN (SELECT process_id FROM touched)"
IN_HISTORY = frozenset(COLUMNS) - {"role"}

_numbers = count(1)


def begun_by(selection: Selection) -> Selection:
    """Without what began after the past day."""
    day = selection.as_of
    return selection if day is None else replace(selection, until=min(selection.until or day, day))


@cache
def touched_sql(dims: frozenset[str] = frozenset()) -> str:
    """The CTE `touched`, of all processes or of those that have or had the selection's keys of `dims`."""
    had, has = keys_of(dims & IN_HISTORY, "event"), keys_of(dims, "process")
    changed = " UNION ALL ".join(
        f"""SELECT event.process_id FROM {table.name}event event WHERE {CHANGED_SINCE}
            UNION ALL
            SELECT present.process_id FROM {table.name}event event JOIN {table.name} present
                ON present.id = event.pgh_obj_id WHERE {CHANGED_SINCE}"""  # noqa: S608  names of our own
        for table in (STAGE, OFFER)
    )
    return f"""
    touched AS MATERIALIZED (
        SELECT process_id FROM analytics_changedprocess
        UNION
        SELECT event.pgh_obj_id FROM tracking_interviewprocessevent event
         WHERE {CHANGED_SINCE} AND event.created_at < {AT} {had}
        UNION
        SELECT process.id FROM tracking_interviewprocess process
         WHERE process.created_at < {AT} AND process.ended_at >= {AT} {has}
        UNION
        SELECT process.id
          FROM (SELECT process_id FROM tracking_statuschange WHERE at >= {AT} AND process_id IS NOT NULL
                UNION ALL
                SELECT process_id FROM tracking_interviewstage
                 WHERE created_at >= {AT} OR completed_date >= ({AT} AT TIME ZONE {ZONE})::date
                UNION ALL
                SELECT process_id FROM tracking_offer WHERE created_at >= {AT}
                UNION ALL
                SELECT event.pgh_obj_id FROM tracking_interviewprocessevent event WHERE {CHANGED_SINCE}
                UNION ALL
                {changed}) since
          JOIN tracking_interviewprocess process ON process.id = since.process_id
         WHERE process.created_at < {AT} {has}
    )"""  # noqa: S608  names of our own


def keys_of(dims: Iterable[str], row: str) -> str:
    return "".join(f" AND {row}.{COLUMNS[dim]} = %({dim})s" for dim in sorted(dims))


def facts_then(names: tuple[str, ...], spans: bool) -> str:
    """The facts of what is touched, one process after another: the planner cannot guess how many there are, and with
    too few in mind it would compare each with all.
    """
    one = "= touched.process_id"
    facts = facts_sql(names, one, spans, past_of(one))
    return f"SELECT fact.* FROM touched CROSS JOIN LATERAL ({facts}) fact"  # noqa: S608  names of our own


@dataclass(frozen=True)
class Then:
    """Of a past day: the CTE `touched`; the facts then of what is touched, with these measures, and spans if wanted;
    and from where its facts as they were counted are selected.
    """

    touched: str
    fresh: Callable[[tuple[str, ...], bool], str] = facts_then
    stale: str = f"analytics_processfact WHERE process_id {TOUCHED}"

    def difference(self, names: tuple[str, ...], spans: bool) -> str:
        """As changes.difference_sql: from what was counted to what was."""
        return f"{self.touched}, {difference_from(self.fresh(names, spans), self.stale, names, spans)}"

    def all_facts(self, names: tuple[str, ...], spans: bool) -> str:
        """As they were, together with those of processes begun since, which a selection's days leave out."""
        columns = listed(names, spans)
        return f"""
        WITH {self.touched}
        SELECT {columns} FROM analytics_processfact fact
         WHERE NOT EXISTS (SELECT FROM touched WHERE touched.process_id = fact.process_id)
        UNION ALL
        SELECT {columns} FROM ({self.fresh(names, spans)}) fresh"""  # noqa: S608  names of our own


def then_of(selection: Selection, parameters: Mapping[str, Any]) -> Then:
    """Within a look what is touched, and its facts then, are worked out once for all that is read in it. Of fewer keys
    it holds what is touched of those and others too, and whatever reads it is narrowed to the selection anyway.
    """
    look = present_look()
    if not look.is_shared:
        return Then(touched_sql(frozenset(selection.keys)))
    known: dict[frozenset[Any], Then] = look.found.setdefault(("then", selection.as_of, selection.led_by), {})
    keys = frozenset(selection.keys.items())
    for fewer, then in known.items():
        if fewer <= keys:
            return then
    known[keys] = laid_out(frozenset(selection.keys), parameters)
    return known[keys]


def laid_out(dims: frozenset[str], parameters: Mapping[str, Any]) -> Then:
    """In tables of this transaction's, whose one snapshot all that is read with them has to be read in."""
    number = next(_numbers)
    ids, fresh, stale = f"touched_{number}", f"fresh_{number}", f"stale_{number}"
    with connection.cursor() as cursor:
        cursor.execute(TOUCH.format(ids=ids, stale=stale, touched=touched_sql(dims), most=MOST_ABREAST + 1), parameters)
        found = [process_id for (process_id,) in cursor.fetchall()]
        if len(found) > MOST_ABREAST:
            facts = f"WITH touched AS (SELECT process_id FROM {ids}) {facts_then(MEASURES, True)}"  # noqa: S608
            cursor.execute(f"CREATE TEMPORARY TABLE {fresh} ON COMMIT DROP AS {facts}", parameters)
        else:
            # Other processes of PostgreSQL's do not see this one's temporary tables: the ids are told to them.
            halves = {"one": found[::2], "other": found[1::2]}
            make_abreast(fresh, [facts_of(half) for half in halves], {**parameters, **halves})
    select = f"SELECT {{}} FROM {fresh}"  # noqa: S608  names of our own
    touched = f"touched AS (SELECT process_id FROM {ids})"  # noqa: S608  names of our own
    return Then(touched, lambda names, spans: select.format(listed(names, spans)), stale)


# Of more processes the statements would grow too long.
MOST_ABREAST = 100_000
# In one message.
TOUCH = """
CREATE TEMPORARY TABLE {ids} ON COMMIT DROP AS WITH {touched} SELECT process_id FROM touched;
CREATE TEMPORARY TABLE {stale} ON COMMIT DROP AS
    SELECT * FROM analytics_processfact WHERE process_id IN (SELECT process_id FROM {ids});
SELECT process_id FROM {ids} LIMIT {most}"""


@cache
def facts_of(half: str) -> str:
    return f"WITH touched AS (SELECT unnest(%({half})s::uuid[]) AS process_id) {facts_then(MEASURES, True)}"
