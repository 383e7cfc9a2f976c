"""GET /api/feedback/due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from config.base.clock import business_today
from config.base.models import User
from config.testing.refusals import codes_of
from tracking.models import InterviewStage
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db
URL = "/api/feedback/due"


def held(panel: list[User], recruiter: User, ago: int = 2) -> InterviewStage:
    process = ProcessFactory(candidate=CandidateFactory(owner=recruiter))
    return StageFactory.create(panel=panel, process=process, scheduled_date=business_today() - timedelta(days=ago))


def test_row_in_full(client_for: Any, interviewer: User, recruiter: User) -> None:
    stage = held([interviewer], recruiter)
    response = client_for(interviewer).get(URL)
    assert response.status_code == 200
    assert response.json() == {
        "next": None,
        "previous": None,
        "results": [
            {
                "stage_id": str(stage.pk),
                "process_id": str(stage.process_id),
                "candidate_id": str(stage.process.candidate_id),
                "candidate_name": stage.process.candidate.full_name,
                "company_name": stage.process.company.name,
                "role_title": "Backend Engineer",
                "stage_name": "Phone Screen",
                "interviewer": {"id": str(interviewer.pk), "name": "ivan"},
                "due_since": stage.scheduled_date.isoformat() if stage.scheduled_date else None,
                "reminders_sent": 0,
                "last_reminder_at": None,
            }
        ],
    }


def test_limit_cuts_the_oldest(api: Any, interviewer: User, recruiter: User) -> None:
    new, old = (held([interviewer], recruiter, ago) for ago in (1, 9))
    found = [row["stage_id"] for row in api.get(URL).json()["results"]]
    assert found == [str(new.pk), str(old.pk)]
    assert [row["stage_id"] for row in api.get(f"{URL}?limit=1").json()["results"]] == [str(new.pk)]


def test_scope(client_for: Any, interviewer: User, recruiter: User, other_recruiter: User, manager: User) -> None:
    held([interviewer], recruiter)
    counts = [
        len(client_for(user).get(URL).json()["results"]) for user in (interviewer, recruiter, other_recruiter, manager)
    ]
    assert counts == [1, 1, 0, 1]


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=x", "limit=" + "9" * 30, "cursor=x", "company=x"])
def test_odd_queries_are_refused(api: Any, query: str) -> None:
    response = api.get(f"{URL}?{query}")
    assert response.status_code == 400
    assert codes_of(response) == ["invalid" if query.startswith("limit") else "unknown_parameter"]


@pytest.mark.parametrize("role", ["candidate", "service"])
def test_others_have_no_due_list(client_for: Any, make_user: Any, role: str) -> None:
    assert client_for(make_user(role)).get(URL).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries(api: Any, interviewer: User, recruiter: User, count_queries: Any, rows: int) -> None:
    for _ in range(rows):
        held([interviewer], recruiter)
    with count_queries(2):
        api.get(URL)
