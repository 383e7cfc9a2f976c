"""The review queue in a real browser, by mouse and by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from config.base.models import User
from config.testing.browsers import CHROMIUM, browsing
from feedback.tests.services.deciding import decided, fresh

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]
QUEUE = "/admin/feedback/review/"


def log_in(page: Page, site: str) -> None:
    page.goto(site + QUEUE)
    page.get_by_label("Username").fill("mona")
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(site + QUEUE)


def test_a_manager_works_through_the_queue(live_server: Any, manager: User) -> None:
    names = ("Ada", "Grace", "Alan")
    advanced, first, second = (
        decided(rating, process__candidate__full_name=name) for rating, name in zip((4, 2, 2), names, strict=True)
    )
    with browsing() as page:
        log_in(page, live_server.url)
        expect(page.get_by_text("3 decisions wait.")).to_be_visible()
        page.get_by_label("Choose Grace").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")  # a box is no button: nothing is sent
        expect(page.get_by_text("3 decisions wait.")).to_be_visible()
        page.get_by_role("button", name="Confirm Second round for Ada").press("Enter")
        expect(page.locator(".messagelist")).to_contain_text("1 decision confirmed.")
        for name in names[1:]:
            page.get_by_label(f"Choose {name}").check()
        page.locator("#bulk-reason").fill("Both are to be seen again.")
        page.get_by_role("button", name="Dismiss the chosen").click()
        expect(page.locator(".messagelist")).to_contain_text("2 decisions dismissed.")
        page.locator("summary", has_text="Undo").click()
        page.locator("textarea[required]").fill("The round is not needed.")
        page.get_by_role("button", name="Undo", exact=True).click()
        expect(page.locator(".messagelist")).to_contain_text("1 decision undone.")
        expect(page.get_by_text("All clear.")).to_be_visible()
    assert [fresh(decision).status for decision in (advanced, first, second)] == ["undone", "dismissed", "dismissed"]


def test_it_fits_a_phone_in_the_dark(live_server: Any, manager: User) -> None:
    decided(3, panel=3, process__candidate__full_name="Wolfeschlegelsteinhausenbergerdorff " * 3)
    with browsing(viewport={"width": 390, "height": 844}, color_scheme="dark") as page:
        log_in(page, live_server.url)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
