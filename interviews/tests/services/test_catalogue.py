"""Roles, modules and follow-up templates: each exit of the services."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from config.base.errors import Conflict, Forbidden, Invalid, Missing
from interviews.models import FollowUpTemplate, Module, Role
from interviews.services.catalogue import save_follow_up, save_module, save_role
from interviews.tests.factories import BankQuestionFactory, FollowUpTemplateFactory, RoleFactory

pytestmark = pytest.mark.django_db
MODULE = {"title": "SQL", "description": "", "category": "technical", "difficulty": "easy", "duration_minutes": 30,
          "role": None, "active": True}  # fmt: skip
ROLE = {"name": " Site  Engineer ", "skills": [" SQL ", "sql"], "active": True}
FOLLOW_UP = {"trigger": "missing_point", "text": "And {point}?", "active": True}


def test_role_is_folded_and_tidied(recruiter: Any) -> None:
    role = save_role(None, actor=recruiter, **ROLE)
    assert (role.name_key, role.skills, role.owner) == ("site engineer", ["sql"], None)
    save_role(role.pk, actor=recruiter, **{**ROLE, "active": False})
    assert not Role.objects.get().active


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": "\u200b"}, "name"), ({"name": "x" * 121}, "name"), ({"skills": ["x" * 61]}, "skills"),
     ({"skills": [str(number) for number in range(51)]}, "skills")],
)  # fmt: skip
def test_role_that_is_none(wrong: Any, field: str, recruiter: Any) -> None:
    with pytest.raises(Invalid) as refused:
        save_role(None, actor=recruiter, **{**ROLE, **wrong})
    assert refused.value.attr == field


def test_role_of_the_same_name_is_refused_at_the_name(recruiter: Any) -> None:
    save_role(None, actor=recruiter, **ROLE)
    with pytest.raises(Conflict) as refused:
        save_role(None, actor=recruiter, **{**ROLE, "name": "SITE ENGINEER"})
    assert refused.value.attr == "name"


def test_private_role_is_not_of_the_catalogue(recruiter: Any, candidate_user: Any) -> None:
    private = RoleFactory.create(owner=candidate_user)
    with pytest.raises(Missing):
        save_role(private.pk, actor=recruiter, **ROLE)


def test_module_holds_questions_of_its_kind(recruiter: Any) -> None:
    questions = BankQuestionFactory.create_batch(2)
    module = save_module(None, actor=recruiter, questions=questions, **MODULE)
    assert set(module.questions.all()) == set(questions)
    save_module(module.pk, actor=recruiter, questions=questions[:1], **MODULE)
    assert list(Module.objects.get().questions.all()) == questions[:1]


@pytest.mark.parametrize(
    ("focuses", "wrong", "field"),
    [((), {}, "questions"), (("core", "behavioral"), {}, "questions"), (("core",), {"duration_minutes": 481}, None)],
)
def test_module_that_is_none(focuses: Any, wrong: Any, field: str | None, recruiter: Any) -> None:
    questions = [BankQuestionFactory.create(focus=focus) for focus in focuses]
    with pytest.raises(Invalid) as refused:
        save_module(None, actor=recruiter, questions=questions, **{**MODULE, **wrong})
    assert refused.value.attr == field
    assert not Module.objects.exists()


@pytest.mark.parametrize(
    ("trigger", "text"),
    [("missing_point", "{x}?"), ("missing_point", "a } b"), ("missing_point", "{point} {"), ("no_example", "{point}?")],
)
def test_braces_that_nothing_is_put_into(trigger: str, text: str, recruiter: Any) -> None:
    with pytest.raises(Invalid) as refused:
        save_follow_up(None, actor=recruiter, trigger=trigger, text=text, active=True)
    assert refused.value.attr == "text"


def test_follow_up_is_kept_once(recruiter: Any) -> None:
    made = save_follow_up(None, actor=recruiter, **FOLLOW_UP)
    save_follow_up(made.pk, actor=recruiter, **{**FOLLOW_UP, "active": False})
    with pytest.raises(Conflict) as refused:
        save_follow_up(None, actor=recruiter, **FOLLOW_UP)
    assert refused.value.attr == "text"
    assert not FollowUpTemplate.objects.get().active


def test_absent_rows_are_missing(recruiter: Any) -> None:
    for call in (
        lambda: save_role(uuid4(), actor=recruiter, **ROLE),
        lambda: save_module(uuid4(), actor=recruiter, questions=[BankQuestionFactory.create()], **MODULE),
        lambda: save_follow_up(uuid4(), actor=recruiter, **FOLLOW_UP),
    ):
        with pytest.raises(Missing):
            call()


@pytest.mark.parametrize("role", ["candidate", "interviewer", "service"])
def test_others_edit_nothing(role: str, make_user: Any) -> None:
    actor = make_user(role)
    for call in (
        lambda: save_role(None, actor=actor, **ROLE),
        lambda: save_module(None, actor=actor, questions=[], **MODULE),
        lambda: save_follow_up(FollowUpTemplateFactory.create().pk, actor=actor, **FOLLOW_UP),
    ):
        with pytest.raises(Forbidden):
            call()
