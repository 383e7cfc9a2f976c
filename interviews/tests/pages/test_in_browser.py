"""A candidate in a real browser: login, past interviews, report, print."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from config.base.models import User
from config.testing.browsers import CHROMIUM, browsing
from interviews.services.answers import submit_answer
from interviews.services.queue import serve_next
from interviews.services.sessions import finish_session
from interviews.tests.answering import answered_session
from interviews.tests.factories import make_session

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]
UNLABELLED = """[...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .filter(field => !field.labels?.length && !field.ariaLabel).map(field => field.outerHTML)"""
NAMELESS = """[...document.querySelectorAll("a, button, [role=img]")]
    .filter(each => !(each.innerText ?? each.textContent).trim() && !each.ariaLabel).map(each => each.outerHTML)"""
LEVELS = "[...document.querySelectorAll('h1, h2, h3, h4')].map(heading => Number(heading.tagName[1]))"
TWICE = (
    """[...document.querySelectorAll("[id]")].map(each => each.id).filter((id, at, all) => all.indexOf(id) !== at)"""
)
# What sticks out is wider than the window; code scrolls inside its own box.
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def check(page: Page) -> None:
    """Labels, names, one h1 and no heading level left out, unique ids, a language, a skip link, no sideways scroll."""
    assert page.evaluate(UNLABELLED) == []
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(TWICE) == []
    levels = page.evaluate(LEVELS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.querySelector('main') !== null && document.title.length > 10")
    assert page.evaluate(TOO_WIDE) is False


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "dark")], ids=["desk in the light", "phone in the dark"]
)
def test_candidate_reads_a_report(width: int, scheme: str, live_server: Any, candidate_user: User) -> None:
    first = answered_session(candidate_user)
    finish_session(first.pk, user=candidate_user)
    second = make_session(candidate_user, mode="assessment")
    for text in ("Supercalifragilisticexpialidocious" * 20, "Reads are faster & writes <slower>."):
        question = serve_next(second.pk, user=candidate_user)
        assert question is not None
        submit_answer(
            second.pk, user=candidate_user, question_id=question.pk, answer_text=text, code_submission="x = 1 " * 99
        )
    finish_session(second.pk, user=candidate_user)
    with browsing(viewport={"width": width, "height": 844}, color_scheme=scheme) as page:
        page.goto(f"{live_server.url}/")
        check(page)
        page.keyboard.press("Escape")
        page.get_by_label("Username").fill("carla")
        page.get_by_label("Password").fill("correct horse")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{live_server.url}/interviews")
        check(page)
        expect(page.get_by_role("img")).to_have_count(1)
        page.get_by_label("Type").select_option(label="Technical")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("tbody tr")).to_have_count(2)
        page.locator("tbody a").first.click()
        expect(page.get_by_role("heading", name="Overall score")).to_be_visible()
        check(page)
        prints_when_asked(page)
        page.get_by_role("button", name="Log out").click()
        page.wait_for_url(f"{live_server.url}/login")


def prints_when_asked(page: Page) -> None:
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
    page.get_by_role("button", name="Print or save as PDF").click()
    assert page.evaluate("document.body.dataset.printed") == "yes"
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_hidden()
    expect(page.get_by_role("navigation")).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="screen")
