"""The candidates' login, and which door leads where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from config.base.models import User
from config.testing.browsers import Browser

# The same in every worker, so that they collect the same tests.
NOBODYS = "00000000-0000-4000-8000-000000000000"

pytestmark = pytest.mark.django_db
RIGHT = {"username": "carla", "password": "correct horse"}


def test_login_opens_past_interviews(anonymous: Browser, candidate_user: User) -> None:
    answer = anonymous.post("/login", RIGHT)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert anonymous.get("/")["Location"] == "/interviews"
    assert anonymous.get("/interviews").status_code == 200


def test_login_goes_where_one_wanted_to(anonymous: Browser, candidate_user: User) -> None:
    asked = anonymous.get("/interviews?type=hr")
    assert (asked.status_code, asked["Location"]) == (302, "/login?next=/interviews%3Ftype%3Dhr")
    form = anonymous.get(asked["Location"]).content.decode()
    assert 'name="next" value="/interviews?type=hr"' in form
    assert anonymous.post("/login", RIGHT | {"next": "/interviews?type=hr"})["Location"] == "/interviews?type=hr"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_login_does_not_lead_elsewhere(elsewhere: str, anonymous: Browser, candidate_user: User) -> None:
    assert anonymous.post("/login", RIGHT | {"next": elsewhere})["Location"] == "/"


@pytest.mark.parametrize("password", ["wrong", "x" * 5000, ""])
def test_wrong_password_is_said(password: str, anonymous: Browser, candidate_user: User) -> None:
    answer = anonymous.post("/login", {"username": "carla", "password": password})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'role="alert"' in page
    assert "staff" not in page
    assert "x" * 5000 not in page
    assert answer.wsgi_request.user.is_anonymous


def test_inactive_account_is_refused_like_a_wrong_password(anonymous: Browser, make_user: Any) -> None:
    make_user("candidate", username="gone", is_active=False)
    gone = anonymous.post("/login", {"username": "gone", "password": "correct horse"})
    absent = anonymous.post("/login", {"username": "absent", "password": "correct horse"})
    assert (gone.status_code, absent.status_code) == (200, 200)
    assert alert(gone) == alert(absent)


def alert(answer: Any) -> str:
    return str(answer.content.decode().split('role="alert"')[1].split("</div>")[0])


def test_sixth_wrong_password_is_locked_out_of_both_doors(anonymous: Browser, candidate_user: User) -> None:
    wrong = RIGHT | {"password": "wrong"}
    answers = [anonymous.post("/login", wrong) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert 'href="/login"' in answers[-1].content.decode()
    assert anonymous.post("/login", RIGHT).status_code == 429
    assert anonymous.post("/api/token", RIGHT, content_type="application/json").status_code == 429


def test_login_wants_the_forms_token(candidate_user: User) -> None:
    answer = Browser(enforce_csrf_checks=True).post("/login", RIGHT)
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


def test_logged_in_people_need_no_login(mine: Browser) -> None:
    assert mine.get("/login")["Location"] == "/"


def test_logout_ends_the_session(mine: Browser) -> None:
    assert mine.get("/logout").status_code == 405
    assert mine.get("/interviews").status_code == 200
    assert mine.post("/logout")["Location"] == "/login"
    assert mine.get("/interviews").status_code == 302


def test_the_start_page_leads_each_to_their_own(
    anonymous: Browser, browser_of: Callable[[User], Browser], recruiter: User, make_user: Any
) -> None:
    assert anonymous.get("/")["Location"] == "/login"
    assert browser_of(recruiter).get("/")["Location"] == "/admin/"
    assert browser_of(make_user("service", username="robot")).get("/")["Location"] == "/interviews"


def test_candidates_do_not_enter_the_back_office(mine: Browser) -> None:
    assert mine.get("/admin/")["Location"] == "/admin/login/?next=/admin/"


@pytest.mark.parametrize(
    "path", ["/interviews", f"/interviews/{NOBODYS}", "/interviews/new", "/interviews/modules", "/profile"]
)
def test_pages_want_a_login(path: str, anonymous: Browser) -> None:
    assert anonymous.get(path)["Location"] == f"/login?next={path}"


@pytest.mark.parametrize(
    "path", ["/profile/resume", "/profile/resume/remove", f"/interviews/{NOBODYS}/questions/{NOBODYS}/draft"]
)
def test_what_writes_is_not_read(path: str, mine: Browser) -> None:
    assert mine.get(path).status_code == 405


@pytest.mark.parametrize("path", ["/interviews", f"/interviews/{NOBODYS}", "/interviews/modules", "/"])
def test_pages_are_only_read(path: str, mine: Browser) -> None:
    assert mine.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/nothing", f"/interviews/{NOBODYS}", "/interviews/not-a-uuid", "/interviews/%00"])
def test_absent_pages_look_like_the_others(path: str, mine: Browser) -> None:
    answer = mine.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")
    page = answer.content.decode()
    assert "<h1>Not found</h1>" in page
    assert "interviews/pages.css" in page


def test_a_crash_is_a_page_too(mine: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("interviews.pages.views.past_sessions", crash)
    mine.raise_request_exception = False
    answer = mine.get("/interviews")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
    assert "secret detail" not in answer.content.decode()
