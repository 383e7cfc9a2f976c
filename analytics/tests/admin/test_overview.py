"""What needs somebody today: as many as the lists hold to which the numbers lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.base.clock import business_today
from config.base.models import User
from config.testing.browsers import Browser
from tracking.tests.factories import CandidateFactory, FeederFactory, OfferFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(recruiter: User, other_recruiter: User, interviewer: User) -> None:
    """Of each thing that waits some for Rita, one for Otto, and one that does not wait."""
    now, yesterday = timezone.now(), business_today() - timedelta(days=1)
    for owner in (recruiter, recruiter, other_recruiter):
        person = CandidateFactory(owner=owner)
        StageFactory(process=ProcessFactory(candidate=person), scheduled_date=yesterday)
        OfferFactory(process=ProcessFactory(candidate=person), status="extended", expires_at=now + timedelta(days=3))
        ProcessFactory(candidate=person, updated_at=now - timedelta(days=15), created_at=now - timedelta(days=15))
    ended = ProcessFactory(status="candidate_withdrew", created_at=now - timedelta(days=20), ended_at=now)
    StageFactory(process=ended, scheduled_date=yesterday)
    OfferFactory(process=ProcessFactory(), status="extended", expires_at=now + timedelta(days=30))
    OfferFactory(process=ProcessFactory(), status="draft")
    panel = StageFactory(process=ProcessFactory(candidate__owner=recruiter), panel=[interviewer])
    type(panel).objects.filter(pk=panel.pk).update(scheduled_date=yesterday - timedelta(days=1))


def needs_of(browser: Browser) -> dict[str, tuple[int, str]]:
    needs = browser.get("/admin/analytics/").context["needs"]
    return {what: (n, url) for n, what, url in needs}


OUTCOMES, FEEDBACK = "outcomes overdue", "feedback missing"
OFFERS, STALE = "offers that expire within a week", "open processes without news for 14 days"


@pytest.mark.parametrize(
    ("whose", "expected"),
    [
        ("manager", {OUTCOMES: 4, FEEDBACK: 1, OFFERS: 3, STALE: 3}),
        ("recruiter", {OUTCOMES: 3, FEEDBACK: 1, OFFERS: 2, STALE: 2}),
    ],
)
def test_each_number_leads_to_a_list_of_as_many(
    waiting: None,
    browser_of: Callable[[User], Browser],
    request: pytest.FixtureRequest,
    whose: str,
    expected: dict[str, int],
) -> None:
    browser = browser_of(request.getfixturevalue(whose))
    found = needs_of(browser)
    assert {what: n for what, (n, _) in found.items()} == expected
    for what in (OUTCOMES, OFFERS, STALE):
        n, url = found[what]
        answer = browser.get(url)
        assert answer.status_code == 200
        assert answer.context["cl"].result_count == n, what
    assert browser.get(found[FEEDBACK][1]).status_code == 200


def test_what_does_not_wait_is_not_shown(browser_of: Callable[[User], Browser], manager: User) -> None:
    ProcessFactory()
    answer = browser_of(manager).get("/admin/analytics/")
    assert answer.context["needs"] == []
    assert "Nothing waits" in answer.content.decode()


def test_feeders_and_processes_lead_to_their_figures(browser_of: Callable[[User], Browser], manager: User) -> None:
    process: Any = ProcessFactory(company__name="Müller & Söhne", feeder=FeederFactory(name="A/B?"))
    browser = browser_of(manager)
    links = {
        f"/admin/tracking/feeder/{process.feeder.pk}/change/": "/admin/analytics/feeders/?feeder=A%2FB%3F",
        f"/admin/tracking/company/{process.company.pk}/change/": (
            "/admin/analytics/company/?company=M%C3%BCller%20%26%20S%C3%B6hne"
        ),
    }
    own = browser.get(f"/admin/tracking/interviewprocess/{process.pk}/change/").content.decode()
    for page, link in links.items():
        assert f'href="{link}"' in browser.get(page).content.decode()
        assert f'href="{link}"' in own
        assert browser.get(link).context["is_empty"] is False
