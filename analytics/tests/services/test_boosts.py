"""What feeders' boosts follow from, and what follows from them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from analytics.services.boosts import FLAG_TASK, flag_candidates, moves, refresh_boosts
from analytics.services.rates import recompute_feeder_rates
from analytics.tasks import flag_candidates_for_rescoring, recompute_feeder_rates_nightly
from analytics.tests.folded import fold_all
from tracking.models import Candidate, Company, Feeder, InterviewProcess
from tracking.tests.factories import CandidateFactory, CompanyFactory, FeederFactory

pytestmark = pytest.mark.django_db


def ended(feeder: Feeder, company: Company, **statuses: int) -> None:
    """So many processes that ended so."""
    person, now = CandidateFactory(), timezone.now()
    InterviewProcess.objects.bulk_create(
        InterviewProcess(
            candidate=person,
            company=company,
            feeder=feeder,
            role_title="Engineer",
            role_key="engineer",
            status=status,
            closing=status if status in ("rejected_by_company", "candidate_withdrew") else None,
            created_at=now - timedelta(days=9),
            ended_at=now,
        )
        for status, n in statuses.items()
        for _ in range(n)
    )


@pytest.fixture
def feeders() -> dict[str, Feeder]:
    company = CompanyFactory()
    made = {name: FeederFactory(name=name) for name in ("better", "worse", "few", "withdrawn", "nothing")}
    for number in range(12):
        ended(FeederFactory(name=f"usual {number}"), company, offer_accepted=10, rejected_by_company=40)
    ended(made["better"], company, offer_accepted=80, offer_declined=20, rejected_by_company=100)
    ended(made["worse"], company, offer_accepted=4, rejected_by_company=196)
    ended(made["few"], company, offer_accepted=4)
    ended(made["withdrawn"], company, offer_accepted=10, rejected_by_company=40, candidate_withdrew=150)
    return made


def test_boosts_follow_the_evidence(feeders: dict[str, Feeder]) -> None:
    moved = refresh_boosts()
    boost = {feeder.name: feeder.score_boost for feeder in Feeder.objects.all()}
    assert Decimal("0.5") < boost["better"] <= 1
    assert -1 <= boost["worse"] < Decimal("-0.5")
    assert boost["few"] == boost["nothing"] == boost["withdrawn"] == boost["usual 3"] == 0
    assert sorted(moved) == sorted([feeders["better"].pk, feeders["worse"].pk])


def test_the_same_again_moves_nothing(feeders: dict[str, Feeder]) -> None:
    refresh_boosts()
    fold_all()
    assert refresh_boosts() == []
    assert ProcrastinateJob.objects.filter(task_name=FLAG_TASK).count() == 1


def test_a_boost_without_evidence_goes_back_to_nothing() -> None:
    feeder = FeederFactory(score_boost="0.02")
    assert refresh_boosts() == [feeder.pk]
    feeder.refresh_from_db()
    assert feeder.score_boost == 0


@pytest.mark.parametrize(
    ("old", "new", "does"), [("0", "0", False), ("0.30", "0.34", False), ("0.30", "0.35", True), ("0.02", "0", True)]
)
def test_small_steps_are_not_taken(old: str, new: str, does: bool) -> None:
    assert moves(Decimal(old), Decimal(new)) is does


def test_scored_candidates_of_a_moved_feeder_are_scored_anew(feeders: dict[str, Feeder]) -> None:
    scored, unscored, other = CandidateFactory(overall_score=50), CandidateFactory(), CandidateFactory(overall_score=50)
    company = CompanyFactory()
    for person, feeder in ((scored, feeders["better"]), (unscored, feeders["better"]), (other, feeders["few"])):
        InterviewProcess.objects.create(candidate=person, company=company, feeder=feeder, role_title="x", role_key="x")
    recompute_feeder_rates_nightly(timestamp=0)
    job = ProcrastinateJob.objects.get(task_name=FLAG_TASK)
    flag_candidates_for_rescoring(**job.args)
    assert list(Candidate.objects.filter(needs_rescoring=True)) == [scored]
    assert flag_candidates([feeders["better"].pk]) == 0


def test_past_boosts_stay_in_the_history(feeders: dict[str, Feeder]) -> None:
    recompute_feeder_rates()
    events: Any = Feeder._meta.apps.get_model("tracking.FeederEvent")
    assert set(events.objects.values_list("pgh_obj_id", "score_boost")) == {
        (feeders["better"].pk, Decimal(0)),
        (feeders["worse"].pk, Decimal(0)),
    }
