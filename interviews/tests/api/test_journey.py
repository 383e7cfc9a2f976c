"""A candidate's whole way through an interview, as a client goes it."""

from __future__ import annotations

from typing import Any

import pytest

from interviews.models import InterviewSession
from interviews.tests.factories import MODEL_ANSWER, RoleFactory, fill_bank

pytestmark = pytest.mark.django_db


def begin(me: Any, **wish: Any) -> dict[str, Any]:
    role = RoleFactory()
    fill_bank(role)
    made = me.post("/api/interviews", {"role_id": str(role.pk), "level": "mid", "type": "technical"} | wish)
    assert made.status_code == 201, made.content
    found: dict[str, Any] = made.json()
    return found


def test_practice_from_beginning_to_end(me: Any) -> None:
    made = begin(me)
    assert (made["status"], made["mode"], made["role_source"]) == ("in_progress", "practice", "catalog")
    assert made["progress"] | {"estimated_seconds": 0} == {
        "current_question": 1,
        "total_questions": 12,
        "answered": 0,
        "skipped": 0,
        "remaining": 12,
        "estimated_seconds": 0,
    }
    path = f"/api/interviews/{made['id']}"
    for remaining in range(12, 0, -1):
        question = me.get(f"{path}/next").json()
        assert (question["complete"], question["remaining"]) == (False, remaining)
        assert "model_answer" not in question
        body = {"question_id": question["id"], "answer_text": MODEL_ANSWER, "time_seconds": 30}
        answer = me.post(f"{path}/answers", body)
        assert answer.status_code == 201, answer.content
    assert me.get(f"{path}/next").json() == {"complete": True, "remaining": 0}
    finished = me.post(f"{path}/finish").json()
    assert (finished["status"], finished["completion_method"]) == ("completed", "automatic")
    scores = finished["summary"]["individual_scores"]
    assert len(scores) == 12
    assert finished["overall_score"] == pytest.approx(sum(scores) / 12, abs=0.06)
    assert finished["summary"]["completed_questions"] == 12
    assert finished["summary"]["duration"] >= 0
    assert [row["user_response"] for row in finished["summary"]["final_results"]] == [MODEL_ANSWER] * 12


def test_an_assessment_tells_nothing_before_its_end(me: Any) -> None:
    made = begin(me, mode="assessment")
    path = f"/api/interviews/{made['id']}"
    assert me.get(f"{path}/questions").json()["results"] == []
    question = me.get(f"{path}/next").json()
    assert [row["id"] for row in me.get(f"{path}/questions").json()["results"]] == [question["id"]]
    answer = me.post(f"{path}/answers", {"question_id": question["id"], "answer_text": MODEL_ANSWER}).json()
    withheld = ("scores_json", "feedback_json", "evaluation", "evaluation_status", "score", "last_revision")
    assert {name: answer[name] for name in withheld} == dict.fromkeys(withheld)
    running = me.get(path).json()
    assert running["summary"]["individual_scores"] == [None] * 12
    assert (running["summary"]["average_score"], running["summary"]["final_results"]) == (None, None)
    assert running["summary"]["completed_questions"] == 1
    assert MODEL_ANSWER not in str(running)
    finished = me.post(f"{path}/finish").json()
    assert finished["completion_method"] == "manually_ended"
    assert finished["overall_score"] == finished["summary"]["individual_scores"][0] > 50
    assert InterviewSession.objects.get().overall_score == pytest.approx(finished["overall_score"])


def test_coming_back_on_another_device_goes_on_where_it_was(me: Any) -> None:
    path = f"/api/interviews/{begin(me)['id']}"
    first = me.get(f"{path}/next").json()
    draft = {"answer_text": "An index is ", "code_submission": "CREATE INDEX"}
    assert me.put(f"{path}/questions/{first['id']}/draft", draft).status_code == 200
    again = me.get(f"{path}/next").json()
    assert (again["id"], again["shown_at"]) == (first["id"], first["shown_at"])
    assert again["draft"]["answer_text"] == "An index is "
    me.post(f"{path}/answers", {"question_id": first["id"], "answer_text": MODEL_ANSWER})
    assert me.get(f"{path}/status").json()["progress"]["current_question"] == 2
