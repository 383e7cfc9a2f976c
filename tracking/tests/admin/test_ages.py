"""How long ago: by the dates of the business, not by spans of 24 hours."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from config.base.back_office.display import age
from tracking.models import InterviewProcess
from tracking.tests.factories import ProcessFactory

MORNING = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "moment", "words"),
    [
        ("UTC", datetime(2026, 3, 10, 7, 59, tzinfo=UTC), "today"),
        ("UTC", datetime(2026, 3, 10, 0, 0, tzinfo=UTC), "today"),
        ("UTC", datetime(2026, 3, 9, 23, 59, tzinfo=UTC), "yesterday"),
        ("UTC", datetime(2026, 3, 9, 0, 0, tzinfo=UTC), "yesterday"),
        ("UTC", datetime(2026, 3, 8, 23, 59, tzinfo=UTC), "2 days"),
        ("UTC", datetime(2026, 3, 10, 8, 1, tzinfo=UTC), "today"),  # another server's clock runs ahead
        ("Europe/Berlin", datetime(2026, 3, 9, 23, 30, tzinfo=UTC), "today"),
        ("America/New_York", datetime(2026, 3, 10, 3, 30, tzinfo=UTC), "yesterday"),
        ("Pacific/Auckland", datetime(2026, 3, 9, 10, 30, tzinfo=UTC), "yesterday"),
    ],
)
@time_machine.travel(MORNING, tick=False)
def test_age_goes_by_business_dates(zone: str, moment: datetime, words: str, settings: Any) -> None:
    settings.BUSINESS_TIME_ZONE = ZoneInfo(zone)
    assert age(moment) == words


@pytest.mark.django_db
def test_list_says_yesterday_of_last_evening(browser_of: Any, recruiter: Any) -> None:
    process = ProcessFactory(candidate__owner=recruiter)
    evening = datetime(2026, 3, 9, 22, 0, tzinfo=UTC)
    InterviewProcess.objects.filter(pk=process.pk).update(updated_at=evening)
    with time_machine.travel(MORNING, tick=False):
        page = browser_of(recruiter).get("/admin/tracking/interviewprocess/").content.decode()
    assert re.findall(r'class="field-since_change">(.*?)<', page) == ["yesterday"]
