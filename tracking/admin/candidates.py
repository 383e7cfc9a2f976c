"""Candidates: who they are, their processes, their files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.urls import path

from config.base.back_office.actions import ServiceActionsAdmin
from config.base.back_office.display import age, badge_of
from config.base.back_office.forms import ServiceAdmin, ServiceModelForm
from config.base.back_office.roles import RECRUITING, user_of
from config.base.back_office.spreadsheets import SpreadsheetAdmin
from config.base.roles import Role
from config.base.versions import Versions
from tracking.admin.action_forms import PersonField, people
from tracking.admin.actions import CANDIDATE_ACTIONS
from tracking.admin.filters import OwnerFilter
from tracking.admin.spreadsheets import CandidateExport, CandidateImport
from tracking.admin.traces import traces
from tracking.models import Attachment, Candidate, InterviewProcess, Placement, StatusChange
from tracking.selectors.search import search_candidates
from tracking.services.candidates import create_candidate, update_candidate

MOST = 100


class CandidateForm(ServiceModelForm):
    linkedin_url = forms.URLField(label="LinkedIn", required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Candidate
        fields = ("full_name", "email", "phone", "linkedin_url", "owner")

    def create(self, data: dict[str, Any]) -> Candidate:
        return create_candidate(actor=self.actor, **data)

    def change(self, data: dict[str, Any], versions: Versions) -> Candidate:
        return update_candidate(self.instance.pk, actor=self.actor, **data)


class CandidateAdmin(SpreadsheetAdmin, ServiceActionsAdmin, ServiceAdmin):
    index_order = 4
    add_roles = change_roles = RECRUITING
    form = CandidateForm
    service_actions = CANDIDATE_ACTIONS
    import_resource = CandidateImport
    export_resource = CandidateExport
    change_form_template = "admin/tracking/candidate/change_form.html"

    search_fields = ("full_name",)
    search_help_text = "The beginnings of words of the name or the e-mail address."
    list_select_related = ("owner",)
    ordering = ("-created_at", "-id")

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = ("full_name", "email", "status_badge", "score", "since_change", "created_at")
        return (*columns, "owner_name") if self.is_manager(request) else columns

    def get_list_filter(self, request: HttpRequest) -> Any:
        dates = (("created_at", admin.DateFieldListFilter), ("updated_at", admin.DateFieldListFilter))
        return ("status", OwnerFilter, *dates) if self.is_manager(request) else ("status", *dates)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        personal = ("full_name", "email", "phone", "linkedin_url")
        return (*personal, "owner") if self.is_manager(request) else personal

    def is_manager(self, request: HttpRequest) -> bool:
        return user_of(request).has_role(Role.MANAGER)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "owner":
            kwargs |= {"queryset": people(Role.RECRUITER, Role.MANAGER), "form_class": PersonField}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        return search_candidates(queryset, search_term), False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.attachment_view)
        route = "<uuid:pk>/attachments/<uuid:attachment_id>/"
        return [path(route, view, name="tracking_candidate_attachment"), *super().get_urls()]

    def attachment_view(self, request: HttpRequest, pk: UUID, attachment_id: UUID) -> FileResponse:
        """The file as a download, for who sees the candidate."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        files = Attachment.objects.visible_to(user_of(request))
        attachment = files.filter(pk=attachment_id, candidate=pk).first()
        if attachment is None:
            raise Http404
        return FileResponse(
            attachment.file.open("rb"),
            as_attachment=True,
            filename=attachment.original_name,
            content_type=attachment.content_type,
        )

    def render_change_form(
        self, request: HttpRequest, context: Any, add: bool = False, change: bool = False, form_url: str = "",
        obj: Any = None,
    ) -> Any:  # fmt: skip
        if obj is not None:
            context |= self.page_context(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def page_context(self, request: HttpRequest, candidate: Candidate) -> dict[str, Any]:
        user = user_of(request)
        processes = InterviewProcess.objects.visible_to(user).filter(candidate=candidate)
        changes = StatusChange.objects.visible_to(user).filter(candidate=candidate, process=None)
        placements = Placement.objects.visible_to(user).filter(candidate=candidate).select_related("company")
        files = Attachment.objects.visible_to(user).filter(candidate=candidate).select_related("uploaded_by")
        return {
            "buttons": self.buttons(request, candidate),
            "processes": processes.select_related("company", "feeder")[:MOST],
            "placements": placements.order_by("-placement_date", "-created_at", "-id")[:MOST],
            "attachments": files[:MOST],
            **traces(changes, [candidate]),
        }

    @admin.display(description="Status", ordering="status")
    def status_badge(self, candidate: Candidate) -> str:
        return badge_of(candidate)

    @admin.display(description="Score", empty_value="—")
    def score(self, candidate: Candidate) -> Any:
        return candidate.overall_score

    @admin.display(description="Last change", ordering="updated_at")
    def since_change(self, candidate: Candidate) -> str:
        return age(candidate.updated_at)

    @admin.display(description="Recruiter", empty_value="—")
    def owner_name(self, candidate: Candidate) -> str | None:
        return candidate.owner.display_name if candidate.owner else None

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_export_queryset(request).select_related("owner")
