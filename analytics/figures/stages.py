"""How stages of one type end, and how they are rated."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.estimators.stats import Rate
from analytics.figures.outcomes import Counts
from analytics.measures import RATINGS, rating_n, rating_sum, reached, stages
from tracking.enums import StageOutcome, StageType

DEFINITIONS = {
    "reached": "Processes with a stage of this type.",
    "rate": "Stages passed / (passed + failed), with its 95 % Wilson interval.",
    "other": "Stages that were cancelled or to which nobody came: counted, but in no rate.",
    "pending": "Stages not decided yet: counted, but in no rate.",
    "ratings": "Mean of the ratings given (1 to 5), with their number; null where none was given.",
}


@dataclass(frozen=True, slots=True)
class Mean:
    """Of `n` ratings; None where there are none."""

    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class StageFigures:
    """Counts of stages but for `reached`, which counts processes: one may have several stages of a type."""

    stage_type: StageType
    reached: int
    passed: int
    failed: int
    no_show: int
    cancelled: int
    pending: int
    ratings: dict[str, Mean]

    @property
    def label(self) -> str:
        return str(self.stage_type.label)

    @property
    def other(self) -> int:
        return self.no_show + self.cancelled

    @property
    def stages(self) -> int:
        return self.passed + self.failed + self.pending + self.other

    @property
    def rate(self) -> Rate:
        return Rate(self.passed, self.passed + self.failed)


def outcome_measures(kind: StageType) -> tuple[str, ...]:
    return (reached(kind), *(stages(kind, outcome) for outcome in StageOutcome))


def stage_measures(kind: StageType) -> tuple[str, ...]:
    rated = (name(kind, rating) for rating in RATINGS for name in (rating_sum, rating_n))
    return (*outcome_measures(kind), *rated)


STAGE_MEASURES = tuple(name for kind in StageType for name in stage_measures(kind))


def stage_of(row: Counts, kind: StageType) -> StageFigures:
    return StageFigures(
        stage_type=kind,
        reached=row[reached(kind)],
        passed=row[stages(kind, StageOutcome.PASSED)],
        failed=row[stages(kind, StageOutcome.FAILED)],
        no_show=row[stages(kind, StageOutcome.NO_SHOW)],
        cancelled=row[stages(kind, StageOutcome.CANCELLED)],
        pending=row[stages(kind, StageOutcome.PENDING)],
        ratings={rating: mean(row[rating_sum(kind, rating)], row[rating_n(kind, rating)]) for rating in RATINGS},
    )


def mean(total: int, n: int) -> Mean:
    return Mean(total / n if n else None, n)


def stages_of(row: Counts) -> tuple[StageFigures, ...]:
    """Of the types that occur, in their order."""
    return tuple(stage_of(row, kind) for kind in StageType if row[reached(kind)])
