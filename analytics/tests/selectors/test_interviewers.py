from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from analytics.estimators.agreement import agreement
from analytics.estimators.stats import Estimate
from analytics.selectors.interviewers import Difference, Interviewer, Interviewers, interviewers
from analytics.selectors.selection import Selection
from analytics.tests.folded import fold_all
from analytics.tests.panels import summed
from analytics.tests.quiet import in_a_quiet_moment, statements
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from feedback.models import InterviewerSeverity
from feedback.tests.evidence import day, ended, said
from tracking.models import InterviewStage
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db


def stage_of(owner: User, panel: list[User] | None = None, **fields: Any) -> InterviewStage:
    """A stage held on 1 March 2026 with a candidate of its own."""
    process = fields.pop("process", None) or ProcessFactory.create(candidate=CandidateFactory.create(owner=owner))
    held = {"outcome": "passed", "completed_date": date(2026, 3, 1)}
    return StageFactory.create(process=process, panel=panel or [], **held | fields)


def told(user: User, selection: Selection | None = None) -> Interviewers:
    with acting_as(identity_of(user)):
        return interviewers(user, selection or Selection())


def one(found: Interviewers, user: User) -> Interviewer:
    return next(person for person in found.people if person.id == user.pk)


@pytest.fixture
def second(make_user: Callable[..., User]) -> User:
    return make_user("interviewer", username="ines", first_name="Ines", last_name="Sorensen")


@pytest.fixture
def panels(recruiter: User, interviewer: User, second: User) -> list[tuple[float, float]]:
    """Both rated the same six candidates."""
    pairs = [(4.0, 3.0), (5.0, 4.5), (3.0, 3.0), (2.0, 1.5), (4.5, 4.0), (3.5, 3.0)]
    for mine, theirs in pairs:
        stage = stage_of(recruiter)
        said(stage, mine, interviewer)
        said(stage, theirs, second)
    return pairs


def test_nobody(manager: User) -> None:
    found = told(manager)
    assert (found.people, found.agreement, found.delay) == ((), None, None)


@pytest.mark.usefixtures("panels")
def test_what_is_told_takes_four_queries_and_five_with_something_in_the_log(manager: User, count_queries: Any) -> None:
    assert manager.roles
    with count_queries(5):
        told(manager)
    fold_all()
    with count_queries(4):
        told(manager)


@pytest.mark.django_db(transaction=True)
def test_while_nothing_is_written_they_are_told_by_one_query(
    manager: User, recruiter: User, interviewer: User, panels: Any
) -> None:
    first, again = told(manager), told(manager)
    assert again.as_of > first.as_of
    assert replace(again, as_of=first.as_of) == first
    assert in_a_quiet_moment(lambda: statements(lambda: told(manager)) == 1)
    said(stage_of(recruiter), 1.0, interviewer)
    assert one(told(manager), interviewer).feedback == 7
    assert one(told(recruiter), interviewer).severity is None


def test_ratings_and_agreement(manager: User, interviewer: User, second: User, panels: Any, recruiter: User) -> None:
    said(stage_of(recruiter), 1.0, interviewer)
    said(stage_of(recruiter), None, interviewer)
    found = told(manager)
    assert [person.name for person in found.people] == ["Ines Sorensen", "ivan"]
    mine = one(found, interviewer)
    assert (mine.feedback, mine.candidates, mine.rated, mine.hidden) == (8, 8, 7, False)
    assert mine.mean == pytest.approx((22.0 + 1.0) / 7)
    assert mine.difference == Difference(pytest.approx(3.0 / 6), 6)
    assert one(found, second).difference == Difference(pytest.approx(3.0 / 6), 6)
    assert found.agreement == agreement(summed([round(10 * rating) for rating in pair] for pair in panels), units=10)


def test_difference_is_from_the_mean_of_the_others(
    manager: User, interviewer: User, make_user: Any, recruiter: User
) -> None:
    others = [make_user("interviewer"), make_user("interviewer")]
    for _ in range(5):
        stage = stage_of(recruiter)
        said(stage, 5.0, interviewer)
        for other, rating in zip(others, (3.0, 2.0), strict=True):
            said(stage, rating, other)
    assert one(told(manager), interviewer).difference == Difference(pytest.approx(2.5), 5)


def test_few_candidates_are_not_told(manager: User, recruiter: User, interviewer: User) -> None:
    for _ in range(4):
        process = ProcessFactory.create(candidate=CandidateFactory.create(owner=recruiter))
        for _ in range(2):
            said(stage_of(recruiter, [interviewer], process=process), 4.0, interviewer)
    person = one(told(manager), interviewer)
    assert (person.hidden, person.feedback, person.candidates, person.owed) == (True, 8, 4, 8)
    assert (person.mean, person.severity, person.difference, person.delay, person.validity) == (None,) * 5


def test_ratings_beside_others_are_too_few(manager: User, recruiter: User, interviewer: User, second: User) -> None:
    stages = [stage_of(recruiter) for _ in range(5)]
    for stage in stages:
        said(stage, 4.0, interviewer)
    said(stages[0], 3.0, second)
    found = told(manager)
    assert (one(found, interviewer).mean, one(found, interviewer).difference) == (4.0, None)
    assert found.agreement is None


def test_severity_is_the_managers(manager: User, recruiter: User, interviewer: User, panels: Any) -> None:
    row = InterviewerSeverity.objects.create(
        user=interviewer, severity=0.4, low=0.1, high=0.7, raw_mean=3.7, n_feedback=6, n_candidates=6
    )
    mine = one(told(manager), interviewer).severity
    assert mine is not None
    assert (mine.estimate, mine.n) == (Estimate(0.4, 0.1, 0.7), 6)
    assert mine.estimated_at == InterviewerSeverity.objects.get(pk=row.pk).estimated_at
    theirs = one(told(recruiter), interviewer)
    assert (theirs.severity, theirs.feedback) == (None, 6)


@pytest.mark.usefixtures("panels")
def test_recruiters_see_feedback_on_what_they_lead(
    other_recruiter: User, interviewer: User, second: User, manager: User
) -> None:
    said(stage_of(other_recruiter), 2.0, second)
    found = told(other_recruiter)
    assert [(person.id, person.feedback) for person in found.people] == [(second.pk, 1)]
    assert one(told(manager), second).feedback == 7
    assert told(interviewer).people == ()


def test_days_until_feedback(manager: User, recruiter: User, interviewer: User, settings: Any) -> None:
    """Four gave theirs, one after the day had begun in Tokyo; one owes it, and one never gave it."""
    settings.BUSINESS_TIME_ZONE = ZoneInfo("Asia/Tokyo")
    given = ["2026-03-01T12:00", "2026-03-02T12:00", "2026-03-02T16:00", "2026-02-27T12:00"]
    for moment in given:
        stage = stage_of(recruiter, [interviewer])
        stage.panel.update(feedback_at=datetime.fromisoformat(moment).replace(tzinfo=UTC))
        said(stage, 4.0, interviewer)
    said(stage_of(recruiter), 4.0, interviewer)
    stage_of(recruiter, [interviewer])
    over = ended("rejected_by_company", "2026-03-05")
    stage_of(recruiter, [interviewer], process=over)
    stage_of(recruiter, [interviewer], outcome="cancelled")
    stage_of(recruiter, [interviewer], outcome="pending", completed_date=None)
    with time_machine.travel(day("2026-03-10"), tick=False):
        found = told(manager)
    mine = one(found, interviewer)
    assert mine.owed == 1
    assert mine.delay is not None
    assert (mine.delay.n, mine.delay.given) == (6, 4)
    # given after 0, 0, 1 and 2 days; the others lasted 4 and 9 and are not over
    assert mine.delay.median.value == 1.5
    assert found.delay == mine.delay


def test_who_only_owes_is_there(manager: User, recruiter: User, interviewer: User) -> None:
    stage_of(recruiter, [interviewer])
    person = one(told(manager), interviewer)
    assert (person.owed, person.feedback, person.hidden, person.mean) == (1, 0, True, None)


def test_selection_narrows(manager: User, interviewer: User, panels: Any) -> None:
    assert one(told(manager, Selection(role="backend engineer")), interviewer).feedback == 6
    assert told(manager, Selection(role="writer")).people == ()


def test_validity_in_short(manager: User, recruiter: User, interviewer: User, panels: Any) -> None:
    found = one(told(manager), interviewer).validity
    assert found is not None
    assert (found.candidates, found.everyone.open, found.everyone.rate) == (6, 6, None)
