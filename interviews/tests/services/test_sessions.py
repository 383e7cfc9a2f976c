"""Sessions begun, finished, timed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from config.base.errors import Conflict, DomainError, Invalid, Missing
from config.base.models import User
from interviews.enums import CompletionMethod, RoleSource, SessionStatus
from interviews.models import InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.services.queue import serve_next, skip_question
from interviews.services.sessions import create_session, expire_sessions, finish_session
from interviews.tests.factories import ModuleFactory, ProfileFactory, RoleFactory, fill_bank, make_session
from interviews.tests.services.acting import answered, by, heard, served

pytestmark = pytest.mark.django_db


def wish(**said: Any) -> dict[str, Any]:
    return {"role_id": RoleFactory().pk, "level": "mid", "type": "technical"} | said


@pytest.fixture
def session(candidate_user: User) -> InterviewSession:
    return make_session(candidate_user)


def put_scores(session: InterviewSession, *scores: str | None) -> None:
    """What a scorer could have given the answers, in the order of the questions."""
    answers = InterviewAnswer.objects.filter(question__session=session)
    for answer, score in zip(answers, scores, strict=True):
        status = "scored" if score else "not_assessed"
        InterviewAnswer.objects.filter(pk=answer.pk).update(score=score, evaluation_status=status)


def idle_since(session: InterviewSession, minutes: float) -> None:
    """As if nobody had done anything for so long."""
    past = timezone.now() - timedelta(minutes=minutes)
    InterviewSession.objects.filter(pk=session.pk).update(started_at=past - timedelta(minutes=5), last_activity_at=past)


class TestCreate:
    def test_a_session_runs_as_soon_as_it_is_made(self, candidate_user: User) -> None:
        fill_bank()
        made = by(candidate_user, create_session, **wish())
        assert (made.status, made.user, made.mode) == (SessionStatus.IN_PROGRESS, candidate_user, "practice")
        assert made.started_at == made.last_activity_at
        assert (made.ended_at, made.completion_method, made.overall_score) == (None, None, None)
        assert made.questions.count() == 12
        assert set(made.questions.values_list("shown_at", flat=True)) == {None}

    @pytest.mark.parametrize(
        ("said", "error", "code"),
        [
            ({"question_count": 9}, Invalid, "out_of_range"),
            ({"question_count": 16}, Invalid, "out_of_range"),
            ({"role_id": None}, Invalid, "one_of_two"),
            ({"module_id": uuid4()}, Invalid, "one_of_two"),
            ({"role_id": uuid4()}, Missing, "not_found"),
            ({"role_id": None, "module_id": uuid4()}, Missing, "not_found"),
            ({"profile_id": uuid4()}, Missing, "not_found"),
            ({"mode": "resume"}, Invalid, "profile_needed"),
            ({"type": None}, Invalid, "required"),
            ({"level": "god"}, Invalid, "invalid"),
            ({"level": "archangel"}, Invalid, "out_of_range"),
            ({"type": "exam"}, Invalid, "invalid"),
            ({"mode": "exam"}, Invalid, "invalid"),
            ({"topics": ["weaving"]}, Invalid, "unknown_topic"),
        ],
    )
    def test_refused(self, candidate_user: User, said: dict[str, Any], error: type[DomainError], code: str) -> None:
        fill_bank()
        with pytest.raises(error) as caught:
            by(candidate_user, create_session, **wish(**said))
        assert caught.value.code == code
        assert not InterviewSession.objects.exists()

    def test_a_bank_too_small_leaves_nothing_behind(self, candidate_user: User) -> None:
        with pytest.raises(Conflict) as caught:
            by(candidate_user, create_session, **wish())
        assert caught.value.code == "bank_too_small"
        assert not InterviewSession.objects.exists()

    def test_a_role_no_longer_offered(self, candidate_user: User) -> None:
        with pytest.raises(Invalid) as caught:
            by(candidate_user, create_session, **wish(role_id=RoleFactory(active=False).pk))
        assert (caught.value.code, caught.value.attr) == ("inactive_role", "role_id")

    def test_a_module_no_longer_offered(self, candidate_user: User) -> None:
        module = ModuleFactory(active=False, questions=fill_bank(each=1))
        with pytest.raises(Missing):
            by(candidate_user, create_session, **wish(role_id=None, module_id=module.pk))

    def test_a_module_of_another_kind(self, candidate_user: User) -> None:
        module = ModuleFactory(category="technical")
        with pytest.raises(Invalid) as caught:
            by(candidate_user, create_session, **wish(role_id=None, module_id=module.pk, type="hr"))
        assert (caught.value.code, caught.value.attr) == ("module_type", "type")

    @pytest.mark.parametrize("roles", [("candidate",), ("interviewer",), ("manager",)])
    def test_what_is_another_users(
        self, make_user: Callable[..., User], recruiter: User, roles: tuple[str, ...]
    ) -> None:
        fill_bank()
        user = make_user(*roles)
        for said in ({"role_id": RoleFactory(owner=recruiter).pk}, {"profile_id": ProfileFactory(user=recruiter).pk}):
            with pytest.raises(Missing):
                by(user, create_session, **wish(**said))
        assert not InterviewSession.objects.exists()

    def test_a_resume_interview_needs_skills(self, candidate_user: User) -> None:
        fill_bank()
        profile = ProfileFactory(user=candidate_user, skills=[])
        for said in ({}, {"profile_id": profile.pk}):
            with pytest.raises(Invalid) as caught:
                by(candidate_user, create_session, **wish(mode="resume", **said))
            assert caught.value.code == "profile_needed"

    def test_a_profile_without_skills_is_no_hindrance_elsewhere(self, candidate_user: User) -> None:
        fill_bank()
        profile = ProfileFactory(user=candidate_user, skills=[])
        assert by(candidate_user, create_session, **wish(profile_id=profile.pk)).profile_id == profile.pk


class TestRoleSource:
    def test_of_the_catalogue(self, candidate_user: User) -> None:
        assert make_session(candidate_user).role_source == RoleSource.CATALOG

    def test_suggested_by_the_profiles_skills(self, candidate_user: User) -> None:
        ProfileFactory(user=candidate_user, skills=["sql"])
        assert make_session(candidate_user).role_source == RoleSource.SUGGESTION
        other = RoleFactory(skills=["cobol"])
        assert make_session(candidate_user, role_id=other.pk).role_source == RoleSource.CATALOG

    def test_made_by_the_candidate(self, candidate_user: User) -> None:
        own = RoleFactory(owner=candidate_user)
        assert make_session(candidate_user, role_id=own.pk).role_source == RoleSource.CUSTOM

    def test_a_module_brings_its_role(self, candidate_user: User) -> None:
        module = ModuleFactory(role=RoleFactory(), questions=fill_bank(each=4)[36:48])
        made = make_session(candidate_user, module_id=module.pk, type=None)
        assert (made.module, made.role_selected, made.type) == (module, module.role, "technical")


class TestFinish:
    def test_automatic_where_all_is_answered_or_skipped(self, candidate_user: User, session: InterviewSession) -> None:
        answered(served(session))
        while (question := by(candidate_user, serve_next, session.pk)) is not None:
            by(candidate_user, skip_question, session.pk, question.pk)
        assert by(candidate_user, finish_session, session.pk).completion_method == CompletionMethod.AUTOMATIC

    def test_by_hand_where_something_is_left(self, candidate_user: User, session: InterviewSession) -> None:
        answered(served(session))
        before = timezone.now()
        with heard() as said:
            ended = by(candidate_user, finish_session, session.pk)
        assert (ended.status, ended.completion_method) == (SessionStatus.COMPLETED, CompletionMethod.MANUALLY_ENDED)
        assert before <= ended.ended_at <= timezone.now()
        assert said == [(session, True)]

    def test_the_score_is_the_mean_over_the_scored(self, candidate_user: User, session: InterviewSession) -> None:
        for _ in range(3):
            answered(served(session))
        put_scores(session, "70.0", None, "80.1")
        assert by(candidate_user, finish_session, session.pk).overall_score == Decimal("75.1")

    @pytest.mark.parametrize("answers", [0, 2])
    def test_without_a_scored_answer_there_is_no_score(
        self, candidate_user: User, session: InterviewSession, answers: int
    ) -> None:
        for _ in range(answers):
            answered(served(session))
        put_scores(session, *[None] * answers)
        assert by(candidate_user, finish_session, session.pk).overall_score is None

    def test_again_changes_nothing(self, candidate_user: User, session: InterviewSession) -> None:
        by(candidate_user, finish_session, session.pk)
        first = InterviewSession.objects.values().get()
        with heard() as said:
            again = by(candidate_user, finish_session, session.pk)
        assert again.ended_at == first["ended_at"]
        assert InterviewSession.objects.values().get() == first
        assert said == []

    def test_after_the_time_out(self, candidate_user: User, session: InterviewSession) -> None:
        idle_since(session, 121)
        expire_sessions()
        with pytest.raises(Conflict, match="has timed out") as caught:
            by(candidate_user, finish_session, session.pk)
        assert caught.value.code == "session_closed"

    def test_another_users(self, session: InterviewSession, make_user: Callable[..., User]) -> None:
        for roles in (("candidate",), ("manager",)):
            with pytest.raises(Missing):
                by(make_user(*roles), finish_session, session.pk)
        session.refresh_from_db()
        assert session.status == SessionStatus.IN_PROGRESS

    def test_a_manager_does_not_finish_anothers_assessment(self, candidate_user: User, manager: User) -> None:
        assessment = make_session(candidate_user, mode="assessment")
        with pytest.raises(Missing):
            by(manager, finish_session, assessment.pk)


class TestExpire:
    def test_only_where_nobody_did_anything_for_long_enough(
        self, candidate_user: User, recruiter: User, settings: Any
    ) -> None:
        settings.INTERVIEW_IDLE_MINUTES = 30
        idle, busy, others = make_session(candidate_user), make_session(candidate_user), make_session(recruiter)
        idle_since(idle, 31)
        idle_since(others, 300)
        idle_since(busy, 29)
        assert expire_sessions() == 2
        statuses = dict(InterviewSession.objects.values_list("pk", "status"))
        assert statuses == {idle.pk: "abandoned", others.pk: "abandoned", busy.pk: "in_progress"}
        assert expire_sessions() == 0

    def test_it_ends_at_the_last_sign_of_life(self, session: InterviewSession) -> None:
        answered(served(session))
        put_scores(session, "60.0")
        idle_since(session, 500)
        last = InterviewSession.objects.get().last_activity_at
        with heard() as said:
            expire_sessions()
        ended = InterviewSession.objects.get()
        assert (ended.ended_at, ended.completion_method) == (last, CompletionMethod.TIMEOUT_CLEANUP)
        assert ended.overall_score == Decimal("60.0")
        assert said == [(ended, True)]

    def test_what_has_ended_stays_as_it_is(self, candidate_user: User, session: InterviewSession) -> None:
        by(candidate_user, finish_session, session.pk)
        past = timezone.now() - timedelta(days=9)
        InterviewSession.objects.update(last_activity_at=past)
        assert expire_sessions() == 0
        assert InterviewSession.objects.get().status == SessionStatus.COMPLETED

    @pytest.mark.parametrize("act", ["serve", "answer", "skip"])
    def test_whoever_does_something_is_there(self, session: InterviewSession, act: str) -> None:
        question = served(session) if act != "serve" else None
        idle_since(session, 500)
        if question is None:
            served(session)
        elif act == "answer":
            answered(question)
        else:
            by(session.user, skip_question, session.pk, question.pk)
        assert expire_sessions() == 0


class TestDatabase:
    """What no service would try, the database refuses."""

    def test_an_ended_session_does_not_run_again(self, candidate_user: User, session: InterviewSession) -> None:
        by(candidate_user, finish_session, session.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            InterviewSession.objects.update(
                status="in_progress", ended_at=None, completion_method=None, overall_score=None
            )

    @pytest.mark.parametrize(
        "change",
        [
            {"status": "completed"},
            {"status": "abandoned"},
            {"overall_score": Decimal(50)},
            {"completion_method": "automatic"},
            {"level": "god"},
            {"type": "exam"},
            {"mode": "exam"},
            {"role_selected": None},
        ],
    )
    def test_a_session_agrees_with_itself(self, session: InterviewSession, change: dict[str, Any]) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            InterviewSession.objects.update(**change)

    def test_a_place_in_the_queue_is_one_questions(self, session: InterviewSession) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            InterviewQuestion.objects.filter(order=2).update(order=1)
