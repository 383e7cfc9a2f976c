"""Each number that is a link leads to rows that add up to it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import RequestFactory

from analytics.admin import rows
from analytics.admin.page import PAGES
from analytics.selectors.behind import COUNTINGS
from analytics.tests.admin.conftest import Crowd, gather
from config.base.clock import business_today
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from config.testing.browsers import Browser
from tracking.models import InterviewProcess

pytestmark = pytest.mark.django_db

NUMBER = re.compile(r"\d{1,3}(,\d{3})*")
LINK = re.compile(r'<a [^>]*href="([^"]*/analytics/rows/[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def path_of(page: str) -> str:
    return "/admin/analytics/" if page == "overview" else f"/admin/analytics/{page}/"


def asked_of(crowd: Crowd) -> dict[str, dict[str, Any]]:
    one, other = (feeder.name for feeder in crowd.feeders)
    since, last_week = crowd.since, business_today() - timedelta(days=7)
    return {
        "nothing": {},
        "feeder": {"feeder": one},
        "company": {"company": crowd.companies[1].name},
        "recruiter": {"recruiter": crowd.otto.pk},
        "role": {"role": "data  ENGINEER"},
        "period": {"since": since, "until": last_week},
        "all at once": {"feeder": one, "company": crowd.companies[0].name, "role": "Data Engineer", "since": since},
        "a past day": {"as_of": last_week},
        "a past day of one feeder": {"as_of": last_week, "feeder": one, "since": since},
        "the period before": {"since": since, "compare": "previous"},
        "the year before": {"since": since, "until": last_week, "compare": "year"},
        "two feeders": {"feeder": one, "compare": "feeder", "other": other, "since": since},
        "two feeders at a company": {
            "feeder": one, "compare": "feeder", "other": other, "company": crowd.companies[0].name,
        },
    }  # fmt: skip


def links_of(text: str) -> Iterator[tuple[str, int]]:
    found = LINK.findall(text)
    assert text.count("/analytics/rows/") == len(found)
    for url, shown in found:
        assert NUMBER.fullmatch(shown.strip()), shown
        yield unescape(url), int(shown.replace(",", ""))


def counted_behind(user: User, url: str) -> tuple[int, int]:
    """(the total that is told, the sum over all pages), as the user has it; what is not looked at is not drawn."""
    request = RequestFactory().get(url)
    request.user = user
    with acting_as(identity_of(user)):
        context: Any = rows.rows_page(request).context_data  # type: ignore[attr-defined]
    after = counted_behind(user, context["after"])[1] if context["after"] else 0
    return context["total"], sum(row["n"] for row in context["rows"]) + after


def assert_links_hold(browser: Browser, user: User, url: str, known: dict[str, tuple[int, int]]) -> int:
    answer = browser.get(url)
    assert answer.status_code == 200
    wrong, links = [], set(links_of(answer.content.decode()))
    for link, shown in sorted(links):
        if link not in known:
            known[link] = counted_behind(user, link)
        if known[link] != (shown, shown):
            wrong.append((link, shown, known[link]))
    assert wrong == [], url
    return len(links)


@pytest.mark.slow
def test_every_link_of_every_page(managers: Browser, manager: User, folded: Crowd, monkeypatch: Any) -> None:
    monkeypatch.setattr(rows, "PER_PAGE", 37)
    known: dict[str, tuple[int, int]] = {}
    for parameters in asked_of(folded).values():
        for page in PAGES:
            n = assert_links_hold(managers, manager, f"{path_of(page)}?{urlencode(parameters)}", known)
            assert n > 3 or page == "interviewers", (page, parameters)
        url = f"{path_of('stages')}?{urlencode({**parameters, 'stage': 'technical'})}"
        assert assert_links_hold(managers, manager, url, known)
    assert len(known) > 500


def test_every_link_before_anything_is_folded(managers: Browser, manager: User, crowd: Crowd) -> None:
    known: dict[str, tuple[int, int]] = {}
    for page in ("overview", "feeders", "time"):
        assert assert_links_hold(managers, manager, path_of(page), known) > 3


@pytest.mark.slow
def test_every_link_of_a_recruiter(browser_of: Callable[..., Browser], folded: Crowd) -> None:
    known: dict[str, tuple[int, int]] = {}
    for parameters in ({}, {"since": folded.since, "compare": "previous"}):
        for page in PAGES:
            assert_links_hold(browser_of(folded.otto), folded.otto, f"{path_of(page)}?{urlencode(parameters)}", known)
    assert len(known) > 40


def test_every_figure_has_a_name_and_adds_up(manager: User, folded: Crowd) -> None:
    assert set(rows.NAMES) <= set(COUNTINGS)
    for figure in rows.NAMES:
        told, n = counted_behind(manager, f"/admin/analytics/rows/?figure={figure}")
        assert told == n, figure


def test_rows_lead_to_their_process_and_say_what_they_are(managers: Browser, folded: Crowd) -> None:
    answer = managers.get("/admin/analytics/rows/?figure=status_offer_accepted&company=Northwind")
    text = answer.content.decode()
    assert "Processes: offer accepted" in text
    first = answer.context["rows"][0]["process"]
    assert f"/admin/tracking/interviewprocess/{first.pk}/change/" in text
    assert {row["process"].status for row in answer.context["rows"]} == {"offer_accepted"}
    assert {row["process"].company.name for row in answer.context["rows"]} == {"Northwind"}
    assert '?figure=status_offer_accepted"' in text  # the chip takes the company away, and keeps the figure


def test_pages_follow_each_other(managers: Browser, folded: Crowd, monkeypatch: Any) -> None:
    monkeypatch.setattr(rows, "PER_PAGE", 25)
    first = managers.get("/admin/analytics/rows/?figure=started")
    second = managers.get(first.context["after"])
    third = managers.get(second.context["after"])
    seen = [row["pk"] for answer in (first, second, third) for row in answer.context["rows"]]
    assert (len(seen), len(set(seen)), third.context["after"]) == (60, 60, "")
    begun = [row["process"].created_at for answer in (first, second, third) for row in answer.context["rows"]]
    assert [day.date() for day in begun] == sorted((day.date() for day in begun), reverse=True)


@pytest.mark.parametrize(("page", "shown"), [("99999999", 3), ("-1", 1), ("0", 1), ("x", 1), ("9" * 30, 1), ("٣", 1)])
def test_a_page_that_is_none(managers: Browser, folded: Crowd, monkeypatch: Any, page: str, shown: int) -> None:
    monkeypatch.setattr(rows, "PER_PAGE", 25)
    answer = managers.get(f"/admin/analytics/rows/?figure=started&page={page}")
    assert (answer.status_code, answer.context["number"]) == (200, shown)


@pytest.mark.parametrize("figure", ["", "nonsense", "process_id", "started; drop", "x" * 5_000])
def test_a_figure_that_is_none(managers: Browser, figure: str) -> None:
    assert managers.get("/admin/analytics/rows/", {"figure": figure}).status_code == 404


def test_what_was_deleted_since_is_counted_and_said(managers: Browser, manager: User, crowd: Crowd) -> None:
    process = InterviewProcess.objects.filter(stages=None, offers=None).first()
    assert process is not None
    InterviewProcess.objects.filter(pk=process.pk)._raw_delete("default")
    yesterday = business_today() - timedelta(days=1)
    answer = managers.get(f"/admin/analytics/rows/?figure=started&as_of={yesterday}")
    assert answer.context["total"] == 60
    assert counted_behind(manager, f"/admin/analytics/rows/?figure=started&as_of={yesterday}") == (60, 60)


def test_rows_cost_the_same_for_few_and_many(managers: Browser, folded: Crowd, count_queries: Any) -> None:
    url = "/admin/analytics/rows/?figure=technical_timed&company=Northwind"
    managers.get(url)
    with count_queries(7):
        managers.get(url)
    gather(folded, 60, random.Random(8))
    with count_queries(8):
        managers.get(url)
