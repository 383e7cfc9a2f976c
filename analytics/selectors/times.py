"""How long stages, decisions and hires take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from analytics.figures.times import HORIZON, Lasting, StageTime, ToHire
from analytics.selectors.lasted import LENGTHS, lasted
from analytics.selectors.moments import today_of, told_at
from analytics.selectors.reading import counts
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
    at, scope = told_at(selection), selection.seen_by(user)
    [row] = counts(scope, LENGTHS)
    found = lasted(scope, row, today_of(selection), horizon)
    stages = (stage for stage in found.stages if stage_type in (None, stage.stage_type) and stage.lasting.n)
    return Times(tuple(stages), found.to_decision, found.to_hire, at)
