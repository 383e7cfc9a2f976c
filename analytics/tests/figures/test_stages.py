from __future__ import annotations

from collections import defaultdict
from typing import Any

from analytics.estimators.stats import Rate
from analytics.figures.stages import STAGE_MEASURES, Mean, stage_measures, stage_of, stages_of
from analytics.measures import MEASURES
from tracking.enums import StageType


def row(**counted: Any) -> Any:
    return defaultdict(int, counted)


def test_stage_counts_what_is_in_no_rate() -> None:
    found = stage_of(
        row(reached_onsite=6, onsite_passed=3, onsite_failed=1, onsite_no_show=1, onsite_cancelled=2, onsite_pending=4),
        StageType.ONSITE,
    )
    assert (found.stages, found.other, found.pending, found.reached) == (11, 3, 4, 6)
    assert found.rate == Rate(3, 4)
    assert found.label == "On-site"


def test_all_pending_has_no_rate() -> None:
    assert stage_of(row(reached_onsite=2, onsite_pending=2), StageType.ONSITE).rate.value is None


def test_means_leave_out_what_was_not_rated() -> None:
    found = stage_of(row(onsite_overall_sum=9, onsite_overall_n=2, onsite_passed=5), StageType.ONSITE)
    assert found.ratings["overall"] == Mean(4.5, 2)
    assert found.ratings["technical"] == Mean(None, 0)


def test_types_that_occur_in_their_order() -> None:
    found = stages_of(row(reached_other=1, reached_phone_screen=2))
    assert [one.stage_type for one in found] == [StageType.PHONE_SCREEN, StageType.OTHER]


def test_measures_of_stages_are_known() -> None:
    assert set(STAGE_MEASURES) <= set(MEASURES)
    assert len(stage_measures(StageType.ONSITE)) == 14
