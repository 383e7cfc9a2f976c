"""Rules in the back-office: listed, made, put to use and aside, and tried on the past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from config.base.models import User
from config.testing.browsers import Browser
from feedback.admin.pictures import scale, stack
from feedback.models import NextStageRule
from feedback.simulation import Replay, Share
from feedback.tests.factories import RuleFactory
from feedback.tests.services.deciding import decided
from tracking.models import Placement
from tracking.tests.factories import CompanyFactory, OfferFactory

pytestmark = pytest.mark.django_db
LIST, ADD, SIMULATE = (f"/admin/feedback/nextstagerule/{part}" for part in ("", "add/", "simulate/"))
FORM: dict[str, Any] = {
    "name": "Careful", "company_name": "Contoso", "role_title": "", "stage_type": "onsite", "advance_at": "4.5",
    "review_at": "3.5", "advance_action": "offer_draft", "reject_action": "archive", "wait_for_panel": "on",
    "mode": "propose", "delay_minutes": "0",
}  # fmt: skip


@pytest.fixture
def browser(browser_of: Callable[[User], Browser], manager: User) -> Browser:
    return browser_of(manager)


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    text: str = answer.content.decode()
    assert " style=" not in text
    return text


def test_the_list_draws_thresholds(browser: Browser) -> None:
    RuleFactory(name="Wide", version=4)
    narrow = {"company": CompanyFactory(name="Contoso"), "stage_type": "onsite", "active": False}
    RuleFactory(name="Narrow", version=5, mode="automatic", delay_minutes=90, **narrow)
    page = text_of(browser.get(LIST))
    for said in (
        "Wide",
        "version 4",
        "Every stage",
        "Contoso · On-site",
        "Automatic after 90 min",
        "from 4.0 advanced",
    ):
        assert said in page
    assert page.count('class="rating-scale"') == 2
    assert "Simulate a rule" in page


def test_making_a_rule(browser: Browser, manager: User) -> None:
    CompanyFactory(name="Contoso")
    assert browser.post(ADD, FORM).status_code == 302
    rule = NextStageRule.objects.get()
    assert (rule.name, str(rule.company), rule.stage_type, rule.advance_at) == (
        "Careful", "Contoso", "onsite", Decimal("4.5"),
    )  # fmt: skip
    assert (rule.active, rule.version, rule.created_by) == (False, 1, manager)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"review_at": "4.6"}, "review_at (4.6) is above advance_at (4.5)"),
        ({"advance_at": "NaN"}, "Enter a number"),
        ({"advance_at": ""}, "This field is required"),
        ({"company_name": "Nobody"}, "There is no such company"),
        ({"mode": "automatic"}, "at least a minute"),
    ],
)
def test_what_makes_no_sense_stays_on_the_form(said: dict[str, str], refusal: str, browser: Browser) -> None:
    CompanyFactory(name="Contoso")
    assert refusal in text_of(browser.post(ADD, FORM | said))
    assert NextStageRule.objects.count() == 0


def test_a_version_is_shown_and_never_edited(browser: Browser) -> None:
    rule = RuleFactory(name="Wide", active=False)
    url = f"{LIST}{rule.pk}/change/"
    page = text_of(browser.get(url))
    assert "Put to use" in page
    assert "Make the next version" in page
    assert 'name="advance_at"' not in page
    assert browser.post(url, FORM).status_code == 403


def test_put_to_use_and_aside(browser: Browser) -> None:
    old, rule = RuleFactory(), RuleFactory(active=False)
    assert browser.post(f"{LIST}{rule.pk}/do/activate/").status_code == 302
    assert list(NextStageRule.objects.filter(active=True)) == [rule]
    assert "Put aside" in text_of(browser.get(f"{LIST}{rule.pk}/change/"))
    assert browser.post(f"{LIST}{rule.pk}/do/deactivate/").status_code == 302
    assert not NextStageRule.objects.filter(active=True).exists()
    old.refresh_from_db()
    assert not old.active


@pytest.mark.parametrize("role", ["recruiter", "interviewer"])
def test_managers_only(role: str, browser_of: Any, make_user: Any) -> None:
    theirs, rule = browser_of(make_user(role)), RuleFactory()
    for url in (LIST, ADD, f"{LIST}{rule.pk}/change/", f"{LIST}{rule.pk}/do/deactivate/", SIMULATE):
        assert theirs.get(url).status_code == 403


def test_the_form_of_the_simulation_begins_with_the_built_in_rule(browser: Browser) -> None:
    page = text_of(browser.get(SIMULATE))
    assert 'value="4.0"' in page
    assert "What would have been decided" not in page


def test_a_simulation_with_its_pictures(browser: Browser) -> None:
    decided(4)
    decision = decided(2, process__candidate__full_name="Grace Hopper")
    Placement.objects.create(
        candidate=decision.candidate, process=decision.process, company=decision.process.company, role="Engineer",
        placement_date=timezone.now().date() + timedelta(days=1), offer=OfferFactory(process=decision.process),
    )  # fmt: skip
    page = text_of(browser.get(SIMULATE, {"advance_at": "4.0", "review_at": "3.0", "wait_for_panel": "on"}))
    assert page.count('class="stack"') == 2
    assert "This rule: advance 50 %, hold 0 %, reject 50 %" in page
    assert f'<a href="/admin/tracking/candidate/{decision.candidate_id}/change/">Grace Hopper</a>' in page
    assert "Make a rule of it" in page


def test_a_saved_rule_is_tried_by_its_id(browser: Browser) -> None:
    rule = RuleFactory(advance_at=Decimal("2.0"), review_at=Decimal("1.5"), active=False, wait_for_panel=False)
    decided(2)
    page = text_of(browser.get(SIMULATE, {"rule": str(rule.pk)}))
    assert "This rule: advance 100 %" in page
    assert "In force now: advance 0 %, hold 0 %, reject 100 %" in page
    assert "wait_for_panel=&" in page or 'wait_for_panel="' in page


@pytest.mark.parametrize("pk", ["6f6f3c1e-3b0a-4f0e-9d52-0c1f5f0b7a11", "x", ""])
def test_an_unknown_rule_is_a_first_try(pk: str, browser: Browser) -> None:
    assert "The rule to try" in text_of(browser.get(SIMULATE, {"rule": pk}))


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"advance_at": "2", "review_at": "3"}, "above advance_at"),
        ({"advance_at": "x", "review_at": "3"}, "Enter a number"),
        ({"review_at": "3"}, "This field is required"),
        ({"advance_at": "4", "review_at": "3", "company_name": "Nobody"}, "There is no such company"),
        ({"advance_at": "4", "review_at": "3", "since": "2026-02-01", "until": "2026-01-01"}, "ends before it starts"),
    ],
)
def test_a_simulation_that_makes_no_sense(said: dict[str, str], refusal: str, browser: Browser) -> None:
    page = text_of(browser.get(SIMULATE, said))
    assert refusal in page
    assert "What would have been decided" not in page


def test_the_form_of_a_new_rule_can_be_tried(browser: Browser) -> None:
    CompanyFactory(name="Contoso")
    answer = browser.post(SIMULATE, FORM, follow=True)
    assert answer.redirect_chain[0][0].startswith(SIMULATE + "?advance_at=4.5&review_at=3.5")
    assert "csrf" not in answer.redirect_chain[0][0]
    assert "Nothing to decide on." in text_of(answer)


def test_queries_do_not_grow(browser: Browser, count_queries: Any) -> None:
    for _ in range(4):
        RuleFactory(company=CompanyFactory(), active=False)
    with count_queries(4):
        text_of(browser.get(LIST))


def test_a_scale_in_its_own_units() -> None:
    found = scale(Decimal("3.0"), Decimal("4.0"), [5, None, 1], 3.0)
    assert [(part.kind, part.x, part.width) for part in found.parts] == [
        ("reject", 8.0, 100.0),
        ("hold", 108.0, 50.0),
        ("advance", 158.0, 50.0),
    ]
    assert (found.marks, found.mean) == ([208.0, 8.0], 108.0)
    assert found.told == "On a scale of 1 to 5: below 3.0 rejected, from 4.0 on advanced. Mean rating 3."


def test_a_bar_of_a_hundred() -> None:
    shares = [Share(1, 4), Share(0, 4), Share(3, 4)]
    found = stack(Replay([0], 4, 0, *shares, 4, 0, Share(0, 0), Share(0, 0), []))
    assert found is not None
    assert [(part.kind, part.x, part.width) for part in found.parts] == [
        ("advance", 0, 25), ("hold", 25, 0), ("reject", 25, 75),
    ]  # fmt: skip
    assert stack(Replay([], 0, 0, *[Share(0, 0)] * 3, 0, 0, Share(0, 0), Share(0, 0), [])) is None
