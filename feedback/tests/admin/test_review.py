"""The review queue: what waits, with what one needs to know, and one button for each answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from config.base.models import User
from config.testing.browsers import Browser
from feedback.models import NextStageDecision
from feedback.services.decisions import confirm_decision
from feedback.services.intake import handle
from feedback.tests.factories import RuleFactory, said
from feedback.tests.services.deciding import decided, fresh, stage_with
from tracking.tests.factories import ProcessFactory
from tracking.tests.services.acting import by, extended

pytestmark = pytest.mark.django_db
QUEUE = "/admin/feedback/review/"


@pytest.fixture
def browser(browser_of: Callable[[User], Browser], manager: User) -> Browser:
    return browser_of(manager)


def page_of(browser: Browser, query: str = "") -> str:
    answer = browser.get(QUEUE + query)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def press(browser: Browser, act: str, *decisions: Any, reason: str = "") -> str:
    """What the page says after the button."""
    ids = [str(getattr(decision, "pk", decision)) for decision in decisions]
    answer = browser.post(QUEUE, {"act": act, "decision": ids, "reason": reason}, follow=True)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def test_an_empty_queue_says_so(browser: Browser) -> None:
    page = page_of(browser)
    assert "Nothing waits for you." in page
    assert "All clear." in page
    assert "Nothing in the last two weeks." in page


def test_a_proposal_with_all_that_is_known(browser: Browser) -> None:
    stage, (author,) = stage_with(process__candidate__full_name="Ada <b>Lovelace</b>")
    handle(said(stage, author, 2, strengths=["Calm"], areas_for_improvement=["SQL"]), actor=author)
    page = page_of(browser)
    for text in ("1 decision waits.", "Ada &lt;b&gt;Lovelace&lt;/b&gt;", "Backend Engineer at", "Phone Screen"):
        assert text in page
    for text in (
        "Calm",
        "SQL",
        "below the 3.0 that is needed",
        "The built-in rule",
        "of 100 suitable",
        "Mean rating 2.",
    ):
        assert text in page
    assert "style=" not in page


def test_an_automatic_one_says_when_and_can_be_stopped(browser: Browser, settings: Any) -> None:
    settings.FEEDBACK_AUTOMATION = True
    RuleFactory(name="Quick", version=8, mode="automatic", delay_minutes=60)
    decision = decided(2)
    page = page_of(browser)
    assert "applies itself" in page
    assert "Rule “Quick”, version 8" in page
    assert "1 decision dismissed." in press(browser, "dismiss", decision)
    assert fresh(decision).status == "dismissed"


def test_narrowing_and_ordering(browser: Browser, settings: Any) -> None:
    settings.FEEDBACK_AUTOMATION = True
    first = decided(2, process__candidate__full_name="First Waiting")
    RuleFactory(mode="automatic", delay_minutes=60)
    second = decided(4, process__candidate__full_name="Second Due")
    everything, due = page_of(browser), page_of(browser, "?order=due")
    assert everything.index(str(first.candidate)) < everything.index(str(second.candidate))
    assert due.index(str(second.candidate)) < due.index(str(first.candidate))
    rejections = page_of(browser, "?action=reject_proposal")
    assert "First Waiting" in rejections
    assert "Second Due" not in rejections
    assert "None of this kind." in page_of(browser, "?action=archive")
    assert "Second Due" in page_of(browser, "?action=nonsense&order=nonsense&page=x")


def test_confirming_several_at_once(browser: Browser, manager: User) -> None:
    decisions = [decided(4), decided(2), decided(3)]
    extended(decisions[1].process)
    page = press(browser, "confirm", *decisions)
    assert "2 decisions confirmed." in page
    assert "An offer has been extended" in page
    assert [fresh(decision).status for decision in decisions] == ["applied", "proposed", "applied"]
    assert fresh(decisions[0]).confirmed_by == manager


def test_dismissing_with_a_reason(browser: Browser) -> None:
    decision = decided(2)
    page = press(browser, "dismiss", decision, reason="Wrong\x00 role.")
    assert "1 decision dismissed." in page
    assert "Wrong role." in page  # below, among those lately decided
    assert fresh(decision).changes.last().reason == "Wrong role."


def test_undoing_from_the_page(browser: Browser, manager: User) -> None:
    decision = decided(2)
    by(manager, confirm_decision, decision.pk)
    assert "Undo" in page_of(browser)
    assert "Say why it is undone." in press(browser, "undo", decision)
    assert "1 decision undone." in press(browser, "undo", decision, reason="Wrong person.")
    assert fresh(decision).process.status == "in_progress"


@pytest.mark.parametrize("chosen", [[], ["no-id"], ["", "\x00"]])
def test_nothing_chosen(chosen: list[str], browser: Browser) -> None:
    assert "Nothing was chosen." in press(browser, "confirm", *chosen)


def test_one_that_is_not_there(browser: Browser) -> None:
    assert "A decision: Not found." in press(browser, "confirm", uuid4())


def test_an_unknown_act_does_nothing(browser: Browser) -> None:
    decision = decided(2)
    press(browser, "erase", decision)
    assert fresh(decision).status == "proposed"


def test_a_recruiter_reads_their_own_and_decides_nothing(browser_of: Any, recruiter: User) -> None:
    own = decided(4, process=ProcessFactory(candidate__owner=recruiter, candidate__full_name="Own One"))
    decided(4, process__candidate__full_name="Other One")
    theirs = browser_of(recruiter)
    page = page_of(theirs)
    assert "Own One" in page
    assert "Other One" not in page
    assert "Confirm" not in page
    assert theirs.post(QUEUE, {"act": "confirm", "decision": [str(own.pk)]}).status_code == 403
    assert fresh(own).status == "proposed"


def test_interviewers_stay_out(browser_of: Any, interviewer: User) -> None:
    assert browser_of(interviewer).get(QUEUE).status_code == 403


def test_the_start_page_says_how_many_wait(browser: Browser, browser_of: Any, recruiter: User) -> None:
    decided(4)
    decided(2)
    assert "2 waiting" in browser.get("/admin/").content.decode()
    assert "waiting" not in browser_of(recruiter).get("/admin/").content.decode()


def test_many_pages(browser: Browser, monkeypatch: Any) -> None:
    monkeypatch.setattr("feedback.admin.review.PER_PAGE", 2)
    for number in range(3):
        decided(2, process__candidate__full_name=f"Person {number}")
    first, second = page_of(browser), page_of(browser, "?page=2&order=due")
    assert ("Person 1" in first, "Person 2" in first, "Page 1 of 2" in first) == (True, False, True)
    assert "Person 2" in second
    assert "?order=due&amp;page=1" in second


@pytest.mark.parametrize("n", [1, 4])
def test_queries_do_not_grow(n: int, browser: Browser, manager: User, count_queries: Any) -> None:
    for _ in range(n):
        decided(2, panel=2)
        by(manager, confirm_decision, decided(4).pk)
    assert NextStageDecision.objects.count() == 2 * n
    with count_queries(8):
        page_of(browser)
