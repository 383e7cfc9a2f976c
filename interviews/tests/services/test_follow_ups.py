"""Follow-ups in a running session: where they come from, what they keep, when there are none."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from config.base.errors import Missing
from config.base.models import User
from interviews.enums import Focus
from interviews.models import BankQuestion, InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.services.queue import serve_next, skip_question
from interviews.tests.factories import (
    ACCEPTED_ANSWERS,
    KEY_POINTS,
    MODEL_ANSWER,
    BankQuestionFactory,
    FollowUpTemplateFactory,
    ModuleFactory,
    make_session,
)
from interviews.tests.services.acting import answered, by, served

pytestmark = pytest.mark.django_db

POINT = "The write-ahead log is replayed after a crash"
ON_THE_POINT = "After a crash, what does the database do with its write-ahead log, and why is it replayed?"


def left_out(*points: str, content: float = 2.5) -> dict[str, Any]:
    """An evaluation that misses these points."""
    dimensions = {"depth": {"score": 1.0}, "structure": {"score": 1.0}, "relevance": {"score": 3.0}}
    missing = [{"point": point, "verdict": "missing"} for point in points]
    return {"content": content, "dimensions": dimensions, "points": missing}


def judge(answer: InterviewAnswer, evaluation: dict[str, Any]) -> InterviewAnswer:
    """As if the scorer had found this."""
    InterviewAnswer.objects.filter(pk=answer.pk).update(evaluation_json=evaluation)
    return answer


def session_of(user: User, focuses: list[Focus], **wish: Any) -> InterviewSession:
    """A session from a module of easy questions of these focuses."""
    module = ModuleFactory(category=focuses[0].type, questions=[BankQuestionFactory(focus=focus) for focus in focuses])
    wish = {"type": None, "question_count": len(focuses)} | wish
    return make_session(user, module_id=module.pk, **wish)


@pytest.fixture
def session(candidate_user: User) -> InterviewSession:
    return session_of(candidate_user, [Focus.CORE] * 12)


def answered_short_of(session: InterviewSession, *points: str) -> InterviewAnswer:
    return judge(answered(served(session)), left_out(*points))


class TestFromTemplates:
    def test_the_next_question_asks_on(self, session: InterviewSession) -> None:
        FollowUpTemplateFactory(text="What about {point}?")
        gave_way = session.questions.get(order=2)
        answer = answered_short_of(session, KEY_POINTS[2], POINT)
        found = served(session)
        assert found.order == 2
        assert not InterviewQuestion.objects.filter(pk=gave_way.pk).exists()
        assert found.question_text == f"What about {KEY_POINTS[2]}?"
        assert (found.is_followup, found.parent_question) == (True, answer.question)
        assert (found.bank_question, found.hints, found.key_points) == (None, [], [KEY_POINTS[2]])
        assert found.shown_at is not None

    def test_all_between_move_on_by_one(self, candidate_user: User) -> None:
        """Their unique places never collide on the way, in whatever order the rows lie."""
        session = session_of(candidate_user, [Focus.CORE] * 12)
        FollowUpTemplateFactory(text="What about {point}?")
        session.questions.filter(order__range=(2, 11)).update(source="resume")
        kept = list(session.questions.filter(order__lte=11).values_list("pk", flat=True))
        answered_short_of(session, KEY_POINTS[2])
        found = served(session)
        kept.insert(1, found.pk)
        assert list(session.questions.values_list("order", "pk")) == list(enumerate(kept, 1))

    def test_it_is_judged_by_what_the_right_answers_say_of_the_point(self, session: InterviewSession) -> None:
        FollowUpTemplateFactory(text="What about {point}?")
        answered_short_of(session, KEY_POINTS[2])
        found = served(session)
        for said, whole in zip(
            [found.model_answer, *found.accepted_answers], [MODEL_ANSWER, *ACCEPTED_ANSWERS], strict=False
        ):
            assert said in whole
            assert said != whole

    def test_it_is_stored_as_served_and_served_again(self, session: InterviewSession) -> None:
        FollowUpTemplateFactory()
        answered_short_of(session, POINT)
        found = served(session)
        stored = InterviewQuestion.objects.get(pk=found.pk)
        again = served(session)
        for name in ("question_text", "is_followup", "parent_question_id", "shown_at", "key_points"):
            assert getattr(stored, name) == getattr(found, name) == getattr(again, name)

    def test_without_a_point_it_is_judged_as_the_question_was(self, session: InterviewSession) -> None:
        FollowUpTemplateFactory(trigger="no_example", text="For example?")
        answer = answered_short_of(session)
        found = served(session)
        parent = answer.question
        assert found.question_text == "For example?"
        for name in ("key_points", "model_answer", "accepted_answers", "skill_tags_json", "focus", "difficulty"):
            assert getattr(found, name) == getattr(parent, name)

    def test_a_story_is_asked_on_by_what_it_lacks(self, candidate_user: User) -> None:
        FollowUpTemplateFactory(trigger="no_result", text="And then?")
        session = session_of(candidate_user, [Focus.BEHAVIORAL] * 10)
        judge(answered(served(session), "I did this and then I did that with great care. " * 4), left_out(POINT))
        assert served(session).question_text == "And then?"

    @pytest.mark.parametrize("template", [None, {"active": False}, {"trigger": "no_result", "text": "And then?"}])
    def test_without_a_template_the_queue_goes_on(
        self, session: InterviewSession, template: dict[str, Any] | None
    ) -> None:
        if template is not None:
            FollowUpTemplateFactory(**template)
        place = session.questions.get(order=2)
        answered_short_of(session, POINT)
        found = served(session)
        assert (found.is_followup, found.question_text) == (False, place.question_text)


class TestFromTheBank:
    @pytest.fixture
    def fitting(self, session: InterviewSession) -> BankQuestion:
        FollowUpTemplateFactory()
        return self.add(session, text=ON_THE_POINT)

    def add(self, session: InterviewSession, **said: Any) -> BankQuestion:
        question: BankQuestion = BankQuestionFactory(
            **{"skill_tags": ["recovery", "sql"], "key_points": [POINT] * 3} | said
        )
        assert session.module is not None
        session.module.questions.add(question)
        return question

    def test_the_question_that_says_most_of_what_was_left_out(
        self, session: InterviewSession, fitting: BankQuestion
    ) -> None:
        self.add(session, text="What is a log?", key_points=["A log is a list of events"] * 3)
        answer = answered_short_of(session, POINT)
        found = served(session)
        assert (found.bank_question, found.question_text) == (fitting, ON_THE_POINT)
        assert (found.is_followup, found.parent_question, found.order) == (True, answer.question, 2)
        assert found.key_points == fitting.key_points
        assert found.model_answer == fitting.model_answer

    @pytest.mark.parametrize(
        "change",
        [
            {"focus": Focus.ADVANCED},
            {"skill_tags": ["recovery"]},
            {"active": False},
            {"assessment_only": True},
        ],
    )
    def test_it_is_of_the_same_focus_on_a_common_skill_and_may_be_practised(
        self, session: InterviewSession, fitting: BankQuestion, change: dict[str, Any]
    ) -> None:
        BankQuestion.objects.filter(pk=fitting.pk).update(**change)
        answered_short_of(session, POINT)
        assert served(session).bank_question is None

    def test_what_was_asked_before_is_not_asked_again(self, session: InterviewSession, fitting: BankQuestion) -> None:
        module = ModuleFactory(questions=[fitting, *BankQuestionFactory.create_batch(9)])
        other = make_session(session.user, module_id=module.pk, type=None, question_count=10)
        assert other.questions.filter(bank_question=fitting).exists()
        answered_short_of(session, POINT)
        assert served(session).bank_question is None

    def test_where_nothing_says_enough_of_it_a_template_asks(self, session: InterviewSession) -> None:
        FollowUpTemplateFactory()
        self.add(session, text="What is a list?", key_points=["It is replayed in order", "A list", "Of events"])
        answered_short_of(session, POINT)
        found = served(session)
        assert (found.is_followup, found.bank_question) == (True, None)

    def test_words_that_are_operators_of_the_search_do_no_harm(
        self, session: InterviewSession, fitting: BankQuestion
    ) -> None:
        answered_short_of(session, f"{POINT} & | ! (<->) :* 'a' \\ !!")
        assert served(session).bank_question == fitting


class TestWhatStays:
    def test_number_mix_and_all_but_what_gave_way(self, candidate_user: User) -> None:
        FollowUpTemplateFactory()
        session = session_of(candidate_user, [Focus.CORE] * 8 + [Focus.PRACTICAL] * 4)
        before = {row.pk: row.question_text for row in session.questions.all()}
        mix = Counter(session.questions.values_list("focus", "difficulty"))
        while (question := by(candidate_user, serve_next, session.pk)) is not None:
            judge(answered(question), left_out(POINT))
        after = session.questions.all()
        assert Counter(session.questions.values_list("focus", "difficulty")) == mix
        assert [row.order for row in after] == list(range(1, 13))
        assert sum(row.is_followup for row in after) == 3
        assert {row.pk for row in after if not row.is_followup} < set(before)
        assert all(row.question_text == before[row.pk] for row in after if not row.is_followup)
        assert all(row.parent_question is not None for row in after if row.is_followup)

    def test_it_comes_at_once_though_the_next_of_its_focus_stands_further_on(self, candidate_user: User) -> None:
        FollowUpTemplateFactory()
        session = session_of(candidate_user, [Focus.CORE] * 6 + [Focus.PRACTICAL] * 6)
        first, second = session.questions.filter(order__lte=2)
        assert first.focus != second.focus
        answered_short_of(session, POINT)
        found = served(session)
        assert (found.is_followup, found.order, found.focus) == (True, 2, first.focus)
        second.refresh_from_db()
        assert second.order == 3

    def test_what_gave_way_is_still_new(self, session: InterviewSession) -> None:
        FollowUpTemplateFactory()
        gave_way = session.questions.get(order=2).bank_question_id
        answered_short_of(session, POINT)
        served(session)
        assert not InterviewQuestion.objects.filter(bank_question=gave_way).exists()

    def test_who_answers_from_an_old_list_answers_nothing_unseen(self, session: InterviewSession) -> None:
        FollowUpTemplateFactory()
        gave_way = session.questions.get(order=2)
        answered_short_of(session, POINT)
        served(session)
        with pytest.raises(Missing):
            answered(gave_way)


class TestLimits:
    @pytest.mark.parametrize(("count", "most"), [(10, 2), (12, 3), (15, 3)])
    def test_at_most_every_fourth(self, candidate_user: User, count: int, most: int) -> None:
        FollowUpTemplateFactory()
        session = session_of(candidate_user, [Focus.CORE] * count)
        while (question := by(candidate_user, serve_next, session.pk)) is not None:
            judge(answered(question), left_out(POINT))
        orders = list(session.questions.filter(is_followup=True).values_list("order", flat=True))
        assert orders == [2, 4, 6][:most]

    def test_none_in_an_assessment(self, candidate_user: User) -> None:
        FollowUpTemplateFactory()
        session = session_of(candidate_user, [Focus.CORE] * 10, mode="assessment")
        answered_short_of(session, POINT)
        assert not served(session).is_followup

    def test_none_where_no_question_of_its_focus_is_left(self, candidate_user: User) -> None:
        FollowUpTemplateFactory()
        session = session_of(candidate_user, [Focus.CORE] * 6 + [Focus.PRACTICAL] * 6)
        first = served(session)
        session.questions.filter(focus=first.focus).exclude(pk=first.pk).delete()
        answered_short_of(session, POINT)
        assert not served(session).is_followup

    def test_none_to_a_follow_up(self, session: InterviewSession) -> None:
        FollowUpTemplateFactory()
        for _ in range(2):
            answered_short_of(session, POINT)
        assert not served(session).is_followup

    def test_none_twice_to_one_answer(self, session: InterviewSession) -> None:
        FollowUpTemplateFactory()
        answered_short_of(session, POINT)
        by(session.user, skip_question, session.pk, served(session).pk)
        assert not served(session).is_followup

    def test_none_in_the_place_of_a_resumes_question(self, session: InterviewSession) -> None:
        FollowUpTemplateFactory()
        session.questions.update(source="resume")
        answered_short_of(session, POINT)
        assert not served(session).is_followup

    def test_none_for_a_question_that_was_shown(self, session: InterviewSession) -> None:
        FollowUpTemplateFactory()
        first = served(session)
        second = session.questions.get(order=2)
        by(session.user, skip_question, session.pk, first.pk)
        served(session)
        judge(answered(first), left_out(POINT))
        assert served(session).question_text == second.question_text

    @pytest.mark.parametrize("content", [0.5, 4.9])
    def test_none_where_asking_on_would_not_help(self, session: InterviewSession, content: float) -> None:
        FollowUpTemplateFactory()
        judge(answered(served(session)), left_out(POINT, content=content))
        assert not served(session).is_followup

    def test_none_before_the_first_answer(self, session: InterviewSession) -> None:
        FollowUpTemplateFactory()
        assert not served(session).is_followup
