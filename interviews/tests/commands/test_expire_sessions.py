"""`manage.py expire_sessions`."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from config.base.models import User
from config.postgres.identity import acting_as
from interviews.models import InterviewSession
from interviews.tests.factories import make_session

pytestmark = pytest.mark.django_db


def run() -> str:
    """What the command says, run as from a shell: in nobody's name."""
    out = StringIO()
    with acting_as(None):
        call_command("expire_sessions", stdout=out)
    return out.getvalue()


def test_idle_sessions_of_every_user_time_out(candidate_user: User, recruiter: User) -> None:
    idle = [make_session(user).pk for user in (candidate_user, recruiter)]
    past = timezone.now() - timedelta(days=1)
    InterviewSession.objects.update(started_at=past, last_activity_at=past)
    busy = make_session(candidate_user)
    assert run() == "2 sessions timed out.\n"
    assert set(InterviewSession.objects.filter(status="abandoned").values_list("pk", flat=True)) == set(idle)
    assert InterviewSession.objects.get(pk=busy.pk).status == "in_progress"
    assert run() == "0 sessions timed out.\n"
