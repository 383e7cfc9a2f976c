"""How long things take, in days: those that still go on count as long as they have lasted.

A process lasts from the day it began to the day it ended. A stage lasts from the latest completion before it (or the
process's beginning) to its own; one that is pending waits still, or was left when the process ended. While an earlier
one is pending it has not begun.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from analytics.estimators.competing import Incidence, matured_rate
from analytics.estimators.stats import Estimate
from analytics.estimators.survival import Curve, Quantile, Row
from analytics.measures import DAY_ZERO, Span
from tracking.enums import ProcessStatus, StageType

# (code of measures.Span, length, how many)
Spans = Iterable[tuple[int, int, int]]

HORIZON = 180
HIRED = ProcessStatus.OFFER_ACCEPTED.value
TAKEN = "taken"
PROCESS_SPANS = (*Span.ENDED.values(), Span.OPEN)
STAGE_SPANS = {kind: (Span.TAKEN[kind], Span.WAITING[kind], Span.LEFT[kind]) for kind in StageType}
ENDS = {code: status for status, code in Span.ENDED.items()}
DEFINITIONS = {
    "time_in_stage": (
        "Days from the completion of the stage before (of the first, from the process's beginning) to the stage's own."
    ),
    "time_to_decision": "Days from a process's beginning to its end, whoever ended it.",
    "median": (
        "The day by which half have ended, those still waiting counted (Kaplan-Meier), with its 95 % interval; null "
        "where half have not ended yet."
    ),
    "mean": "The plain average of those that have ended: too short while slow ones still wait.",
    "restricted_mean": f"Days spent on average of the first {HORIZON} (or as far as anybody was followed: `until`).",
    "time_to_hire": (
        "Days from the beginning to the acceptance of the offer, of those hired; hired_share is the share of all that "
        f"is hired within {HORIZON} days, with other ends as competing risks (Aalen-Johansen)."
    ),
}


@dataclass(frozen=True, slots=True)
class Lasting:
    """Of `n`, `ended` have come to their end, `waiting` go on, `left` were given up. `until`: of the restricted mean.

    The quantiles and the restricted mean count all of them, `mean` those that ended alone.
    """

    n: int
    ended: int
    waiting: int
    left: int
    median: Quantile
    lower_quartile: Quantile
    upper_quartile: Quantile
    mean: float | None
    restricted_mean: Estimate | None
    until: float | None
    curve: Curve = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class StageTime:
    stage_type: StageType
    lasting: Lasting

    @property
    def label(self) -> str:
        return str(self.stage_type.label)


@dataclass(frozen=True, slots=True)
class ToHire:
    """Median and mean are of the `hired` alone; `incidence` is the share of all `n` that is hired by the horizon."""

    n: int
    hired: int
    median: float | None
    mean: float | None
    incidence: Incidence | None


NOBODY = ToHire(0, 0, None, None, None)


def process_rows(spans: Spans, today: date) -> list[Row]:
    """Of processes, by their last status; None where they are open."""
    return in_order((days_of(code, length, today), ENDS.get(code), n) for code, length, n in spans)


def stage_rows(spans: Spans, kind: StageType, today: date) -> list[Row]:
    taken, *others = STAGE_SPANS[kind]
    return in_order(
        (days_of(code, length, today), TAKEN if code == taken else None, n)
        for code, length, n in spans
        if code == taken or code in others
    )


def days_of(code: int, length: int, today: date) -> int:
    """Of what goes on, the day it began is kept."""
    return max((today - DAY_ZERO).days - length, 0) if code in Span.GOING_ON else length


def in_order(rows: Iterable[Row]) -> list[Row]:
    counted: dict[tuple[float, str | None], int] = {}
    for days, kind, n in rows:
        counted[days, kind] = counted.get((days, kind), 0) + n
    return sorted(((days, kind, n) for (days, kind), n in counted.items()), key=lambda row: row[0])


def lasting(rows: Iterable[Row], left: int = 0) -> Lasting:
    curve = Curve(rows)
    until = min(curve.step_days[-1], HORIZON) if curve.steps else None
    return Lasting(
        n=curve.n,
        ended=curve.ended,
        waiting=curve.n - curve.ended - left,
        left=left,
        median=curve.quantile(),
        lower_quartile=curve.quantile(0.25),
        upper_quartile=curve.quantile(0.75),
        mean=curve.naive_mean,
        restricted_mean=None if until is None else curve.restricted_mean(until),
        until=until,
        curve=curve,
    )


def to_decision(spans: Spans, today: date) -> Lasting:
    return lasting(process_rows(of_codes(spans, PROCESS_SPANS), today))


def in_stage(spans: Spans, kind: StageType, today: date) -> StageTime:
    found = of_codes(spans, STAGE_SPANS[kind])
    left = sum(n for code, _, n in found if code == Span.LEFT[kind])
    return StageTime(kind, lasting(stage_rows(found, kind, today), left))


def to_hire(spans: Spans, today: date, horizon: int = HORIZON) -> ToHire:
    rows = process_rows(of_codes(spans, PROCESS_SPANS), today)
    hired = [(days, n) for days, kind, n in rows if kind == HIRED]
    count, n = sum(n for _, n in hired), sum(n for _, _, n in rows)
    mean = sum(days * n for days, n in hired) / count if count else None
    return ToHire(n, count, median_of(hired), mean, matured_rate(cut(rows, horizon), HIRED, horizon))


def median_of(counted: Sequence[tuple[float, int]]) -> float | None:
    """Of values in their order, each with its number; of an even number the middle of the middle two."""
    until = list(accumulate(n for _, n in counted))
    if not until:
        return None
    lower, upper = (counted[bisect_right(until, place)][0] for place in ((until[-1] - 1) // 2, until[-1] // 2))
    return (lower + upper) / 2


def cut(rows: Sequence[Row], horizon: int) -> list[Row]:
    """What lasts beyond the horizon is still open there, and no more is asked of it."""
    within = [row for row in rows if row[0] <= horizon]
    beyond = sum(n for _, _, n in rows[len(within) :])
    return [*within, (horizon + 1, None, beyond)] if beyond else within


def of_codes(spans: Spans, codes: Iterable[int]) -> list[tuple[int, int, int]]:
    wanted: Callable[[int], bool] = frozenset(codes).__contains__
    return [span for span in spans if wanted(span[0])]
