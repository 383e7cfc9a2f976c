"""The pages of figures in a real browser: by keyboard alone, on a phone in the dark, and on paper."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from analytics.tests.folded import fold_all
from config.base.clock import business_today
from config.base.models import User
from config.testing.browsers import CHROMIUM, browsing
from tracking.enums import StageOutcome, StageType
from tracking.models import Company, Feeder, InterviewProcess
from tracking.tests.factories import CompanyFactory, FeederFactory, OfferFactory, ProcessFactory, StageFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]

PAGES = {
    "Overview": "",
    "Funnel": "funnel/",
    "Feeders": "feeders/",
    "Companies": "company/",
    "Stages": "stages/",
    "Time": "time/",
    "Interviewers": "interviewers/",
}
LONG = "Wolfeschlegelsteinhausenbergerdorff-und-Partner-Personalvermittlung"
MOST_TABS = 120
# What a screen reader stumbles over, found without any outside host.
PROBLEMS = """() => {
  const found = [];
  const named = (one) => one.textContent.trim() || one.getAttribute("aria-label") || one.value;
  for (const one of document.querySelectorAll("a[href], button"))
    if (!named(one)) found.push("no name: " + one.outerHTML);
  for (const one of document.querySelectorAll("input:not([type=hidden]), select"))
    if (!one.labels.length && !one.getAttribute("aria-label")) found.push("no label: " + one.outerHTML);
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of ids.filter((id, place) => ids.indexOf(id) !== place)) found.push("twice: #" + id);
  for (const one of document.querySelectorAll("[aria-labelledby], [aria-describedby]"))
    for (const id of (one.getAttribute("aria-labelledby") || one.getAttribute("aria-describedby")).split(" "))
      if (!document.getElementById(id)) found.push("points nowhere: #" + id);
  const main = document.querySelector("main");
  if (!main || document.querySelectorAll("main").length > 1) found.push("not one main");
  if (main.querySelectorAll("h1").length !== 1) found.push("not one h1");
  let before = 1;
  for (const one of main.querySelectorAll("h1, h2, h3, h4")) {
    const level = Number(one.tagName[1]);
    if (level > before + 1) found.push("skips a level: " + one.textContent);
    before = level;
  }
  for (const one of main.querySelectorAll("table")) {
    if (!one.caption) found.push("no caption: " + one.className);
    if (one.querySelector("th:not([scope])")) found.push("no scope: " + one.caption?.textContent);
  }
  for (const one of main.querySelectorAll("svg"))
    if (!one.parentElement.closest("svg") && !one.closest("[aria-hidden=true]") && one.getAttribute("role") !== "img")
      found.push("neither told nor hidden: " + one.outerHTML.slice(0, 80));
  return found;
}"""
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@pytest.fixture
def hires(recruiter: User, manager: User) -> InterviewProcess:
    """A process that was hired, one rejected and one open from a feeder with a long name, and two more."""
    feeder, company = FeederFactory(name=LONG), CompanyFactory(name="Northwind")
    for place, status in enumerate(("offer_accepted", "rejected_by_company", "in_progress")):
        process_of(recruiter, feeder, company, status, place)
    for place, status in enumerate(("offer_accepted", "candidate_withdrew")):
        process_of(recruiter, FeederFactory(), CompanyFactory(), status, place)
    fold_all()
    return InterviewProcess.objects.get(feeder=feeder, status="offer_accepted")


def process_of(recruiter: User, feeder: Feeder, company: Company, status: str, place: int) -> None:
    begun = timezone.now() - timedelta(days=60 + place)
    process = ProcessFactory(
        candidate__owner=recruiter,
        feeder=feeder,
        company=company,
        status=status,
        created_at=begun,
        ended_at=None if status == "in_progress" else begun + timedelta(days=50),
        rejection_reason="skills" if status == "rejected_by_company" else None,
    )
    day = business_today() - timedelta(days=40 + place)
    for kind, outcome in ((StageType.PHONE_SCREEN, StageOutcome.PASSED), (StageType.TECHNICAL, StageOutcome.FAILED)):
        StageFactory(process=process, stage_type=kind, outcome=outcome, completed_date=day, overall_rating=4)
    if status == "offer_accepted":
        OfferFactory(process=process, status="accepted")


def log_in(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill("mona")
    page.get_by_label("Password").fill("correct horse")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/admin/")


def into_main(page: Page) -> None:
    """By the link that skips what stands on every page; where the URL says so, one is there already."""
    if page.url.endswith("#content-start"):
        return
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")


def tab_to(page: Page, selector: str) -> None:
    """Tabs on until the focus is there, and sees to it that it can be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", selector
            return
    raise AssertionError(f"no way to {selector}")


def follow(page: Page, selector: str) -> None:
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_manager_reads_every_page_by_keyboard(live_server: Any, hires: InterviewProcess, tmp_path: Path) -> None:
    with browsing() as page:
        log_in(page, live_server.url)
        follow(page, 'a[href="/admin/analytics/"]')
        into_main(page)
        tab_to(page, "#filter_feeder")
        page.keyboard.type(LONG)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator(".chips")).to_contain_text(LONG)
        for name, path in PAGES.items():
            into_main(page)
            follow(page, f'nav.figure-pages a[href^="/admin/analytics/{path}?feeder="]')
            expect(page.locator("nav.figure-pages [aria-current]")).to_have_text(name)
            expect(page.locator(".chips")).to_contain_text(LONG)
            assert page.evaluate(PROBLEMS) == [], name
        page.goto(f"{live_server.url}/admin/analytics/funnel/?feeder={LONG}")
        into_main(page)
        with page.expect_download() as saved:
            tab_to(page, "a[download]")
            page.keyboard.press("Enter")
        saved.value.save_as(tmp_path / "funnel.csv")
        follow(page, '.rows a[href*="figure=status_offer_accepted"]')
        expect(page.locator("h1")).to_have_text("Processes: offer accepted")
        expect(page.locator(".lead")).to_contain_text("1 process, ")
        assert page.evaluate(PROBLEMS) == []
        into_main(page)
        follow(page, 'table.listed a[href*="/interviewprocess/"]')
        assert str(hires.pk) in page.url
    steps = {row["step"]: row["reached"] for row in csv.DictReader((tmp_path / "funnel.csv").open())}
    assert (steps["started"], steps["offer_accepted"]) == ("3", "1")


def test_pages_fit_a_phone_in_the_dark(live_server: Any, hires: InterviewProcess) -> None:
    since = business_today() - timedelta(days=90)
    paths = [*PAGES.values(), "stages/?stage=technical", "rows/?figure=technical_decided", f"feeders/?feeder={LONG}"]
    paths += [f"{path}?since={since}&compare=previous" for path in PAGES.values()]
    with browsing(viewport={"width": 390, "height": 844}, color_scheme="dark") as page:
        log_in(page, live_server.url)
        for path in paths:
            page.goto(f"{live_server.url}/admin/analytics/{path}")
            wide, seen = page.evaluate(WIDTHS)
            assert wide <= seen, path
            assert page.evaluate(PROBLEMS) == [], path
        colours = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert max(colours) < 80


def test_print_leaves_out_what_paper_cannot_do(live_server: Any, hires: InterviewProcess) -> None:
    with browsing() as page:
        log_in(page, live_server.url)
        page.goto(f"{live_server.url}/admin/analytics/funnel/")
        expect(page.get_by_role("button", name="Print")).to_be_visible()
        page.emulate_media(media="print")
        for hidden in ("#nav-sidebar", ".figure-pages", ".filter-form", "[data-print]"):
            expect(page.locator(hidden)).to_be_hidden()
        expect(page.locator(".rows").first).to_be_visible()
