"""Feeders compared with each other, and the report of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from analytics.figures.feeders import (
    ConversionRates,
    FeederReport,
    FeederShare,
    feeder_figures,
    shares_in_rank,
)
from analytics.figures.outcomes import (
    OUTCOME_MEASURES,
    REASON_MEASURES,
    Counts,
    Outcomes,
    months_of,
    rejections_of,
    withdrawals_of,
)
from analytics.figures.stages import STAGE_MEASURES, stages_of
from analytics.figures.times import HORIZON
from analytics.selectors.hires import TELLING, hires_by
from analytics.selectors.lasted import LENGTHS, lasted
from analytics.selectors.moments import today_of, told_at
from analytics.selectors.naming import Named, Names
from analytics.selectors.people import people
from analytics.selectors.reading import MONTH, counts
from analytics.selectors.selection import Selection
from config.base.models import User
from config.base.roles import Role
from tracking.models import Feeder

FEEDER = "feeder"


def conversion_rates(
    user: User, selection: Selection, horizon: int = HORIZON, names: Names | None = None
) -> ConversionRates:
    """Each feeder is ranked, and its rate shrunken, among all feeders of the rest of the selection.

    Managers see the feeders without processes too, at the end. `names` are those of all feeders, where they have been
    read before.
    """
    at, scope = told_at(selection), selection.seen_by(user)
    rest = replace(scope, feeder=None)
    rows = {row["key"]: row for row in counts(rest, (*OUTCOME_MEASURES, *TELLING), by=FEEDER)}
    asked_for = {key: row for key, row in rows.items() if scope.feeder in (None, UUID(key))}
    found = feeder_figures(
        named_rows(rows, names, every=user.has_role(Role.MANAGER)),
        people(rest, by=FEEDER),
        hires_by(rest, FEEDER, asked_for, today_of(scope), horizon),
    )
    if scope.feeder:
        asked = tuple(one for one in found if one.id == scope.feeder)
        return ConversionRates(asked, None, summed(one.outcomes for one in asked), horizon, at)
    [row] = counts(scope, OUTCOME_MEASURES)
    total = Outcomes.of(row)
    without = left_over(total, (one.outcomes for one in found))
    return ConversionRates(found, without, total, horizon, at)


def feeder_report(user: User, selection: Selection, feeder: Feeder | Named, horizon: int = HORIZON) -> FeederReport:
    at, rest = told_at(selection), replace(selection.seen_by(user), feeder=None)
    scope, today = replace(rest, feeder=feeder.pk), today_of(selection)
    # Of more first: on a past day what is worked out for it serves for this one feeder too.
    rows = {one["key"]: one for one in counts(rest, OUTCOME_MEASURES, by=FEEDER)}
    [row] = counts(scope, (*OUTCOME_MEASURES, *REASON_MEASURES, *STAGE_MEASURES, *LENGTHS))
    key, times = str(feeder.pk), lasted(scope, row, today, horizon)
    others: list[tuple[UUID, str, Counts | None]] = [(UUID(one), "", rows[one]) for one in rows if one != key]
    ranked = feeder_figures(
        [(feeder.pk, feeder.name, row), *others],
        {key: people(scope).get(None, 0)},
        {key: times.to_hire},
    )
    return FeederReport(
        feeder=next(one for one in ranked if one.id == feeder.pk),
        feeders=sum(one.rank is not None for one in ranked),
        stages=stages_of(row),
        to_decision=times.to_decision,
        rejections=rejections_of(row),
        withdrawals=withdrawals_of(row),
        months=months_of(counts(scope, OUTCOME_MEASURES, by=MONTH)),
        as_of=at,
    )


def feeder_shares(scope: Selection, names: Names | None = None) -> tuple[FeederShare, ...]:
    """Of the feeders that sent to the selection, best first; `scope` is what its reader may see, `names` as above."""
    rows = {row["key"]: row for row in counts(scope, OUTCOME_MEASURES, by=FEEDER)}
    return shares_in_rank(
        FeederShare(pk, name, Outcomes.of(row)) for pk, name, row in named_rows(rows, names, every=False) if row
    )


def named_rows(
    rows: Mapping[str, Counts], names: Names | None, *, every: bool
) -> list[tuple[UUID, str, Counts | None]]:
    """With the feeders' names; `every` feeder, or those alone that have a row. A feeder younger than `names` makes them
    be read anew.
    """
    if names is None or not rows.keys() <= set(map(str, names)):
        feeders = Feeder.objects.order_by() if every else Feeder.objects.order_by().filter(pk__in=list(rows))
        names = dict(feeders.values_list("pk", "name"))
    return [(pk, name, rows.get(str(pk))) for pk, name in names.items() if every or str(pk) in rows]


def summed(outcomes: Iterable[Outcomes]) -> Outcomes:
    found = list(outcomes)
    return Outcomes(*(sum(getattr(one, name) for one in found) for name in ("processes", "placements", "ended")))


def left_over(total: Outcomes, of_feeders: Iterable[Outcomes]) -> Outcomes:
    """What of the total has no feeder. The two are read one after the other, so they may not agree for a moment; what
    is left is no nonsense then either.
    """
    found = summed(of_feeders)
    processes = max(total.processes - found.processes, 0)
    ended = min(max(total.ended - found.ended, 0), processes)
    return Outcomes(processes, min(max(total.placements - found.placements, 0), ended), ended)
