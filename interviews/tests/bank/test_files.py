"""The bank that comes with the project: sound, varied, and large enough for every interview it offers."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from config.base.models import User
from interviews.bank.reading import Bank, read_bank
from interviews.bank.rules import words
from interviews.enums import Difficulty, Focus, Level, Mode, SessionType, Trigger
from interviews.models import InterviewSession, Module, Role
from interviews.selection import Choice, Plan, mix_of, select_questions
from interviews.selectors.bank import allowed_in, as_choices, questions_for
from interviews.services.bank import load_bank
from interviews.services.sessions import create_session
from interviews.validators import MAX_QUESTIONS

# Two questions that share more of their words than this ask the same.
NEARLY_THE_SAME = 0.6


@pytest.fixture(scope="module")
def bank() -> Bank:
    return read_bank()


@pytest.fixture
def loaded(db: None, bank: Bank) -> None:
    load_bank(bank)


def test_nothing_is_wrong_with_it(bank: Bank) -> None:
    assert bank.problems == []


def test_it_has_hundreds_of_questions_of_every_focus_and_difficulty(bank: Bank) -> None:
    assert len(bank.questions) >= 300
    there = {(row["focus"], row["difficulty"]) for row in bank.questions}
    assert there == set(product(Focus.values, Difficulty.values))
    assert {row["trigger"] for row in bank.follow_ups} == set(Trigger.values)


def test_no_two_questions_ask_nearly_the_same(bank: Bank) -> None:
    said = [(row["key"], set(words(row["text"]))) for row in bank.questions]
    close = [
        (first, second)
        for (first, mine), (second, others) in combinations(said, 2)
        if len(mine & others) > NEARLY_THE_SAME * len(mine | others)
    ]
    assert close == []


@pytest.mark.parametrize(("kind", "level"), list(product(SessionType, Level)))
def test_every_interview_can_be_practised_twice_without_a_repeat(
    loaded: None, candidate_user: User, kind: SessionType, level: Level
) -> None:
    for role in Role.objects.filter(owner=None):
        pool = pool_for(Mode.PRACTICE, role, level, kind, candidate_user)
        first = {choice.id for choice in draw(pool, kind, level)}
        again = {choice.id for choice in draw([choice for choice in pool if choice.id not in first], kind, level)}
        assert len(first) == len(again) == MAX_QUESTIONS


@pytest.mark.parametrize("kind", SessionType)
def test_every_interview_can_be_an_assessment(loaded: None, candidate_user: User, kind: SessionType) -> None:
    for role, level in product(Role.objects.filter(owner=None), Level):
        pool = pool_for(Mode.ASSESSMENT, role, level, kind, candidate_user)
        assert len(draw(pool, kind, level)) == MAX_QUESTIONS


@pytest.mark.parametrize("kind", SessionType)
def test_what_is_kept_for_assessments_is_enough_for_one(loaded: None, candidate_user: User, kind: SessionType) -> None:
    """However much somebody has practised."""
    for role, level in product(Role.objects.filter(owner=None), Level):
        pool = [choice for choice in pool_for(Mode.ASSESSMENT, role, level, kind, candidate_user) if choice.reserved]
        assert len(draw(pool, kind, level)) == MAX_QUESTIONS


def pool_for(mode: Mode, role: Role, level: Level, kind: SessionType, user: User) -> list[Choice]:
    return as_choices(allowed_in(mode, questions_for(role, level), user), mix_of(kind, MAX_QUESTIONS), {})


def draw(pool: list[Choice], kind: SessionType, level: Level) -> list[Choice]:
    return select_questions(pool, Plan(counts=mix_of(kind, MAX_QUESTIONS), level=level), 1)


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.ASSESSMENT])
def test_a_candidate_has_two_sessions_without_a_repeat(loaded: None, candidate_user: User, mode: Mode) -> None:
    role = Role.objects.get(key="backend")
    sessions = [make(candidate_user, role, kind, mode) for kind in ("technical", "technical", "mixed")]
    asked = [set(session.questions.values_list("bank_question", flat=True)) for session in sessions]
    assert len(asked[0]) == len(asked[1]) == MAX_QUESTIONS
    assert not asked[0] & asked[1]


def make(user: User, role: Role, kind: str, mode: Mode) -> InterviewSession:
    return create_session(
        user=user, role_id=role.pk, level="mid", type=kind, mode=mode, question_count=MAX_QUESTIONS, seed=1
    )


def test_every_module_can_be_practised(loaded: None, candidate_user: User) -> None:
    modules = Module.objects.all()
    assert len(modules) >= 8
    for module in modules:
        session = create_session(user=candidate_user, module_id=module.pk, level="mid", question_count=10)
        assert session.questions.count() == 10


def test_what_a_module_holds_is_of_its_category(loaded: None) -> None:
    for module in Module.objects.all():
        assert set(module.questions.values_list("type", flat=True)) == {module.category}, module.title
