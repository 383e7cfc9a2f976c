"""Sessions over the API: made, listed, refused, finished."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from config.base.models import User
from config.testing.refusals import attrs_of, codes_of
from interviews.models import InterviewSession
from interviews.services.queue import serve_next
from interviews.services.sessions import expire_sessions, finish_session
from interviews.tests.factories import (
    BankQuestionFactory,
    ModuleFactory,
    ProfileFactory,
    RoleFactory,
    fill_bank,
    make_session,
)

pytestmark = pytest.mark.django_db

# The same in every worker, so that they collect the same tests.
NOBODYS = "00000000-0000-4000-8000-000000000000"


def body(**fields: Any) -> dict[str, Any]:
    return {"role_id": str(RoleFactory().pk), "level": "mid", "type": "technical"} | fields


@pytest.mark.parametrize(
    ("field", "value", "status", "code"),
    [
        ("level", "god", 400, "invalid_choice"),
        ("level", None, 400, "null"),
        ("type", ["technical"], 400, "invalid_choice"),
        ("type", "Technical", 400, "invalid_choice"),
        ("mode", "exam", 400, "invalid_choice"),
        ("role_id", "not-a-uuid", 400, "invalid"),
        ("role_id", 5, 400, "invalid"),
        ("role_id", NOBODYS, 404, "not_found"),
        ("profile_id", NOBODYS, 404, "not_found"),
        ("question_count", 9, 400, "min_value"),
        ("question_count", 16, 400, "max_value"),
        ("question_count", "12", 400, "invalid"),
        ("question_count", True, 400, "invalid"),
        ("question_count", 12.5, 400, "invalid"),
        ("topics", "sql", 400, "not_a_list"),
        ("topics", ["sql"] * 11, 400, "max_length"),
        ("topics", [None], 400, "null"),
        ("topics", ["underwater basket weaving"], 400, "unknown_topic"),
        ("seed", 1, 400, "unknown_field"),
        ("candidate", "x", 400, "unknown_field"),
    ],
)
def test_what_is_no_wish(me: Any, field: str, value: Any, status: int, code: str) -> None:
    fill_bank()
    response = me.post("/api/interviews", body(**{field: value}))
    assert response.status_code == status, response.content
    assert codes_of(response) == [code]
    assert not InterviewSession.objects.exists()


@pytest.mark.parametrize("field", ["status", "overall_score", "started_at", "user", "id", "summary"])
def test_what_the_server_decides_is_ignored(me: Any, candidate_user: User, field: str) -> None:
    fill_bank()
    made = me.post("/api/interviews", body(**{field: "completed"})).json()
    assert (made["status"], made["overall_score"], made["user"]) == ("in_progress", None, str(candidate_user.pk))


def test_neither_role_nor_module_or_both(me: Any) -> None:
    module = str(ModuleFactory().pk)
    for wish in ({"level": "mid", "type": "hr"}, body(module_id=module)):
        response = me.post("/api/interviews", wish)
        assert (response.status_code, codes_of(response)) == (400, ["one_of_two"])


def test_a_role_that_is_no_longer_offered(me: Any) -> None:
    response = me.post("/api/interviews", body(role_id=str(RoleFactory(active=False).pk)))
    assert (response.status_code, codes_of(response), attrs_of(response)) == (400, ["inactive_role"], ["role_id"])


def test_a_private_role_of_another_user(me: Any, recruiter: User) -> None:
    response = me.post("/api/interviews", body(role_id=str(RoleFactory(owner=recruiter).pk)))
    assert response.status_code == 404


def test_a_profile_of_another_user(me: Any) -> None:
    response = me.post("/api/interviews", body(profile_id=str(ProfileFactory().pk)))
    assert response.status_code == 404


def test_a_resume_interview_without_a_resume(me: Any) -> None:
    response = me.post("/api/interviews", body(mode="resume"))
    assert (response.status_code, codes_of(response)) == (400, ["profile_needed"])


def test_a_bank_too_small_says_what_is_missing(me: Any) -> None:
    fill_bank(each=1)
    response = me.post("/api/interviews", body(question_count=15))
    assert (response.status_code, codes_of(response)) == (409, ["bank_too_small"])
    assert "5 more core" in response.json()["errors"][0]["detail"]
    assert not InterviewSession.objects.exists()


def test_a_session_from_a_module(me: Any) -> None:
    questions = [BankQuestionFactory() for _ in range(12)]
    module = ModuleFactory(questions=questions)
    made = me.post("/api/interviews", {"module_id": str(module.pk), "level": "mid"}).json()
    assert (made["type"], made["module"], made["role_selected"]) == ("technical", str(module.pk), None)
    asked = me.get(f"/api/interviews/{made['id']}/questions").json()["results"]
    assert {row["question_text"] for row in asked} == {question.text for question in questions}


def test_a_module_smaller_than_the_session(me: Any) -> None:
    module = ModuleFactory(questions=[BankQuestionFactory()])
    response = me.post("/api/interviews", {"module_id": str(module.pk), "level": "mid"})
    assert (response.status_code, codes_of(response)) == (409, ["bank_too_small"])


def test_an_idempotency_key_begins_one_session(me: Any) -> None:
    fill_bank()
    wish = body()
    first, again = (me.post("/api/interviews", wish, HTTP_IDEMPOTENCY_KEY="k1") for _ in range(2))
    assert first.json()["id"] == again.json()["id"]
    assert InterviewSession.objects.count() == 1


def test_thirty_sessions_a_minute_are_enough(me: Any) -> None:
    fill_bank()
    wish = body()
    answers = [me.post("/api/interviews", wish) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [201] * 30 + [429]
    assert codes_of(answers[-1]) == ["throttled"]
    InterviewSession.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    assert me.post("/api/interviews", wish).status_code == 201


def test_questions_come_in_order_and_start_no_clock(me: Any, session: InterviewSession) -> None:
    rows = me.get(f"/api/interviews/{session.pk}/questions").json()["results"]
    assert [row["order"] for row in rows] == list(range(1, 13))
    assert {row["shown_at"] for row in rows} == {None}
    forbidden = {"model_answer", "key_points", "accepted_answers", "hints"}
    assert not forbidden & set(rows[0])


def test_next_after_the_end_is_complete(me: Any, candidate_user: User, session: InterviewSession) -> None:
    serve_next(session.pk, user=candidate_user)
    finish_session(session.pk, user=candidate_user)
    assert me.get(f"/api/interviews/{session.pk}/next").json() == {"complete": True, "remaining": 0}


def test_finish_without_an_answer_has_no_score(me: Any, session: InterviewSession) -> None:
    first = me.post(f"/api/interviews/{session.pk}/finish").json()
    assert (first["overall_score"], first["completion_method"]) == (None, "manually_ended")
    assert first["progress"]["remaining"] == 0
    again = me.post(f"/api/interviews/{session.pk}/finish")
    assert (again.status_code, again.json()) == (200, first)


def test_finish_after_the_time_out(me: Any, session: InterviewSession) -> None:
    InterviewSession.objects.update(last_activity_at=session.created_at - timedelta(days=1), started_at=None)
    InterviewSession.objects.update(started_at=session.created_at - timedelta(days=2))
    assert expire_sessions() == 1
    response = me.post(f"/api/interviews/{session.pk}/finish")
    assert (response.status_code, codes_of(response)) == (409, ["session_closed"])
    seen = me.get(f"/api/interviews/{session.pk}").json()
    assert (seen["status"], seen["completion_method"]) == ("abandoned", "timeout_cleanup")


def test_the_list_is_ones_own_newest_first(me: Any, candidate_user: User, recruiter: User) -> None:
    make_session(recruiter)
    older, newer = make_session(candidate_user), make_session(candidate_user, type="hr")
    rows = me.get("/api/interviews?count=true").json()
    assert rows["count"] == 2
    assert [row["id"] for row in rows["results"]] == [str(newer.pk), str(older.pk)]
    assert "final_results" not in rows["results"][0]["summary"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("type=hr", 1), ("type=case", 0), ("status=in_progress", 2), ("mode=assessment", 0), ("level=mid", 2)],
)
def test_the_list_narrowed(me: Any, candidate_user: User, query: str, found: int) -> None:
    make_session(candidate_user)
    make_session(candidate_user, type="hr")
    assert len(me.get(f"/api/interviews?{query}").json()["results"]) == found


@pytest.mark.parametrize("query", ["type=god", "status=", "role=x", "limit=0", "ordering=score", "created_after=1"])
def test_what_is_no_filter(me: Any, query: str) -> None:
    status = me.get(f"/api/interviews?{query}").status_code
    assert status == (200 if query == "status=" else 400)


RECORDING = {"kind": "audio", "media_type": "audio/webm", "duration_seconds": 12.5, "size_bytes": 4096}


def test_a_recording_is_noted(me: Any, session: InterviewSession) -> None:
    question = session.questions.first()
    assert question is not None
    made = me.post(f"/api/interviews/{session.pk}/recordings", RECORDING | {"question_id": str(question.pk)})
    assert made.status_code == 201, made.content
    assert made.json()["duration_seconds"] == 12.5
    assert me.get(f"/api/interviews/{session.pk}/recordings").json()["results"] == [made.json()]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "smell"),
        ("media_type", "text/html"),
        ("duration_seconds", -1),
        ("duration_seconds", "NaN"),
        ("size_bytes", -1),
        ("size_bytes", True),
        ("sha256", "abc"),
        ("question_id", "x"),
    ],
)
def test_what_is_no_recording(me: Any, session: InterviewSession, field: str, value: Any) -> None:
    response = me.post(f"/api/interviews/{session.pk}/recordings", RECORDING | {field: value})
    assert (response.status_code, attrs_of(response)) == (400, [field])


def test_a_recording_of_a_question_elsewhere(me: Any, session: InterviewSession, recruiter: User) -> None:
    other = make_session(recruiter).questions.first()
    assert other is not None
    response = me.post(f"/api/interviews/{session.pk}/recordings", RECORDING | {"question_id": str(other.pk)})
    assert response.status_code == 404


PATHS = ["", "/questions", "/next", "/status", "/recordings"]
POSTS = ["/finish", "/answers", "/recordings"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("whose", ["nobody's", "another's", "no id"])
def test_a_session_that_is_not_ones_own(
    client_for: Callable[[User], Any], make_user: Callable[..., User], session: InterviewSession, path: str, whose: str
) -> None:
    stranger = client_for(make_user("candidate", username="cyrus"))
    pk = {"nobody's": uuid4(), "another's": session.pk, "no id": "me"}[whose]
    assert stranger.get(f"/api/interviews/{pk}{path}").status_code == 404


def test_writing_in_a_session_that_is_not_ones_own(
    client_for: Callable[[User], Any], make_user: Callable[..., User], session: InterviewSession
) -> None:
    stranger = client_for(make_user("candidate", username="cyrus"))
    path = f"/api/interviews/{session.pk}"
    question = session.questions.first()
    assert question is not None
    answer = {"question_id": str(question.pk), "answer_text": "Mine now."}
    assert stranger.post(f"{path}/answers", answer).status_code == 404
    assert stranger.post(f"{path}/finish").status_code == 404
    assert stranger.post(f"{path}/recordings", RECORDING).status_code == 404
    assert stranger.post(f"{path}/questions/{question.pk}/hint").status_code == 404
    assert stranger.post(f"{path}/questions/{question.pk}/skip").status_code == 404
    assert stranger.put(f"{path}/questions/{question.pk}/draft", {"answer_text": "x"}).status_code == 404
    session.refresh_from_db()
    assert session.status == "in_progress"


def test_a_manager_sees_assessments_and_writes_in_none(
    client_for: Callable[[User], Any], manager: User, session: InterviewSession, assessment: InterviewSession
) -> None:
    client = client_for(manager)
    assert client.get(f"/api/interviews/{session.pk}").status_code == 404
    assert client.get(f"/api/interviews/{assessment.pk}").status_code == 200
    assert [row["id"] for row in client.get("/api/interviews").json()["results"]] == [str(assessment.pk)]
    assert client.get(f"/api/interviews/{assessment.pk}/next").status_code == 404
    assert client.post(f"/api/interviews/{assessment.pk}/finish").status_code == 404


@pytest.mark.parametrize("role", ["recruiter", "interviewer", "service"])
def test_nobody_else_sees_them(
    client_for: Callable[[User], Any], make_user: Callable[..., User], assessment: InterviewSession, role: str
) -> None:
    client = client_for(make_user(role, username="somebody"))
    assert client.get(f"/api/interviews/{assessment.pk}").status_code == 404
    assert client.get("/api/interviews").json()["results"] == []
