from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime

from analytics.estimators.stats import Rate
from analytics.figures.funnel import FUNNEL_MEASURES, Funnel, steps_of
from analytics.figures.outcomes import Outcomes
from analytics.measures import MEASURES
from tracking.enums import StageType


def row(**counted: int) -> Mapping[str, int]:
    return defaultdict(int, counted)


def funnel(**counted: int) -> Funnel:
    found = row(**counted)
    return Funnel(Outcomes.of(found), steps_of(found), (), datetime(2026, 1, 1, tzinfo=UTC))


SEEN = {
    "started": 10,
    "status_in_progress": 4,
    "status_rejected_by_company": 3,
    "status_offer_accepted": 2,
    "status_offer_declined": 1,
    "reached_phone_screen": 9,
    "phone_screen_passed": 6,
    "phone_screen_failed": 2,
    "phone_screen_pending": 1,
    "phone_screen_no_show": 1,
    "phone_screen_cancelled": 2,
    "reached_onsite": 5,
    "onsite_passed": 4,
    "onsite_failed": 1,
    "offer_due": 5,
    "offered": 4,
}


def test_funnel_of_nothing_has_no_rates() -> None:
    found = funnel()
    assert [step.step for step in found.steps] == ["started", "offer_extended", "offer_accepted"]
    assert found.total_started == 0
    for rate in (found.phone_screen_pass_rate, found.technical_pass_rate, found.onsite_pass_rate):
        assert rate.value is None
    assert found.offer_extended_rate.value is None
    assert found.offer_accepted_rate.value is None
    assert all(step.share.value is None for step in found.steps)


def test_steps_stand_in_the_order_of_stage_types() -> None:
    found = funnel(started=1, reached_other=1, reached_technical=1, reached_phone_screen=1)
    assert [step.step for step in found.steps] == [
        *("started", "phone_screen", "technical", "other"),
        *("offer_extended", "offer_accepted"),
    ]


def test_stage_passes_are_of_the_decided_ones() -> None:
    found = funnel(**SEEN)
    phone = next(step for step in found.steps if step.step == StageType.PHONE_SCREEN)
    assert (phone.reached, phone.passed, phone.failed, phone.pending, phone.other) == (9, 6, 2, 1, 3)
    assert phone.rate == Rate(6, 8)
    assert phone.share == Rate(9, 10)
    assert found.phone_screen_pass_rate.value == 0.75
    assert found.onsite_pass_rate.value == 0.8
    assert found.technical_pass_rate.value is None


def test_offers_are_conditional_on_the_step_before() -> None:
    found = funnel(**SEEN)
    assert found.offer_extended_rate == Rate(4, 5)
    assert found.offer_accepted_rate == Rate(2, 4)
    extended, accepted = found.steps[-2:]
    assert (extended.reached, extended.share, extended.passed) == (4, Rate(4, 10), None)
    assert (accepted.reached, accepted.share) == (2, Rate(2, 10))


def test_start_has_no_rate() -> None:
    start = funnel(**SEEN).steps[0]
    assert (start.step, start.reached, start.rate, start.share) == ("started", 10, None, Rate(10, 10))


def test_accepted_without_a_row_of_an_offer_is_no_more_than_all() -> None:
    found = funnel(started=2, status_offer_accepted=2, offered=1, offer_due=1)
    assert found.offer_extended_rate == Rate(2, 2)
    assert found.offer_accepted_rate == Rate(2, 2)


def test_funnel_reads_known_measures() -> None:
    assert set(FUNNEL_MEASURES) <= set(MEASURES)
