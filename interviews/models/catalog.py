"""What sessions are made from: roles, modules, the question bank, follow-up templates."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5

from config.base.models import CreatedModel, User
from interviews.enums import Category, Difficulty, Focus, Level, SessionType, Trigger
from interviews.models.fields import tags_field, texts_field
from interviews.models.scopes import RoleQuerySet
from interviews.validators import NAME_LENGTH, TEXT_LENGTH


class Role(CreatedModel):
    """What people are interviewed for. One with an owner is that user's private role (D12)."""

    key = models.SlugField(max_length=60, null=True, unique=True, editable=False, help_text="Its name in bank files.")
    name = models.CharField(max_length=NAME_LENGTH)
    name_key = models.CharField(max_length=NAME_LENGTH, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    skills = tags_field(help_text="Skills that the role asks for.")
    active = models.BooleanField(default=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"],
                condition=Q(owner=None),
                name="role_name_in_catalogue",
                violation_error_code="role_exists",
                violation_error_message="The catalogue has a role of this name already.",
            ),
            models.UniqueConstraint(
                fields=["owner", "name_key"],
                name="role_name_of_owner",
                violation_error_code="role_exists",
                violation_error_message="You have a role of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankQuestion(CreatedModel):
    """A question with all that an answer is judged by. No role at all means every role.

    `type` and `category` follow from the focus. `edited_at` marks what a person changed: loading the bank's files
    leaves it alone.
    """

    key = models.SlugField(max_length=100, null=True, unique=True, editable=False, help_text="Its name in bank files.")
    text = models.TextField(max_length=TEXT_LENGTH)
    type = models.CharField(
        max_length=9, choices=[c for c in SessionType.choices if c[0] in SessionType.PURE], editable=False
    )
    category = models.CharField(max_length=10, choices=Category.choices, editable=False)
    focus = models.CharField(max_length=15, choices=Focus.choices)
    difficulty = models.CharField(max_length=6, choices=Difficulty.choices)
    roles = models.ManyToManyField(Role, blank=True, related_name="bank_questions", help_text="None: every role.")
    levels = tags_field(help_text="junior, mid, senior.")
    skill_tags = tags_field()
    key_points = texts_field(help_text="3 to 6 claims that a full answer makes.")
    model_answer = models.TextField(max_length=TEXT_LENGTH)
    accepted_answers = texts_field(help_text="At least two more full-mark answers, in other words.")
    hints = texts_field()
    assessment_only = models.BooleanField(default=False, help_text="Kept out of practice, so that nobody rehearses it.")
    active = models.BooleanField(default=True)
    edited_at = models.DateTimeField(null=True, editable=False)
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        ordering = ["focus", "difficulty", "text", "id"]
        constraints = [
            models.UniqueConstraint(
                MD5("text"),
                name="bank_question_once",
                violation_error_code="question_exists",
                violation_error_message="The bank has this question already.",
            ),
            models.CheckConstraint(name="bank_focus_known", condition=Q(focus__in=Focus.values)),
            models.CheckConstraint(name="bank_difficulty_known", condition=Q(difficulty__in=Difficulty.values)),
            models.CheckConstraint(
                name="bank_levels_known",
                condition=Q(levels__contained_by=Level.values) & ~Q(levels=[]),
                violation_error_message="levels are junior, mid, senior; at least one.",
            ),
        ]
        indexes = [
            models.Index("focus", "difficulty", name="bank_by_focus"),
            GinIndex("search", name="bank_search"),
            GinIndex("skill_tags", name="bank_by_skill"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="search",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    NEW.search := setweight(to_tsvector('english', NEW.text), 'A')
                        || setweight(to_tsvector('english', array_to_string(NEW.skill_tags, ' ')), 'A')
                        || setweight(to_tsvector('english', array_to_string(NEW.key_points, ' ')), 'B');
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: object, **kwargs: object) -> None:
        self.classify()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def classify(self) -> None:
        self.type, self.category = Focus(self.focus).type, Focus(self.focus).category


class Module(CreatedModel):
    """A ready set of questions to practise with."""

    key = models.SlugField(max_length=60, null=True, unique=True, editable=False, help_text="Its name in bank files.")
    title = models.CharField(max_length=NAME_LENGTH)
    description = models.TextField(max_length=TEXT_LENGTH, blank=True, default="")
    category = models.CharField(max_length=9, choices=[c for c in SessionType.choices if c[0] in SessionType.PURE])
    difficulty = models.CharField(max_length=6, choices=Difficulty.choices)
    duration_minutes = models.PositiveSmallIntegerField()
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="modules")
    questions = models.ManyToManyField(BankQuestion, related_name="modules")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(name="module_category_known", condition=Q(category__in=SessionType.PURE)),
            models.CheckConstraint(name="module_difficulty_known", condition=Q(difficulty__in=Difficulty.values)),
            models.CheckConstraint(
                name="module_duration_in_range",
                condition=Q(duration_minutes__gte=1, duration_minutes__lte=480),
                violation_error_message="duration_minutes is 1 to 480.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FollowUpTemplate(CreatedModel):
    """How an interviewer asks on. `{point}` in the text stands for what the answer left out."""

    trigger = models.CharField(max_length=13, choices=Trigger.choices)
    text = models.CharField(max_length=300, unique=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["trigger", "text"]
        constraints = [
            models.CheckConstraint(name="follow_up_trigger_known", condition=Q(trigger__in=Trigger.values)),
        ]

    def __str__(self) -> str:
        return self.text
