"""Rows of interviews for tests: plain, without surprises. Sessions are made by the services."""

from __future__ import annotations

from typing import Any

import factory

from config.base.models import User
from config.base.text import fold
from config.testing.factories import UserFactory
from interviews.enums import Difficulty, Focus, Level
from interviews.models import BankQuestion, FollowUpTemplate, InterviewSession, Module, Profile, Role
from interviews.services.sessions import create_session

# What a full answer to a factory's question says, and the same in other words.
MODEL_ANSWER = (
    "An index is a sorted structure beside the table that lets the database find matching rows without reading all "
    "of them. It costs disk space and makes every write slower, since each insert has to keep the index up to date."
)
ACCEPTED_ANSWERS = [
    "Think of the register at the back of a book: lookups jump straight to the right page instead of scanning "
    "everything. You pay with storage, and updates take longer because the register changes too.",
    "It speeds up reads by keeping keys in order, usually in a B-tree, so a search takes a few steps. The price is "
    "extra memory on disk and additional work for inserting and deleting.",
]
KEY_POINTS = [
    "An index lets the database find rows without scanning the whole table",
    "An index takes additional disk space",
    "An index makes writes slower because it must be kept up to date",
]


class RoleFactory(factory.django.DjangoModelFactory[Role]):
    class Meta:
        model = Role

    name = factory.Sequence(lambda n: f"Role {n}")
    name_key = factory.LazyAttribute(lambda row: fold(row.name))
    skills = ["sql", "python"]


class BankQuestionFactory(factory.django.DjangoModelFactory[BankQuestion]):
    class Meta:
        model = BankQuestion
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"question-{n}")
    text = factory.Sequence(lambda n: f"What does index number {n} of a database do for you, and what does it cost?")
    focus = Focus.CORE
    difficulty = Difficulty.EASY
    levels = list(Level.values)
    skill_tags = ["sql"]
    key_points = list(KEY_POINTS)
    model_answer = MODEL_ANSWER
    accepted_answers = list(ACCEPTED_ANSWERS)
    hints = ["Think of a book.", "Think of what an insert has to do."]

    @factory.post_generation
    def roles(self: BankQuestion, create: bool, given: Any, **kwargs: Any) -> None:
        if create and given:
            self.roles.set(given)


class FollowUpTemplateFactory(factory.django.DjangoModelFactory[FollowUpTemplate]):
    class Meta:
        model = FollowUpTemplate

    trigger = "missing_point"
    text = factory.Sequence(lambda n: f"You did not mention {{point}}. What can you say about it? ({n})")


class ModuleFactory(factory.django.DjangoModelFactory[Module]):
    class Meta:
        model = Module
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Module {n}")
    category = "technical"
    difficulty = Difficulty.EASY
    duration_minutes = 30

    @factory.post_generation
    def questions(self: Module, create: bool, given: Any, **kwargs: Any) -> None:
        if create and given:
            self.questions.set(given)


class ProfileFactory(factory.django.DjangoModelFactory[Profile]):
    class Meta:
        model = Profile

    user = factory.SubFactory(UserFactory, roles=("candidate",))
    headline = "Engineer"
    skills = ["python"]


def fill_bank(role: Role | None = None, each: int = 6) -> list[BankQuestion]:
    """`each` questions of every focus and difficulty: enough for any session."""
    roles = [role] if role else []
    return [
        BankQuestionFactory.create(focus=focus, difficulty=difficulty, roles=roles)
        for focus in Focus
        for difficulty in Difficulty
        for _ in range(each)
    ]


def make_session(user: User, **wish: Any) -> InterviewSession:
    """A running technical session, with a bank made for it where there is none."""
    if not BankQuestion.objects.exists():
        fill_bank()
    if "role_id" not in wish and "module_id" not in wish:
        wish["role_id"] = RoleFactory.create().pk
    return create_session(user=user, **{"level": Level.MID, "type": "technical", "seed": 1, **wish})
