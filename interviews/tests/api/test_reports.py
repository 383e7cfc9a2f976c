"""GET /api/interviews/{id}/report: shape, rights, budget."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from config.base.models import User
from config.testing.refusals import codes_of
from interviews.models import InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.scoring import DIMENSIONS
from interviews.services.answers import override_score, submit_answer
from interviews.services.queue import serve_next, skip_question, take_hint
from interviews.services.sessions import expire_sessions, finish_session
from interviews.tests.factories import MODEL_ANSWER, make_session

pytestmark = pytest.mark.django_db
POOR = "I would look it up."


def answer(session: InterviewSession, user: User, text: str) -> InterviewAnswer:
    question = serve_next(session.pk, user=user)
    assert question is not None
    return submit_answer(session.pk, user=user, question_id=question.pk, answer_text=text)


def report_of(client: Any, session: InterviewSession) -> Any:
    response = client.get(f"/api/interviews/{session.pk}/report")
    assert response.status_code == 200, response.content
    return response.json()


def test_report_of_a_practice_session(me: Any, candidate_user: User, session: InterviewSession) -> None:
    first = serve_next(session.pk, user=candidate_user)
    assert first is not None
    take_hint(session.pk, first.pk, user=candidate_user)
    good = answer(session, candidate_user, MODEL_ANSWER)
    poor = answer(session, candidate_user, POOR)
    passed_by = serve_next(session.pk, user=candidate_user)
    assert passed_by is not None
    skip_question(session.pk, passed_by.pk, user=candidate_user)
    finish_session(session.pk, user=candidate_user)
    report = report_of(me, session)
    session.refresh_from_db()
    assert report["session"]["id"] == str(session.pk)
    assert report["session"]["status"] == "completed"
    assert report["overall_score"] == report["session"]["overall_score"] == float(session.overall_score or -1)
    assert report["coverage"] == {"scored": 2, "total": 12}
    assert report["interval"]["low"] <= report["overall_score"] <= report["interval"]["high"]
    assert set(report["rubric_breakdown"]) == set(report["rubric_coverage"]) == set(DIMENSIONS)
    assert report["skill_coverage"] == {"sql": {"scored": 2, "asked": 3}}
    assert report["skill_breakdown"]["sql"] == report["overall_score"]
    assert (report["totals"]["hints_used"], report["totals"]["skipped"], report["totals"]["unanswered"]) == (1, 1, 10)
    assert report["strengths"]
    assert report["weaknesses"]
    assert any("2 of 12 questions" in note for note in report["notes"])
    one, two, three, *rest = report["answers"]
    assert [row["order"] for row in report["answers"]] == list(range(1, 13))
    assert (one["answer_text"], one["score"], one["hints_used"]) == (MODEL_ANSWER, float(good.score or -1), 1)
    assert one["feedback_json"]["model_answer"] == MODEL_ANSWER
    assert set(one["evaluation"]) == {
        *("confidence", "doubts", "points", "dimensions", "scorer", "version", "text", "interval"),
    }
    assert two["score"] == float(poor.score or 0)
    assert (three["skipped"], three["asked"]) == (True, True)
    assert [row["asked"] for row in rest] == [False] * 9


def test_what_nobody_answered_shows_no_model_answer(me: Any, candidate_user: User, session: InterviewSession) -> None:
    finish_session(session.pk, user=candidate_user)
    response = me.get(f"/api/interviews/{session.pk}/report")
    report = response.json()
    assert MODEL_ANSWER not in response.content.decode()
    assert (report["overall_score"], report["interval"], report["coverage"]) == (None, None, {"scored": 0, "total": 12})
    assert set(report["rubric_breakdown"].values()) == {None}
    assert report["skill_breakdown"] == {"sql": None}
    assert (report["strengths"], report["weaknesses"]) == ([], [])
    for row in report["answers"]:
        assert (row["feedback_json"], row["scores_json"], row["evaluation"], row["score"]) == (None, None, None, None)


def test_one_answer_has_a_score_and_no_interval(me: Any, candidate_user: User, session: InterviewSession) -> None:
    given = answer(session, candidate_user, MODEL_ANSWER)
    finish_session(session.pk, user=candidate_user)
    report = report_of(me, session)
    assert (report["overall_score"], report["interval"]) == (float(given.score or -1), None)


def test_report_of_a_running_session_is_refused(me: Any, candidate_user: User, session: InterviewSession) -> None:
    answer(session, candidate_user, MODEL_ANSWER)
    response = me.get(f"/api/interviews/{session.pk}/report")
    assert (response.status_code, codes_of(response)) == (409, ["session_open"])


def test_report_of_an_abandoned_session(
    me: Any, candidate_user: User, session: InterviewSession, settings: Any
) -> None:
    answer(session, candidate_user, MODEL_ANSWER)
    settings.INTERVIEW_IDLE_MINUTES = 0
    assert expire_sessions() == 1
    report = report_of(me, session)
    assert report["session"]["status"] == "abandoned"
    assert report["coverage"]["scored"] == 1
    assert any("timed out" in note for note in report["notes"])


def test_report_of_a_session_without_questions(me: Any, candidate_user: User) -> None:
    """Such as an imported one of which only the end is known."""
    now = timezone.now()
    session = InterviewSession.objects.create(
        user=candidate_user,
        level="mid",
        type="hr",
        seed=1,
        imported_from="old-1",
        role_source="catalog",
        started_at=now,
    )
    InterviewSession.objects.filter(pk=session.pk).update(status="in_progress")
    InterviewSession.objects.filter(pk=session.pk).update(
        status="completed", completion_method="automatic", ended_at=now
    )
    report = report_of(me, session)
    assert (report["overall_score"], report["answers"], report["coverage"]) == (None, [], {"scored": 0, "total": 0})


def test_report_of_another_is_absent(
    client_for: Callable[[User], Any],
    candidate_user: User,
    manager: User,
    recruiter: User,
    session: InterviewSession,
    me: Any,
) -> None:
    finish_session(session.pk, user=candidate_user)
    foreign = client_for(recruiter).get(f"/api/interviews/{session.pk}/report")
    absent = me.get(f"/api/interviews/{uuid4()}/report")
    practice = client_for(manager).get(f"/api/interviews/{session.pk}/report")
    assert (foreign.status_code, absent.status_code, practice.status_code) == (404, 404, 404)
    assert foreign.content == absent.content == practice.content


def test_manager_reads_an_assessment_and_what_they_judged(
    me: Any, client_for: Callable[[User], Any], candidate_user: User, manager: User, assessment: InterviewSession
) -> None:
    given = answer(assessment, candidate_user, POOR)
    finish_session(assessment.pk, user=candidate_user)
    override_score(given.pk, actor=manager, score=Decimal("80"), reason="Right in other words.")
    report = report_of(client_for(manager), assessment)
    row = report["answers"][0]
    assert (row["score"], row["overridden"], row["machine_score"]) == (80, True, float(given.machine_score or 0))
    assert report["overall_score"] == 80
    assert any("Judged by a person: question 1" in note for note in report["notes"])
    assert report == report_of(me, assessment)


def test_report_of_fifteen_answers_takes_one_query(me: Any, candidate_user: User, count_queries: Any) -> None:
    session = make_session(candidate_user, question_count=15)
    while serve_next(session.pk, user=candidate_user):
        answer(session, candidate_user, MODEL_ANSWER)
    finish_session(session.pk, user=candidate_user)
    me.get("/api/interviews")
    with count_queries(1):
        report = report_of(me, session)
    assert report["coverage"] == {"scored": 15, "total": 15}
    assert InterviewQuestion.objects.filter(session=session).count() == 15
