"""Jobs run by a real worker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from config.postgres.identity import acting_as
from config.testing.factories import UserFactory
from interviews.models import InterviewSession
from interviews.tasks import expire_sessions_now
from interviews.tests.factories import make_session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_worker_times_out_idle_sessions_of_every_user() -> None:
    for user in (UserFactory(roles=("candidate",)), UserFactory(roles=("recruiter",))):
        make_session(user)
    past = timezone.now() - timedelta(days=1)
    InterviewSession.objects.update(started_at=past, last_activity_at=past)
    expire_sessions_now.defer(timestamp=0)
    with acting_as(None), app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert list(InterviewSession.objects.values_list("status", "ended_at")) == [("abandoned", past)] * 2


def test_it_is_done_every_five_minutes() -> None:
    periodic = app.periodic_registry.periodic_tasks[("interviews.expire_sessions", "")]
    assert periodic.cron == "*/5 * * * *"
