from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from analytics.estimators.stats import Rate
from analytics.figures.outcomes import Outcomes, months_of, rejections_of, withdrawals_of


def row(**counted: Any) -> Any:
    return defaultdict(int, counted)


def test_outcomes_tell_open_from_ended() -> None:
    found = Outcomes.of(
        row(
            started=10,
            status_in_progress=2,
            status_on_hold=1,
            status_offer_extended=1,
            status_offer_accepted=3,
            status_offer_declined=1,
            status_rejected_by_company=1,
            status_candidate_withdrew=1,
        )
    )
    assert found == Outcomes(processes=10, placements=3, ended=6)
    assert found.open == 4
    assert found.conversion_rate == Rate(3, 10)
    assert found.decided_rate == Rate(3, 6)


def test_interval_is_that_of_the_conversion_rate() -> None:
    """Wilson's of 1 in 3, by hand: (1/3 + z^2/6 -+ z sqrt(2/27 + z^2/36)) / (1 + z^2/3)."""
    interval = Outcomes(3, 1, 2).interval
    assert interval is not None
    assert (interval.low, interval.high) == (pytest.approx(0.06149, abs=1e-5), pytest.approx(0.79234, abs=1e-5))


def test_outcomes_of_nothing() -> None:
    found = Outcomes.of(row())
    assert (found.conversion_rate.value, found.decided_rate.value, found.interval) == (None, None, None)


def test_rejections_most_frequent_first_and_the_silent_last() -> None:
    found = rejections_of(row(status_rejected_by_company=7, rejected_skills=1, rejected_experience=3))
    assert [(one.reason, one.share) for one in found.reasons] == [
        ("experience", Rate(3, 7)),
        ("skills", Rate(1, 7)),
        ("not_given", Rate(3, 7)),
    ]
    assert found.counts == {"experience": 3, "skills": 1, "not_given": 3}
    assert sum(found.counts.values()) == found.n


def test_withdrawals_hold_declined_offers() -> None:
    found = withdrawals_of(
        row(status_candidate_withdrew=2, status_offer_declined=1, withdrew_personal=1, withdrew_compensation=2)
    )
    assert (found.n, found.counts) == (3, {"compensation": 2, "personal": 1})


def test_reasons_of_nothing() -> None:
    assert (rejections_of(row()).n, rejections_of(row()).reasons) == (0, ())


def test_months_in_which_nothing_began_are_there() -> None:
    rows = [
        row(key=date(2026, 2, 1), started=3, status_in_progress=3),
        row(key=date(2025, 11, 1), started=1, status_offer_accepted=1),
    ]
    found = months_of(rows)
    assert [month.month for month in found] == [
        *(date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))
    ]
    assert [month.outcomes.processes for month in found] == [1, 0, 0, 3]
    assert found[0].outcomes.conversion_rate.value == 1


def test_no_months() -> None:
    assert months_of([]) == ()
