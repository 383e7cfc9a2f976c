"""Making all facts and tallies anew. Writers go on meanwhile: what they change is in the log, and is folded after.

What the log tells of before goes with it: what has been committed by then is in the processes that are counted.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from analytics.measures import PEOPLED, TOTAL
from analytics.models import ProcessFact, RollupState
from analytics.selectors.facts import FACT_COLUMNS, facts_sql
from analytics.selectors.sums import KEYS, LISTED, PAIRS, days_of, lengths_of, people_of, totals_of
from analytics.services.folding import wait_for_lock
from config.base.clock import business_zone
from config.postgres.identity import SYSTEM, acting_as

Step = tuple[str, str]
# Everything is read once, which sorts and hashes in memory do best; after an import there are no statistics yet, and
# the planner would take all for few. Compiling a hundred expressions takes longer than it saves.
FOR_THE_WHOLE = ("work_mem = '256MB'", "enable_nestloop = off", "jit = off")
Progress = Callable[[str], object]


def rebuild(progress: Progress = lambda step: None) -> int:
    """Facts and tallies from the processes as they are now; of how many. `progress` is told of each step."""
    with acting_as(SYSTEM), transaction.atomic():
        wait_for_lock()
        RollupState.objects.update_or_create(pk=1, defaults={"time_zone": business_zone()})
        run([*facts_steps(), *tally_steps()], progress)
        return ProcessFact.objects.count()


def rebuild_tallies() -> None:
    """The tallies alone, from the facts as they are."""
    with acting_as(SYSTEM), transaction.atomic():
        wait_for_lock()
        run(tally_steps(), lambda step: None)


def run(steps: list[Step], progress: Progress) -> None:
    with connection.cursor() as cursor:
        for setting in FOR_THE_WHOLE:
            cursor.execute(f"SET LOCAL {setting}")
        for name, statement in steps:
            progress(name)
            cursor.execute(statement, {"time_zone": business_zone(), "total": TOTAL})


def facts_steps() -> list[Step]:
    columns = ", ".join(FACT_COLUMNS)
    # A period's lie together then: reading one takes a third of the time.
    by_day = f"SELECT {columns} FROM ({facts_sql()}) fresh ORDER BY day"  # noqa: S608  names of our own
    return [
        ("emptying", "DELETE FROM analytics_changedprocess"),
        ("emptying", "DELETE FROM analytics_processfact"),
        ("facts", f"INSERT INTO analytics_processfact ({columns}) {by_day}"),
    ]


def tally_steps() -> list[Step]:
    into_tallies = f"INSERT INTO analytics_tally (dim, key, day, {LISTED})"
    into_lengths = "INSERT INTO analytics_spantally (dim, key, span, length, n)"
    return [
        ("emptying", "DELETE FROM analytics_tally"),
        ("emptying", "DELETE FROM analytics_spantally"),
        *((f"days by {dim}", f"{into_tallies} {days_of(dim)} ORDER BY key, day") for dim in KEYS),
        ("totals", f"{into_tallies} {totals_of('analytics_tally')}"),
        ("companies and feeders", f"{into_tallies} {PAIRS}"),
        *((f"candidates by {dim}", candidates_of(dim)) for dim in PEOPLED),
        *((f"lengths by {dim}", f"{into_lengths} {lengths_of(dim)} ORDER BY key, span, length") for dim in KEYS),
    ]


def candidates_of(dim: str) -> str:
    return f"""
        UPDATE analytics_tally t SET candidates = found.n FROM ({people_of(dim)}) found
         WHERE t.dim = found.dim AND t.key = found.key AND t.day = %(total)s"""  # noqa: S608  names of our own
