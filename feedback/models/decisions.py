"""Next-stage rules, and the decisions they led to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.db import models
from django.db.models import F, Q, UUIDField, Value
from django.db.models.functions import Coalesce, Now

from config.base.models import CreatedModel, User
from feedback.enums import DecisionAction, DecisionStatus, RuleMode
from feedback.models.feedback import InterviewFeedback
from feedback.models.scopes import DecisionQuerySet, ManagersQuerySet
from feedback.transitions import DECISION
from tracking.enums import StageType
from tracking.models import Candidate, Company, InterviewProcess, InterviewStage, Offer
from tracking.validators import NAME_LENGTH

if TYPE_CHECKING:
    from feedback.models.feedback import JSON

NO_COMPANY = Value("00000000-0000-0000-0000-000000000000", output_field=UUIDField())

DISMISS = f"""
    WITH dismissed AS (
        UPDATE feedback_nextstagedecision
           SET status = '{DecisionStatus.DISMISSED}', decided_at = clock_timestamp(), updated_at = clock_timestamp()
         WHERE process_id = NEW.id AND status = '{DecisionStatus.PROPOSED}'
        RETURNING id
    )
    INSERT INTO feedback_decisionchange (decision_id, from_status, to_status, at, reason)
    SELECT id, '{DecisionStatus.PROPOSED}', '{DecisionStatus.DISMISSED}', clock_timestamp(), 'The process has ended.'
      FROM dismissed;
    RETURN NULL;
"""  # noqa: S608  constants of this module


def threshold_field(help_text: str) -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=2, decimal_places=1, help_text=help_text)


def action_field(actions: tuple[str, ...]) -> models.CharField[Any, Any]:
    choices = [(value, DecisionAction(value).label) for value in actions]
    return models.CharField(max_length=15, choices=choices, default=actions[0])


class NextStageRule(CreatedModel):
    """Thresholds for the mean rating of a stage. A version is never changed: an edit is the next version.

    Where several are active, the one with the narrowest scope decides; without any, the built-in one does.
    """

    version = models.PositiveIntegerField(unique=True, editable=False)
    name = models.CharField(max_length=NAME_LENGTH)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role_title = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    role_key = models.CharField(max_length=NAME_LENGTH, blank=True, default="", editable=False)
    stage_type = models.CharField(max_length=14, choices=StageType.choices, blank=True, default="")
    advance_at = threshold_field("From here on the candidate advances.")
    review_at = threshold_field("From here on a manager looks; below, it is a rejection.")
    advance_action = action_field(DecisionAction.ADVANCING)
    reject_action = action_field(DecisionAction.REJECTING)
    wait_for_panel = models.BooleanField(default=True, help_text="Decide when the whole panel has said something.")
    mode = models.CharField(max_length=9, choices=RuleMode.choices, default=RuleMode.PROPOSE)
    delay_minutes = models.PositiveIntegerField(default=0, help_text="How long an automatic decision can be stopped.")
    active = models.BooleanField(default=False, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    objects = ManagersQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("company", NO_COMPANY),
                "role_key",
                "stage_type",
                condition=Q(active=True),
                name="rule_active_once",
                violation_error_message="Another rule is active for this scope.",
            ),
            models.CheckConstraint(
                name="rule_thresholds_in_order",
                condition=Q(review_at__gte=1, advance_at__lte=5, advance_at__gte=F("review_at")),
                violation_error_message="1 <= review_at <= advance_at <= 5.",
            ),
            models.CheckConstraint(name="rule_mode_known", condition=Q(mode__in=RuleMode.values)),
            models.CheckConstraint(
                name="rule_actions_known",
                condition=Q(advance_action__in=DecisionAction.ADVANCING, reject_action__in=DecisionAction.REJECTING),
            ),
        ]
        indexes = [models.Index(F("created_at").desc(), F("id").desc(), name="rule_by_age")]

    def __str__(self) -> str:
        return f"{self.name} (version {self.version})"


class NextStageDecision(CreatedModel):
    """What a rule made of a stage's ratings. Its status has one writer: feedback.services.status."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="decisions")
    process = models.ForeignKey(InterviewProcess, on_delete=models.PROTECT, related_name="decisions")
    stage = models.ForeignKey(InterviewStage, on_delete=models.PROTECT, related_name="decisions")
    feedback = models.ForeignKey(
        InterviewFeedback, on_delete=models.PROTECT, related_name="decisions", help_text="The one that led to it."
    )
    action = models.CharField(max_length=15, choices=DecisionAction.choices)
    status = models.CharField(
        max_length=9, choices=DecisionStatus.choices, default=DecisionStatus.PROPOSED, editable=False
    )
    rule = models.ForeignKey(NextStageRule, on_delete=models.PROTECT, null=True, related_name="decisions")
    rule_version = models.PositiveIntegerField(help_text="0 is the built-in rule.")
    inputs: JSON = models.JSONField()
    reason = models.TextField(help_text="In plain words.")
    apply_at = models.DateTimeField(null=True, help_text="When it is applied unless someone stops it.")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    added_stage = models.ForeignKey(InterviewStage, on_delete=models.SET_NULL, null=True, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["stage"],
                condition=Q(status__in=DecisionStatus.STANDING),
                name="decision_standing_once",
                violation_error_message="A decision on this stage stands already.",
            ),
            models.CheckConstraint(name="decision_status_known", condition=Q(status__in=DecisionStatus.values)),
            models.CheckConstraint(name="decision_action_known", condition=Q(action__in=DecisionAction.values)),
            models.CheckConstraint(
                name="decision_rejects_by_someone",
                condition=~Q(action__in=DecisionAction.REJECTING, status=DecisionStatus.APPLIED)
                | Q(confirmed_by__isnull=False)
                | Q(apply_at__isnull=False),
                violation_error_message="A rejection is confirmed by a person, or by a rule that was made automatic.",
            ),
        ]
        indexes = [
            models.Index(F("created_at").desc(), F("id").desc(), name="decision_by_age"),
            models.Index("status", F("created_at").desc(), F("id").desc(), name="decision_by_status"),
            models.Index("apply_at", condition=Q(status="proposed"), name="decision_to_apply"),
        ]
        triggers = [pgtrigger.FSM(name="decision_machine", field="status", transitions=DECISION.pairs())]

    def __str__(self) -> str:
        return f"{DecisionAction(self.action).label}: {self.process}"


class DecisionChange(models.Model):
    """One step of a decision; never changed afterwards."""

    append_only = True

    decision = models.ForeignKey(NextStageDecision, on_delete=models.CASCADE, related_name="changes")
    from_status = models.CharField(max_length=9, null=True)
    to_status = models.CharField(max_length=9)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(default="", blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_status or 'new'} -> {self.to_status}"


class EndingProcess(InterviewProcess):
    """Gives the table of processes a trigger of this app's: nothing stands proposed for a process that has ended, by
    whichever way it ended. In the database since a write that ends a process has statements to spare for nothing else.
    """

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="dismiss_proposals",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("ended_at"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(old__ended_at__isnull=True, new__ended_at__isnull=False),
                func=DISMISS,
            )
        ]
