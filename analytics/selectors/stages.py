"""How stages end and are rated: all types beside each other, or one in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from analytics.figures.stages import STAGE_MEASURES, StageFigures, stage_measures, stage_of, stages_of
from analytics.figures.times import HORIZON, StageTime
from analytics.selectors.lasted import LENGTHS, lasted
from analytics.selectors.moments import today_of, told_at
from analytics.selectors.reading import counts
from analytics.selectors.selection import Selection
from analytics.selectors.themes import StageThemes, stage_themes
from analytics.selectors.validity import Outcome, RubricValidity, stage_validity
from config.base.models import User
from tracking.enums import StageType


@dataclass(frozen=True, slots=True)
class StageSuccess:
    """Of the types that occur, in their order."""

    stages: tuple[StageFigures, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class StagePerformance:
    """`themes` and `validity` are None of a past day: ratings and feedback are told as of now only."""

    figures: StageFigures
    time: StageTime
    themes: StageThemes | None
    validity: tuple[RubricValidity, ...] | None
    as_of: datetime


def stage_success(user: User, selection: Selection, stage_type: StageType | None = None) -> StageSuccess:
    at = told_at(selection)
    [row] = counts(selection.seen_by(user), STAGE_MEASURES)
    return StageSuccess(tuple(one for one in stages_of(row) if stage_type in (None, one.stage_type)), at)


def stage_performance(user: User, selection: Selection, stage_type: StageType) -> StagePerformance:
    at, scope = told_at(selection), selection.seen_by(user)
    [row] = counts(scope, (*stage_measures(stage_type), *LENGTHS))
    stages = lasted(scope, row, today_of(selection), HORIZON).stages
    time = next(stage for stage in stages if stage.stage_type == stage_type)
    themes = validity = None
    if selection.as_of is None:
        themes = stage_themes(user, selection, stage_type)
        rubrics = stage_validity(user, selection, Outcome.ACCEPTED).rubrics
        validity = tuple(one for one in rubrics if one.stage_type == stage_type)
    return StagePerformance(stage_of(row, stage_type), time, themes, validity, at)
