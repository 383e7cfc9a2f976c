"""The funnel of a selection, by month too."""

from __future__ import annotations

from analytics.figures.funnel import FUNNEL_MEASURES, Funnel, steps_of
from analytics.figures.outcomes import (
    OUTCOME_MEASURES,
    REASON_MEASURES,
    Month,
    Outcomes,
    Reasons,
    months_of,
    rejections_of,
    withdrawals_of,
)
from analytics.selectors.moments import told_at
from analytics.selectors.reading import MONTH, counts
from analytics.selectors.selection import Selection
from config.base.models import User


def funnel(user: User, selection: Selection) -> Funnel:
    at = told_at(selection)
    [row] = counts(selection.seen_by(user), FUNNEL_MEASURES)
    return Funnel(Outcomes.of(row), steps_of(row), trend(user, selection), at)


def trend(user: User, selection: Selection) -> tuple[Month, ...]:
    """What has become of the processes that began in each month."""
    return months_of(counts(selection.seen_by(user), OUTCOME_MEASURES, by=MONTH))


def funnel_with_reasons(user: User, selection: Selection) -> tuple[Funnel, Reasons, Reasons]:
    """And the reasons of rejections and of withdrawals, read with it."""
    at = told_at(selection)
    [row] = counts(selection.seen_by(user), (*FUNNEL_MEASURES, *REASON_MEASURES))
    found = Funnel(Outcomes.of(row), steps_of(row), trend(user, selection), at)
    return found, rejections_of(row), withdrawals_of(row)
