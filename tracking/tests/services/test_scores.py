from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from config.base.models import User
from config.postgres.identity import NOBODY, acting_as
from tracking.models import Candidate
from tracking.services.outcomes import record_stage_outcome
from tracking.services.processes import update_process
from tracking.services.scores import flag_all_scored, flag_for_rescoring, set_overall_scores
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory
from tracking.tests.services.acting import by

pytestmark = pytest.mark.django_db


def facts(candidate: Candidate) -> tuple[Any, ...]:
    candidate.refresh_from_db()
    return candidate.overall_score, candidate.needs_rescoring


def test_scores_are_set_by_one_statement_and_settle_the_flag(count_queries: Any) -> None:
    one, other = CandidateFactory.create(needs_rescoring=True), CandidateFactory.create(overall_score="10.00")
    with count_queries(1), acting_as(NOBODY):
        set_overall_scores({one.pk: Decimal("81.25"), other.pk: None})
    assert (facts(one), facts(other)) == ((Decimal("81.25"), False), (None, False))


def test_the_same_score_again_is_no_change_of_the_candidate() -> None:
    candidate = CandidateFactory.create(overall_score="10.00")
    candidate.refresh_from_db()
    before = candidate.updated_at
    set_overall_scores({candidate.pk: Decimal("10.00")})
    facts(candidate)
    assert candidate.updated_at == before
    set_overall_scores({candidate.pk: Decimal("10.01")})
    facts(candidate)
    assert candidate.updated_at > before


def test_no_scores_ask_nothing(count_queries: Any) -> None:
    with count_queries(0):
        set_overall_scores({})


def test_flagging_tells_how_many_are_news(count_queries: Any) -> None:
    rows = [CandidateFactory.create() for _ in range(3)]
    with count_queries(1):
        assert flag_for_rescoring([row.pk for row in rows[:2]]) == 2
    assert flag_for_rescoring(row.pk for row in rows) == 1
    assert all(facts(row) == (None, True) for row in rows)


def test_all_who_have_a_score_are_flagged() -> None:
    scored, unscored = CandidateFactory.create(overall_score="10.00"), CandidateFactory.create()
    assert flag_all_scored() == 1
    assert (facts(scored)[1], facts(unscored)[1]) == (True, False)


def test_the_anonymised_are_left_alone() -> None:
    gone = CandidateFactory.create(anonymised_at=timezone.now(), overall_score="10.00")
    set_overall_scores({gone.pk: Decimal(5)})
    assert (flag_for_rescoring([gone.pk]), flag_all_scored()) == (0, 0)
    assert facts(gone) == (Decimal("10.00"), False)


def test_other_ratings_on_the_same_outcome_ask_for_another_score(recruiter: User) -> None:
    stage = StageFactory.create(process__candidate__owner=recruiter)
    candidate = stage.process.candidate
    for ratings, flagged in (({"overall": 4}, False), ({"overall": 4}, False), ({"overall": 2}, True)):
        by(recruiter, record_stage_outcome, stage.pk, outcome="passed", ratings=ratings)
        assert facts(candidate)[1] is flagged  # the outcome itself is told to others, who score


def test_another_feeder_asks_for_another_score(recruiter: User) -> None:
    process = ProcessFactory.create(candidate__owner=recruiter)
    by(recruiter, update_process, process.pk, role_title="Engineer", feeder_source=None)
    assert facts(process.candidate) == (None, False)
    by(recruiter, update_process, process.pk, feeder_source="Globex")
    assert facts(process.candidate) == (None, True)
