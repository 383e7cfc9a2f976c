"""The pages: who may open them, what they keep in their URLs, what they say to nonsense, and what they cost."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.http import urlencode

from analytics.admin import company, feeders
from analytics.admin.page import PAGES
from analytics.charts.units import Unit
from analytics.selectors import naming
from analytics.tests.admin.conftest import Crowd, gather
from analytics.tests.admin.test_rows import path_of
from analytics.tests.folded import fold_all
from config.base.clock import business_today
from config.base.models import User
from config.testing.browsers import Browser
from tracking.tests.factories import FeederFactory, ProcessFactory

pytestmark = pytest.mark.django_db

EVERY = [path_of(page) for page in PAGES]
ROWS = "/admin/analytics/rows/?figure=started"
MOST_STATEMENTS = 12
# page -> statements, whether or not something waits in the log: of all; of one feeder; of one company; of two periods,
# of all, of one feeder and of one company; of two feeders; of one recruiter; of one type of stage.
BUDGETS = {
    "overview": (6, 5, 6, 9, 7, 9, 7, 6, 6),
    "funnel": (4, 4, 4, 6, 6, 6, 6, 4, 4),
    "feeders": (5, 7, 5, 8, 12, 8, 12, 5, 5),
    "company": (3, 3, 6, 4, 4, 10, 4, 3, 3),
    "stages": (5, 5, 5, 6, 6, 6, 6, 5, 9),
    "time": (3, 3, 3, 4, 4, 4, 4, 3, 3),
    "interviewers": (6, 6, 6, 6, 6, 6, 6, 6, 6),
}


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


def errors_of(browser: Browser, **parameters: Any) -> dict[str, Any]:
    answer = browser.get("/admin/analytics/funnel/", parameters)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.context["form"].errors
    assert all(f'id="filter_{name}_error"' in answer.content.decode() for name in found)
    return found


class TestWhoMayOpenThem:
    @pytest.mark.parametrize("path", [*EVERY, ROWS])
    def test_an_interviewer_may_not(self, browser_of: Callable[..., Browser], interviewer: User, path: str) -> None:
        assert browser_of(interviewer).get(path).status_code == 403

    @pytest.mark.parametrize("path", [*EVERY, ROWS])
    def test_candidates_and_strangers_are_sent_to_the_login(
        self, browser_of: Callable[..., Browser], candidate_user: User, path: str
    ) -> None:
        for browser in (browser_of(candidate_user), Browser()):
            answer = browser.get(path)
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")

    def test_a_recruiter_sees_their_own_processes_alone(
        self, browser_of: Callable[..., Browser], folded: Crowd, managers: Browser
    ) -> None:
        def started(browser: Browser, query: str = "") -> int:
            return int(browser.get(f"{ROWS}{query}").context["total"])

        ritas, ottos = browser_of(folded.rita), browser_of(folded.otto)
        assert 0 < started(ottos) < started(ritas)
        assert started(ottos) + started(ritas) == started(managers) == 60
        assert started(managers, f"&recruiter={folded.otto.pk}") == started(ottos)

    def test_the_filter_does_not_lead_a_recruiter_to_anothers(
        self, browser_of: Callable[..., Browser], folded: Crowd
    ) -> None:
        browser = browser_of(folded.otto)
        for path in EVERY:
            answer = browser.get(path, {"recruiter": str(folded.rita.pk)})
            assert "recruiter" not in answer.context["form"].fields
            assert answer.context["chips"] == []
        rows = browser.get(f"{ROWS}&recruiter={folded.rita.pk}").context["rows"]
        assert {row["process"].recruiter for row in rows} == {folded.otto}

    def test_the_start_page_and_the_sidebar_lead_here(
        self, browser_of: Callable[..., Browser], recruiter: User, interviewer: User
    ) -> None:
        assert text_of(browser_of(recruiter).get("/admin/")).count('href="/admin/analytics/"') == 1
        assert 'href="/admin/analytics/"' in text_of(browser_of(recruiter).get("/admin/tracking/offer/"))
        assert "/admin/analytics/" not in text_of(browser_of(interviewer).get("/admin/"))


class TestWhatTheUrlKeeps:
    def test_filters_go_along_between_pages_presets_and_chips(self, managers: Browser, folded: Crowd) -> None:
        asked = {"feeder": "=Fair", "company": "Northwind", "since": folded.since.isoformat(), "compare": "previous"}
        answer = managers.get("/admin/analytics/funnel/", asked)
        for url, title, _ in answer.context["figure_pages"]:
            assert url.split("?")[1] == urlencode(asked), title
        presets = {title: url for url, title, _ in answer.context["presets"]}
        assert "feeder=%3DFair" in presets["Last month"]
        assert "compare=previous" in presets["Last month"]
        assert "compare" not in presets["All time"]
        chips = dict(answer.context["chips"])
        assert list(chips) == [
            "Feeder: =Fair",
            "Company: Northwind",
            f"Begun since {folded.since:%-d %b %Y}",
            "Compared with the period before",
        ]
        assert chips["Feeder: =Fair"] == f"/admin/analytics/funnel/?{urlencode({**asked, 'feeder': ''})}".replace(
            "feeder=&", ""
        )
        for label, url in chips.items():
            assert label not in dict(managers.get(url).context["chips"])

    def test_recruiters_are_offered_once_and_in_order(
        self, managers: Browser, folded: Crowd, make_user: Callable[..., User]
    ) -> None:
        both = make_user("recruiter", first_name="Bo", last_name="Aa", username="zz")
        both.groups.add(Group.objects.get(name="manager"))
        nameless = make_user("recruiter", first_name="", last_name="", username="nameless")
        make_user("recruiter", first_name="Gone", is_active=False)
        choices = managers.get(EVERY[0]).context["form"].fields["recruiter"].choices
        assert [name for _, name in choices] == ["everybody", "mona", "nameless", "otto", "rita", "Bo Aa"]
        assert dict(choices)[str(nameless.pk)] == "nameless"

    def test_months_of_two_feeders_stand_together(self, managers: Browser) -> None:
        """Whichever began first."""
        now = timezone.now()
        early, late = (FeederFactory(name=name) for name in ("Early", "Late"))
        for feeder, days in ((early, 100), (early, 0), (late, 0)):
            ProcessFactory(feeder=feeder, created_at=now - timedelta(days=days))
        answer = managers.get("/admin/analytics/funnel/?feeder=Late&compare=feeder&other=Early")
        first, second = (line.bars for line in answer.context["trend"].lines)
        assert [bar.told.split(":")[0] for bar in first] == [bar.told.split(":")[0] for bar in second]
        assert (first[0].height, second[0].height > 0) == (0, True)

    def test_two_feeders_side_by_side(self, managers: Browser, folded: Crowd) -> None:
        one, other = (feeder.name for feeder in folded.feeders)
        answer = managers.get("/admin/analytics/feeders/", {"feeder": one, "compare": "feeder", "other": other})
        tile = answer.context["tiles"][0]
        assert tile.change.note == f"against {folded.feeders[1].processes.count()}"
        assert [side.name for side in answer.context["stages"].sides] == [one, other]
        assert dict(answer.context["chips"]) == {
            f"Feeder: {one}": "/admin/analytics/feeders/",
            f"Compared with {other}": f"/admin/analytics/feeders/?{urlencode({'feeder': one})}",
        }

    @pytest.mark.parametrize("compare", ["previous", "year"])
    def test_two_periods_side_by_side(self, managers: Browser, folded: Crowd, compare: str) -> None:
        until = business_today() - timedelta(days=3)
        answer = managers.get("/admin/analytics/funnel/", {"since": folded.since, "until": until, "compare": compare})
        first, second = (side.name for side in answer.context["funnel"].sides)
        assert first == f"{folded.since:%-d %b %Y} to {until:%-d %b %Y}"
        last = folded.since - timedelta(days=1) if compare == "previous" else until.replace(year=until.year - 1)
        assert second.endswith(f" to {last:%-d %b %Y}")

    def test_a_past_day_is_said_in_the_head(self, managers: Browser, folded: Crowd) -> None:
        day = business_today() - timedelta(days=9)
        said = f'<time datetime="{day}">{day:%-d %b %Y}</time></strong>'
        for path in EVERY[:-1]:
            assert said in managers.get(path, {"as_of": day}).content.decode(), path
        assert said in managers.get(f"{ROWS}&as_of={day}").content.decode()

    def test_ratings_are_told_as_of_now_and_say_so(self, managers: Browser, heard: list[User]) -> None:
        answer = managers.get("/admin/analytics/interviewers/", {"as_of": business_today() - timedelta(days=9)})
        assert "told as of now only" in text_of(answer)
        assert answer.context["past_day"] is None

    def test_each_page_has_its_own_title(self, managers: Browser, folded: Crowd) -> None:
        asked = [*EVERY, f"{path_of('feeders')}?feeder=%3DFair", f"{path_of('company')}?company=Northwind", ROWS]
        titles = [re.search("<title>(.*)</title>", text_of(managers.get(path))) for path in asked]
        found = [title.group(1) for title in titles if title]
        assert len(set(found)) == len(asked)
        assert "=Fair · Feeders · Figures · Hireloop" in found

    def test_one_feeder_is_named_and_leads_back(self, managers: Browser, folded: Crowd) -> None:
        text = text_of(managers.get("/admin/analytics/feeders/?feeder=%3DFair&company=Northwind"))
        assert "<h1>=Fair</h1>" in text
        assert '<a href="/admin/analytics/feeders/?company=Northwind"><span aria-hidden="true">‹</span> All' in text


class TestNonsense:
    @pytest.mark.parametrize(
        ("parameters", "said"),
        [
            ({"feeder": "Nobody"}, {"feeder": "No feeder has this name."}),
            ({"company": "x" * 5_000}, {"company": "at most 200 characters"}),
            ({"since": "2026-02-30"}, {"since": "Enter a valid date."}),
            ({"since": "0001-01-01"}, {"since": "No more than 100 years from today."}),
            ({"until": "9999-12-31"}, {"until": "No more than 100 years from today."}),
            ({"since": "2026-02-01", "until": "2026-01-31"}, {"until": "It ends before it begins."}),
            ({"as_of": "2099-01-01"}, {"as_of": "Take a day that is over."}),
            ({"as_of": "0001-01-01"}, {"as_of": "No more than 100 years from today."}),
            ({"recruiter": "1' OR 1=1"}, {"recruiter": "Select a valid choice."}),
            ({"compare": "previous"}, {"compare": "Say since when"}),
            ({"compare": "feeder"}, {"other": "Name both feeders."}),
            ({"compare": "moon"}, {"compare": "Select a valid choice."}),
            ({"stage": "nonsense"}, {"stage": "Select a valid choice."}),
            ({"role": "\0"}, {"role": "Null characters are not allowed."}),
        ],
    )
    def test_is_said_beside_its_field(self, managers: Browser, parameters: Any, said: dict[str, str]) -> None:
        found = errors_of(managers, **parameters)
        assert list(found) == list(said)
        assert all(words in str(found[name]) for name, words in said.items())

    @pytest.mark.parametrize(
        "query",
        [
            "since=0001-01-01&until=9999-12-31&as_of=0001-01-01&compare=year",
            "since=1927-01-01&compare=previous",
            "since=1927-01-01&compare=year&as_of=1930-01-01",
            "stage=nonsense&feeder=x&company=y&other=z&compare=feeder&recruiter=q&role=%F0%9F%98%80",
            "feeder=%27&company=%25&role=%5C&page=-1&format=nonsense",
            "feeder=%00&company=%00&role=%00&recruiter=%00&since=%00&compare=%00&stage=%00&other=%00&format=%00",
            "since=2024-02-29&until=2024-02-29&compare=year",
            "role=" + "x" * 190 + "&" + "a=b&" * 500,
        ],
    )
    def test_is_never_an_error(self, managers: Browser, folded: Crowd, query: str) -> None:
        for path in (*EVERY, "/admin/analytics/rows/"):
            assert managers.get(f"{path}?figure=started&{query}").status_code == 200, path

    def test_names_are_escaped(self, managers: Browser, crowd: Crowd) -> None:
        ProcessFactory(feeder=FeederFactory(name="<script>alert(1)</script>"), company=crowd.companies[0])
        for path in EVERY:
            assert "<script>alert" not in managers.get(path).content.decode()


class TestCompanies:
    def test_each_has_its_rate_with_what_it_is_made_of(self, managers: Browser, folded: Crowd) -> None:
        (row,) = (
            row for row in managers.get("/admin/analytics/company/").context["listing"].rows if row.name == "Northwind"
        )
        placed = folded.companies[0].processes.filter(status="offer_accepted").count()
        rate = row.cells[-1]
        assert (rate.under.text, rate.under.of) == (f"{placed}", row.cells[0].text)
        assert rate.text == Unit.SHARE.told(placed / folded.companies[0].processes.count())
        assert rate.under.url.endswith("?figure=status_offer_accepted&company=Northwind")

    def test_rows_beyond_the_most_are_left_to_the_csv(
        self, managers: Browser, folded: Crowd, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In a comparison each has two rows."""
        monkeypatch.setattr(company, "MOST_LISTED", 2)
        monkeypatch.setattr(feeders, "MOST_LISTED", 2)
        for page in ("company", "feeders"):
            alone = managers.get(path_of(page)).context
            both = managers.get(f"{path_of(page)}?since={folded.since}&compare=previous").context
            assert (alone["not_listed"], both["not_listed"]) == (0, 1)
            assert [len(found["listing"].rows) for found in (alone, both)] == [2, 2]

    def test_more_than_the_fields_offer_are_named_too(
        self, managers: Browser, folded: Crowd, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(naming, "MOST_NAMES", 1)
        for page in ("company", "feeders"):
            assert len(managers.get(path_of(page)).context["listing"].rows) == 2
        text = text_of(managers.get(f"{path_of('company')}?company=Northwind"))
        assert all(feeder.name in text for feeder in folded.feeders)


class TestFewAndMany:
    def test_without_any_process_the_page_says_what_to_do(self, managers: Browser) -> None:
        for path in EVERY:
            text = text_of(managers.get(path))
            assert "There is nothing to count yet." in text or "interviewers" in path
        assert "Nothing waits" in text_of(managers.get(EVERY[0]))

    def test_a_filter_that_nothing_matches(self, managers: Browser, folded: Crowd) -> None:
        for path in EVERY[:-1]:
            assert "Nothing matches these filters." in text_of(managers.get(f"{path}?role=Astronaut"))

    def test_one_process(self, managers: Browser) -> None:
        ProcessFactory(feeder=FeederFactory())
        for path in EVERY:
            assert managers.get(path).status_code == 200
        assert "of <a" in managers.get("/admin/analytics/funnel/").content.decode()

    def test_of_too_few_people_nothing_is_told(self, managers: Browser, heard: list[User]) -> None:
        listing = managers.get("/admin/analytics/interviewers/").context["listing"]
        told = {row.name: row.cells for row in listing.rows}
        few, many = told[heard[1].display_name], told[heard[0].display_name]
        assert [cell.text or cell.quiet for cell in few[:-1]] == ["fewer than five candidates", *["not shown"] * 4]
        assert many[0].text == "14"

    def test_many_open_processes_are_said(self, managers: Browser, folded: Crowd) -> None:
        answer = managers.get(f"/admin/analytics/funnel/?since={folded.since}&compare=previous")
        outcome = answer.context["young"]
        assert all(int(cell.text) > 0.2 * int(cell.of) for _, cell in outcome)
        assert ("are still open: rates may rise." in text_of(answer)) is bool(outcome)

    def test_a_period_of_which_many_are_open_is_not_judged(self, managers: Browser) -> None:
        """Its rates are low because it is young."""
        now, before = timezone.now(), timezone.now() - timedelta(days=40)
        for began, status, ended in (
            *[(now, "in_progress", None)] * 9,
            (now, "offer_accepted", now),
            *[(before, "offer_accepted", before)] * 9,
        ):
            ProcessFactory(created_at=began, status=status, ended_at=ended)
        since = business_today() - timedelta(days=29)
        answer = managers.get(f"/admin/analytics/funnel/?since={since}&compare=previous")
        placed = answer.context["tiles"][-1].change
        assert (placed.tone, placed.note.replace("\u00a0", " ")) == ("even", "against 100.0 %: too early to tell")

    @pytest.mark.parametrize("page", PAGES)
    def test_pages_cost_the_same_for_few_and_many(
        self, managers: Browser, folded: Crowd, count_queries: Any, page: str
    ) -> None:
        periods = f"since={folded.since}&compare=previous"
        two_feeders = urlencode({"feeder": "=Fair", "compare": "feeder", "other": "Amazon & Söhne"})
        of_feeder, of_company = "feeder=%3DFair", "company=Northwind"
        asked = ["", of_feeder, of_company, periods, f"{of_feeder}&{periods}", f"{of_company}&{periods}", two_feeders]
        asked += [f"recruiter={folded.rita.pk}", "stage=technical"]
        assert max(BUDGETS[page]) <= MOST_STATEMENTS
        for more in (0, 40):
            gather(folded, more, random.Random(more))
            for fold in (lambda: None, fold_all):
                fold()
                for query, most in zip(asked, BUDGETS[page], strict=True):
                    for _ in range(2):
                        managers.get(f"{path_of(page)}?{query}")
                    with count_queries(most):
                        assert managers.get(f"{path_of(page)}?{query}").status_code == 200

    @pytest.mark.parametrize("page", PAGES)
    def test_pages_of_a_past_day_keep_to_the_budget_too(
        self, managers: Browser, folded: Crowd, count_queries: Any, page: str
    ) -> None:
        past = f"as_of={business_today() - timedelta(days=9)}"
        periods = f"{past}&since={folded.since}&compare=previous"
        two_feeders = f"{past}&{urlencode({'feeder': '=Fair', 'compare': 'feeder', 'other': 'Amazon & Söhne'})}"
        for query in (past, f"{past}&feeder=%3DFair", f"{past}&company=Northwind", periods, two_feeders):
            managers.get(f"{path_of(page)}?{query}")
            with count_queries(MOST_STATEMENTS):
                assert managers.get(f"{path_of(page)}?{query}").status_code == 200
