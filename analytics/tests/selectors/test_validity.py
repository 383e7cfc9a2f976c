from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analytics.estimators.stats import Rate
from analytics.estimators.validity import validity
from analytics.selectors.selection import Selection
from analytics.selectors.validity import (
    KNOWN,
    Outcome,
    RubricValidity,
    StageValidity,
    stage_validity,
)
from analytics.tests.folded import fold_all
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from feedback.tests.evidence import ended
from tracking.models import InterviewProcess, InterviewStage, StatusChange
from tracking.services.offers import revise_offer
from tracking.tests.factories import CandidateFactory, OfferFactory, ProcessFactory, StageFactory
from tracking.tests.services.acting import by, extended

pytestmark = pytest.mark.django_db


def rated(process: InterviewProcess, rating: int | None, outcome: str = "passed", **fields: Any) -> InterviewStage:
    when = {"completed_date": "2026-02-01"} if outcome != "pending" else {}
    return StageFactory.create(process=process, overall_rating=rating, outcome=outcome, **when, **fields)


def closed(status: str, owner: User | None = None) -> InterviewProcess:
    of = {"candidate": CandidateFactory.create(owner=owner)} if owner else {}
    return ended(status, "2026-03-01", **of)


def told(user: User, selection: Selection | None = None, outcome: Outcome = Outcome.ACCEPTED) -> StageValidity:
    with acting_as(identity_of(user)):
        return stage_validity(user, selection or Selection(), outcome)


def only(found: StageValidity) -> RubricValidity:
    (rubric,) = found.rubrics
    return rubric


def foretelling_world(owner: User | None = None) -> None:
    """Accepted: 2 rated 3, 4 rated 4, 6 rated 5. Rejected after passing: 6, 4, 2; failed here: 8 rated 1, 4 rated 2."""
    for rating, accepted, rejected in ((3, 2, 6), (4, 4, 4), (5, 6, 2)):
        for status, n in (("offer_accepted", accepted), ("rejected_by_company", rejected)):
            for _ in range(n):
                rated(closed(status, owner), rating)
    for rating, n in ((1, 8), (2, 4)):
        for _ in range(n):
            rated(closed("rejected_by_company", owner), rating, "failed")


def test_no_ratings_no_figures(manager: User) -> None:
    rated(closed("offer_accepted"), None)
    assert told(manager).rubrics == ()


@pytest.mark.django_db(transaction=True)
def test_the_same_ratings_are_told_by_one_query(manager: User, count_queries: Any) -> None:
    foretelling_world()
    fold_all()
    KNOWN.clear()
    first, of_a_period = told(manager), Selection(since=date(2020, 1, 1))
    with count_queries(2):  # the look, and the fingerprint
        assert told(manager, of_a_period).rubrics == first.rubrics
    assert len(KNOWN) == 1
    InterviewStage.objects.filter(overall_rating=5).update(overall_rating=4)
    assert told(manager).rubrics != first.rubrics
    assert told(manager, outcome=Outcome.EXTENDED).rubrics != first.rubrics
    assert len(KNOWN) == 3


def test_everyone_and_those_who_passed_in_two_queries(manager: User, count_queries: Any) -> None:
    foretelling_world()
    assert manager.roles
    fold_all()
    with count_queries(2):
        rubric = only(told(manager))
    passed_rows = [(3, True, 2), (3, False, 6), (4, True, 4), (4, False, 4), (5, True, 6), (5, False, 2)]
    all_rows = [*passed_rows, (1, False, 8), (2, False, 4)]
    # 36 ratings: 8 x 1, 4 x 2, 8 x 3, 8 x 4, 8 x 5, their mean 112 / 36
    spread = ((8 * 1 + 4 * 4 + 8 * 9 + 8 * 16 + 8 * 25 - 112**2 / 36) / 35) ** 0.5
    everyone, passed = rubric.everyone.figure, rubric.passed.figure
    assert everyone is not None
    assert passed is not None
    assert (rubric.stage_type, rubric.rubric, rubric.unrated) == ("phone_screen", "overall", 0)
    assert (rubric.everyone.rate, rubric.passed.rate) == (Rate(12, 36), Rate(12, 24))
    assert everyone.correlation == validity(all_rows, spread).correlation  # type: ignore[union-attr]
    assert passed == validity(passed_rows, spread)
    assert passed.spread_ratio is not None
    assert passed.spread_ratio < 0.7
    assert any("let through vary" in warning for warning in passed.warnings)
    assert everyone.correlation.value > passed.correlation.value


def test_shares_by_rating_with_small_ones_hidden(manager: User) -> None:
    foretelling_world()
    shares = {share.rating: share for share in only(told(manager)).everyone.shares}
    assert shares[5].rate == Rate(6, 8)
    assert shares[5].interval is not None
    assert shares[5].interval.value == 0.75
    # four rated 2 are too few; alone they would be the sum less the others, so the next smallest goes with them
    assert shares[2].rate is None
    assert [rating for rating, share in shares.items() if share.rate is None] == [1, 2]


def test_few_people_are_not_told(manager: User) -> None:
    for _ in range(4):
        rated(closed("offer_accepted"), 5)
    found = only(told(manager)).everyone
    assert (found.n, found.rate, found.figure, found.shares) == (4, None, None, ())


def test_open_processes_and_ratings_not_given_are_counted_apart(manager: User) -> None:
    foretelling_world()
    for _ in range(3):
        rated(ProcessFactory.create(), 5)
    rated(closed("offer_accepted"), None)
    rated(closed("offer_accepted"), 5, "no_show")
    rated(ProcessFactory.create(), 2, "pending")
    rubric = only(told(manager))
    assert (rubric.everyone.n, rubric.everyone.open, rubric.passed.open, rubric.unrated) == (36, 3, 3, 1)


def test_each_kind_of_rating_of_each_stage_type(manager: User) -> None:
    process = closed("candidate_withdrew")
    rated(process, 3, stage_type="technical", technical_rating=2, communication_rating=4)
    rated(process, 3, stage_type="phone_screen", culture_fit_rating=1)
    assert [(rubric.stage_type, rubric.rubric, rubric.unrated) for rubric in told(manager).rubrics] == [
        ("phone_screen", "overall", 0),
        ("phone_screen", "culture_fit", 0),
        ("technical", "overall", 0),
        ("technical", "technical", 0),
        ("technical", "communication", 0),
    ]


def test_an_offer_that_was_extended_as_the_outcome(manager: User) -> None:
    """Whatever became of it; a draft is none, and one that is still out has no end yet."""
    for status, offers in (
        ("offer_accepted", ["accepted"]),
        ("offer_declined", ["declined"]),
        ("candidate_withdrew", ["expired"]),
        ("rejected_by_company", ["rescinded"]),
        ("rejected_by_company", ["superseded"]),
        ("rejected_by_company", []),
    ):
        process = closed(status)
        rated(process, 4)
        for offer in offers:
            OfferFactory.create(process=process, status=offer)
    for revised in (True, False):
        process = ProcessFactory.create()
        rated(process, 4)
        if revised:
            by(process.recruiter, revise_offer, extended(process).pk, base_salary=None)
        InterviewProcess.objects.filter(pk=process.pk).update(
            status="rejected_by_company", closing="rejected_by_company", ended_at="2099-03-01T00:00Z"
        )
    assert StatusChange.objects.filter(to_status="superseded").exists()
    rated(ProcessFactory.create(status="offer_extended"), 4)
    found = only(told(manager, outcome=Outcome.EXTENDED))
    assert (found.everyone.rate, found.everyone.open) == (Rate(5, 8), 1)
    assert only(told(manager)).everyone.rate == Rate(1, 8)
    assert "an offer was extended" in told(manager, outcome=Outcome.EXTENDED).definition


def test_recruiters_see_what_they_lead(recruiter: User, other_recruiter: User, make_user: Any) -> None:
    foretelling_world(recruiter)
    assert only(told(recruiter)).everyone.n == 36
    assert told(other_recruiter).rubrics == ()
    panelist = make_user("interviewer")
    for stage in InterviewStage.objects.all():
        stage.panel.create(user=panelist, process=stage.process)
    assert told(panelist).rubrics == ()


def test_selection_narrows(manager: User) -> None:
    foretelling_world()
    process = InterviewProcess.objects.first()
    assert process is not None
    assert only(told(manager, Selection(company=process.company_id))).everyone.n == 1
