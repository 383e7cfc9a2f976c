"""A whole practice in a real browser: with its script, and without any."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from config.base.models import User
from config.testing.browsers import CHROMIUM, browsing
from interviews.models import InterviewQuestion, InterviewSession
from interviews.tests.factories import MODEL_ANSWER, RoleFactory, fill_bank
from interviews.tests.pages.looking import check

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]


@pytest.fixture
def site(live_server: Any, candidate_user: User) -> str:
    fill_bank()
    RoleFactory(name="Backend Engineer")
    return str(live_server.url)


def begin(page: Page, site: str) -> None:
    """From the empty list of past interviews to the first question, by way of a refused form."""
    page.goto(f"{site}/interviews")
    page.get_by_label("Username").fill("carla")
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Begin your first interview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New interview")
    check(page)
    page.get_by_label("Technical").check()
    page.get_by_label("Number of questions").select_option("10")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_contain_text("The interview was not begun.")
    expect(page.get_by_label("Role", exact=True)).to_be_focused()
    expect(page.get_by_label("Technical")).to_be_checked()
    check(page)
    page.get_by_label("Role", exact=True).select_option(label="Backend Engineer")
    page.get_by_role("button", name="Begin").click()
    asked(page, 1)
    check(page)


def asked(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Question {number} of 10")


def write(page: Page, text: str) -> None:
    page.get_by_label("Your answer").fill(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def answer(page: Page, number: int) -> None:
    asked(page, number)
    write(page, MODEL_ANSWER)
    press(page, "Answer")
    expect(page.get_by_role("heading", name="A model answer")).to_be_visible()


def go_on(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Next question|To the end")).first.click()


def take_hint_and_come_back(page: Page) -> None:
    """What is written and the hint outlive the hint's own page and a reload."""
    press(page, "Hint (2 left)")
    for _ in range(2):
        expect(page.get_by_role("heading", name="Hint")).to_be_visible()
        expect(page.locator("#hints li")).to_have_text("Think of a book.")
        expect(page.get_by_label("Your answer")).to_have_value("A sorted structure")
        check(page)
        page.reload()


def skip_and_answer_the_rest(page: Page) -> None:
    go_on(page)
    asked(page, 2)
    press(page, "Skip")
    expect(page.get_by_role("status")).to_contain_text("Question skipped.")
    for number in range(3, 11):
        answer(page, number)
        go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("No question is left to be asked")
    check(page)


def come_back_and_finish(page: Page) -> None:
    page.get_by_role("link", name="Question 2").click()
    answer(page, 2)
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("All questions are answered")
    press(page, "Finish")
    expect(page.get_by_role("heading", name="Overall score")).to_be_visible()
    expect(page.locator("article.answer")).to_have_count(10)
    check(page)


def stored() -> tuple[InterviewSession, list[InterviewQuestion]]:
    session = InterviewSession.objects.get()
    return session, list(session.questions.select_related("answer"))


def is_whole(hints: list[int]) -> None:
    session, questions = stored()
    assert (session.status, session.completion_method) == ("completed", "automatic")
    assert [question.hints_used for question in questions] == hints
    assert all(question.answer.answer_text == MODEL_ANSWER for question in questions)
    assert all(question.answer.revision_count == 0 for question in questions)


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "dark")], ids=["desk in the light", "phone in the dark"]
)
def test_candidate_takes_a_whole_practice(width: int, scheme: str, site: str) -> None:
    with browsing(viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce") as page:
        begin(page, site)
        expect(page.get_by_role("timer")).to_have_text("2 s")
        write(page, "A sorted")
        expect(page.locator("[data-saved]")).to_have_text(re.compile(r"Saved \d"))
        page.reload()
        expect(page.get_by_label("Your answer")).to_have_value("A sorted")
        write(page, "A sorted structure")
        expect(page.get_by_text("18 of 20,000 characters")).to_be_visible()
        take_hint_and_come_back(page)
        answer(page, 1)
        check(page)
        skip_and_answer_the_rest(page)
        come_back_and_finish(page)
    is_whole([1] + [0] * 9)


def test_candidate_takes_a_whole_practice_without_script(site: str) -> None:
    with browsing(java_script_enabled=False) as page:
        begin_without_script(page, site)
        write(page, "A sorted structure")
        press(page, "Save draft")
        expect(page.get_by_text("Draft saved at")).to_be_visible()
        expect(page.get_by_label("Your answer")).to_have_value("A sorted structure")
        press(page, "Hint (2 left)")
        expect(page.get_by_role("heading", name="Hint")).to_be_visible()
        page.reload()
        expect(page.locator("#hints li")).to_have_text("Think of a book.")
        expect(page.get_by_label("Your answer")).to_have_value("A sorted structure")
        answer(page, 1)
        go_on(page)
        asked(page, 2)
        press(page, "Answer")
        expect(page.get_by_role("alert")).to_contain_text("This was not sent.")
        press(page, "Skip")
        for number in range(3, 11):
            answer(page, number)
            go_on(page)
        page.get_by_role("link", name="Question 2").click()
        answer(page, 2)
        go_on(page)
        press(page, "Finish")
        expect(page.get_by_role("heading", name="Overall score")).to_be_visible()
    is_whole([1] + [0] * 9)


def begin_without_script(page: Page, site: str) -> None:
    page.goto(f"{site}/login?next=/interviews/new")
    page.get_by_label("Username").fill("carla")
    page.get_by_label("Password").fill("correct horse")
    press(page, "Log in")
    page.get_by_label("Role", exact=True).select_option(label="Backend Engineer")
    page.get_by_label("Technical").check()
    page.get_by_label("Number of questions").select_option("10")
    press(page, "Begin")
    asked(page, 1)


def test_what_cannot_be_saved_stays_in_the_page(site: str) -> None:
    with browsing() as page:
        begin(page, site)
        page.route("**/draft", lambda route: route.fulfill(status=200, content_type="text/plain", body="no answer"))
        write(page, "Not to be lost.")
        expect(page.locator("[data-saved]")).to_contain_text("Not saved")
        expect(page.get_by_label("Your answer")).to_have_value("Not to be lost.")
        page.unroute("**/draft")
        expect(page.locator("[data-saved]")).to_have_text(re.compile(r"Saved \d"))
    assert stored()[1][0].draft_text == "Not to be lost."
