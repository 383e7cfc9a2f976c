from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from config.testing.browsers import Browser
from feedback.admin.suitability import WIDTH, drawn
from feedback.estimators.suitability import HAND_SET
from feedback.models import InterviewerSeverity, SuitabilityModel
from feedback.services.calibration import active_model

pytestmark = pytest.mark.django_db
VERSIONS = "/admin/feedback/suitabilitymodel/"
SEVERITIES = "/admin/feedback/interviewerseverity/"


def figure(value: float, by: float) -> dict[str, float]:
    return {"value": value, "low": value - by, "high": value + by}


METRICS = {
    "compared_with": 1,
    "verdict": "better",
    "reason": "Better.",
    "fit": {"rows": 700, "offers": 200, "first": None, "last": None},
    "test": {"rows": 300, "offers": 90, "first": None, "last": None},
    "top_share": 0.1,
    "old": {"log_loss": figure(0.55, 0.02), "auc": figure(0.7, 0.03), "precision": figure(0.6, 0.1)},
    "new": {"log_loss": figure(0.5, 0.02), "auc": figure(0.72, 0.03), "precision": figure(0.65, 0.1)},
    "difference": {"log_loss": figure(-0.05, 0.01), "auc": figure(0.02, 0.01), "precision": figure(0.05, 0.1)},
}


@pytest.fixture
def boss(browser_of: Callable[[Any], Browser], manager: Any) -> Browser:
    return browser_of(manager)


@pytest.fixture
def second() -> SuitabilityModel:
    active_model()
    note = "Better on later outcomes."
    return SuitabilityModel.objects.create(version=2, weights=HAND_SET.to_dict(), metrics=METRICS, note=note)


def page(browser: Browser, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_tells_old_against_new(boss: Browser, second: SuitabilityModel) -> None:
    shown = page(boss, VERSIONS)
    assert "0.5000, was 0.5500" in shown
    assert "0.7200, was 0.7000" in shown
    assert shown.count("In use") == 1


def test_a_version_shows_its_intervals_without_inline_style(boss: Browser, second: SuitabilityModel) -> None:
    shown = page(boss, f"{VERSIONS}{second.pk}/change/")
    assert shown.count('class="bo-interval"') == 9
    assert "0.4800 to 0.5200" in shown
    assert "Better on later outcomes." in shown
    assert " style=" not in shown
    assert "Put to use" in shown


def test_the_hand_set_version_has_no_figures(boss: Browser) -> None:
    shown = page(boss, f"{VERSIONS}{active_model().pk}/change/")
    assert "Set by hand" in shown
    assert "Put to use" not in shown
    assert "bo-interval" not in shown


def test_activation_asks_first_then_acts_and_is_logged(boss: Browser, second: SuitabilityModel) -> None:
    do = f"{VERSIONS}{second.pk}/do/activate/"
    assert "Everybody who has a score is scored anew by it" in page(boss, do)
    assert active_model() != second
    assert boss.post(do, {"version": "2"}).status_code == 302
    assert active_model() == second
    assert LogEntry.objects.get().change_message == "Put to use."
    assert "not possible now" in boss.get(do, follow=True).content.decode()
    again = boss.post(do)
    assert "in use already" in again.content.decode()


def severity(user: Any, value: float) -> InterviewerSeverity:
    return InterviewerSeverity.objects.create(
        user=user, severity=value, low=value - 0.25, high=value + 0.25, raw_mean=3.4, n_feedback=12, n_candidates=11
    )


def test_severities_show_raw_beside_adjusted_and_the_interval(boss: Browser, interviewer: Any, recruiter: Any) -> None:
    severity(interviewer, -0.5)
    severity(recruiter, 0.3)
    shown = page(boss, SEVERITIES)
    for told in ("3.40", "3.90", "-0.50", "-0.75 to -0.25", "3.10", "+0.30"):
        assert told in shown
    assert " style=" not in shown
    assert re.search(r"ivan.*rita", shown, re.DOTALL)
    assert "ivan" not in page(boss, f"{SEVERITIES}?q=rita").split("result_list")[1]


def test_both_are_for_managers(browser_of: Any, recruiter: Any, interviewer: Any, second: SuitabilityModel) -> None:
    for user in (recruiter, interviewer):
        browser = browser_of(user)
        for url in (VERSIONS, SEVERITIES, f"{VERSIONS}{second.pk}/change/", f"{VERSIONS}{second.pk}/do/activate/"):
            assert browser.get(url).status_code == 403, url
        assert browser.post(f"{VERSIONS}{second.pk}/do/activate/").status_code == 403
    assert active_model() != second


def test_an_interval_stays_inside_its_drawing() -> None:
    shape = drawn(0.0, -9.0, 9.0, -2.0, 2.0)
    assert (shape.x, shape.width, shape.mark) == (5.0, WIDTH - 10, WIDTH / 2)
    assert drawn(1.0, 1.0, 1.0, 1.0, 1.0).width == 1.0
