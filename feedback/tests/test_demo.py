"""The demo's feedback: everybody has something to give, to read and to decide."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import transaction

from config.base.models import User
from feedback.demo import load_feedback
from feedback.enums import DecisionAction
from feedback.models import Event, InterviewerSeverity, InterviewFeedback, NextStageDecision
from feedback.selectors.due import due_for
from feedback.selectors.integrity import differences
from tracking.demo.load import load_demo
from tracking.models import Candidate

pytestmark = pytest.mark.django_db


@pytest.fixture
def users() -> dict[str, User]:
    return load_demo("a password for showing", 900).users


def said() -> list[Any]:
    rows = InterviewFeedback.objects.order_by("stage_id", "author__username")
    return list(rows.values_list("stage", "author__username", "overall_rating", "strengths", "areas_for_improvement"))


def test_everybody_has_something(users: dict[str, User]) -> None:
    made = load_feedback(users)

    assert made["feedback"] == InterviewFeedback.objects.count() > 300
    for name in ("interviewer", "interviewer2"):
        assert due_for(users[name]), name
    decided = Counter(NextStageDecision.objects.values_list("status", flat=True))
    assert (decided["applied"], decided["dismissed"]) == (1, 1)
    assert decided["proposed"] >= 3
    dismissed = NextStageDecision.objects.get(status="dismissed")
    assert dismissed.action in DecisionAction.REJECTING
    assert not Candidate.objects.filter(needs_rescoring=True).exists()
    severity = dict(InterviewerSeverity.objects.values_list("user__username", "severity"))
    assert severity["interviewer"] < 0 < severity["interviewer2"]
    assert list(differences()) == []


def test_what_is_past_is_no_news(users: dict[str, User]) -> None:
    load_feedback(users)

    received = Event.objects.filter(type="interview.feedback.received")
    news = {event.data["feedback_id"] for event in received}
    past = InterviewFeedback.objects.exclude(pk__in=news)
    assert news
    assert all(row.received_at.date() == row.stage.completed_date for row in past.select_related("stage"))
    assert not past.filter(decisions__isnull=False).exists()


def test_second_run_changes_nothing(users: dict[str, User]) -> None:
    load_feedback(users)
    before = said()

    assert load_feedback(users) == Counter()
    assert said() == before


def test_the_same_is_said_each_time(users: dict[str, User]) -> None:
    runs = []
    for _ in range(2):
        with transaction.atomic():
            load_feedback(users)
            runs.append(said())
            transaction.set_rollback(True)
    assert runs[0] == runs[1] != []


def test_without_the_interviewers_nothing_is_said(users: dict[str, User]) -> None:
    others = {name: user for name, user in users.items() if not name.startswith("interviewer")}
    assert load_feedback(others) == Counter()


def test_without_the_manager_all_waits(users: dict[str, User]) -> None:
    load_feedback({name: user for name, user in users.items() if name != "manager"})
    assert set(NextStageDecision.objects.values_list("status", flat=True)) == {"proposed"}
