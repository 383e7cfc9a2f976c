"""The queue of a running session: serving and its clock, drafts, hints, skipping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from config.base.errors import Conflict, Missing
from config.base.models import User
from interviews.models import InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.services.queue import save_draft, serve_next, skip_question, take_hint
from interviews.services.sessions import finish_session
from interviews.tests.factories import make_session
from interviews.tests.services.acting import answered, by, served

pytestmark = pytest.mark.django_db

ACTS: dict[str, Callable[[InterviewQuestion], Any]] = {
    "draft": lambda question: by(
        question.session.user, save_draft, question.session_id, question.pk, answer_text="So far."
    ),
    "hint": lambda question: by(question.session.user, take_hint, question.session_id, question.pk),
    "skip": lambda question: by(question.session.user, skip_question, question.session_id, question.pk),
}
every_act = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)


@pytest.fixture
def session(candidate_user: User) -> InterviewSession:
    return make_session(candidate_user)


@pytest.fixture
def assessment(candidate_user: User) -> InterviewSession:
    return make_session(candidate_user, mode="assessment")


@pytest.fixture
def question(session: InterviewSession) -> InterviewQuestion:
    return served(session)


def row(question: InterviewQuestion) -> InterviewQuestion:
    return InterviewQuestion.objects.get(pk=question.pk)


class TestNext:
    def test_asking_again_serves_the_same_and_leaves_its_clock(self, session: InterviewSession) -> None:
        before = timezone.now()
        first = served(session)
        stored = InterviewQuestion.objects.filter(pk=first.pk).values().get()
        again = served(session)
        assert (again.pk, again.order, again.shown_at) == (first.pk, 1, first.shown_at)
        assert first.shown_at is not None
        assert before <= first.shown_at <= timezone.now()
        assert InterviewQuestion.objects.filter(pk=first.pk).values().get() == stored

    def test_the_clock_of_the_others_stands(self, session: InterviewSession, question: InterviewQuestion) -> None:
        assert list(session.questions.exclude(shown_at=None)) == [question]

    def test_questions_come_in_their_order(self, session: InterviewSession) -> None:
        orders = []
        while (found := by(session.user, serve_next, session.pk)) is not None:
            orders.append(found.order)
            ACTS["skip"](found) if found.order % 2 else answered(found)
        assert orders == list(range(1, 13))

    def test_what_was_answered_out_of_turn_is_passed_over(self, session: InterviewSession) -> None:
        for order in (1, 3):
            answered(session.questions.get(order=order))
        assert served(session).order == 2
        ACTS["skip"](served(session))
        assert served(session).order == 4

    def test_at_the_end_there_is_none(self, session: InterviewSession, question: InterviewQuestion) -> None:
        by(session.user, finish_session, session.pk)
        assert by(session.user, serve_next, session.pk) is None

    def test_serving_is_a_sign_of_life_and_asking_again_is_not(self, session: InterviewSession) -> None:
        past = timezone.now() - timedelta(hours=1)
        InterviewSession.objects.update(last_activity_at=past)
        served(session)
        first = InterviewSession.objects.get().last_activity_at
        assert first > past
        served(session)
        assert InterviewSession.objects.get().last_activity_at == first

    def test_another_users_session(self, session: InterviewSession, make_user: Callable[..., User]) -> None:
        for roles in (("candidate",), ("manager",)):
            with pytest.raises(Missing):
                by(make_user(*roles), serve_next, session.pk)
        assert not InterviewQuestion.objects.exclude(shown_at=None).exists()

    def test_it_takes_as_many_queries_late_as_early(self, session: InterviewSession, count_queries: Any) -> None:
        for _ in range(3):
            with count_queries(6):
                found = served(session)
            with count_queries(2):
                served(session)
            answered(found)


class TestClock:
    @pytest.mark.parametrize("seconds", [0, 90])
    def test_time_taken_is_the_servers(self, question: InterviewQuestion, seconds: int) -> None:
        InterviewQuestion.objects.filter(pk=question.pk).update(shown_at=timezone.now() - timedelta(seconds=seconds))
        answer = answered(question, time_seconds=5)
        assert answer.time_taken is not None
        assert seconds <= answer.time_taken <= seconds + 5
        assert answer.time_seconds == 5

    def test_a_clock_that_went_backwards_gives_zero(self, question: InterviewQuestion) -> None:
        InterviewQuestion.objects.filter(pk=question.pk).update(shown_at=timezone.now() + timedelta(minutes=1))
        assert answered(question).time_taken == 0

    def test_every_question_has_its_own(self, session: InterviewSession) -> None:
        first = served(session)
        InterviewQuestion.objects.filter(pk=first.pk).update(shown_at=timezone.now() - timedelta(hours=1))
        answered(first)
        assert (answered(served(session)).time_taken or 0) < 60

    @every_act
    def test_straight_from_the_list_it_counts_from_the_answer_before(
        self, session: InterviewSession, act: Callable[[InterviewQuestion], Any]
    ) -> None:
        act(session.questions.get(order=5))
        assert session.questions.get(order=5).shown_at == session.started_at
        answer = answered(session.questions.get(order=7))
        act(session.questions.get(order=9))
        assert session.questions.get(order=9).shown_at == answer.submitted_at

    @every_act
    def test_an_assessments_clock_starts_by_next_only(
        self, assessment: InterviewSession, act: Callable[[InterviewQuestion], Any]
    ) -> None:
        served(assessment)
        second = assessment.questions.get(order=2)
        with pytest.raises(Conflict) as caught:
            act(second)
        assert caught.value.code == "not_served"
        assert row(second).shown_at is None


class TestDraft:
    def test_the_last_one_is_kept(self, session: InterviewSession, question: InterviewQuestion) -> None:
        for text, code in (("First", "x = 1"), ("  Second\n", "")):
            said = {"answer_text": text, "code_submission": code}
            by(session.user, save_draft, session.pk, question.pk, **said)
        kept = row(question)
        assert (kept.draft_text, kept.draft_code) == ("  Second\n", "")
        assert kept.draft_saved_at is not None
        assert kept.shown_at == question.shown_at

    def test_an_answer_takes_its_place(self, question: InterviewQuestion) -> None:
        ACTS["draft"](question)
        answered(question)
        kept = row(question)
        assert (kept.draft_text, kept.draft_code, kept.draft_saved_at) == ("", "", None)

    def test_a_draft_is_no_answer(self, session: InterviewSession, question: InterviewQuestion) -> None:
        ACTS["draft"](question)
        assert served(session).pk == question.pk
        assert not InterviewAnswer.objects.exists()


class TestHint:
    def test_one_after_the_other(self, session: InterviewSession, question: InterviewQuestion) -> None:
        hints = [ACTS["hint"](question)[1] for _ in question.hints]
        assert hints == question.hints
        assert row(question).hints_used == len(hints) == 2
        with pytest.raises(Conflict) as caught:
            ACTS["hint"](question)
        assert caught.value.code == "no_more_hints"
        assert row(question).hints_used == 2

    def test_a_question_without_any(self, question: InterviewQuestion) -> None:
        InterviewQuestion.objects.filter(pk=question.pk).update(hints=[])
        with pytest.raises(Conflict, match="no more hints"):
            ACTS["hint"](question)


class TestSkip:
    def test_again_changes_nothing(self, session: InterviewSession, question: InterviewQuestion) -> None:
        ACTS["skip"](question)
        first = row(question).skipped_at
        assert first is not None
        activity = InterviewSession.objects.get().last_activity_at
        ACTS["skip"](question)
        assert row(question).skipped_at == first
        assert InterviewSession.objects.get().last_activity_at == activity

    def test_it_may_still_be_answered(self, session: InterviewSession, question: InterviewQuestion) -> None:
        ACTS["skip"](question)
        assert answered(question).question_id == question.pk
        assert served(session).order == 2


@every_act
class TestRefusals:
    def test_once_answered(self, question: InterviewQuestion, act: Callable[[InterviewQuestion], Any]) -> None:
        answered(question)
        before = InterviewQuestion.objects.filter(pk=question.pk).values().get()
        with pytest.raises(Conflict) as caught:
            act(question)
        assert caught.value.code == "already_answered"
        assert InterviewQuestion.objects.filter(pk=question.pk).values().get() == before

    def test_once_ended(self, question: InterviewQuestion, act: Callable[[InterviewQuestion], Any]) -> None:
        by(question.session.user, finish_session, question.session_id)
        before = InterviewQuestion.objects.filter(pk=question.pk).values().get()
        with pytest.raises(Conflict) as caught:
            act(question)
        assert caught.value.code == "session_closed"
        assert InterviewQuestion.objects.filter(pk=question.pk).values().get() == before

    def test_a_question_of_another_session(
        self, session: InterviewSession, recruiter: User, act: Callable[[InterviewQuestion], Any]
    ) -> None:
        for other in (make_session(session.user), make_session(recruiter)):
            elsewhere = other.questions.get(order=1)
            elsewhere.session = session
            with pytest.raises(Missing):
                act(elsewhere)
        nowhere = InterviewQuestion(pk=uuid4(), session=session)
        with pytest.raises(Missing):
            act(nowhere)
        assert not InterviewQuestion.objects.exclude(shown_at=None).exists()

    def test_it_is_a_sign_of_life(self, question: InterviewQuestion, act: Callable[[InterviewQuestion], Any]) -> None:
        past = timezone.now() - timedelta(hours=1)
        InterviewSession.objects.update(last_activity_at=past)
        act(question)
        assert InterviewSession.objects.get().last_activity_at > past
