"""Next-stage rules: versions with their thresholds drawn, put to use or aside; made on a form, tried on the past."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import path
from django.utils.html import format_html

from config.base.back_office.actions import ServiceAction, ServiceActionsAdmin
from config.base.back_office.display import badge
from config.base.back_office.forms import DatalistInput, ServiceAdmin, ServiceModelForm
from config.base.back_office.roles import MANAGING
from feedback.admin.pictures import scale
from feedback.admin.simulation import simulation_page
from feedback.enums import DecisionAction, RuleMode
from feedback.models import NextStageRule
from feedback.services.rules import MOST_MINUTES, activate_rule, create_rule, deactivate_rule
from tracking.enums import StageType
from tracking.models import Company
from tracking.validators import NAME_LENGTH

RULE_ACTIONS = (
    ServiceAction(
        "activate", "Put to use", activate_rule, lambda rule, user: not rule.active, "The rule decides from now on.",
        intro="The rule that was active for the same stages is put aside.", tone="primary", roles=MANAGING,
    ),
    ServiceAction(
        "deactivate", "Put aside", deactivate_rule, lambda rule, user: rule.active, "The rule no longer decides.",
        intro="A wider rule decides in its place, or the built-in one. What it would still have applied by itself "
        "waits for a person.", roles=MANAGING,
    ),
)  # fmt: skip


class RuleForm(ServiceModelForm):
    company_name = forms.CharField(
        label="Company", required=False, max_length=NAME_LENGTH, help_text="Empty: every company."
    )

    class Meta:
        model = NextStageRule
        fields = (
            "name", "role_title", "stage_type", "advance_at", "review_at", "advance_action", "reject_action",
            "wait_for_panel", "mode", "delay_minutes",
        )  # fmt: skip
        labels = {
            "advance_at": "Advance from",
            "review_at": "Review from",
            "advance_action": "Then",
            "reject_action": "Below",
            "delay_minutes": "Delay",
        }
        help_texts = {
            "role_title": "Empty: every role.",
            "stage_type": "Empty: every stage.",
            "advance_at": "1.0 to 5.0: from this mean rating on the candidate advances.",
            "review_at": "1.0 to 5.0: from here on a manager looks; below, it is a rejection.",
            "delay_minutes": f"Minutes in which an automatic decision can be stopped, up to {MOST_MINUTES}.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = Company.objects.order_by("name_key").values_list("name", flat=True)[:500]
        self.fields["company_name"].widget = DatalistInput(names)

    def create(self, data: dict[str, Any]) -> NextStageRule:
        return create_rule(actor=self.actor, **data)


class RuleAdmin(ServiceActionsAdmin, ServiceAdmin):
    """A version is never edited: change one by making the next."""

    index_order = 30
    view_roles = MANAGING
    add_roles = MANAGING
    form = RuleForm
    service_actions = RULE_ACTIONS
    change_form_template = "admin/feedback/rule/change_form.html"
    change_list_template = "admin/feedback/rule/change_list.html"

    list_display = ("rule", "scope", "thresholds", "actions_shown", "mode_shown", "active_badge")
    list_filter = ("active", "mode", "stage_type")
    ordering = ("-active", "-version")
    fieldsets = (
        (None, {"fields": ("name",)}),
        ("For which stages", {"fields": ("company_name", "role_title", "stage_type")}),
        ("Thresholds", {"fields": (("advance_at", "advance_action"), ("review_at", "reject_action"))}),
        ("How", {"fields": ("wait_for_panel", "mode", "delay_minutes")}),
    )

    class Media:
        css = {"all": ("admin/css/feedback.css", "admin/css/decisions.css")}

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(simulation_page)
        return [path("simulate/", view, name="feedback_nextstagerule_simulate"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("company", "created_by")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A version that stands is shown by the page itself."""
        return self.fieldsets if obj is None else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            kwargs["fields"] = ()
        return super().get_form(request, obj, change, **kwargs)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        rule = self.get_object(request, object_id) if self.has_view_permission(request) else None
        context: dict[str, Any] = {}
        if rule is not None:
            context = {"rule": rule, "scale": scale_of(rule), "buttons": self.buttons(request, rule)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    @admin.display(description="Rule", ordering="version")
    def rule(self, rule: NextStageRule) -> str:
        return format_html('{} <span class="quiet">version {}</span>', rule.name, rule.version)

    @admin.display(description="For")
    def scope(self, rule: NextStageRule) -> str:
        return scope_shown(rule)

    @admin.display(description="Thresholds")
    def thresholds(self, rule: NextStageRule) -> str:
        return render_to_string("admin/feedback/scale.html", {"scale": scale_of(rule), "legend": True, "rule": rule})

    @admin.display(description="At its ends")
    def actions_shown(self, rule: NextStageRule) -> str:
        above, below = DecisionAction(rule.advance_action).label, DecisionAction(rule.reject_action).label
        return f"{above} / {below}"

    @admin.display(description="Mode", ordering="mode")
    def mode_shown(self, rule: NextStageRule) -> str:
        automatic = rule.mode == RuleMode.AUTOMATIC
        return f"Automatic after {rule.delay_minutes} min" if automatic else RuleMode.PROPOSE.label

    @admin.display(description="Active", ordering="active")
    def active_badge(self, rule: NextStageRule) -> str:
        return badge("active", "Active") if rule.active else badge("idle", "Not active")


def scale_of(rule: NextStageRule) -> Any:
    return scale(rule.review_at, rule.advance_at)


def scope_shown(rule: NextStageRule) -> str:
    stage_type = StageType(rule.stage_type).label if rule.stage_type else ""
    said = [str(rule.company) if rule.company else "", rule.role_title, stage_type]
    return " · ".join(part for part in said if part) or "Every stage"
