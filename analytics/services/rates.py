"""Feeders' rates counted anew: compared with what was kept up, put right where that differs, and learnt from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from analytics.measures import STARTED, TOTAL, status_of
from analytics.selectors.changes import difference_sql
from analytics.services.boosts import refresh_boosts
from analytics.services.checking import put_feeders_right
from config.base.clock import business_zone
from config.base.differences import Difference
from config.postgres.identity import SYSTEM, acting_as
from tracking.enums import ProcessStatus

FIGURES = ("processes_sourced", "placements", "open")
PLACED = status_of(ProcessStatus.OFFER_ACCEPTED)
OPEN = tuple(status_of(status) for status in ProcessStatus.OPEN)
NAMES = (STARTED, PLACED, *OPEN)


@dataclass(frozen=True)
class Recomputed:
    """`differences` have been put right, unless it was a check only; `boosts_moved` are the feeders whose it was."""

    feeders: int
    differences: list[Difference]
    boosts_moved: list[UUID]


def recompute_feeder_rates(*, feeder: UUID | None = None, check: bool = False) -> Recomputed:
    """Recounts all feeders, or one, from the processes. With `check` it only tells."""
    with acting_as(SYSTEM):
        rows = recount(feeder)
        wrong = {pk: (kept, counted) for pk, kept, counted in rows if kept != counted}
        differences = [
            Difference(
                "feeder", str(pk), dict(zip(FIGURES, kept, strict=True)), dict(zip(FIGURES, counted, strict=True))
            )
            for pk, (kept, counted) in wrong.items()
        ]
        if check:
            return Recomputed(len(rows), differences, [])
        if wrong:
            put_feeders_right(wrong)
        return Recomputed(len(rows), differences, refresh_boosts())


def recount(feeder: UUID | None) -> list[tuple[UUID, list[int], list[int]]]:
    """Of each feeder FIGURES as they are kept, what waits in the log included, and as counted from the processes."""
    parameters: dict[str, Any] = {"feeder": feeder, "total": TOTAL, "time_zone": business_zone()}
    with connection.cursor() as cursor:
        cursor.execute(recount_sql(one=feeder is not None), parameters)
        return [(pk, list(row[:3]), list(row[3:])) for pk, *row in cursor.fetchall()]


@cache
def recount_sql(*, one: bool) -> str:
    """One reading of the database, so that writers may go on."""
    only = "= %(feeder)s" if one else "IS NOT NULL"
    of_tally = "AND key = %(feeder)s::text" if one else ""
    kept = ", ".join(f"COALESCE(sum({name}), 0)::bigint AS {name}" for name in FIGURES)
    opened = " + ".join(f"COALESCE({name}, 0)" for name in OPEN)
    return f"""
    WITH {difference_sql(NAMES, spans=False)},
    part AS (
        SELECT key::uuid AS feeder_id, {STARTED} AS processes_sourced, {PLACED} AS placements, {opened} AS open
          FROM analytics_tally WHERE dim = 'feeder' AND day = %(total)s {of_tally}
        UNION ALL
        SELECT feeder_id, sign * {STARTED}, sign * {PLACED}, sign * ({opened}) FROM change WHERE feeder_id {only}
    ),
    kept AS (SELECT feeder_id, {kept} FROM part GROUP BY feeder_id),
    counted AS (
        SELECT feeder_id, count(*) AS processes_sourced,
               count(*) FILTER (WHERE status = '{ProcessStatus.OFFER_ACCEPTED}') AS placements,
               count(*) FILTER (WHERE ended_at IS NULL) AS open
          FROM tracking_interviewprocess WHERE feeder_id {only} GROUP BY feeder_id
    )
    SELECT feeder_id, {", ".join(f"COALESCE({of}.{name}, 0)" for of in ("kept", "counted") for name in FIGURES)}
      FROM kept FULL JOIN counted USING (feeder_id) ORDER BY feeder_id"""  # noqa: S608  names of our own
