"""A candidate in a real browser: login, past interviews, report, print."""

from __future__ import annotations

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
from interviews.tests.pages.looking import check

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]


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
