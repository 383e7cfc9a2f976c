"""A recruiter's day in a real browser: from a file of candidates to a placement, with nothing failing on the way."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from config.base.models import User
from config.testing.browsers import CHROMIUM, browsing
from tracking.models import Candidate, InterviewProcess, Offer, Placement
from tracking.services import offers, stages
from tracking.tests.factories import ProcessFactory

HEADER = "candidate_name,candidate_email,company_name,role_title,feeder_source,recruiter_name\n"
ADA = "Ada Lovelace,ada@example.org,Northwind,Backend Engineer,Amazon,Rita\n"
GRACE = "Grace Hopper,grace@example.org,Contoso,Data Engineer,,\n"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]


def log_in(page: Page, site: str, path: str) -> None:
    page.goto(f"{site}{path}")
    page.get_by_label("Username").fill("rita")
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{site}{path}")


def preview(page: Page, text: str) -> None:
    page.get_by_label("File").set_input_files({"name": "rows.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_label("Format").select_option(label="csv")
    page.get_by_role("button", name="Preview").click()


def act(page: Page, button: str, done: str, fields: dict[str, str] | None = None) -> None:
    """A button of the page, the form it leads to, and what is said when the service has done it."""
    page.locator("a.bo-button").filter(has_text=re.compile(rf"^{button}\b")).click()
    for label, text in (fields or {}).items():
        page.get_by_label(label, exact=True).fill(text)
    page.locator("#content-main input[type=submit]").click()
    said(page, done)


def said(page: Page, sentence: str) -> None:
    expect(page.locator(".messagelist")).to_contain_text(sentence)


def import_processes(page: Page, site: str) -> None:
    listing = f"{site}/admin/tracking/interviewprocess/"
    page.goto(listing)
    page.get_by_role("link", name="Import").click()
    preview(page, HEADER + ADA + GRACE.replace("grace@", "grace at "))
    expect(page.locator("tr.refused")).to_have_count(1)
    expect(page.locator("tr.refused")).to_contain_text("candidate_email: Enter a valid email address.")
    expect(page.get_by_role("button", name="Load")).to_have_count(0)
    page.goto(listing)
    expect(page.locator("#result_list tbody tr")).to_have_count(0)
    page.goto(f"{listing}import/")
    preview(page, HEADER + ADA + GRACE)
    expect(page.locator("tr.new")).to_have_count(2)
    page.get_by_role("button", name="Load 2 rows").click()
    said(page, "2 loaded, 0 skipped")
    expect(page.locator("#result_list tbody tr")).to_have_count(2)


def bring_to_acceptance(page: Page) -> None:
    page.get_by_role("link", name="Ada Lovelace").click()
    act(page, "Add a stage", "The stage was added.", {"Stage": "Phone Screen"})
    page.get_by_role("link", name="Record outcome Phone Screen").click()
    page.get_by_label("Passed").check()
    page.get_by_role("button", name="Record outcome").click()
    said(page, "The outcome was recorded.")
    expect(page.locator("li.stage .badge")).to_have_text("Passed")
    act(page, "Draft an offer", "The offer was drafted.")
    expect(page.get_by_role("link", name="Draft an offer")).to_have_count(0)
    act(page, "Extend", "The offer is extended to the candidate.")
    expect(page.locator("h1 .badge")).to_have_text("Offer extended")
    expect(page.get_by_role("link", name="Draft an offer")).to_have_count(0)
    act(page, "Accepted", "The offer was accepted: the candidate is placed.")
    expect(page.locator("h1 .badge")).to_have_text("Offer accepted")
    expect(page.locator(".actions-bar a.bo-button")).to_have_text(["Reopen"])


def test_recruiter_goes_from_a_file_to_a_placement(live_server: Any, recruiter: User) -> None:
    site = live_server.url
    with browsing() as page:
        log_in(page, site, "/admin/")
        import_processes(page, site)
        bring_to_acceptance(page)
        page.locator("h1").get_by_role("link", name="Ada Lovelace").click()
        expect(page.locator("h1 .badge")).to_have_text("Placed")
        placements = page.get_by_role("region", name="Placements")
        expect(placements).to_contain_text("Backend Engineer at Northwind")
    ada = Candidate.objects.get(full_name="Ada Lovelace")
    assert (ada.owner, ada.status) == (recruiter, "placed")
    assert Offer.objects.get().status == "accepted"
    assert Placement.objects.get().candidate == ada
    assert InterviewProcess.objects.get(candidate__full_name="Grace Hopper").status == "in_progress"


def test_process_page_fits_a_phone_in_the_dark(live_server: Any, recruiter: User) -> None:
    process = ProcessFactory(candidate__owner=recruiter, candidate__full_name="Wolfeschlegelsteinhausenbergerdorff")
    stages.add_stage(process.pk, actor=recruiter, stage_name="Technical interview with the whole platform team")
    offers.draft_offer(process.pk, actor=recruiter, base_salary=Decimal(120_000), currency="USD")
    path = f"/admin/tracking/interviewprocess/{process.pk}/change/"
    with browsing(viewport={"width": 390, "height": 844}, color_scheme="dark") as page:
        log_in(page, live_server.url, path)
        expect(page.get_by_role("heading", name="Stages")).to_be_visible()
        wide, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        red, green, blue = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert wide <= seen
    assert max(red, green, blue) < 80
