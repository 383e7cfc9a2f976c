from __future__ import annotations

from datetime import date, timedelta
from statistics import mean, median

import pytest

from analytics.figures.times import in_stage, lasting, to_decision, to_hire
from analytics.measures import DAY_ZERO, Span
from tracking.enums import StageType

TODAY = date(2026, 6, 1)
ACCEPTED, DECLINED = Span.ENDED["offer_accepted"], Span.ENDED["offer_declined"]
REJECTED, WITHDREW = Span.ENDED["rejected_by_company"], Span.ENDED["candidate_withdrew"]
TAKEN, WAITING, LEFT = (
    Span.TAKEN[StageType.ONSITE],
    Span.WAITING[StageType.ONSITE],
    Span.LEFT[StageType.ONSITE],
)


def days_ago(days: int) -> int:
    return (TODAY - timedelta(days=days) - DAY_ZERO).days


def test_nothing_lasts_no_time() -> None:
    found = to_decision([], TODAY)
    assert (found.n, found.ended, found.waiting, found.left) == (0, 0, 0, 0)
    assert (found.median.value, found.mean, found.restricted_mean, found.until) == (None, None, None, None)


def test_without_open_ones_the_median_is_the_usual_one() -> None:
    lengths = [3, 5, 5, 9, 20, 40]
    found = to_decision(
        [(REJECTED, 3, 1), (ACCEPTED, 5, 2), (WITHDREW, 9, 1), (DECLINED, 20, 1), (REJECTED, 40, 1)], TODAY
    )
    assert (found.median.value, found.mean) == (median(lengths), pytest.approx(mean(lengths)))
    assert (found.n, found.ended, found.waiting) == (6, 6, 0)


def test_open_ones_count_as_long_as_they_have_lasted() -> None:
    """Ended after 10 and 20 days, open since 15 and 30: S(10) = 3/4, S(20) = 3/4 x 1/2 = 3/8, so the median is 20."""
    spans = [(REJECTED, 10, 1), (ACCEPTED, 20, 1), (Span.OPEN, days_ago(15), 1), (Span.OPEN, days_ago(30), 1)]
    found = to_decision(spans, TODAY)
    assert (found.n, found.ended, found.waiting) == (4, 2, 2)
    assert found.mean == 15
    assert found.median.value == 20
    assert found.lower_quartile.value == 15  # the curve is level at 3/4 from 10 to 20
    assert found.upper_quartile.value is None
    # 10 days of all, 10 of three quarters, 10 of three eighths
    assert found.restricted_mean is not None
    assert found.restricted_mean.value == pytest.approx(10 + 7.5 + 3.75)
    assert found.until == 30


def test_median_that_is_not_reached() -> None:
    found = to_decision([(ACCEPTED, 1, 1), (Span.OPEN, days_ago(9), 3)], TODAY)
    assert (found.median.value, found.mean) == (None, 1)


def test_all_pending() -> None:
    found = in_stage([(WAITING, days_ago(7), 4)], StageType.ONSITE, TODAY).lasting
    assert (found.n, found.ended, found.waiting, found.left, found.median.value) == (4, 0, 4, 0, None)


def test_stage_left_is_censored_when_it_was_left() -> None:
    """Two taken after 4 days, one left after 2, one waiting since 6: S(4) = 1/3."""
    spans = [(TAKEN, 4, 2), (LEFT, 2, 1), (WAITING, days_ago(6), 1), (ACCEPTED, 1, 9)]
    found = in_stage(spans, StageType.ONSITE, TODAY)
    assert found.label == "On-site"
    assert (found.lasting.n, found.lasting.ended, found.lasting.waiting, found.lasting.left) == (4, 2, 1, 1)
    assert found.lasting.median.value == 4
    assert found.lasting.curve.survived[-1] == pytest.approx(1 / 3)


def test_what_began_after_that_day_has_lasted_no_time() -> None:
    assert to_decision([(Span.OPEN, days_ago(-3), 1)], TODAY).curve.step_days == [0]


def test_restricted_mean_has_a_common_horizon() -> None:
    found = lasting([(1000, "rejected_by_company", 2)])
    assert (found.until, found.restricted_mean and found.restricted_mean.value) == (180, 180)


def test_hires_are_told_of_the_hired() -> None:
    """Hired after 10, 20, 30 and 60 days, four rejected after 5: half of all are hired."""
    spans = [(ACCEPTED, days, 1) for days in (10, 20, 30, 60)] + [(REJECTED, 5, 4)]
    found = to_hire(spans, TODAY)
    assert (found.n, found.hired, found.median, found.mean) == (8, 4, 25, 30)
    assert found.incidence is not None
    assert found.incidence.value == pytest.approx(0.5)
    within = to_hire(spans, TODAY, horizon=20).incidence
    assert within is not None
    assert within.value == pytest.approx(0.25)


def test_matured_rate_counts_the_open_as_long_as_they_have_lasted() -> None:
    """One of four hired after 10 days, two open since 5: F(10) = 1/2, for two were followed so long."""
    spans = [(ACCEPTED, 10, 1), (REJECTED, 10, 1), (Span.OPEN, days_ago(5), 2)]
    found = to_hire(spans, TODAY).incidence
    assert found is not None
    assert found.value == pytest.approx(0.5)


def test_no_hires() -> None:
    found = to_hire([(REJECTED, 5, 1)], TODAY)
    assert (found.hired, found.median, found.mean) == (0, None, None)
    assert to_hire([], TODAY).incidence is None
