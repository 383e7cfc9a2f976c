"""The list of past interviews."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from config.base.models import User
from config.testing.browsers import Browser
from interviews.models import InterviewSession
from interviews.services.sessions import finish_session
from interviews.tests.answering import answered_session
from interviews.tests.factories import RoleFactory, make_session

pytestmark = pytest.mark.django_db


def page_of(browser: Browser, query: str = "") -> str:
    answer = browser.get(f"/interviews{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def rows(page: str) -> list[str]:
    """The text of each row of the table."""
    _, _, body = page.partition("<tbody>")
    body, _, _ = body.partition("</tbody>")
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("</tr>") if "<tr>" in row]


def finished(user: User, **wish: Any) -> InterviewSession:
    return finish_session(answered_session(user, **wish).pk, user=user)


def test_without_an_interview_it_says_what_to_do(mine: Browser) -> None:
    page = page_of(mine)
    assert "You have not had an interview yet" in page
    assert 'href="/interviews/new"' in page
    assert "/api/docs" in page
    assert "<table" not in page
    assert "<select" not in page


def test_rows_say_what_each_was(mine: Browser, candidate_user: User) -> None:
    role = RoleFactory(name="<b>Baker</b>").pk
    running = answered_session(candidate_user, role_id=role, level="senior")
    ended = finished(candidate_user, role_id=role)
    unscored = finish_session(make_session(candidate_user, role_id=role).pk, user=candidate_user)
    page = page_of(mine)
    found = rows(page)
    assert len(found) == 3
    assert found[0].startswith("&lt;b&gt;Baker&lt;/b&gt; Technical Mid Practice")
    assert found[0].endswith("Completed No score")
    assert ended.overall_score is not None
    shown = ended.overall_score.quantize(Decimal(1), ROUND_HALF_UP)
    assert found[1].endswith(f"Completed {shown} of 100 · 2 of 12 scored")
    assert found[2].endswith("In progress 2 of 12 answered Go on")
    assert all(f'href="/interviews/{session.pk}"' in page for session in (running, ended, unscored))
    assert "<b>Baker" not in page


def test_a_running_assessment_shows_no_score(mine: Browser, candidate_user: User) -> None:
    answered_session(candidate_user, mode="assessment")
    assert rows(page_of(mine))[0].endswith("In progress 2 of 12 answered Go on")


def test_others_interviews_are_not_listed(
    browser_of: Callable[[User], Browser], candidate_user: User, manager: User
) -> None:
    """A manager may read an assessment, but it is not one of their own past interviews."""
    finished(candidate_user, mode="assessment")
    assert "You have not had an interview yet" in page_of(browser_of(manager))


def test_filters_by_type_and_status(mine: Browser, candidate_user: User) -> None:
    finished(candidate_user, type="hr")
    answered_session(candidate_user, type="technical")
    assert len(rows(page_of(mine))) == 2
    assert "HR" in rows(page_of(mine, "?type=hr"))[0]
    assert len(rows(page_of(mine, "?status=in_progress"))) == 1
    nothing = page_of(mine, "?type=hr&status=in_progress")
    assert "Nothing here with this filter" in nothing
    assert '<option value="hr" selected>' in nothing


@pytest.mark.parametrize("query", ["?type=god", "?status=%00", "?type=hr'--", "?page=0", "?page=9999", "?page=%00"])
def test_unknown_values_filter_nothing(query: str, mine: Browser, candidate_user: User) -> None:
    make_session(candidate_user)
    assert len(rows(page_of(mine, query))) == 1


def test_the_trend_needs_two_scores(mine: Browser, candidate_user: User) -> None:
    finished(candidate_user)
    assert "Scores over time" not in page_of(mine)
    finished(candidate_user)
    page = page_of(mine)
    assert "Scores over time" in page
    assert re.search(r"oldest first: \d+, \d+ of 100", page)
    assert "A hollow dot" in page


def test_pages_of_twenty(mine: Browser, candidate_user: User) -> None:
    for _ in range(21):
        make_session(candidate_user)
    first, second = page_of(mine, "?type=technical"), page_of(mine, "?type=technical&page=2")
    assert (len(rows(first)), len(rows(second))) == (20, 1)
    assert 'rel="next" href="?type=technical&amp;page=2"' in first
    assert 'rel="prev" href="?type=technical&amp;page=1"' in second
    assert "Page 2 of 2" in second


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_four_queries(count: int, mine: Browser, candidate_user: User, count_queries: Any) -> None:
    """The login's session, how many, the page, the trend."""
    for _ in range(count):
        finished(candidate_user)
    with count_queries(4):
        assert len(rows(page_of(mine))) == count
