from __future__ import annotations

from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from config.testing.factories import UserFactory
from feedback.models import InterviewerSeverity, InterviewFeedback
from feedback.services.flagging import FLAG_TASK
from feedback.services.severity import estimate_severities
from feedback.tests.evidence import decided, said
from tracking.tests.factories import ProcessFactory

pytestmark = pytest.mark.django_db


def panel(strict: Any, mild: Any, candidates: int = 20) -> None:
    """Two interviewers who rate the same people a point apart."""
    for place in range(candidates):
        stage = decided(ProcessFactory.create(), None)
        said(stage, 2 + place % 3, strict)
        said(stage, 3 + place % 3, mild)


@pytest.fixture
def pair() -> tuple[Any, Any]:
    return UserFactory.create(roles=("interviewer",)), UserFactory.create(roles=("interviewer",))


def test_severities_are_stored_with_their_intervals(pair: Any) -> None:
    panel(*pair)
    assert estimate_severities() == 2
    strict, mild = (InterviewerSeverity.objects.get(user=user) for user in pair)
    assert strict.severity == pytest.approx(-mild.severity)
    assert -0.55 < strict.severity < -0.2
    assert strict.low < strict.severity < strict.high
    assert (strict.n_feedback, strict.n_candidates) == (20, 20)
    assert mild.raw_mean - strict.raw_mean == pytest.approx(1)


def test_again_replaces_and_changes_nothing(pair: Any) -> None:
    panel(*pair)
    estimate_severities()
    before = list(InterviewerSeverity.objects.values_list("user", "severity"))
    estimate_severities()
    assert list(InterviewerSeverity.objects.values_list("user", "severity")) == before


def test_who_has_no_ratings_left_has_no_severity(pair: Any) -> None:
    panel(*pair)
    estimate_severities()
    InterviewFeedback.objects.filter(author=pair[0]).update(overall_rating=None)
    estimate_severities()
    assert list(InterviewerSeverity.objects.values_list("user", flat=True)) == [pair[1].pk]


def test_nothing_to_estimate() -> None:
    assert estimate_severities() == 0


def test_whose_interviewer_moved_is_to_be_scored_anew(pair: Any) -> None:
    panel(*pair)
    said(decided(ProcessFactory.create(), None), 4)
    estimate_severities()
    (asked,) = ProcrastinateJob.objects.filter(task_name=FLAG_TASK)
    assert sorted(asked.args["rated_by"]) == sorted(str(user.pk) for user in pair)
    estimate_severities()
    assert ProcrastinateJob.objects.filter(task_name=FLAG_TASK).count() == 1
