"""Ratings of decided stages with what came of them; the randomised recount holds them as well."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from analytics.measures import Fate
from analytics.selectors.ratings import ratings
from analytics.selectors.selection import Selection
from analytics.tests.folded import fold_all
from config.base.clock import business_today
from tracking.tests.factories import FeederFactory, OfferFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db

SCREEN = ("phone_screen", "overall")


def rated(process: Any, outcome: str = "passed", **given: int) -> None:
    done = {"completed_date": business_today(), **{f"{name}_rating": value for name, value in given.items()}}
    StageFactory(process=process, stage_type="phone_screen", outcome=outcome, **done)


@pytest.fixture(params=["in the log", "folded"])
def settle(request: Any) -> Any:
    return fold_all if request.param == "folded" else lambda: None


def ended() -> Any:
    now = timezone.now()
    return ProcessFactory(
        status="rejected_by_company", created_at=now - timedelta(days=9), ended_at=now, closing="rejected_by_company"
    )


def test_each_rating_and_each_fate_is_told(settle: Any) -> None:
    rated(ProcessFactory(), overall=5, technical=1)
    rated(ended(), "failed", overall=2)
    offered = ended()
    OfferFactory(process=offered, status="extended")
    rated(offered, overall=2)
    settle()
    found = ratings(Selection())
    assert sorted(found[SCREEN]) == [(2, False, Fate.ENDED, 1), (2, True, Fate.OFFERED, 1), (5, True, Fate.OPEN, 1)]
    assert sorted(found["phone_screen", "technical"]) == [
        (0, False, Fate.ENDED, 1),
        (0, True, Fate.OFFERED, 1),
        (1, True, Fate.OPEN, 1),
    ]


@pytest.mark.parametrize("narrowed", ["company", "feeder", "recruiter", "period"])
def test_of_some_they_are_told_alone(settle: Any, narrowed: str) -> None:
    process = ProcessFactory(feeder=FeederFactory())
    rated(process, overall=4)
    rated(ProcessFactory(created_at=timezone.now() - timedelta(days=400)), overall=1)
    settle()
    some: dict[str, Any] = {"since": business_today() - timedelta(days=100)}
    if narrowed != "period":
        some = {narrowed: getattr(process, f"{narrowed}_id")}
    assert ratings(Selection(**some))[SCREEN] == [(4, True, Fate.OPEN, 1)]


def test_without_decided_stages_there_is_nothing(settle: Any) -> None:
    StageFactory(outcome="pending")
    settle()
    assert ratings(Selection()) == {}
