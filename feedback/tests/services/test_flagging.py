from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from config.base.models import User
from config.testing.factories import UserFactory
from feedback.models import SuitabilityModel
from feedback.services.calibration import activate_model, active_model
from feedback.services.flagging import FLAG_TASK, flag, flag_later
from feedback.tests.evidence import decided, said
from tracking.models import Candidate
from tracking.tests.factories import CandidateFactory, ProcessFactory
from tracking.tests.services.acting import by

pytestmark = pytest.mark.django_db


def flagged() -> set[Any]:
    return set(Candidate.objects.filter(needs_rescoring=True).values_list("pk", flat=True))


def test_everybody_who_has_a_score() -> None:
    scored, _ = CandidateFactory.create(overall_score="10.00"), CandidateFactory.create()
    CandidateFactory.create(overall_score="10.00", anonymised_at=timezone.now())
    assert flag(None) == 1
    assert flagged() == {scored.pk}


def test_those_whom_these_rated() -> None:
    author = UserFactory.create(roles=("interviewer",))
    rated = said(decided(ProcessFactory.create(), None), 4, author).candidate
    said(decided(ProcessFactory.create(), None), 4)
    assert flag([author.pk]) == 1
    assert flagged() == {rated.pk}


def test_more_than_one_statement_takes(monkeypatch: Any, count_queries: Any) -> None:
    monkeypatch.setattr("tracking.services.scores.AT_ONCE", 2)
    rows = [CandidateFactory.create(overall_score="10.00") for _ in range(5)]
    with count_queries(4):
        assert flag(None) == 5
    assert flagged() == {row.pk for row in rows}


def run_jobs() -> None:
    for job in ProcrastinateJob.objects.filter(task_name=FLAG_TASK):
        app.tasks[FLAG_TASK](**job.args)


def test_another_version_flags_everybody_after_its_transaction(manager: User) -> None:
    scored = CandidateFactory.create(overall_score="10.00")
    other = SuitabilityModel.objects.create(version=2, weights=active_model().weights)
    by(manager, activate_model, other.pk)
    assert flagged() == set()
    run_jobs()
    assert flagged() == {scored.pk}


def test_interviewers_travel_by_their_ids() -> None:
    feedback = said(decided(ProcessFactory.create(), None), 4)
    flag_later([feedback.author_id])
    run_jobs()
    assert flagged() == {feedback.candidate_id}
