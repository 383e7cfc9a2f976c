"""Where candidates are lost: from the start by the types of stages to the offer and its acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from analytics.estimators.stats import Rate
from analytics.figures.outcomes import OUTCOME_MEASURES, Counts, Month, Outcomes
from analytics.figures.stages import outcome_measures
from analytics.measures import OFFER_DUE, OFFERED, STARTED, reached, stages
from tracking.enums import StageOutcome, StageType

START, EXTENDED, ACCEPTED = "started", "offer_extended", "offer_accepted"
LABELS = {START: "Started", EXTENDED: "Offer extended", ACCEPTED: "Offer accepted"}
FUNNEL_MEASURES = (
    *OUTCOME_MEASURES,
    OFFER_DUE,
    OFFERED,
    *(name for kind in StageType for name in outcome_measures(kind)),
)
DEFINITIONS = {
    "total_started": "Processes that began in the period.",
    "reached": "Processes that came to the step: that had such a stage, were offered, accepted.",
    "pass_rate": "Stages passed / (passed + failed); pending, cancelled and no-show ones are counted apart.",
    "offer_extended_rate": "Offers extended / processes that passed their last decided stage or had an offer.",
    "offer_accepted_rate": "Offers accepted / processes with an offer ever extended.",
    "share_of_started": "Reached / total_started.",
}


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """`reached` counts processes; passed, failed, pending and other (no-show, cancelled) count stages, and are None
    where the step is no stage. `rate` is None of the start, which nothing leads to.
    """

    step: str
    label: str
    reached: int
    passed: int | None
    failed: int | None
    pending: int | None
    other: int | None
    rate: Rate | None
    share: Rate


@dataclass(frozen=True, slots=True)
class Funnel:
    """`steps`: the start, the types of stages that occur in their order, the offer, its acceptance."""

    outcomes: Outcomes
    steps: tuple[FunnelStep, ...]
    months: tuple[Month, ...]
    as_of: datetime

    @property
    def total_started(self) -> int:
        return self.outcomes.processes

    def rate(self, step: str) -> Rate:
        """Of no cases where the step does not occur."""
        found = next((one.rate for one in self.steps if one.step == step), None)
        return found or Rate(0, 0)

    @property
    def phone_screen_pass_rate(self) -> Rate:
        return self.rate(StageType.PHONE_SCREEN)

    @property
    def technical_pass_rate(self) -> Rate:
        return self.rate(StageType.TECHNICAL)

    @property
    def onsite_pass_rate(self) -> Rate:
        return self.rate(StageType.ONSITE)

    @property
    def offer_extended_rate(self) -> Rate:
        return self.rate(EXTENDED)

    @property
    def offer_accepted_rate(self) -> Rate:
        return self.rate(ACCEPTED)


def steps_of(row: Counts) -> tuple[FunnelStep, ...]:
    started, accepted, offered = row[STARTED], Outcomes.of(row).placements, offered_of(row)
    due = max(row[OFFER_DUE], offered)
    return (
        plain_step(START, started, None, started),
        *(stage_step(row, kind) for kind in StageType if row[reached(kind)]),
        plain_step(EXTENDED, offered, Rate(offered, due), started),
        plain_step(ACCEPTED, accepted, Rate(accepted, offered), started),
    )


def offered_of(row: Counts) -> int:
    """Who accepted had an offer, though no row of it be there, as where processes were written past the services."""
    return max(row[OFFERED], Outcomes.of(row).placements)


def plain_step(step: str, came: int, rate: Rate | None, started: int) -> FunnelStep:
    return FunnelStep(step, LABELS[step], came, None, None, None, None, rate, Rate(came, started))


def stage_step(row: Counts, kind: StageType) -> FunnelStep:
    n = {outcome: row[stages(kind, outcome)] for outcome in StageOutcome}
    passed, failed = n[StageOutcome.PASSED], n[StageOutcome.FAILED]
    return FunnelStep(
        step=kind.value,
        label=str(kind.label),
        reached=row[reached(kind)],
        passed=passed,
        failed=failed,
        pending=n[StageOutcome.PENDING],
        other=n[StageOutcome.NO_SHOW] + n[StageOutcome.CANCELLED],
        rate=Rate(passed, passed + failed),
        share=Rate(row[reached(kind)], row[STARTED]),
    )
