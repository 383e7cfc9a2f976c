"""Answers over the API: scored, revised, refused; drafts, hints, passing by."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import pytest

from config.base.models import User
from config.testing.refusals import attrs_of, codes_of
from interviews.models import AnswerRevision, InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.scoring import DIMENSIONS
from interviews.services.queue import serve_next
from interviews.services.sessions import finish_session
from interviews.tests.factories import ACCEPTED_ANSWERS, MODEL_ANSWER, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(candidate_user: User, session: InterviewSession) -> InterviewQuestion:
    """The session's first, served."""
    found = serve_next(session.pk, user=candidate_user)
    assert found is not None
    return found


def send(me: Any, question: InterviewQuestion, **body: Any) -> Any:
    path = f"/api/interviews/{question.session_id}/answers"
    return me.post(path, {"question_id": str(question.pk), "answer_text": ACCEPTED_ANSWERS[0]} | body)


def test_an_answer_is_scored_with_reasons(me: Any, question: InterviewQuestion) -> None:
    response = send(me, question, time_seconds=40)
    assert response.status_code == 201, response.content
    answer = response.json()
    assert set(answer["scores_json"]) == set(DIMENSIONS)
    assert set(answer["feedback_json"]) == {"strengths", "weaknesses", "improvements", "model_answer"}
    assert answer["feedback_json"]["model_answer"] == MODEL_ANSWER
    assert 0 <= answer["score"] <= 100
    assert (answer["time_seconds"], answer["evaluation_status"], answer["revision_count"]) == (40, "scored", 0)
    assert answer["question"]["id"] == str(question.pk)
    evaluation = answer["evaluation"]
    assert evaluation["scorer"]
    assert evaluation["version"]
    assert set(evaluation["dimensions"]) == set(DIMENSIONS)
    assert {point["verdict"] for point in evaluation["points"]} <= {"covered", "partly", "missing"}


def test_the_same_text_again_is_the_same_answer(me: Any, question: InterviewQuestion) -> None:
    first, again = send(me, question).json(), send(me, question)
    assert (again.status_code, again.json()["id"], again.json()["revision_count"]) == (201, first["id"], 0)
    assert AnswerRevision.objects.count() == 1


def test_another_text_in_practice_is_kept_but_does_not_count(me: Any, question: InterviewQuestion) -> None:
    first = send(me, question, answer_text="No idea.").json()
    second = send(me, question, answer_text=MODEL_ANSWER).json()
    assert (second["id"], second["score"], second["answer_text"]) == (first["id"], first["score"], "No idea.")
    assert (second["revision_count"], second["last_revision"]["counts"]) == (1, False)
    assert second["last_revision"]["score"] > first["score"]


def test_another_text_in_an_assessment_counts(me: Any, candidate_user: User, assessment: InterviewSession) -> None:
    question = serve_next(assessment.pk, user=candidate_user)
    assert question is not None
    send(me, question, answer_text="No idea.")
    send(me, question, answer_text=MODEL_ANSWER)
    stored = InterviewAnswer.objects.get()
    assert (stored.answer_text, stored.revision_count) == (MODEL_ANSWER, 1)
    assert stored.score is not None
    assert stored.score > 50


def test_a_key_makes_a_retry_the_same_answer(me: Any, question: InterviewQuestion) -> None:
    path, body = f"/api/interviews/{question.session_id}/answers", {"question_id": str(question.pk)}
    sent = [me.post(path, body | {"answer_text": MODEL_ANSWER}, HTTP_IDEMPOTENCY_KEY="k") for _ in range(2)]
    assert sent[0].content == sent[1].content
    other = me.post(path, body | {"answer_text": "Other"}, HTTP_IDEMPOTENCY_KEY="k")
    assert other.status_code == 422


@pytest.mark.parametrize("seconds", [-1, 10**9, 1.5, True, "40", 10_000])
def test_what_is_no_time(me: Any, question: InterviewQuestion, seconds: Any) -> None:
    response = send(me, question, time_seconds=seconds)
    assert (response.status_code, attrs_of(response)) == (400, ["time_seconds"])
    assert not InterviewAnswer.objects.exists()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 400),
        (" \n\t ", 400),
        ("\u200b\u200b", 400),
        ("a\x00b", 400),
        ("x" * 100_000, 400),
        (None, 400),
        (5, 400),
        (["x"], 400),
        ("\u202eanswer", 201),
        ("🙂🙂🙂", 201),
        ("a" + "\u0301" * 2000, 201),
        ("(a+)+$" * 3000, 201),
        ("x" * 20_000, 201),
    ],
    ids=repr,
)
def test_hostile_text(me: Any, question: InterviewQuestion, text: Any, status: int) -> None:
    started = time.perf_counter()
    response = send(me, question, answer_text=text)
    assert response.status_code == status, response.content
    assert time.perf_counter() - started < 5  # a bait for slow expressions would take minutes
    if status == 201:
        assert response.json()["score"] <= 20


def test_an_answer_keeps_its_white_space(me: Any, question: InterviewQuestion) -> None:
    assert send(me, question, answer_text="  first\n\n  second ").json()["answer_text"] == "  first\n\n  second "


def test_a_question_of_another_session(me: Any, candidate_user: User, recruiter: User, session: Any) -> None:
    path = f"/api/interviews/{session.pk}/answers"
    for other in (make_session(candidate_user), make_session(recruiter)):
        question = other.questions.first()
        assert question is not None
        assert me.post(path, {"question_id": str(question.pk), "answer_text": "x"}).status_code == 404
    assert me.post(path, {"question_id": str(uuid4()), "answer_text": "x"}).status_code == 404
    assert not InterviewAnswer.objects.exists()


def test_practice_may_be_answered_out_of_order(me: Any, session: InterviewSession) -> None:
    ninth = session.questions.get(order=9)
    assert send(me, ninth).status_code == 201
    assert me.get(f"/api/interviews/{session.pk}/next").json()["order"] == 1
    ninth.refresh_from_db()
    assert ninth.shown_at == session.started_at


def test_an_assessment_is_answered_as_it_is_asked(me: Any, assessment: InterviewSession) -> None:
    for action in ("hint", "skip"):
        question = assessment.questions.get(order=9)
        path = f"/api/interviews/{assessment.pk}/questions/{question.pk}/{action}"
        assert codes_of(me.post(path)) == ["not_served"]
    response = send(me, assessment.questions.get(order=9))
    assert (response.status_code, codes_of(response)) == (409, ["not_served"])


def test_nothing_after_the_end(me: Any, candidate_user: User, question: InterviewQuestion) -> None:
    finish_session(question.session_id, user=candidate_user)
    path = f"/api/interviews/{question.session_id}/questions/{question.pk}"
    refused = [
        send(me, question),
        me.put(f"{path}/draft", {"answer_text": "x"}),
        me.post(f"{path}/hint"),
        me.post(f"{path}/skip"),
    ]
    assert [codes_of(response) for response in refused] == [["session_closed"]] * 4
    assert not InterviewAnswer.objects.exists()


def test_hints_one_by_one_until_there_are_none(me: Any, question: InterviewQuestion) -> None:
    path = f"/api/interviews/{question.session_id}/questions/{question.pk}/hint"
    given = [me.post(path).json() for _ in range(2)]
    assert given == [
        {"hint": "Think of a book.", "hints_used": 1, "hints_available": 1},
        {"hint": "Think of what an insert has to do.", "hints_used": 2, "hints_available": 0},
    ]
    assert codes_of(me.post(path)) == ["no_more_hints"]


def test_a_hint_asked_for_twice_with_one_key_counts_once(me: Any, question: InterviewQuestion) -> None:
    path = f"/api/interviews/{question.session_id}/questions/{question.pk}/hint"
    first, again = (me.post(path, HTTP_IDEMPOTENCY_KEY="h") for _ in range(2))
    assert first.json() == again.json()
    question.refresh_from_db()
    assert question.hints_used == 1


def test_neither_hint_draft_nor_skip_once_answered(me: Any, question: InterviewQuestion) -> None:
    send(me, question)
    path = f"/api/interviews/{question.session_id}/questions/{question.pk}"
    refused = [me.post(f"{path}/hint"), me.put(f"{path}/draft", {"answer_text": "x"}), me.post(f"{path}/skip")]
    assert [codes_of(response) for response in refused] == [["already_answered"]] * 3


def test_a_skipped_question_may_still_be_answered(me: Any, question: InterviewQuestion) -> None:
    path = f"/api/interviews/{question.session_id}"
    skipped = me.post(f"/api/interviews/{question.session_id}/questions/{question.pk}/skip")
    assert skipped.json()["skipped"] is True
    assert me.get(f"/api/interviews/{question.session_id}/status").json()["progress"]["skipped"] == 1
    assert me.get(f"{path}/next").json()["order"] == 2
    assert send(me, question).status_code == 201
    progress = me.get(f"{path}/status").json()["progress"]
    assert (progress["answered"], progress["skipped"], progress["remaining"]) == (1, 0, 11)


@pytest.mark.parametrize("body", [{}, {"answer_text": None}, {"answer_text": 5}, {"answer_text": "x", "score": 9}])
def test_what_is_no_draft(me: Any, question: InterviewQuestion, body: dict[str, Any]) -> None:
    response = me.put(f"/api/interviews/{question.session_id}/questions/{question.pk}/draft", body)
    assert response.status_code == 400


def test_what_was_answered_can_be_read_back(me: Any, question: InterviewQuestion) -> None:
    answer = send(me, question).json()
    assert me.get(f"/api/interviews/{question.session_id}/answers").json()["results"] == [answer]


def test_answers_of_a_running_assessment_come_back_without_scores(
    me: Any, candidate_user: User, assessment: InterviewSession
) -> None:
    question = serve_next(assessment.pk, user=candidate_user)
    assert question is not None
    send(me, question)
    row = me.get(f"/api/interviews/{assessment.pk}/answers").json()["results"][0]
    assert row["answer_text"] == ACCEPTED_ANSWERS[0]
    assert (row["scores_json"], row["feedback_json"], row["evaluation"]) == (None, None, None)


def test_code_alone_is_kept_but_not_scored(me: Any, question: InterviewQuestion) -> None:
    answer = send(me, question, answer_text="", code_submission="SELECT 1").json()
    assert (answer["code_submission"], answer["score"], answer["evaluation_status"]) == (
        "SELECT 1",
        None,
        "not_assessed",
    )
    assert answer["scores_json"] == dict.fromkeys(DIMENSIONS)
    assert answer["feedback_json"]["improvements"]


def test_a_draft_of_the_text_leaves_the_code(me: Any, question: InterviewQuestion) -> None:
    path = f"/api/interviews/{question.session_id}/questions/{question.pk}/draft"
    me.put(path, {"answer_text": "so far", "code_submission": "SELECT 1"})
    draft = me.put(path, {"answer_text": "further"}).json()["draft"]
    assert (draft["answer_text"], draft["code_submission"]) == ("further", "SELECT 1")


def test_a_draft_is_its_writers_alone(
    me: Any, client_for: Any, manager: User, candidate_user: User, assessment: InterviewSession
) -> None:
    question = serve_next(assessment.pk, user=candidate_user)
    assert question is not None
    me.put(f"/api/interviews/{assessment.pk}/questions/{question.pk}/draft", {"answer_text": "so far"})
    path = f"/api/interviews/{assessment.pk}/questions"
    assert me.get(path).json()["results"][0]["draft"]["answer_text"] == "so far"
    assert client_for(manager).get(path).json()["results"][0]["draft"] is None


def test_an_answer_is_revised_fifty_times_at_most(me: Any, question: InterviewQuestion) -> None:
    send(me, question)
    InterviewAnswer.objects.update(revision_count=50)
    response = send(me, question, answer_text="Once more.")
    assert (response.status_code, codes_of(response)) == (409, ["too_many_revisions"])
