"""Whether what is counted agrees with a fresh count, and how it is put right where it does not."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from analytics.selectors.integrity import (
    OF_FEEDERS,
    fact_differences,
    seat_differences,
    tally_differences,
    zone_differences,
)
from analytics.services.rebuilding import rebuild, rebuild_tallies
from analytics.services.upkeep import catch_up
from config.base.differences import Difference
from config.postgres.identity import SYSTEM, acting_as


def check_analytics(*, repair: bool = False) -> list[Difference]:
    """Every difference there is, and with `repair` there was."""
    with acting_as(SYSTEM):
        zone = list(zone_differences())
        tallies = list(tally_differences())
        # By the days of another zone they all differ.
        facts = [] if zone else [*fact_differences(), *seat_differences()]
        found = [*zone, *tallies, *(difference for _, difference in facts)]
        if repair and zone:
            rebuild()
        elif repair and found:
            put_right({process for process, _ in facts})
    return found


def put_right(processes: Iterable[UUID]) -> None:
    """Makes the tallies agree with the facts, then counts these processes anew."""
    with acting_as(SYSTEM), transaction.atomic():
        rebuild_tallies()
        note(processes)
    catch_up()


def put_feeders_right(feeders: Iterable[UUID]) -> None:
    with acting_as(SYSTEM):
        put_right([process for process, _ in fact_differences(OF_FEEDERS, feeders)])


def note(processes: Iterable[UUID]) -> None:
    """In the log, as if something of them had changed: from then on every figure reads them anew."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO analytics_changedprocess (process_id) SELECT unnest(%s::uuid[])", [list(processes)])
