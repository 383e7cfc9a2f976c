"""Sessions drawn from a bank in the database."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from config.base.errors import Conflict, Invalid
from config.base.models import User
from interviews.enums import Difficulty, Focus, Mode, SessionType, Source
from interviews.models import BankQuestion, InterviewQuestion, InterviewSession, Role
from interviews.resume_questions import resume_questions
from interviews.selection import mix_of, select_questions
from interviews.selectors.bank import allowed_in
from interviews.services import generation
from interviews.services.sessions import create_session, finish_session
from interviews.tests.factories import BankQuestionFactory, ModuleFactory, ProfileFactory, RoleFactory, fill_bank
from interviews.tests.services.acting import answered, by, served

pytestmark = pytest.mark.django_db


@pytest.fixture
def role() -> Role:
    role: Role = RoleFactory()
    return role


def drawn(user: User, role: Role | None, **wish: Any) -> InterviewSession:
    subject = {"role_id": role.pk} if role else {}
    wish = {"level": "mid", "type": "technical", "seed": 1} | subject | wish
    session: InterviewSession = by(user, create_session, **wish)
    return session


def rows_of(session: InterviewSession) -> list[InterviewQuestion]:
    return list(session.questions.select_related("bank_question"))


def bank_ids(session: InterviewSession) -> set[Any]:
    return {row.bank_question_id for row in rows_of(session)}


class TestMix:
    @pytest.mark.parametrize("kind", SessionType)
    @pytest.mark.parametrize("count", [10, 15])
    def test_each_kind_has_its_mix(self, candidate_user: User, role: Role, kind: SessionType, count: int) -> None:
        fill_bank(role)
        rows = rows_of(drawn(candidate_user, role, type=kind, question_count=count))
        assert [row.order for row in rows] == list(range(1, count + 1))
        assert Counter(Focus(row.focus) for row in rows) == Counter(mix_of(kind, count))
        assert all(row.category == Focus(row.focus).category for row in rows)

    def test_questions_go_from_easy_to_hard(self, candidate_user: User, role: Role) -> None:
        fill_bank(role)
        bands = [Difficulty.values.index(row.difficulty) for row in rows_of(drawn(candidate_user, role))]
        assert bands == sorted(bands)
        assert set(bands) == {0, 1, 2}

    def test_the_same_seed_draws_the_same_questions(self, candidate_user: User, recruiter: User, role: Role) -> None:
        fill_bank(role)
        asked = [[row.bank_question_id for row in rows_of(drawn(user, role))] for user in (candidate_user, recruiter)]
        assert asked[0] == asked[1]

    def test_a_stored_seed_of_its_own_where_none_is_given(self, candidate_user: User, role: Role) -> None:
        fill_bank(role)
        assert len({drawn(candidate_user, role, seed=None).seed for _ in range(5)}) == 5


class TestPool:
    def test_only_what_fits_the_role_and_the_level(self, candidate_user: User, role: Role) -> None:
        fitting = {question.pk for question in fill_bank(role, each=1)}
        general = {question.pk for question in fill_bank(each=1)}
        for each in (RoleFactory(), RoleFactory(owner=candidate_user)):
            fill_bank(each, each=1)
        other_level = fill_bank(role, each=1)
        retired = fill_bank(role, each=1)
        BankQuestion.objects.filter(pk__in=[each.pk for each in other_level]).update(levels=["junior", "senior"])
        BankQuestion.objects.filter(pk__in=[each.pk for each in retired]).update(active=False)
        asked = bank_ids(drawn(candidate_user, role, type="mixed", question_count=15))
        assert asked <= fitting | general

    def test_a_private_role_takes_questions_on_its_skills(self, candidate_user: User) -> None:
        fill_bank(RoleFactory(), each=3)
        other = RoleFactory()
        BankQuestionFactory.create_batch(3, roles=[other], skill_tags=["cobol"])
        private = RoleFactory(owner=candidate_user, skills=["sql"])
        tags = {tag for row in rows_of(drawn(candidate_user, private)) for tag in row.skill_tags_json}
        assert tags == {"sql"}

    def test_a_private_role_without_known_skills_has_the_general_questions(self, candidate_user: User) -> None:
        fill_bank(RoleFactory(), each=3)
        private = RoleFactory(owner=candidate_user, skills=["cobol"])
        with pytest.raises(Conflict):
            drawn(candidate_user, private)
        general = {question.pk for question in fill_bank(each=3)}
        assert bank_ids(drawn(candidate_user, private)) <= general

    def test_practice_leaves_alone_what_is_kept_for_assessments(self, candidate_user: User, role: Role) -> None:
        kept = {question.pk for question in fill_bank(role, each=2)}
        BankQuestion.objects.update(assessment_only=True)
        fill_bank(role, each=3)
        assert not bank_ids(drawn(candidate_user, role)) & kept

    def test_a_bank_too_small_says_all_that_is_missing(self, candidate_user: User, role: Role) -> None:
        fill_bank(role, each=1)
        with pytest.raises(Conflict) as caught:
            drawn(candidate_user, role, question_count=15)
        assert caught.value.code == "bank_too_small"
        assert caught.value.detail == (
            "The bank lacks questions for this session. It would take 5 more core, 1 more advanced."
        )
        assert not InterviewSession.objects.exists()


class TestModule:
    def test_the_mix_is_the_modules(self, candidate_user: User) -> None:
        focuses = [Focus.CORE] * 10 + [Focus.PRACTICAL] * 5
        module = ModuleFactory(questions=[BankQuestionFactory(focus=focus) for focus in focuses])
        rows = rows_of(drawn(candidate_user, None, module_id=module.pk, type=None, question_count=12))
        assert Counter(row.focus for row in rows) == {"core": 8, "practical": 4}

    def test_the_level_narrows_nothing(self, candidate_user: User) -> None:
        module = ModuleFactory(questions=BankQuestionFactory.create_batch(10, levels=["senior"]))
        session = drawn(candidate_user, None, module_id=module.pk, level="junior", question_count=10)
        assert session.questions.count() == 10

    def test_practice_passes_over_what_is_kept_for_assessments(self, candidate_user: User) -> None:
        kept = BankQuestionFactory.create_batch(3, focus=Focus.ADVANCED, assessment_only=True)
        module = ModuleFactory(questions=[*kept, *BankQuestionFactory.create_batch(10)])
        assert drawn(candidate_user, None, module_id=module.pk, question_count=10).questions.count() == 10
        with pytest.raises(Conflict, match="has 10 questions to ask here, and 11 are wanted") as caught:
            drawn(candidate_user, None, module_id=module.pk, question_count=11)
        assert caught.value.code == "bank_too_small"


class TestTopics:
    def test_questions_on_the_topics_come_first(self, candidate_user: User, role: Role) -> None:
        fill_bank(role)
        for focus in (Focus.CORE, Focus.ADVANCED, Focus.PRACTICAL):
            BankQuestionFactory.create_batch(2, focus=focus, roles=[role], skill_tags=["caching", "http"])
        session = drawn(candidate_user, role, topics=[" Caching", "caching"])
        assert session.topics == ["caching"]
        assert sum("caching" in row.skill_tags_json for row in rows_of(session)) == 6

    def test_a_topic_that_no_fitting_question_has(self, candidate_user: User, role: Role) -> None:
        fill_bank(role)
        BankQuestionFactory(roles=[RoleFactory()], skill_tags=["cobol"])
        with pytest.raises(Invalid) as caught:
            drawn(candidate_user, role, topics=["weaving", "sql", "cobol"])
        assert (caught.value.code, caught.value.attr) == ("unknown_topic", "topics")
        assert caught.value.detail == "The bank has no questions here on cobol, weaving."


class TestResume:
    def test_nothing_of_a_profile_that_was_not_given(self, candidate_user: User, role: Role) -> None:
        ProfileFactory(user=candidate_user, skills=["sql"])
        fill_bank(role)
        rows = rows_of(drawn(candidate_user, role, type="hr"))
        assert {row.source for row in rows} == {Source.CORE}
        assert not any("resume" in row.question_text for row in rows)

    def test_with_a_profile_every_second_place_of_a_focus_is_the_resumes(
        self, candidate_user: User, role: Role
    ) -> None:
        profile = ProfileFactory(user=candidate_user, skills=["sql"])
        fill_bank(role)
        rows = rows_of(drawn(candidate_user, role, type="hr", profile_id=profile.pk))
        of_resume = Counter(row.focus for row in rows if row.source == Source.RESUME)
        assert of_resume == {"behavioral": 3, "situational": 2, "role_specific": 2}
        named = [row.question_text for row in rows if row.source == Source.RESUME and row.bank_question_id]
        assert named
        assert all(text.startswith("Your resume names SQL. ") for text in named)

    def test_in_mode_resume_the_profile_is_found(self, candidate_user: User, role: Role) -> None:
        profile = ProfileFactory(user=candidate_user, skills=["cobol", "fortran"])
        fill_bank(role)
        session = drawn(candidate_user, role, type="hr", mode="resume")
        assert session.profile_id == profile.pk
        own = [row for row in rows_of(session) if row.source == Source.RESUME]
        assert len(own) == 3
        known = {each.text: each.skill for each in resume_questions(["cobol", "fortran"])}
        for row in own:
            assert row.skill_tags_json == [known[row.question_text]]
            assert (row.focus, row.category, row.bank_question_id) == ("behavioral", "behavioral", None)
            assert (row.key_points, row.model_answer) == ([], "")
            assert row.hints

    def test_skills_that_the_bank_does_not_know_leave_a_technical_interview_as_it_is(
        self, candidate_user: User, role: Role
    ) -> None:
        profile = ProfileFactory(user=candidate_user, skills=["cobol"])
        fill_bank(role)
        assert {row.source for row in rows_of(drawn(candidate_user, role, profile_id=profile.pk))} == {Source.CORE}

    def test_questions_made_from_the_resume_are_not_repeated_either(self, candidate_user: User, role: Role) -> None:
        ProfileFactory(user=candidate_user, skills=["cobol", "fortran"])
        fill_bank(role)
        asked = [
            {row.question_text for row in rows_of(drawn(candidate_user, role, type="hr", mode="resume", seed=seed))}
            for seed in (1, 2)
        ]
        assert not asked[0] & asked[1]


class TestRepeats:
    def test_nothing_is_asked_again_while_there_is_something_new(self, candidate_user: User, role: Role) -> None:
        fill_bank(role, each=5)
        sessions = [drawn(candidate_user, role, seed=seed) for seed in (1, 2)]
        assert len(bank_ids(sessions[0]) | bank_ids(sessions[1])) == 24

    def test_then_what_was_asked_longest_ago(self, candidate_user: User, role: Role) -> None:
        fill_bank(role, each=2)
        BankQuestionFactory.create_batch(6, roles=[role])
        first, second = (drawn(candidate_user, role, question_count=10, seed=seed) for seed in (1, 2))
        InterviewSession.objects.filter(pk=first.pk).update(created_at=second.created_at - timedelta(days=1))
        third = drawn(candidate_user, role, question_count=10, seed=3)
        newest = {row.bank_question_id for row in rows_of(second)} - bank_ids(first)
        core = [row for row in rows_of(third) if row.focus == Focus.CORE]
        never = BankQuestion.objects.filter(focus=Focus.CORE).exclude(pk__in=bank_ids(first) | bank_ids(second))
        assert {row.bank_question_id for row in core} >= set(never.values_list("pk", flat=True))
        assert not {row.bank_question_id for row in core} & newest

    def test_what_others_were_asked_does_not_matter(self, candidate_user: User, recruiter: User, role: Role) -> None:
        fill_bank(role)
        assert bank_ids(drawn(recruiter, role)) == bank_ids(drawn(candidate_user, role))


class TestAssessment:
    def test_it_asks_nothing_whose_model_answer_was_shown(self, candidate_user: User, role: Role) -> None:
        fill_bank(role, each=3)
        practice = drawn(candidate_user, role)
        seen = {answered(served(practice)).question.bank_question_id for _ in range(2)}
        by(candidate_user, finish_session, practice.pk)
        for seed in range(6):
            assessment = drawn(candidate_user, role, mode=Mode.ASSESSMENT, question_count=10, seed=seed)
            assert not bank_ids(assessment) & seen
            assessment.delete()

    def test_where_too_little_is_unseen_it_says_so(self, candidate_user: User, role: Role) -> None:
        fill_bank(role, each=2)
        practice = drawn(candidate_user, role)
        for _ in range(12):
            answered(served(practice))
        with pytest.raises(Conflict) as caught:
            drawn(candidate_user, role, mode=Mode.ASSESSMENT)
        assert caught.value.code == "bank_too_small"
        assert caught.value.detail.startswith("The bank lacks questions for this session. It would take")

    def test_what_was_answered_in_an_assessment_counts_as_seen_once_it_has_ended(
        self, candidate_user: User, role: Role
    ) -> None:
        fill_bank(role, each=2)
        assessment = drawn(candidate_user, role, mode=Mode.ASSESSMENT)
        seen = answered(served(assessment)).question.bank_question_id
        by(candidate_user, finish_session, assessment.pk)
        assert seen not in allowed_ids(candidate_user)
        assert not set(assessment.questions.filter(answer=None).values_list("bank_question", flat=True)) - allowed_ids(
            candidate_user
        )

    def test_what_practice_still_asks_is_not_asked(self, candidate_user: User, role: Role) -> None:
        """Its model answer could be read there while the assessment runs."""
        fill_bank(role, each=4)
        practice = drawn(candidate_user, role)
        assert not bank_ids(practice) & allowed_ids(candidate_user)
        by(candidate_user, finish_session, practice.pk)
        assert bank_ids(practice) <= allowed_ids(candidate_user)

    def test_practice_asks_nothing_of_a_running_assessment(self, candidate_user: User, role: Role) -> None:
        fill_bank(role, each=4)
        assessment = drawn(candidate_user, role, mode=Mode.ASSESSMENT)
        assert not bank_ids(assessment) & bank_ids(drawn(candidate_user, role))

    def test_what_is_kept_for_assessments_comes_first(self, candidate_user: User, role: Role) -> None:
        fill_bank(role)
        kept = BankQuestion.objects.filter(pk__in=bank_ids(drawn(candidate_user, role)))
        kept.update(assessment_only=True)
        InterviewSession.objects.all().delete()
        assert bank_ids(drawn(candidate_user, role, mode=Mode.ASSESSMENT)) == set(kept.values_list("pk", flat=True))

    def test_two_at_once_share_nothing(self, candidate_user: User, role: Role) -> None:
        fill_bank(role, each=4)
        first, second = (drawn(candidate_user, role, mode=Mode.ASSESSMENT, seed=seed) for seed in (1, 2))
        assert not bank_ids(first) & bank_ids(second)

    def test_what_others_have_seen_may_be_asked(self, candidate_user: User, recruiter: User, role: Role) -> None:
        fill_bank(role, each=2)
        seen = answered(served(drawn(recruiter, role))).question.bank_question_id
        assert seen in allowed_ids(candidate_user)


def allowed_ids(user: User) -> set[Any]:
    return set(allowed_in(Mode.ASSESSMENT, BankQuestion.objects.all(), user).values_list("pk", flat=True))


class TestSnapshot:
    def test_later_edits_change_neither_the_question_nor_how_it_is_judged(
        self, candidate_user: User, role: Role
    ) -> None:
        fill_bank(role)
        session = drawn(candidate_user, role)
        before = list(session.questions.values())
        for question in BankQuestion.objects.defer("search"):
            question.text, question.model_answer = f"Other {question.pk}?", "Other."
            question.key_points, question.hints, question.skill_tags = ["Other."], [], ["other"]
            question.save()
        assert list(session.questions.values()) == before

    def test_a_deleted_question_stays_in_the_session(self, candidate_user: User, role: Role) -> None:
        fill_bank(role)
        session = drawn(candidate_user, role)
        texts = [row.question_text for row in rows_of(session)]
        BankQuestion.objects.all().delete()
        assert [row.question_text for row in rows_of(session)] == texts
        assert bank_ids(session) == {None}
        assert answered(served(session)).score is not None

    def test_a_question_carries_all_it_is_judged_by(self, candidate_user: User, role: Role) -> None:
        fill_bank(role)
        row = rows_of(drawn(candidate_user, role))[0]
        question = row.bank_question
        assert question is not None
        assert row.question_text == question.text
        for name in ("key_points", "model_answer", "accepted_answers", "hints", "difficulty", "focus"):
            assert getattr(row, name) == getattr(question, name)
        assert row.skill_tags_json == question.skill_tags
        assert row.estimated_seconds > 0


def test_drawing_takes_as_many_queries_whatever_the_size(candidate_user: User, role: Role, count_queries: Any) -> None:
    fill_bank(role)
    for count in (10, 15):
        with count_queries(11):
            drawn(candidate_user, role, question_count=count)


def test_what_is_deleted_while_it_is_drawn_is_refused(
    candidate_user: User, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_bank(role)

    def then_one_goes(*args: Any) -> Any:
        queue = select_questions(*args)
        BankQuestion.objects.filter(pk=queue[0].id).delete()
        return queue

    monkeypatch.setattr(generation, "select_questions", then_one_goes)
    with pytest.raises(Conflict, match="Begin again"):
        drawn(candidate_user, role)
    assert not InterviewSession.objects.exists()
