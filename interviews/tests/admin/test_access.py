"""Who works with the catalogue."""

from __future__ import annotations

from typing import Any

import pytest

from interviews.tests.factories import BankQuestionFactory

pytestmark = pytest.mark.django_db
CATALOGUE = ["bankquestion", "module", "role", "followuptemplate"]
ASSESSMENTS = ["interviewsession", "interviewanswer"]


@pytest.mark.parametrize("name", [*CATALOGUE, *ASSESSMENTS])
def test_empty_list_opens_for_managers(name: str, managers: Any) -> None:
    assert managers.get(f"/admin/interviews/{name}/").status_code == 200


@pytest.mark.parametrize("name", CATALOGUE)
def test_recruiters_work_with_the_catalogue(name: str, browser: Any) -> None:
    assert browser.get(f"/admin/interviews/{name}/").status_code == 200
    assert browser.get(f"/admin/interviews/{name}/add/").status_code == 200


@pytest.mark.parametrize("name", CATALOGUE)
def test_interviewers_do_not(name: str, browser_of: Any, interviewer: Any) -> None:
    browser = browser_of(interviewer)
    for path in ("", "add/"):
        assert browser.get(f"/admin/interviews/{name}/{path}").status_code == 403
        assert browser.post(f"/admin/interviews/{name}/{path}").status_code == 403


def test_interviewers_neither_import_nor_export(browser_of: Any, interviewer: Any) -> None:
    for path in ("import/", "export/", "process_import/"):
        assert browser_of(interviewer).post(f"/admin/interviews/bankquestion/{path}").status_code == 403


@pytest.mark.parametrize("role", ["candidate", "service"])
def test_other_roles_do_not_enter_even_as_staff(role: str, browser_of: Any, make_user: Any) -> None:
    question = BankQuestionFactory.create()
    browser = browser_of(make_user(role, is_staff=True))
    assert browser.get(f"/admin/interviews/bankquestion/{question.pk}/change/").status_code == 302


@pytest.mark.parametrize("name", ["module", "role", "followuptemplate"])
def test_nobody_deletes_what_sessions_hang_on(name: str, managers: Any) -> None:
    answer = managers.post(f"/admin/interviews/{name}/", {"action": "delete_selected", "_selected_action": ["x"]})
    assert answer.status_code in (200, 302, 400)
    assert "delete_selected" not in managers.get(f"/admin/interviews/{name}/").content.decode()


def test_lookups_that_no_filter_offers_are_refused(managers: Any) -> None:
    query = "user__password__startswith=a"
    assert managers.get(f"/admin/interviews/interviewsession/?{query}").status_code == 400
