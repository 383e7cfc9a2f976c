"""Several devices, tabs, sweeps and managers at once on one session: real threads, each with its own connection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from threading import Event
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from config.base.errors import Conflict
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from config.testing.factories import UserFactory
from config.testing.rivals import PATIENCE, at_once, failures
from interviews.models import AnswerRevision, InterviewAnswer, InterviewQuestion, InterviewSession, ScoreOverride
from interviews.selectors.integrity import differences
from interviews.services import answers
from interviews.services.answers import override_score
from interviews.services.queue import serve_next, take_hint
from interviews.services.sessions import create_session, expire_sessions, finish_session
from interviews.tests.factories import MODEL_ANSWER, BankQuestionFactory, FollowUpTemplateFactory, make_session
from interviews.tests.services.acting import answered, by, heard, served

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 4
# Longer than a rival without a lock before it would need.
A_MOMENT = 0.7


@pytest.fixture
def candidate() -> User:
    user: User = UserFactory(roles=("candidate",))
    return user


@pytest.fixture
def session(candidate: User) -> InterviewSession:
    BankQuestionFactory.create_batch(12)
    BankQuestionFactory.create_batch(8, focus="advanced")
    BankQuestionFactory.create_batch(4, focus="practical")
    return make_session(candidate)


def another(session: InterviewSession, **wish: Any) -> InterviewSession:
    """One more session of the same user."""
    return make_session(session.user, role_id=session.role_selected_id, **wish)


def idle(session: InterviewSession) -> None:
    past = timezone.now() - timedelta(days=1)
    InterviewSession.objects.filter(pk=session.pk).update(started_at=past, last_activity_at=past)


def assert_agrees() -> None:
    assert [str(difference) for difference in differences()] == []


class TestFinishAndAnswer:
    """R6."""

    def test_the_answer_counts_or_is_refused(self, session: InterviewSession) -> None:
        for current in (session, *(another(session) for _ in range(ROUNDS))):
            question = served(current)
            sent, ended = at_once(
                lambda question=question: answered(question),
                lambda current=current: by(current.user, finish_session, current.pk),
            )
            kept = InterviewAnswer.objects.filter(question__session=current).first()
            assert isinstance(ended, InterviewSession)
            assert ended.overall_score == (kept.score if kept else None)
            assert isinstance(sent, InterviewAnswer if kept else Conflict)
        assert_agrees()

    def test_an_answer_whose_scoring_outlasts_the_session_is_refused(
        self, session: InterviewSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scoring, ended = Event(), Event()

        def slowly(question: InterviewQuestion, text: str) -> Any:
            scoring.set()
            assert ended.wait(PATIENCE)
            return evaluate(question, text)

        def finish() -> None:
            assert scoring.wait(PATIENCE)
            by(session.user, finish_session, session.pk)
            ended.set()

        evaluate, question = answers.evaluate, served(session)
        monkeypatch.setattr(answers, "evaluate", slowly)
        refused, _ = at_once(lambda: answered(question), finish)
        assert isinstance(refused, Conflict)
        assert refused.code == "session_closed"
        assert not InterviewAnswer.objects.exists()


class TestTimeOut:
    """R7."""

    @pytest.mark.parametrize("act", ["answer", "finish", "next"])
    def test_somebody_comes_back_while_it_is_swept(self, session: InterviewSession, act: str) -> None:
        for current in (session, *(another(session) for _ in range(ROUNDS))):
            question = served(current)
            idle(current)
            acts: dict[str, Callable[[], Any]] = {
                "answer": lambda question=question: answered(question),
                "finish": lambda current=current: by(current.user, finish_session, current.pk),
                "next": lambda current=current: by(current.user, serve_next, current.pk),
            }
            done, swept = at_once(acts[act], expire_sessions)
            current.refresh_from_db()
            assert swept == (current.status == "abandoned")
            if act != "next":
                assert isinstance(done, Conflict) == (current.status == "abandoned")
            InterviewSession.objects.filter(pk=current.pk).update(last_activity_at=timezone.now())
        assert_agrees()

    def test_a_session_that_somebody_holds_is_left_for_the_next_sweep(self, session: InterviewSession) -> None:
        held, swept = Event(), Event()

        def hold() -> None:
            with transaction.atomic():
                InterviewSession.objects.select_for_update().get(pk=session.pk)
                held.set()
                assert swept.wait(PATIENCE)

        def sweep() -> int:
            assert held.wait(PATIENCE)
            count = expire_sessions()
            swept.set()
            return count

        idle(session)
        assert at_once(hold, sweep)[1] == 0
        assert expire_sessions() == 1

    def test_two_sweeps_share_the_work(self, session: InterviewSession) -> None:
        for current in (session, *(another(session) for _ in range(ROUNDS))):
            idle(current)
        with heard() as said:
            assert sum(at_once(expire_sessions, expire_sessions, expire_sessions)) == ROUNDS + 1
        assert Counter(ended.pk for ended, _ in said) == Counter(
            InterviewSession.objects.filter(status="abandoned").values_list("pk", flat=True)
        )


class TestAnswers:
    """R8."""

    def test_the_same_text_from_every_tab_is_one_answer(self, session: InterviewSession) -> None:
        question = served(session)
        results = at_once(*[lambda: answered(question)] * 5)
        assert failures(results) == []
        assert {answer.pk for answer in results} == {InterviewAnswer.objects.get().pk}
        assert AnswerRevision.objects.count() == 1

    @pytest.mark.parametrize("mode", ["practice", "assessment"])
    def test_other_texts_are_versions_in_a_row(self, session: InterviewSession, mode: str) -> None:
        question = served(another(session, mode=mode))
        texts = [f"{MODEL_ANSWER} {number}" for number in range(5)]
        results = at_once(*[lambda text=text: answered(question, text) for text in texts])
        assert failures(results) == []
        kept, versions = InterviewAnswer.objects.get(), list(AnswerRevision.objects.order_by("number"))
        assert kept.revision_count == 4
        assert [version.number for version in versions] == [1, 2, 3, 4, 5]
        assert sorted(version.answer_text for version in versions) == texts
        assert kept.answer_text == versions[-1 if mode == "assessment" else 0].answer_text
        assert_agrees()

    def test_the_next_question_asked_for_from_every_tab_is_one(self, session: InterviewSession) -> None:
        results = at_once(*[lambda: served(session)] * 5)
        assert failures(results) == []
        assert len({(question.pk, question.shown_at) for question in results}) == 1
        assert session.questions.exclude(shown_at=None).count() == 1

    def test_the_follow_up_is_one_too(self, session: InterviewSession) -> None:
        FollowUpTemplateFactory(trigger="too_short", text="Go on.")
        FollowUpTemplateFactory(trigger="too_short", text="What else?")
        answer = answered(served(session))
        told = {"content": 2.0, "dimensions": {}, "points": []}
        InterviewAnswer.objects.update(evaluation_json=told, answer_text="Short.")
        session.questions.filter(order=2).update(focus=answer.question.focus)
        results = at_once(*[lambda: served(session)] * 5)
        assert failures(results) == []
        assert len({(question.question_text, question.shown_at) for question in results}) == 1
        assert session.questions.get(is_followup=True).order == 2

    def test_every_hint_is_given_once(self, session: InterviewSession) -> None:
        question = served(session)
        results = at_once(*[lambda: by(session.user, take_hint, session.pk, question.pk)] * 3)
        given = [result[1] for result in results if not isinstance(result, Exception)]
        assert sorted(given) == sorted(question.hints)
        assert [error.code for error in failures(results) if isinstance(error, Conflict)] == ["no_more_hints"]
        assert InterviewQuestion.objects.get(pk=question.pk).hints_used == 2


class TestFinish:
    """R9."""

    def test_from_every_tab_it_ends_once(self, session: InterviewSession) -> None:
        answered(served(session))
        with heard() as said:
            results = at_once(*[lambda: by(session.user, finish_session, session.pk)] * 5)
        assert failures(results) == []
        assert len({(ended.ended_at, ended.overall_score, ended.completion_method) for ended in results}) == 1
        assert len(said) == 1


class TestJudging:
    """R16."""

    def test_two_managers_at_once_leave_scores_that_agree(self, session: InterviewSession) -> None:
        assessment = another(session, mode="assessment")
        scored = [answered(served(assessment)) for _ in range(2)]
        by(assessment.user, finish_session, assessment.pk)
        managers = [UserFactory(roles=("manager",)) for _ in range(3)]

        def judge(manager: User, answer: InterviewAnswer, score: int) -> None:
            with acting_as(identity_of(manager)):
                override_score(answer.pk, actor=manager, score=Decimal(score), reason="Seen.")

        results = at_once(
            *[
                lambda manager=manager, answer=answer, score=score: judge(manager, answer, score)
                for score, manager in zip((20, 50, 90), managers, strict=True)
                for answer in scored
            ]
        )
        assert failures(results) == []
        assert ScoreOverride.objects.count() == 6
        assert set(InterviewAnswer.objects.values_list("overridden", flat=True)) == {True}
        assert_agrees()

    def test_a_mean_counted_meanwhile_is_not_written_over_a_later_one(
        self, session: InterviewSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assessment = another(session, mode="assessment")
        first, second = (answered(served(assessment)) for _ in range(2))
        by(assessment.user, finish_session, assessment.pk)
        manager = UserFactory(roles=("manager",))
        counted, judged = Event(), Event()

        def slowly(session: InterviewSession) -> Decimal | None:
            mean = mean_score(session)
            if not counted.is_set():
                counted.set()
                judged.wait(A_MOMENT)  # in vain, as long as the session is locked
            return mean

        def judge(answer: InterviewAnswer) -> None:
            override_score(answer.pk, actor=manager, score=Decimal(30), reason="Seen.")

        def judge_late(answer: InterviewAnswer) -> None:
            assert counted.wait(PATIENCE)
            judge(answer)
            judged.set()

        mean_score = answers.mean_score
        monkeypatch.setattr(answers, "mean_score", slowly)
        results = at_once(lambda: judge(first), lambda: judge_late(second))
        assert failures(results) == []
        assert InterviewSession.objects.get(pk=assessment.pk).overall_score == Decimal(30)

    def test_a_judgement_while_the_session_ends_comes_before_or_after(self, session: InterviewSession) -> None:
        manager = UserFactory(roles=("manager",))
        for _ in range(ROUNDS):
            current = make_session(UserFactory(), role_id=session.role_selected_id, mode="assessment")
            answer = answered(served(current))

            def judge(answer: InterviewAnswer = answer) -> InterviewAnswer:
                with acting_as(identity_of(manager)):
                    return override_score(answer.pk, actor=manager, score=Decimal(7), reason="Seen.")

            judged, ended = at_once(judge, lambda current=current: by(current.user, finish_session, current.pk))
            assert isinstance(ended, InterviewSession)
            current.refresh_from_db()
            answer.refresh_from_db()
            assert isinstance(judged, Conflict) != answer.overridden
            assert current.overall_score == answer.score
        assert_agrees()


def test_sessions_begun_at_once_are_all_whole(session: InterviewSession) -> None:
    wish = {"role_id": session.role_selected_id, "level": "mid", "type": "technical"}
    results = at_once(*[lambda: by(session.user, create_session, **wish)] * 4)
    assert failures(results) == []
    assert [made.questions.count() for made in results] == [12] * 4
