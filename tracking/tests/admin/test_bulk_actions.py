"""Bulk actions: asked first, each row by itself, one line of result a row."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from config.base.back_office import bulk
from tracking.services import closing
from tracking.tests.factories import ProcessFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/tracking/interviewprocess/"


def chosen(action: str, rows: Any, **said: Any) -> dict[str, Any]:
    return {"action": action, "_selected_action": [str(row.pk) for row in rows], **said}


@pytest.fixture
def rows(recruiter: Any) -> list[Any]:
    return [ProcessFactory(candidate__owner=recruiter) for _ in range(3)]


def test_confirmation_changes_nothing(browser: Any, rows: Any) -> None:
    answer = browser.post(LIST, chosen("hold", rows))
    assert answer.status_code == 200
    assert "3 interview processes chosen" in answer.content.decode()
    rows[0].refresh_from_db()
    assert rows[0].status == "in_progress"


def test_each_row_has_its_own_result(browser: Any, rows: Any, recruiter: Any) -> None:
    closing.complete_process(rows[1].pk, actor=recruiter, final_status="candidate_withdrew")
    answer = browser.post(LIST, chosen("hold", rows, confirmed="yes", reason="Freeze"))
    page = answer.content.decode()
    assert "2 done, 1 refused" in page
    assert "cannot be put on hold" in page
    for row in rows:
        row.refresh_from_db()
    assert [row.status for row in rows] == ["on_hold", "candidate_withdrew", "on_hold"]
    assert LogEntry.objects.filter(change_message="Put on hold: Freeze").count() == 2


@pytest.mark.parametrize(
    ("action", "said", "status"),
    [
        ("reject", {"rejection_reason": "position_closed"}, "rejected_by_company"),
        ("withdraw", {"withdrawal_reason": "personal"}, "candidate_withdrew"),
    ],
)
def test_ending_many(action: str, said: Any, status: str, browser: Any, rows: Any) -> None:
    browser.post(LIST, chosen(action, rows, confirmed="yes", **said))
    for row in rows:
        row.refresh_from_db()
    assert {row.status for row in rows} == {status}


def test_recruiter_is_assigned_by_managers_only(
    browser: Any, browser_of: Any, rows: Any, manager: Any, other_recruiter: Any
) -> None:
    said = chosen("assign", rows, confirmed="yes", recruiter=str(other_recruiter.pk))
    browser.post(LIST, said)
    rows[0].refresh_from_db()
    assert rows[0].recruiter != other_recruiter
    assert "3 done" in browser_of(manager).post(LIST, said).content.decode()
    rows[0].refresh_from_db()
    assert (rows[0].recruiter, rows[0].recruiter_name) == (other_recruiter, "otto")


def test_rows_of_others_are_left_alone(browser: Any, other_recruiter: Any) -> None:
    theirs = ProcessFactory(candidate__owner=other_recruiter)
    browser.post(LIST, chosen("hold", [theirs], confirmed="yes"))
    theirs.refresh_from_db()
    assert theirs.status == "in_progress"


def test_number_of_rows_is_bounded(browser: Any, rows: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(bulk, "MAX_ROWS", 2)
    answer = browser.post(LIST, chosen("hold", rows, confirmed="yes", select_across="1"), follow=True)
    assert "At most 2 rows at a time" in answer.content.decode()
    rows[0].refresh_from_db()
    assert rows[0].status == "in_progress"


def test_what_is_no_id_is_refused(browser: Any, rows: Any) -> None:
    assert browser.post(LIST, {"action": "hold", "_selected_action": ["x", "%00"]}).status_code == 400
