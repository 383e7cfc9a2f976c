"""A session: its queue of questions, what was answered, what of it was recorded."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from config.base.models import CreatedModel, User
from interviews.enums import (
    Category,
    CompletionMethod,
    Difficulty,
    Focus,
    Level,
    Mode,
    RecordingKind,
    RoleSource,
    SessionStatus,
    SessionType,
    Source,
)
from interviews.models.catalog import BankQuestion, Module, Role
from interviews.models.fields import score_field, tags_field, texts_field
from interviews.models.profiles import Profile
from interviews.models.scopes import OfSessionQuerySet, SessionQuerySet
from interviews.transitions import SESSION
from interviews.validators import CODE_LENGTH, TEXT_LENGTH


class InterviewSession(CreatedModel):
    """`status` has one writer: interviews.services.status. Only imported sessions have no role."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="interview_sessions")
    profile = models.ForeignKey(Profile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    role_selected = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, related_name="+")
    role_source = models.CharField(max_length=10, choices=RoleSource.choices)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(max_length=6, choices=Level.choices)
    type = models.CharField(max_length=9, choices=SessionType.choices)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.PRACTICE)
    topics = tags_field()
    status = models.CharField(
        max_length=11, choices=SessionStatus.choices, default=SessionStatus.CREATED, editable=False
    )
    completion_method = models.CharField(max_length=15, choices=CompletionMethod.choices, null=True, editable=False)
    overall_score = score_field("0-100: the mean over the scored answers; empty where none is.")
    seed = models.BigIntegerField(editable=False, help_text="Draws and shuffles the questions.")
    started_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    last_activity_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    imported_from = models.CharField(max_length=100, null=True, unique=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="session_status_known", condition=Q(status__in=SessionStatus.values)),
            models.CheckConstraint(name="session_level_known", condition=Q(level__in=Level.values)),
            models.CheckConstraint(name="session_type_known", condition=Q(type__in=SessionType.values)),
            models.CheckConstraint(name="session_mode_known", condition=Q(mode__in=Mode.values)),
            models.CheckConstraint(name="session_role_source_known", condition=Q(role_source__in=RoleSource.values)),
            models.CheckConstraint(
                name="session_has_role",
                condition=Q(role_selected__isnull=False) | Q(module__isnull=False) | Q(imported_from__isnull=False),
            ),
            models.CheckConstraint(
                name="session_ended_with_method",
                condition=Q(status__in=SessionStatus.OPEN, ended_at=None, completion_method=None, overall_score=None)
                | Q(status="completed", ended_at__isnull=False, completion_method__in=("automatic", "manually_ended"))
                | Q(status="abandoned", ended_at__isnull=False, completion_method="timeout_cleanup"),
            ),
            models.CheckConstraint(
                name="session_started_before_end",
                condition=Q(ended_at=None) | Q(started_at__isnull=False, ended_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="session_score_in_range",
                condition=Q(overall_score=None) | Q(overall_score__gte=0, overall_score__lte=100),
            ),
        ]
        indexes = [
            models.Index("user", F("created_at").desc(), F("id").desc(), name="session_of_user"),
            models.Index(F("created_at").desc(), F("id").desc(), name="session_by_age"),
            models.Index("last_activity_at", name="session_open", condition=Q(status="in_progress")),
        ]
        triggers = [pgtrigger.FSM(name="session_machine", field="status", transitions=SESSION.pairs())]

    def __str__(self) -> str:
        return f"{self.get_type_display()} interview, {self.level}"

    @property
    def is_open(self) -> bool:
        return self.status in SessionStatus.OPEN

    @property
    def hides_scores(self) -> bool:
        """An assessment shows no score and no model answer before it has ended (D13)."""
        return self.mode == Mode.ASSESSMENT and self.is_open


class InterviewQuestion(CreatedModel):
    """A place in a session's queue, with a copy of all that its answer is judged by: later edits of the bank

    change neither what was asked nor how it is scored. `order` counts from 1.
    """

    session = models.ForeignKey(InterviewSession, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    question_text = models.TextField(max_length=TEXT_LENGTH)
    category = models.CharField(max_length=10, choices=Category.choices)
    focus = models.CharField(max_length=15, choices=Focus.choices)
    difficulty = models.CharField(max_length=6, choices=Difficulty.choices)
    skill_tags_json = tags_field()
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.CORE)
    is_followup = models.BooleanField(default=False)
    parent_question = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="follow_ups"
    )
    bank_question = models.ForeignKey(
        BankQuestion, on_delete=models.SET_NULL, null=True, blank=True, related_name="asked"
    )
    key_points = texts_field()
    model_answer = models.TextField(blank=True, default="")
    accepted_answers = texts_field()
    hints = texts_field()
    hints_used = models.PositiveSmallIntegerField(default=0, editable=False)
    estimated_seconds = models.PositiveSmallIntegerField()
    shown_at = models.DateTimeField(null=True, editable=False, help_text="When it was first served.")
    skipped_at = models.DateTimeField(null=True, editable=False)
    draft_text = models.TextField(blank=True, default="", editable=False)
    draft_code = models.TextField(max_length=CODE_LENGTH, blank=True, default="", editable=False)
    draft_saved_at = models.DateTimeField(null=True, editable=False)

    objects = OfSessionQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "order"], deferrable=models.Deferrable.IMMEDIATE, name="question_order_unique"
            ),
            models.UniqueConstraint(
                fields=["session", "bank_question"],
                name="question_once_in_session",
                violation_error_message="A session asks a question once.",
            ),
            models.CheckConstraint(name="question_order_from_one", condition=Q(order__gte=1)),
            models.CheckConstraint(name="question_category_known", condition=Q(category__in=Category.values)),
            models.CheckConstraint(name="question_focus_known", condition=Q(focus__in=Focus.values)),
            models.CheckConstraint(name="question_difficulty_known", condition=Q(difficulty__in=Difficulty.values)),
            models.CheckConstraint(name="question_source_known", condition=Q(source__in=Source.values)),
            models.CheckConstraint(
                name="question_parent_only_of_followup", condition=Q(is_followup=True) | Q(parent_question=None)
            ),
        ]
        indexes = [models.Index("bank_question", name="question_of_bank")]

    def __str__(self) -> str:
        return f"{self.order}. {self.question_text}"


class Recording(CreatedModel):
    """What is known of an audio or video recording; the media itself is kept where the client put it."""

    session = models.ForeignKey(InterviewSession, on_delete=models.CASCADE, related_name="recordings")
    question = models.ForeignKey(InterviewQuestion, on_delete=models.CASCADE, null=True, related_name="recordings")
    kind = models.CharField(max_length=5, choices=RecordingKind.choices)
    media_type = models.CharField(max_length=100)
    duration_seconds = models.DecimalField(max_digits=8, decimal_places=3)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True, default="")
    location = models.CharField(max_length=500, blank=True, default="", help_text="The client's own reference.")

    objects = OfSessionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(name="recording_kind_known", condition=Q(kind__in=RecordingKind.values)),
            models.CheckConstraint(
                name="recording_sizes_positive", condition=Q(duration_seconds__gte=0, size_bytes__gte=0)
            ),
        ]
        indexes = [models.Index("session", "created_at", "id", name="recording_of_session")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.duration_seconds} s"
