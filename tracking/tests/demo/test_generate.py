"""The demo's rows, without a database."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from statistics import mean

import pytest

from tracking.demo.generate import DAYS, Demo, generate, working_day
from tracking.enums import ProcessStatus

TODAY = date(2026, 3, 11)


@pytest.fixture(scope="module")
def demo() -> Demo:
    return generate(3000, TODAY)


def test_same_seed_and_day_give_the_same_rows(demo: Demo) -> None:
    again = generate(3000, TODAY)

    assert (again.candidates, again.processes, again.stages) == (demo.candidates, demo.processes, demo.stages)
    assert generate(50, TODAY, seed=2).candidates != generate(50, TODAY, seed=1).candidates


def test_sizes(demo: Demo) -> None:
    assert 2900 < len(demo.processes) <= 3000
    assert 2100 < len(demo.candidates) < 2500
    assert len(demo.stages) > 2 * len(demo.processes)
    assert len({row["full_name"] for row in demo.candidates}) > 2000


def test_two_years_of_growing_volume(demo: Demo) -> None:
    first = (TODAY - timedelta(days=DAYS)).isoformat()
    middle = (TODAY - timedelta(days=DAYS // 2)).isoformat()
    started = [row["created_at"] for row in demo.processes]

    assert min(started) >= (TODAY - timedelta(days=DAYS + 3)).isoformat()
    assert sum(day >= middle for day in started) > 1.3 * sum(first <= day < middle for day in started)


def test_nothing_but_plans_lies_after_yesterday(demo: Demo) -> None:
    today = TODAY.isoformat()

    for row in demo.processes:
        assert max(row["created_at"], row["updated_at"], row["decided_at"]) < today
    for row in demo.stages:
        assert row["completed_date"] < today
        assert (row["scheduled_date"] < today) or row["outcome"] == "pending"


def test_every_status_and_outcome_occurs(demo: Demo) -> None:
    assert {row["status"] for row in demo.processes} == set(ProcessStatus.values)
    assert {row["outcome"] for row in demo.stages} == {"passed", "failed", "pending", "no_show", "cancelled"}


def test_interviews_lie_ahead(demo: Demo) -> None:
    ahead = [row for row in demo.stages if row["scheduled_date"] >= TODAY.isoformat()]

    assert len(ahead) > 60
    assert max(row["scheduled_date"] for row in ahead) <= (TODAY + timedelta(days=24)).isoformat()


def test_feeders_differ_and_ratings_go_with_outcomes(demo: Demo) -> None:
    won: dict[str, list[bool]] = defaultdict(list)
    for row in demo.processes:
        won[row["feeder_source"]].append(row["status"] == "offer_accepted")
    rated: dict[str, list[int]] = defaultdict(list)
    for row in demo.stages:
        if row["overall_rating"]:
            rated[row["outcome"]].append(int(row["overall_rating"]))

    assert mean(won["Employee referral"]) > 1.5 * mean(won["Verity Job Board"])
    assert mean(rated["passed"]) > mean(rated["failed"]) + 1


def test_notes_have_many_wordings(demo: Demo) -> None:
    notes = Counter(row["feedback_notes"] for row in demo.stages if row["feedback_notes"])

    assert len(notes) > 1000
    assert max(notes.values()) < 60


def test_shares_are_whole_and_disjoint(demo: Demo) -> None:
    shares = [demo.led_by(username) for username in ("recruiter", "recruiter2", "manager")]

    assert sum(len(share.processes) for share in shares) == len(demo.processes)
    assert sum(len(share.stages) for share in shares) == len(demo.stages)
    assert 0.4 < len(shares[0].processes) / len(demo.processes) < 0.6


@pytest.mark.parametrize(
    ("day", "forward", "expected"),
    [(11, True, 11), (14, True, 16), (15, True, 16), (14, False, 13), (15, False, 13)],
)
def test_working_day(day: int, forward: bool, expected: int) -> None:
    assert working_day(date(2026, 3, day), forward=forward) == date(2026, 3, expected)
