"""Overruling a score, and taking it back, from the candidate's page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from config.base.models import User
from feedback.models import SuitabilityOverride
from feedback.services.suitability import override_suitability
from feedback.tests.admin.pages import text_of
from tracking.models import Candidate
from tracking.tests.factories import CandidateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate(recruiter: User) -> Candidate:
    candidate: Candidate = CandidateFactory(owner=recruiter)
    return candidate


def url(candidate: Candidate, action: str) -> str:
    return f"/admin/feedback/scoredcandidate/{candidate.pk}/do/{action}/"


def home(candidate: Candidate) -> str:
    return f"/admin/tracking/candidate/{candidate.pk}/change/"


def test_a_manager_overrules_with_a_reason(browser: Any, candidate: Candidate) -> None:
    page = text_of(browser.get(home(candidate)))
    assert url(candidate, "overrule") in page
    assert url(candidate, "withdraw") not in page
    done = browser.post(url(candidate, "overrule"), {"value": "85", "reason": "I have met her."})
    assert (done.status_code, done["Location"]) == (302, home(candidate))
    assert Candidate.objects.get(pk=candidate.pk).overall_score == Decimal(85)
    page = text_of(browser.get(home(candidate)))
    assert "I have met her." in page
    assert url(candidate, "withdraw") in page


@pytest.mark.parametrize("said", [{"value": "101", "reason": "x"}, {"value": "50", "reason": " "}, {"value": "many"}])
def test_what_is_no_score_or_has_no_reason_is_asked_again(browser: Any, candidate: Candidate, said: Any) -> None:
    assert "errorlist" in text_of(browser.post(url(candidate, "overrule"), said))
    assert not SuitabilityOverride.objects.exists()


def test_withdrawn_the_machines_score_counts_again(browser: Any, candidate: Candidate, manager: User) -> None:
    override_suitability(candidate.pk, actor=manager, value=Decimal(85), reason="I have met her.")
    assert browser.post(url(candidate, "withdraw")).status_code == 302
    assert not SuitabilityOverride.objects.exists()
    assert Candidate.objects.get(pk=candidate.pk).overall_score is None


def test_a_recruiter_may_only_have_it_made_anew(browser_of: Any, recruiter: User, candidate: Candidate) -> None:
    browser = browser_of(recruiter)
    page = text_of(browser.get(home(candidate)))
    assert url(candidate, "score-now") in page
    assert url(candidate, "overrule") not in page
    assert browser.post(url(candidate, "overrule"), {"value": "85", "reason": "Mine."}).status_code == 403
    assert browser.post(url(candidate, "score-now")).status_code == 302


def test_others_find_nobody(browser_of: Any, other_recruiter: User, candidate: Candidate) -> None:
    assert browser_of(other_recruiter).post(url(candidate, "score-now")).status_code == 404
