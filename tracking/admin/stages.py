"""Stages: for recruiters to plan, for interviewers to report on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from config.base.back_office.actions import ServiceActionsAdmin
from config.base.back_office.display import badge_of
from config.base.back_office.forms import ServiceAdmin, ServiceModelForm
from config.base.back_office.roles import RECRUITING, user_of
from config.base.roles import STAFF_ROLES
from config.base.text import fold
from config.base.versions import Versions
from tracking.admin.action_forms import StageFields
from tracking.admin.actions import STAGE_ACTIONS
from tracking.admin.filters import StageSchedule
from tracking.models import InterviewProcess, InterviewStage
from tracking.services.stages import update_stage


def panel_of(stage: InterviewStage) -> str:
    """The panel in words. A member whose name was also written down is one person; two accounts are two."""
    names = [user.display_name for user in stage.interviewers.all()]
    said = {fold(name) for name in names}
    for name in stage.interviewer_names:
        if fold(name) not in said:
            said.add(fold(name))
            names.append(name)
    return ", ".join(names)


class StageForm(StageFields, ServiceModelForm):
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    fields_of_attrs = {"interviewers": "panel"}

    class Meta:
        model = InterviewStage
        fields = ("stage_name", "stage_type", "scheduled_date", "interviewer_names", "next_steps")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage_type"].required = True
        self.initial.update(
            {
                "seen_version": self.instance.version,
                "panel": [user.pk for user in self.instance.interviewers.all()],
            }
        )

    def change(self, data: dict[str, Any], versions: Versions) -> InterviewStage:
        return update_stage(
            self.instance.pk, actor=self.actor, versions=versions, interviewers=list(data.pop("panel")), **data
        )


class StageAdmin(ServiceActionsAdmin, ServiceAdmin):
    """New ones are added on the page of their process."""

    index_order = 2
    view_roles = STAFF_ROLES
    change_roles = RECRUITING
    form = StageForm
    service_actions = STAGE_ACTIONS
    status_field = "outcome"
    change_form_template = "admin/tracking/interviewstage/change_form.html"

    list_display = ("stage", "candidate", "role", "company", "scheduled_date", "outcome_badge", "panel_names")
    list_select_related = ("process__candidate", "process__company")
    list_filter = (StageSchedule, "outcome", "stage_type", ("scheduled_date", admin.DateFieldListFilter))
    ordering = ("-scheduled_date", "-created_at", "-id")
    fields = (
        "stage_name", "stage_type", "scheduled_date", "panel", "interviewer_names", "next_steps", "seen_version",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("process__candidate", "process__company")
        return rows.prefetch_related("interviewers")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may not plan reads the page's own table; no field is theirs."""
        return self.fields if self.has_change_permission(request) else ()

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        stage = self.get_object(request, object_id) if self.has_view_permission(request) else None
        context = {} if stage is None else {"buttons": self.buttons(request, stage), "stage": stage}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def page_url(self, stage: InterviewStage) -> str:
        return reverse("admin:tracking_interviewstage_change", args=(stage.pk,))

    def home_url(self, request: HttpRequest, row: InterviewStage) -> str:
        """The process's page; for an interviewer the stage's own."""
        if user_of(request).has_role(*RECRUITING) and self.leads(request, row):
            return reverse("admin:tracking_interviewprocess_change", args=(row.process_id,))
        return self.page_url(row)

    def leads(self, request: HttpRequest, row: InterviewStage) -> bool:
        return InterviewProcess.objects.visible_to(user_of(request)).filter(pk=row.process_id).exists()

    def described(self, row: InterviewStage) -> str:
        return f"{row.process} · {row}"

    def logged_on(self, row: InterviewStage) -> tuple[Any, ...]:
        return (row, row.process)

    @admin.display(description="Stage", ordering="stage_name")
    def stage(self, stage: InterviewStage) -> str:
        return str(stage)

    @admin.display(description="Candidate")
    def candidate(self, stage: InterviewStage) -> str:
        return stage.process.candidate.full_name

    @admin.display(description="Role")
    def role(self, stage: InterviewStage) -> str:
        return stage.process.role_title

    @admin.display(description="Company")
    def company(self, stage: InterviewStage) -> str:
        return stage.process.company.name

    @admin.display(description="Outcome", ordering="outcome")
    def outcome_badge(self, stage: InterviewStage) -> str:
        return badge_of(stage, "outcome")

    @admin.display(description="Panel")
    def panel_names(self, stage: InterviewStage) -> str:
        return panel_of(stage) or "—"
