"""The demo's sessions: made once, by the services, and set back in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from config.base.models import User
from interviews.demo.load import STORIES, load_interviews
from interviews.models import BankQuestion, InterviewAnswer, InterviewSession
from interviews.selectors.integrity import differences

pytestmark = pytest.mark.django_db


def test_demo_sessions_are_made_once(make_user: Callable[..., User]) -> None:
    users = {name: make_user("candidate", username=name) for name in ("candidate", "candidate2")}
    first, again = load_interviews(users), load_interviews(users)
    assert (first["interview sessions"], again["interview sessions"]) == (len(STORIES), 0)
    assert BankQuestion.objects.count() >= 300
    sessions = InterviewSession.objects.all()
    assert {session.status for session in sessions} == {"completed"}
    assert all(session.overall_score is not None for session in sessions)
    assert min(session.created_at for session in sessions) < timezone.now() - timedelta(days=39)
    assert not InterviewAnswer.objects.filter(time_taken__lt=30).exists()
    assert list(differences()) == []


def test_without_the_accounts_only_the_bank_is_loaded(db: None) -> None:
    assert load_interviews({})["interview sessions"] == 0
    assert BankQuestion.objects.exists()
