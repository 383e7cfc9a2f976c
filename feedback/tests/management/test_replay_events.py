"""`manage.py replay_events`."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from feedback.enums import SendingStatus
from feedback.models import Publication
from feedback.tests.working import happen, happen_often, jobs_of

pytestmark = pytest.mark.django_db


def said(**options: Any) -> str:
    out = StringIO()
    call_command("replay_events", stdout=out, **options)
    return out.getvalue()


def all_are(status: SendingStatus) -> None:
    Publication.objects.update(status=status)


def test_it_sends_again_what_was_sent_or_given_up() -> None:
    events = happen_often(3)
    all_are(SendingStatus.SENT)
    waiting = happen()
    assert said() == "3 events are on their way again.\n"
    assert set(Publication.objects.values_list("status", flat=True)) == {"waiting"}
    assert [len(jobs_of(event)) for event in (*events, waiting)] == [2, 2, 2, 1]
    assert said() == "0 events are on their way again.\n"


def test_a_dry_run_only_counts() -> None:
    happen_often(2)
    all_are(SendingStatus.DEAD)
    assert said(dry_run=True) == "2 events would be sent again.\n"
    assert set(Publication.objects.values_list("status", flat=True)) == {"dead"}


def test_it_can_be_narrowed() -> None:
    first, second = happen(), happen_often(1)[0]
    all_are(SendingStatus.SENT)
    assert said(dry_run=True, type="stage.added") == "1 events would be sent again.\n"
    assert said(dry_run=True, subject=str(first.subject)) == "1 events would be sent again.\n"
    assert said(dry_run=True, since=first.time.isoformat()) == "2 events would be sent again.\n"
    assert said(dry_run=True, until=first.time.date().isoformat()) == "0 events would be sent again.\n"
    assert said(subject=str(second.subject)) == "1 events are on their way again.\n"
    assert len(jobs_of(first)) == 1


@pytest.mark.parametrize(("option", "value"), [("since", "yesterday"), ("until", "2026-99-99"), ("subject", "x")])
def test_nonsense_is_refused(option: str, value: str) -> None:
    with pytest.raises(CommandError, match=f"--{option}: '{value}' is no"):
        said(**{option: value})
