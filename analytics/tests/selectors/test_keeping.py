"""What is kept holds until anything is committed, and for nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analytics.api.views.feeders import rendered_rates
from analytics.selectors.keeping import snapshot_now
from analytics.selectors.selection import Selection
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from tracking.models import InterviewProcess
from tracking.tests.factories import CandidateFactory, FeederFactory, ProcessFactory


def sourced(user: User, selection: Selection) -> list[int]:
    with acting_as(identity_of(user)):
        told = json.loads(rendered_rates(user, selection, 180).text)
        return [one["processes_sourced"] for one in told["results"]]


@pytest.fixture
def process(recruiter: User) -> Any:
    return ProcessFactory(candidate=CandidateFactory(owner=recruiter), feeder=FeederFactory())


@pytest.mark.django_db(transaction=True)
def test_kept_while_nothing_is_written(manager: User, process: InterviewProcess, count_queries: Any) -> None:
    first = rendered_rates(manager, Selection(), 180)
    with count_queries(1):
        second = rendered_rates(manager, Selection(), 180)
    assert second.text is first.text
    assert second.as_of > first.as_of


@pytest.mark.django_db(transaction=True)
def test_not_kept_after_a_commit(manager: User, process: InterviewProcess) -> None:
    assert sourced(manager, Selection()) == [1]
    ProcessFactory(candidate=process.candidate, feeder=process.feeder, role_title="Another")
    assert sourced(manager, Selection()) == [2]
    InterviewProcess.objects.update(feeder=None)
    assert sourced(manager, Selection()) == [0]


@pytest.mark.django_db(transaction=True)
def test_kept_for_nobody_else(manager: User, recruiter: User, other_recruiter: User, process: InterviewProcess) -> None:
    assert [sourced(user, Selection()) for user in (manager, other_recruiter, recruiter)] == [[1], [], [1]]
    assert sourced(manager, Selection(recruiter=other_recruiter.pk)) == [0]


@pytest.mark.django_db
def test_nothing_is_kept_in_a_transaction_that_writes(manager: User, process: InterviewProcess) -> None:
    assert snapshot_now() is None
    assert sourced(manager, Selection()) == [1]
    ProcessFactory(candidate=process.candidate, feeder=process.feeder, role_title="Another")
    assert sourced(manager, Selection()) == [2]
