from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from analytics.figures.feeders import FeederShare, feeder_figures, shares_in_rank
from analytics.figures.outcomes import Outcomes
from analytics.figures.times import to_hire
from analytics.measures import Span

TODAY = date(2026, 6, 1)
ONE, TWO, THREE, FOUR = (UUID(int=n) for n in range(1, 5))


def row(sourced: int, placed: int, rejected: int) -> Any:
    return defaultdict(
        int,
        started=sourced,
        status_offer_accepted=placed,
        status_rejected_by_company=rejected,
        status_in_progress=sourced - placed - rejected,
    )


def test_ranked_by_the_lower_bound_not_by_the_rate() -> None:
    found = feeder_figures(
        [(ONE, "Lucky", row(1, 1, 0)), (TWO, "Proven", row(100, 60, 40)), (THREE, "Idle", None)],
        {str(ONE): 1, str(TWO): 90},
        {},
    )
    assert [(one.name, one.rank) for one in found] == [("Proven", 1), ("Lucky", 2), ("Idle", None)]
    assert [one.candidates for one in found] == [90, 1, 0]


def test_shrunken_rates_lie_between_the_own_and_the_common() -> None:
    found = feeder_figures(
        [(ONE, "Few", row(2, 2, 0)), (TWO, "Many", row(200, 40, 160)), (THREE, "More", row(200, 44, 156))],
        {},
        {},
    )
    few = next(one for one in found if one.name == "Few")
    many = next(one for one in found if one.name == "Many")
    assert few.shrunken is not None
    assert many.shrunken is not None
    assert 0.2 < few.shrunken.value < 1
    assert abs(many.shrunken.value - 0.2) < 0.01


def test_equal_bounds_go_by_the_shrunken_rate_then_by_name() -> None:
    """None placed: who has shown less of it may still be better."""
    rows = [(ONE, "b", row(50, 0, 50)), (TWO, "a", row(3, 0, 3)), (THREE, "c", row(50, 0, 50))]
    found = feeder_figures([*rows, (FOUR, "d", row(50, 25, 25))], {}, {})
    assert [(one.name, one.rank) for one in found] == [("d", 1), ("a", 2), ("b", 3), ("c", 3)]


def test_feeder_without_processes_has_no_rates() -> None:
    [found] = feeder_figures([(ONE, "Idle", None)], {}, {})
    assert (found.rank, found.candidates, found.outcomes.processes) == (None, 0, 0)
    assert (found.outcomes.conversion_rate.value, found.shrunken, found.matured) == (None, None, None)
    assert found.to_hire.median is None


def test_times_are_the_feeders_own() -> None:
    hires = {
        str(ONE): to_hire([(Span.ENDED["offer_accepted"], 12, 1)], TODAY),
        str(TWO): to_hire([(Span.ENDED["rejected_by_company"], 3, 1)], TODAY),
    }
    found = {one.id: one for one in feeder_figures([(ONE, "a", row(1, 1, 0)), (TWO, "b", row(1, 0, 1))], {}, hires)}
    assert found[ONE].to_hire.median == 12
    assert found[TWO].to_hire.median is None
    assert found[ONE].matured is not None
    assert found[ONE].matured.value == 1


def test_shares_are_ranked_by_the_lower_bound() -> None:
    shares = [FeederShare(ONE, "Lucky", Outcomes(1, 1, 1)), FeederShare(TWO, "Proven", Outcomes(100, 60, 100))]
    assert [one.name for one in shares_in_rank(shares)] == ["Proven", "Lucky"]
