"""How long stages, decisions and hires take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from analytics.figures.times import (
    HORIZON,
    PROCESS_SPANS,
    STAGE_SPANS,
    Lasting,
    StageTime,
    ToHire,
    in_stage,
    to_decision,
    to_hire,
)
from analytics.selectors.moments import today_of, told_at
from analytics.selectors.reading import spans
from analytics.selectors.selection import Selection
from config.base.models import User
from tracking.enums import StageType


@dataclass(frozen=True, slots=True)
class Times:
    """`stages` are of the types in which anybody has been, in their order."""

    stages: tuple[StageTime, ...]
    to_decision: Lasting
    to_hire: ToHire
    as_of: datetime


def times(user: User, selection: Selection, stage_type: StageType | None = None, horizon: int = HORIZON) -> Times:
    at, today = told_at(selection), today_of(selection)
    kinds = [stage_type] if stage_type else list(StageType)
    codes = (*PROCESS_SPANS, *(code for kind in kinds for code in STAGE_SPANS[kind]))
    lasted = spans(selection.seen_by(user), codes)
    stages = (in_stage(lasted, kind, today) for kind in kinds)
    return Times(
        stages=tuple(stage for stage in stages if stage.lasting.n),
        to_decision=to_decision(lasted, today),
        to_hire=to_hire(lasted, today, horizon),
        as_of=at,
    )
