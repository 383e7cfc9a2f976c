"""Old sessions stored: what becomes of each entry, and what stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from config.base.models import User
from config.testing.rivals import at_once, failures
from interviews.backfill import Entry
from interviews.enums import EvaluationState, Mode, SessionStatus, Source
from interviews.models import AnswerRevision, InterviewAnswer, InterviewQuestion, InterviewSession, ScoreOverride
from interviews.services import backfill
from interviews.services.answers import submit_answer
from interviews.services.backfill import BackfillReport, Refusal, backfill_sessions
from interviews.services.queue import serve_next
from interviews.services.sessions import finish_session
from interviews.signals import session_finished
from interviews.tests.factories import make_session
from interviews.tests.old_sessions import Row, exchange, response, resume_entry, technical_entry

pytestmark = pytest.mark.django_db


def run(*rows: Any, user_by: str = "username", dry_run: bool = False) -> BackfillReport:
    entries = [Entry(number, row) for number, row in enumerate(rows, 1)]
    return backfill_sessions(entries, user_by=user_by, dry_run=dry_run)


def everything() -> list[Any]:
    models = (InterviewSession, InterviewQuestion, InterviewAnswer, AnswerRevision, ScoreOverride)
    return [list(model.objects.order_by("pk").values()) for model in models]


def answers() -> list[InterviewAnswer]:
    return list(InterviewAnswer.objects.order_by("question__order"))


@pytest.fixture(autouse=True)
def carla(candidate_user: User) -> User:
    return candidate_user


THREE = (
    exchange("One.", "Rating: 8.5/10", next_question="Second?", hint="Say more."),
    exchange("Two.", "Rating: 6/10", next_question="Third?"),
    exchange("Three.", "A good answer."),
)


class TestNewSession:
    def test_resume_interview(self, carla: User) -> None:
        report = run(resume_entry(*THREE, topics=["Django"]))

        session = InterviewSession.objects.get()
        assert (session.user, session.imported_from) == (carla, "old-1")
        assert (session.mode, session.type, session.level) == (Mode.RESUME, "mixed", "mid")
        assert (session.role_selected, session.role_source, session.topics) == (None, "catalog", ["django"])
        assert (session.status, session.completion_method) == (SessionStatus.COMPLETED, "automatic")
        assert session.overall_score == Decimal("72.5")
        assert session.started_at == session.created_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
        assert session.ended_at == session.last_activity_at == datetime(2024, 5, 1, 10, 10, tzinfo=UTC)
        assert report.made == {"sessions": 1, "answers": 3, "scored": 2, "needs_review": 1}
        assert report.refused == 0

    def test_questions_and_answers(self) -> None:
        run(resume_entry(*THREE))

        questions = InterviewQuestion.objects.order_by("order")
        assert [question.question_text for question in questions] == ["(not recorded)", "Second?", "Third?"]
        assert {question.source for question in questions} == {Source.IMPORTED}
        first, second, third = answers()
        assert [first.score, second.score, third.score] == [85, 60, None]
        assert [first.machine_score, third.machine_score] == [85, None]
        assert second.evaluation_status == EvaluationState.SCORED
        assert third.evaluation_status == EvaluationState.NEEDS_REVIEW
        assert first.evaluation_json == {
            "scorer": "imported",
            "version": "1",
            "text": "Rating: 8.5/10",
            "read_from": "evaluation",
        }
        assert first.feedback_json["improvements"] == ["Say more."]
        assert set(first.scores_json.values()) == {None}
        assert (first.time_taken, first.submitted_at) == (None, datetime(2024, 5, 1, 10, 10, tzinfo=UTC))
        revision = first.revisions.get()
        assert (revision.number, revision.answer_text, revision.score) == (1, "One.", 85)

    def test_technical_interview(self) -> None:
        run(technical_entry(response(score=80, hints_used=2, code_submission="x = 1"), response(None)))

        session = InterviewSession.objects.get()
        assert (session.mode, session.type, session.overall_score) == (Mode.PRACTICE, "technical", 80)
        assert session.completion_method == "manually_ended"
        question = session.questions.get(order=1)
        assert (question.category, question.focus, question.difficulty) == ("technical", "core", "medium")
        assert (question.hints_used, question.hints) == (2, ["(not recorded)"] * 2)
        assert question.shown_at == session.started_at
        assert (question.answer.code_submission, question.answer.time_taken) == ("x = 1", 60)
        assert not hasattr(session.questions.get(order=2), "answer")

    def test_mean_of_no_score_is_empty(self) -> None:
        run({**resume_entry(exchange(evaluation="Fine.")), "average_score": 77})
        assert InterviewSession.objects.get().overall_score is None

    def test_session_left_behind_is_abandoned(self) -> None:
        run(technical_entry(response(), status="in_progress", end_time=None))
        session = InterviewSession.objects.get()
        assert (session.status, session.completion_method) == ("abandoned", "timeout_cleanup")
        assert session.ended_at == datetime(2024, 5, 1, 10, 1, tzinfo=UTC)

    def test_session_without_answers(self) -> None:
        run(technical_entry(total_questions=5))
        session = InterviewSession.objects.get()
        assert (session.questions.count(), session.overall_score) == (5, None)

    def test_nobody_is_told_of_the_past(self) -> None:
        heard: list[Any] = []

        def hear(**kwargs: Any) -> None:
            heard.append(kwargs)

        session_finished.connect(hear)
        try:
            run(resume_entry(*THREE))
        finally:
            session_finished.disconnect(hear)
        assert heard == []

    def test_queries_do_not_grow_with_the_answers(self, count_queries: Callable[..., Any]) -> None:
        # the account, the lock, the session sought and stored, questions, answers, revisions, the mean, its storing
        with count_queries(9):
            run(resume_entry(*THREE))
        with count_queries(9):
            run(resume_entry(*THREE * 10, session_id="old-2"))

    def test_api_shows_it_to_its_owner(
        self, carla: User, other_recruiter: User, client_for: Callable[[User], APIClient]
    ) -> None:
        run(resume_entry(*THREE))
        url = f"/api/interviews/{InterviewSession.objects.get().pk}"

        body = client_for(carla).get(url).json()

        assert body["role_selected"] is None
        assert body["summary"]["individual_scores"] == [85, 60, None]
        assert body["summary"]["average_score"] == body["overall_score"] == 72.5
        assert body["summary"]["completed_questions"] == 2
        assert body["summary"]["duration"] == 600
        assert [result["question_text"] for result in body["summary"]["final_results"]][1:] == ["Second?", "Third?"]
        assert client_for(other_recruiter).get(url).status_code == 404


class TestAccounts:
    @pytest.mark.parametrize("field", ["id", "username", "email"])
    def test_found_by(self, carla: User, field: str) -> None:
        key = {"id": str(carla.pk), "username": "carla", "email": "CARLA@example.org"}[field]
        run(resume_entry(user_id=key), user_by=field)
        assert InterviewSession.objects.get().user == carla

    @pytest.mark.parametrize(
        ("field", "key", "reason"),
        [
            ("username", "nobody", "No account has this username."),
            ("id", "00000000-0000-4000-8000-000000000000", "No account has this id."),
            ("id", "carla", "It is no UUID."),
            ("email", "twice@example.org", "Several accounts have this email."),
        ],
    )
    def test_not_found(self, make_user: Callable[..., User], field: str, key: str, reason: str) -> None:
        make_user(email="twice@example.org")
        make_user(email="twice@example.org")
        report = run(resume_entry(user_id=key), user_by=field)
        assert report.refusals == [Refusal(1, "user_id", reason)]
        assert not InterviewSession.objects.exists()

    def test_looked_up_once(self, count_queries: Callable[..., Any]) -> None:
        with count_queries(17):
            run(resume_entry(*THREE), resume_entry(*THREE, session_id="old-2"))


class TestRefusals:
    def test_one_entry_is_told_and_the_others_are_stored(self) -> None:
        bad = technical_entry(response(), response(score="85"), session_id="old-2")

        report = run(resume_entry(*THREE), bad, "x", technical_entry(session_id="old-4"))

        assert [str(refusal) for refusal in report.refusals] == [
            "entry 2: final_results.question_responses[1].score: It is no number.",
            "entry 3: It is no object.",
        ]
        assert (report.refused, report.made["sessions"]) == (2, 2)
        assert set(InterviewSession.objects.values_list("imported_from", flat=True)) == {"old-1", "old-4"}

    def test_entry_that_could_not_be_read(self) -> None:
        report = backfill_sessions([Entry(1, None, "It is no JSON.")])
        assert report.refusals == [Refusal(1, None, "It is no JSON.")]

    def test_same_session_twice_in_a_file(self) -> None:
        report = run(resume_entry(*THREE), technical_entry(), dry_run=True)
        assert report.refusals == [Refusal(2, "session_id", "Entry 1 is the same session.")]

    def test_a_better_entry_may_follow_a_refused_one(self) -> None:
        report = run(resume_entry(level="god"), resume_entry(*THREE))
        assert (report.refused, report.made["sessions"]) == (1, 1)

    def test_no_more_are_kept_than_anyone_reads(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(backfill, "SHOWN_REFUSALS", 2)
        report = run("a", "b", "c")
        assert (len(report.refusals), report.refused) == (2, 3)


class TestDryRun:
    def test_same_report_and_nothing_kept(self) -> None:
        rows = (resume_entry(*THREE), technical_entry(session_id="old-2"), "x")

        dry = run(*rows, dry_run=True)

        assert not InterviewSession.objects.exists()
        wet = run(*rows)
        assert (dry.made, dry.refusals) == (wet.made, wet.refusals)

    def test_nothing_is_filled_in(self) -> None:
        run(resume_entry(*THREE))
        before = everything()
        assert run(resume_entry(*with_third_scored()), dry_run=True).made == {"filled": 1, "completed": 1}
        assert everything() == before


def with_third_scored() -> tuple[Row, ...]:
    return (*THREE[:2], exchange("Three.", "Rating: 9/10"))


class TestAgain:
    def test_second_run_changes_nothing(self) -> None:
        rows = (resume_entry(*THREE), technical_entry(response(score=80), session_id="old-2"))
        run(*rows)
        before = everything()

        report = run(*rows)

        assert report.made == {"known": 2}
        assert everything() == before

    def test_only_missing_scores_are_filled_in(self) -> None:
        run(resume_entry(*THREE))
        later = (exchange("One.", "Rating: 1/10"), *with_third_scored()[1:])

        report = run(resume_entry(*later))

        assert report.made == {"filled": 1, "completed": 1}
        assert [answer.score for answer in answers()] == [85, 60, 90]
        third = answers()[2]
        assert third.evaluation_status == EvaluationState.SCORED
        assert third.evaluation_json["text"] == "Rating: 9/10"
        assert InterviewSession.objects.get().overall_score == Decimal("78.3")

    def test_score_of_a_person_stays(self) -> None:
        run(resume_entry(*THREE))
        third = answers()[2]
        InterviewAnswer.objects.filter(pk=third.pk).update(
            score=10, evaluation_status=EvaluationState.SCORED, overridden=True
        )
        before = everything()
        assert run(resume_entry(*with_third_scored())).made == {"known": 1}
        assert everything() == before

    def test_other_answer_at_the_place_is_refused(self) -> None:
        run(resume_entry(*THREE))
        before = everything()
        report = run(resume_entry(*THREE[:2], exchange("Something else.", "Rating: 9/10")))
        assert report.refusals == [Refusal(1, "session_id", "The stored answer to question 3 is another one.")]
        assert everything() == before

    def test_session_of_another_user_is_refused(self, recruiter: User) -> None:
        run(resume_entry(*THREE))
        report = run(resume_entry(*with_third_scored(), user_id=recruiter.username))
        assert report.refusals == [Refusal(1, "session_id", "It is another user's session.")]


class TestSessionOfOurs:
    def answered(self, carla: User, *, finished: bool = True) -> tuple[InterviewSession, InterviewAnswer]:
        session = make_session(carla)
        question = serve_next(session.pk, user=carla)
        assert question is not None
        answer = submit_answer(session.pk, user=carla, question_id=question.pk, answer_text="A sorted structure.")
        InterviewAnswer.objects.filter(pk=answer.pk).update(
            score=None, machine_score=None, evaluation_status=EvaluationState.NEEDS_REVIEW
        )
        if finished:
            finish_session(session.pk, user=carla)
        return session, answer

    def test_missing_score_is_filled_in(self, carla: User) -> None:
        session, answer = self.answered(carla)
        scores, questions = answer.scores_json, session.questions.count()

        report = run(technical_entry(response(score=64), session_id=str(session.pk)))

        assert report.made == {"filled": 1, "completed": 1}
        answer.refresh_from_db()
        assert (answer.score, answer.machine_score, answer.scores_json) == (64, 64, scores)
        session.refresh_from_db()
        assert (session.overall_score, session.questions.count(), session.imported_from) == (64, questions, None)

    def test_running_one_is_refused(self, carla: User) -> None:
        session, _ = self.answered(carla, finished=False)
        report = run(technical_entry(response(score=64), session_id=str(session.pk)))
        assert report.refusals == [Refusal(1, "session_id", "This session still runs.")]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_imports_at_once_store_each_session_once(carla: User) -> None:
    results = at_once(*[lambda: run(resume_entry(*THREE), technical_entry(session_id="old-2"))] * 4)

    assert failures(results) == []
    assert sum(report.made["sessions"] for report in results) == 2
    assert sum(report.made["known"] for report in results) == 6
    assert InterviewSession.objects.count() == 2


def test_nothing_of_an_entry_is_kept_where_the_database_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill, "VERSION", "a\x00b")
    report = run(resume_entry(*THREE))
    assert report.refusals == [Refusal(1, None, "A value is outside of what can be stored.")]
    assert not InterviewSession.objects.exists()
