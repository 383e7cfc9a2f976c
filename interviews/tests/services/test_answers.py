"""Answers: stored, revised, refused, judged otherwise by a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from config.base.errors import Conflict, DomainError, Forbidden, Invalid, Missing
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from interviews.enums import EvaluationState
from interviews.models import AnswerRevision, InterviewAnswer, InterviewQuestion, InterviewSession, ScoreOverride
from interviews.scoring import DIMENSIONS
from interviews.services import answers
from interviews.services.answers import override_score, submit_answer
from interviews.services.sessions import expire_sessions, finish_session
from interviews.tests.factories import ACCEPTED_ANSWERS, MODEL_ANSWER, make_session
from interviews.tests.services.acting import answered, by, served
from interviews.validators import CLIENT_CLOCK_SLACK_SECONDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(candidate_user: User) -> InterviewSession:
    return make_session(candidate_user)


@pytest.fixture
def assessment(candidate_user: User) -> InterviewSession:
    return make_session(candidate_user, mode="assessment")


@pytest.fixture
def question(session: InterviewSession) -> InterviewQuestion:
    return served(session)


def stored() -> InterviewAnswer:
    return InterviewAnswer.objects.get()


def versions() -> list[tuple[int, str, bool]]:
    return list(AnswerRevision.objects.values_list("number", "answer_text", "counts"))


class TestFirst:
    def test_it_is_stored_with_its_scores(self, question: InterviewQuestion) -> None:
        before = timezone.now()
        answer = answered(question, code_submission="CREATE INDEX", time_seconds=12)
        kept = stored()
        assert kept == answer
        assert (kept.question, kept.answer_text, kept.code_submission) == (question, MODEL_ANSWER, "CREATE INDEX")
        assert before <= kept.submitted_at <= timezone.now()
        assert (kept.time_seconds, kept.revision_count, kept.overridden) == (12, 0, False)
        assert set(kept.scores_json) == set(kept.evaluation_json["dimensions"]) == set(DIMENSIONS)
        assert kept.score == kept.machine_score
        assert kept.evaluation_status == EvaluationState.SCORED
        assert set(kept.feedback_json) == {"strengths", "weaknesses", "improvements", "model_answer"}
        assert kept.skill_tags_json == question.skill_tags_json

    def test_it_is_the_first_version(self, question: InterviewQuestion) -> None:
        answer = answered(question)
        assert versions() == [(1, MODEL_ANSWER, True)]
        first = AnswerRevision.objects.get()
        assert (first.score, first.scores_json, first.submitted_at) == (
            answer.score,
            answer.scores_json,
            answer.submitted_at,
        )

    def test_what_says_nothing_scores_nothing(self, question: InterviewQuestion) -> None:
        answer = answered(question, "...")
        assert answer.score == 0
        assert set(answer.scores_json.values()) == {0}

    def test_it_is_judged_by_its_question_own_copy(self, question: InterviewQuestion) -> None:
        assert question.bank_question is not None
        question.bank_question.model_answer = "Something else."
        question.bank_question.save()
        assert answered(question).feedback_json["model_answer"] == MODEL_ANSWER

    def test_a_question_without_a_model_answer_has_none_to_show(self, question: InterviewQuestion) -> None:
        InterviewQuestion.objects.filter(pk=question.pk).update(
            model_answer="", key_points=[], accepted_answers=[], focus="behavioral"
        )
        answer = answered(question)
        assert answer.feedback_json["model_answer"] is None
        assert answer.scores_json["technical_accuracy"] is None

    def test_it_takes_as_many_queries_late_as_early(self, session: InterviewSession, count_queries: Any) -> None:
        for _ in range(3):
            found = served(session)
            with count_queries(9):
                answered(found)


class TestAgain:
    def test_the_same_text_is_the_same_answer(self, question: InterviewQuestion) -> None:
        first = answered(question)
        before = InterviewAnswer.objects.values().get()
        again = answered(question)
        assert again.pk == first.pk
        assert InterviewAnswer.objects.values().get() == before
        assert versions() == [(1, MODEL_ANSWER, True)]

    def test_other_code_is_another_version(self, question: InterviewQuestion) -> None:
        answered(question)
        assert answered(question, code_submission="x = 1").revision_count == 1

    def test_in_practice_the_first_counts(self, question: InterviewQuestion) -> None:
        first = answered(question, "No idea at all.")
        revised = answered(question)
        assert (revised.pk, revised.answer_text, revised.score) == (first.pk, "No idea at all.", first.score)
        kept = stored()
        assert (kept.answer_text, kept.revision_count, kept.time_taken) == ("No idea at all.", 1, first.time_taken)
        assert kept.submitted_at == first.submitted_at
        assert versions() == [(1, "No idea at all.", True), (2, MODEL_ANSWER, False)]
        scores = list(AnswerRevision.objects.values_list("score", flat=True))
        assert scores[1] > scores[0]

    def test_in_an_assessment_the_last_counts(self, assessment: InterviewSession) -> None:
        question = served(assessment)
        first = answered(question, "No idea at all.")
        InterviewQuestion.objects.update(shown_at=timezone.now() - timedelta(seconds=100))
        answered(question, time_seconds=7)
        kept = stored()
        assert (kept.pk, kept.answer_text, kept.revision_count, kept.time_seconds) == (first.pk, MODEL_ANSWER, 1, 7)
        assert kept.submitted_at > first.submitted_at
        assert (kept.time_taken or 0) >= 100
        assert kept.score is not None
        assert first.score is not None
        assert kept.score == kept.machine_score > first.score
        assert versions() == [(1, "No idea at all.", True), (2, MODEL_ANSWER, True)]

    def test_back_to_an_earlier_text_is_a_version_too(self, assessment: InterviewSession) -> None:
        question = served(assessment)
        for text in ("First.", "Second.", "First."):
            answered(question, text)
        assert [number for number, *_ in versions()] == [1, 2, 3]
        assert stored().answer_text == "First."


class TestRefused:
    @pytest.mark.parametrize("when", ["finished", "timed out"])
    @pytest.mark.parametrize("before", [True, False])
    def test_once_the_session_has_ended(self, question: InterviewQuestion, when: str, before: bool) -> None:
        if before:
            answered(question, "First.")
        if when == "finished":
            by(question.session.user, finish_session, question.session_id)
        else:
            past = timezone.now() - timedelta(days=1)
            InterviewSession.objects.update(started_at=past, last_activity_at=past)
            expire_sessions()
        with pytest.raises(Conflict) as caught:
            answered(question, "Second.")
        assert caught.value.code == "session_closed"
        assert [text for _, text, _ in versions()] == (["First."] if before else [])

    def test_an_assessments_question_that_was_not_asked(self, assessment: InterviewSession) -> None:
        served(assessment)
        with pytest.raises(Conflict) as caught:
            answered(assessment.questions.get(order=2))
        assert caught.value.code == "not_served"
        assert not InterviewAnswer.objects.exists()

    def test_a_question_of_another_session(self, session: InterviewSession, recruiter: User) -> None:
        elsewhere = [make_session(user).questions.get(order=1).pk for user in (session.user, recruiter)]
        for pk in (*elsewhere, uuid4()):
            with pytest.raises(Missing):
                by(session.user, submit_answer, session.pk, question_id=pk, answer_text="x")
        assert not InterviewAnswer.objects.exists()

    @pytest.mark.parametrize("roles", [("candidate",), ("manager",), ("interviewer",)])
    def test_another_users_session(
        self, assessment: InterviewSession, make_user: Callable[..., User], roles: tuple[str, ...]
    ) -> None:
        question = served(assessment)
        with pytest.raises(Missing):
            by(make_user(*roles), submit_answer, assessment.pk, question_id=question.pk, answer_text="x")

    def test_a_question_that_gave_way_to_a_follow_up_meanwhile(
        self, question: InterviewQuestion, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def slowly(asked: InterviewQuestion, text: str) -> Any:
            InterviewQuestion.objects.filter(pk=asked.pk).delete()
            return evaluate(asked, text)

        evaluate = answers.evaluate
        monkeypatch.setattr(answers, "evaluate", slowly)
        with pytest.raises(Missing):
            answered(question)
        assert not InterviewAnswer.objects.exists()


class TestTimeSeconds:
    @pytest.mark.parametrize(
        ("seconds", "good"),
        [
            (None, True),
            (0, True),
            (CLIENT_CLOCK_SLACK_SECONDS + 3600, True),
            (CLIENT_CLOCK_SLACK_SECONDS + 3660, False),
        ],
    )
    def test_no_longer_than_the_session(self, question: InterviewQuestion, seconds: int | None, good: bool) -> None:
        past = timezone.now() - timedelta(hours=1)
        InterviewSession.objects.update(started_at=past, created_at=past)
        if good:
            assert answered(question, time_seconds=seconds).time_seconds == seconds
            return
        with pytest.raises(Invalid) as caught:
            answered(question, time_seconds=seconds)
        assert (caught.value.code, caught.value.attr) == ("out_of_range", "time_seconds")
        assert not InterviewAnswer.objects.exists()

    def test_not_below_zero(self, question: InterviewQuestion) -> None:
        with pytest.raises(Invalid) as caught:
            answered(question, time_seconds=-1)
        assert (caught.value.code, caught.value.attr) == ("out_of_range", "time_seconds")


class TestOverride:
    @pytest.fixture
    def answer(self, assessment: InterviewSession) -> InterviewAnswer:
        """The first of two answers of an ended assessment, scored 40 and 80."""
        made = [answered(served(assessment)) for _ in range(2)]
        for each, score in zip(made, ("40.0", "80.0"), strict=True):
            InterviewAnswer.objects.filter(pk=each.pk).update(score=score, machine_score=score)
        by(assessment.user, finish_session, assessment.pk)
        return made[0]

    def judge(self, actor: User, answer: InterviewAnswer, score: str = "90", reason: str = "Right.") -> InterviewAnswer:
        with acting_as(identity_of(actor)):
            return override_score(answer.pk, actor=actor, score=Decimal(score), reason=reason)

    def test_it_wins_and_the_machines_score_stays_beside_it(self, manager: User, answer: InterviewAnswer) -> None:
        self.judge(manager, answer, reason=" Said it in other words. ")
        answer.refresh_from_db()
        assert (answer.score, answer.machine_score, answer.overridden) == (Decimal(90), Decimal(40), True)
        note = ScoreOverride.objects.get()
        assert (note.answer, note.score, note.by) == (answer, Decimal(90), manager)
        assert note.reason == "Said it in other words."

    def test_the_sessions_score_follows(self, manager: User, answer: InterviewAnswer) -> None:
        assert InterviewSession.objects.get().overall_score == Decimal(60)
        self.judge(manager, answer)
        assert InterviewSession.objects.get().overall_score == Decimal(85)

    def test_the_latest_counts_and_all_are_kept(self, manager: User, answer: InterviewAnswer) -> None:
        for score in ("90", "0", "55.5"):
            self.judge(manager, answer, score)
        answer.refresh_from_db()
        assert answer.score == Decimal("55.5")
        assert InterviewSession.objects.get().overall_score == Decimal("67.8")
        assert ScoreOverride.objects.count() == 3

    def test_an_answer_that_nothing_could_judge(self, manager: User, answer: InterviewAnswer) -> None:
        for state in (EvaluationState.NOT_ASSESSED, EvaluationState.NEEDS_REVIEW):
            InterviewAnswer.objects.filter(pk=answer.pk).update(score=None, evaluation_status=state)
            assert self.judge(manager, answer).evaluation_status == EvaluationState.SCORED

    @pytest.mark.parametrize("score", ["-0.1", "100.1", "1000"])
    def test_what_is_no_score(self, manager: User, answer: InterviewAnswer, score: str) -> None:
        with pytest.raises(Invalid):
            self.judge(manager, answer, score)
        answer.refresh_from_db()
        assert (answer.score, answer.overridden) == (Decimal(40), False)
        assert not ScoreOverride.objects.exists()

    @pytest.mark.parametrize("reason", ["", " \n"])
    def test_without_a_reason(self, manager: User, answer: InterviewAnswer, reason: str) -> None:
        with pytest.raises(Invalid) as caught:
            self.judge(manager, answer, reason=reason)
        assert (caught.value.code, caught.value.attr) == ("required", "reason")

    def test_while_the_session_runs(self, manager: User, assessment: InterviewSession) -> None:
        answer = answered(served(assessment))
        with pytest.raises(Conflict) as caught:
            self.judge(manager, answer)
        assert caught.value.code == "session_open"

    def test_ones_own(self, make_user: Callable[..., User]) -> None:
        own = make_user("manager", username="max")
        answer = answered(served(make_session(own, mode="assessment")))
        by(own, finish_session, answer.question.session_id)
        with pytest.raises(Forbidden, match="their own"):
            self.judge(own, answer)

    @pytest.mark.parametrize(
        ("role", "error"),
        [("candidate", Missing), ("recruiter", Missing), ("interviewer", Missing), ("service", Missing)],
    )
    def test_who_does_not_see_it(
        self, make_user: Callable[..., User], answer: InterviewAnswer, role: str, error: type[DomainError]
    ) -> None:
        with pytest.raises(error):
            self.judge(make_user(role, username="somebody"), answer)

    def test_the_candidate_sees_it_and_judges_nothing(self, candidate_user: User, answer: InterviewAnswer) -> None:
        with pytest.raises(Forbidden, match="Only managers"):
            self.judge(candidate_user, answer)

    def test_practice_is_nobodys_business(self, manager: User, question: InterviewQuestion) -> None:
        answer = answered(question)
        by(question.session.user, finish_session, question.session_id)
        with pytest.raises(Missing):
            self.judge(manager, answer)


def test_another_way_to_say_it_scores_too(question: InterviewQuestion) -> None:
    score = answered(question, ACCEPTED_ANSWERS[0]).score
    assert score is not None
    assert score > 50
