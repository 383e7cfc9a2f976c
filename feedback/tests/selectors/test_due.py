"""Who owes feedback, and who sees that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from config.base.clock import business_today
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from feedback.models import FeedbackReminder
from feedback.selectors.due import due_for, upcoming_for
from feedback.services.intake import handle
from feedback.tests.factories import said
from tracking.models import Candidate, InterviewStage
from tracking.services.closing import complete_process
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db


def day(ago: int) -> date:
    return business_today() - timedelta(days=ago)


def held(panel: list[User], ago: int = 2, **fields: Any) -> InterviewStage:
    return StageFactory.create(panel=panel, scheduled_date=day(ago), **fields)


def seen_by(user: User) -> list[Any]:
    with acting_as(identity_of(user)):
        return [(row.stage_id, row.interviewer_id) for row in due_for(user)]


@pytest.mark.parametrize(
    ("fields", "owed"),
    [
        ({"scheduled_date": 1}, True),
        ({"scheduled_date": 0}, False),
        ({"scheduled_date": -1}, False),
        ({}, False),
        ({"completed_date": 0, "outcome": "passed"}, True),
        ({"completed_date": 0, "outcome": "failed", "scheduled_date": -3}, True),
        ({"scheduled_date": 3, "outcome": "cancelled"}, False),
        ({"scheduled_date": 3, "outcome": "no_show"}, False),
    ],
)
def test_feedback_is_due_once_the_stage_took_place(interviewer: User, fields: dict[str, Any], owed: bool) -> None:
    dated = {name: day(value) if isinstance(value, int) else value for name, value in fields.items()}
    StageFactory(panel=[interviewer], **dated)
    assert bool(seen_by(interviewer)) is owed


def test_whoever_was_anonymised_is_asked_about_no_more(interviewer: User) -> None:
    stage = held([interviewer])
    assert seen_by(interviewer)
    Candidate.objects.filter(pk=stage.process.candidate_id).update(anonymised_at=datetime.now(UTC))
    assert seen_by(interviewer) == []


def test_due_row_says_all_that_is_needed(interviewer: User) -> None:
    stage = held([interviewer], ago=3)
    FeedbackReminder.objects.create(stage=stage, user=interviewer)
    last = FeedbackReminder.objects.create(stage=stage, user=interviewer)
    (row,) = due_for(interviewer)
    process = stage.process
    assert (row.stage_id, row.process_id, row.candidate_id) == (stage.pk, process.pk, process.candidate_id)
    assert (row.candidate_name, row.company_name) == (process.candidate.full_name, process.company.name)
    assert (row.role_title, row.stage_name, row.interviewer_name) == ("Backend Engineer", "Phone Screen", "ivan")
    last.refresh_from_db()
    assert (row.due_since, row.reminders_sent, row.last_reminder_at) == (day(3), 2, last.sent_at)


def test_the_day_is_the_businesss(interviewer: User, settings: Any) -> None:
    settings.BUSINESS_TIME_ZONE = ZoneInfo("Asia/Tokyo")
    StageFactory(panel=[interviewer], scheduled_date=date(2026, 3, 3))
    with time_machine.travel(datetime(2026, 3, 3, 14, 59, tzinfo=UTC), tick=False):
        assert due_for(interviewer) == []
    with time_machine.travel(datetime(2026, 3, 3, 15, 0, tzinfo=UTC), tick=False):
        assert len(due_for(interviewer)) == 1


def test_what_has_been_given_is_not_due(interviewer: User) -> None:
    stage = held([interviewer])
    handle(said(stage, interviewer), actor=interviewer)
    assert due_for(interviewer) == []


def test_an_ended_process_asks_for_nothing(interviewer: User, manager: User) -> None:
    stage = held([interviewer])
    complete_process(stage.process_id, actor=manager, final_status="candidate_withdrew")
    assert due_for(interviewer) == []


def test_each_sees_what_is_theirs(
    interviewer: User, recruiter: User, other_recruiter: User, manager: User, make_user: Callable[..., User]
) -> None:
    ines = make_user("interviewer")
    mine = held([interviewer, ines], ago=2, process=ProcessFactory(candidate=CandidateFactory(owner=recruiter)))
    other = held([ines], ago=1, process=ProcessFactory(candidate=CandidateFactory(owner=other_recruiter)))
    own, hers, elsewhere = (mine.pk, interviewer.pk), (mine.pk, ines.pk), (other.pk, ines.pk)
    assert seen_by(interviewer) == [own]
    assert seen_by(ines) == [elsewhere, hers]
    assert seen_by(recruiter) == [own, hers]
    assert seen_by(other_recruiter) == [elsewhere]
    assert seen_by(manager) == [elsewhere, own, hers]
    assert seen_by(make_user("candidate")) == []


def test_a_recruiter_sees_how_often_the_panel_was_reminded(interviewer: User, recruiter: User) -> None:
    stage = held([interviewer], process=ProcessFactory(candidate=CandidateFactory(owner=recruiter)))
    FeedbackReminder.objects.create(stage=stage, user=interviewer)
    with acting_as(identity_of(recruiter)):
        assert [row.reminders_sent for row in due_for(recruiter)] == [1]


def test_upcoming_are_pending_stages_of_ones_own_panels(interviewer: User, make_user: Callable[..., User]) -> None:
    later, undated, soon = (StageFactory(panel=[interviewer], scheduled_date=when) for when in (day(-5), None, day(0)))
    StageFactory(panel=[interviewer], scheduled_date=day(1))
    StageFactory(panel=[interviewer], scheduled_date=day(-1), outcome="cancelled")
    StageFactory(panel=[make_user("interviewer")], scheduled_date=day(-1))
    with acting_as(identity_of(interviewer)):
        assert [seat.stage_id for seat in upcoming_for(interviewer)] == [soon.pk, later.pk, undated.pk]


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_grow(rows: int, interviewer: User, count_queries: Any) -> None:
    for _ in range(rows):
        held([interviewer])
    assert interviewer.roles
    with count_queries(2):
        assert len(due_for(interviewer)) == rows
