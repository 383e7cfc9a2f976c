from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from analytics.estimators.stats import Rate
from analytics.selectors.foretelling import InterviewerValidity, foretelling_of
from analytics.selectors.said import Said, heard_by
from analytics.selectors.selection import Selection
from analytics.tests.folded import fold_all
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from feedback.tests.evidence import ended, said
from tracking.models import InterviewProcess, InterviewStage
from tracking.tests.factories import ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db


def held(process: InterviewProcess, outcome: str = "passed") -> InterviewStage:
    when = {"completed_date": "2026-02-01"} if outcome != "pending" else {}
    return StageFactory.create(process=process, outcome=outcome, **when)


def closed(status: str) -> InterviewProcess:
    return ended(status, "2026-03-01")


def told(user: User) -> dict[UUID, InterviewerValidity | None]:
    with acting_as(identity_of(user)):
        return {pk: foretelling_of(pk, said) for pk, said in heard_by(user, Selection()).authors.items()}


def test_interviewers_by_their_overall_ratings(manager: User, interviewer: User, count_queries: Any) -> None:
    for rating, status in [(4.5, "offer_accepted")] * 12 + [(2.4, "rejected_by_company")] * 12:
        said(held(closed(status)), rating, interviewer)
    for _ in range(3):
        said(held(ProcessFactory.create()), 3.0, interviewer)
    said(held(ProcessFactory.create(), "pending"), 3.0, interviewer)
    said(held(closed("offer_accepted")), None, interviewer)
    said(held(closed("offer_accepted")), 4.0)
    assert manager.roles
    fold_all()
    with count_queries(1):
        found = told(manager)
    mine = found[interviewer.pk]
    assert mine is not None
    assert (mine.candidates, mine.everyone.open, mine.everyone.rate) == (28, 3, Rate(12, 24))
    assert mine.everyone.figure is not None
    assert mine.everyone.figure.auc.value == 1.0
    shares = {share.rating: share.rate for share in mine.everyone.shares}
    assert (shares[2], shares[5]) == (Rate(0, 12), Rate(12, 12))
    (other,) = (each for pk, each in found.items() if pk != interviewer.pk)
    assert other is not None
    assert (other.candidates, other.everyone.rate, other.everyone.figure) == (1, None, None)


def test_those_let_through_are_told_apart(manager: User, interviewer: User) -> None:
    for outcome, n in (("passed", 6), ("failed", 5)):
        for _ in range(n):
            said(held(closed("rejected_by_company"), outcome), 3.0, interviewer)
    mine = told(manager)[interviewer.pk]
    assert mine is not None
    assert (mine.everyone.rate, mine.passed.rate) == (Rate(0, 11), Rate(0, 6))


def test_many_ratings_of_few_people_are_not_told(manager: User, interviewer: User) -> None:
    for _ in range(4):
        process = closed("offer_accepted")
        for _ in range(3):
            said(held(process), Decimal("4.0"), interviewer)
    found = told(manager)[interviewer.pk]
    assert found is not None
    assert (found.candidates, found.everyone.n, found.everyone.rate) == (4, 12, None)


def test_who_rated_nothing_foretells_nothing(interviewer: User) -> None:
    assert foretelling_of(interviewer.pk, Said(feedback=9, candidates=9)) is None
