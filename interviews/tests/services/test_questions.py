"""Editing the bank by hand: each exit of the services."""

from __future__ import annotations

from typing import Any

import pytest

from config.base.errors import Conflict, DomainError, Forbidden, Invalid, Missing
from config.testing.factories import UserFactory
from config.testing.rivals import at_once, failures
from interviews.bank.reading import Bank
from interviews.models import BankQuestion
from interviews.services.bank import load_bank
from interviews.services.questions import delete_question, save_question, set_active
from interviews.tests.factories import (
    ACCEPTED_ANSWERS,
    KEY_POINTS,
    MODEL_ANSWER,
    BankQuestionFactory,
    ModuleFactory,
    RoleFactory,
    make_session,
)

pytestmark = pytest.mark.django_db


def content(**other: Any) -> dict[str, Any]:
    return {
        "text": "What does an index do?",
        "focus": "core",
        "difficulty": "easy",
        "levels": ["mid"],
        "skill_tags": ["sql"],
        "key_points": KEY_POINTS,
        "model_answer": MODEL_ANSWER,
        "accepted_answers": ACCEPTED_ANSWERS,
        "hints": ["Think of a book."],
        **other,
    }


def test_new_question_is_classified_and_marked_as_edited(recruiter: Any) -> None:
    role = RoleFactory.create()
    question = save_question(None, actor=recruiter, roles=[role], **content(focus="behavioral"))
    question.refresh_from_db()
    assert (question.type, question.category, question.active, question.key) == ("hr", "behavioral", True, None)
    assert question.edited_at is not None
    assert list(question.roles.all()) == [role]


def test_input_is_tidied(recruiter: Any) -> None:
    untidy = content(
        text="  What is\r\nan index? ",
        levels=["senior", "junior"],
        skill_tags=[" SQL ", "sql", ""],
        hints=[" A  hint ", ""],
    )
    question = save_question(None, actor=recruiter, **untidy)
    assert question.text == "What is\nan index?"
    assert (question.levels, question.skill_tags, question.hints) == (["junior", "senior"], ["sql"], ["A hint"])


def test_changed_question_is_marked_so_that_the_files_leave_it_alone(recruiter: Any) -> None:
    question = BankQuestionFactory.create(key="index")
    save_question(question.pk, actor=recruiter, hints=["Another."])
    row = {**content(), "key": "index", "skills": ["sql"], "roles": []}
    load_bank(Bank(questions=[row]))
    question.refresh_from_db()
    assert (question.hints, question.edited_at is not None) == (["Another."], True)


def test_same_again_marks_nothing(recruiter: Any, count_queries: Any) -> None:
    role = RoleFactory.create()
    question = BankQuestionFactory.create(roles=[role])
    hints = [" Think of a book. ", "Think of what an insert  has to do."]
    with count_queries(2):
        save_question(question.pk, actor=recruiter, roles=[role], hints=hints, skill_tags=["SQL"])
    question.refresh_from_db()
    assert question.edited_at is None


def test_roles_are_content(recruiter: Any) -> None:
    question, role = BankQuestionFactory.create(), RoleFactory.create()
    save_question(question.pk, actor=recruiter, roles=[role])
    question.refresh_from_db()
    assert (list(question.roles.all()), question.edited_at is not None) == ([role], True)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"focus": "nonsense"}, "focus"),
        ({"difficulty": "nonsense"}, "difficulty"),
        ({"levels": []}, "levels"),
        ({"levels": ["mid", "chief"]}, "levels"),
        ({"skill_tags": []}, "skill_tags"),
        ({"skill_tags": [f"skill {number}" for number in range(51)]}, "skill_tags"),
        ({"key_points": ["one", "two"]}, "key_points"),
        ({"model_answer": "Too short."}, "model_answer"),
        ({"model_answer": "word " * 1000}, "model_answer"),
        ({"accepted_answers": ACCEPTED_ANSWERS[:1]}, "accepted_answers"),
        ({"accepted_answers": [MODEL_ANSWER, ACCEPTED_ANSWERS[0]]}, "accepted_answers"),
        ({"hints": []}, "hints"),
    ],
)
def test_what_breaks_a_rule_is_refused_at_its_field(wrong: Any, field: str, recruiter: Any) -> None:
    with pytest.raises(Invalid) as refused:
        save_question(None, actor=recruiter, **content(**wrong))
    assert refused.value.attr == field
    assert not BankQuestion.objects.exists()


def test_same_text_twice_is_refused_at_the_text(recruiter: Any) -> None:
    save_question(None, actor=recruiter, **content())
    with pytest.raises(Conflict) as refused:
        save_question(None, actor=recruiter, **content())
    assert (refused.value.attr, refused.value.code) == ("text", "question_exists")


def test_a_question_of_a_module_keeps_its_kind(recruiter: Any) -> None:
    question = BankQuestionFactory.create()
    ModuleFactory.create(title="Databases", questions=[question])
    save_question(question.pk, actor=recruiter, focus="advanced")
    with pytest.raises(Conflict, match="“Databases”") as refused:
        save_question(question.pk, actor=recruiter, focus="system_design")
    assert refused.value.attr == "focus"


def test_unknown_field_is_a_bug_of_the_caller(recruiter: Any) -> None:
    with pytest.raises(TypeError, match="status"):
        save_question(None, actor=recruiter, **content(status="x"))


@pytest.mark.parametrize("role", ["candidate", "interviewer", "service"])
def test_others_edit_nothing(role: str, make_user: Any) -> None:
    question, actor = BankQuestionFactory.create(), make_user(role)
    for call in (
        lambda: save_question(None, actor=actor, **content()),
        lambda: set_active(question.pk, actor=actor, active=False),
        lambda: delete_question(question.pk, actor=actor),
    ):
        with pytest.raises(Forbidden):
            call()


def test_absent_question_is_missing(recruiter: Any) -> None:
    pk = BankQuestionFactory.build().pk
    for call in (lambda: save_question(pk, actor=recruiter, hints=["x"]), lambda: delete_question(pk, actor=recruiter)):
        with pytest.raises(Missing):
            call()


def test_retiring_and_bringing_back_are_not_edits(recruiter: Any) -> None:
    question = BankQuestionFactory.create()
    for active in (False, True):
        set_active(question.pk, actor=recruiter, active=active)
        question.refresh_from_db()
        assert (question.active, question.edited_at) == (active, None)


def test_only_what_was_never_asked_is_deleted(recruiter: Any, candidate_user: Any) -> None:
    session = make_session(candidate_user)
    asked = session.questions.first().bank_question
    with pytest.raises(Conflict, match="retire it"):
        delete_question(asked.pk, actor=recruiter)
    fresh = BankQuestionFactory.create()
    delete_question(fresh.pk, actor=recruiter)
    assert BankQuestion.objects.filter(pk=asked.pk).exists()
    assert not BankQuestion.objects.filter(pk=fresh.pk).exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_same_question_make_one() -> None:
    actor = UserFactory.create(roles=("recruiter",))
    actor.has_role()  # its roles are known before the rivals start
    results = at_once(*[lambda: save_question(None, actor=actor, **content())] * 3)
    assert BankQuestion.objects.count() == 1
    assert [type(failure) for failure in failures(results)] == [Conflict, Conflict]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_deleting_what_is_being_drawn_deletes_or_keeps_it_whole() -> None:
    actor, candidate = UserFactory.create(roles=("recruiter",)), UserFactory.create(roles=("candidate",))
    actor.has_role()
    drawn = make_session(candidate, seed=1)
    question, role = drawn.questions.first().bank_question, drawn.role_selected
    drawn.delete()
    results = at_once(
        lambda: delete_question(question.pk, actor=actor),
        lambda: make_session(candidate, role_id=role.pk, seed=1),
    )
    assert all(isinstance(failure, DomainError) for failure in failures(results))
    assert len(failures(results)) <= 1
