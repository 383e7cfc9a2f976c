"""Processes: the list to work by, and the page that shows a process in one place."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html

from config.base.back_office.actions import ServiceActionsAdmin
from config.base.back_office.bulk import BulkActionsAdmin
from config.base.back_office.display import age, badge_of
from config.base.back_office.forms import DatalistInput, ServiceAdmin, ServiceModelForm
from config.base.back_office.roles import RECRUITING, user_of
from config.base.back_office.spreadsheets import SpreadsheetAdmin
from config.base.clock import business_today
from config.base.roles import Role
from config.base.versions import Versions
from tracking.admin.action_forms import PersonField, people
from tracking.admin.actions import PROCESS_ACTIONS, PROCESS_BULK_ACTIONS
from tracking.admin.filters import CompanyFilter, FeederFilter, OpenFilter, RecruiterFilter, StageTypeFilter
from tracking.admin.spreadsheets import ProcessExport, ProcessImport
from tracking.admin.stages import panel_of
from tracking.admin.traces import traces
from tracking.enums import StageOutcome
from tracking.models import Candidate, Company, Feeder, InterviewProcess, InterviewStage, Offer, StatusChange
from tracking.selectors.search import search_processes
from tracking.services.processes import create_process, update_process
from tracking.validators import NAME_LENGTH

# Names that a browser proposes; whatever else is typed is made.
PROPOSED = 500


class ProcessForm(ServiceModelForm):
    company_name = forms.CharField(label="Company", max_length=NAME_LENGTH, help_text="A new name makes a new company.")
    feeder_source = forms.CharField(
        label="Feeder", max_length=NAME_LENGTH, required=False, help_text="Where the candidate came from."
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    fields_of_attrs = {"candidate_id": "candidate"}

    class Meta:
        model = InterviewProcess
        fields = ("candidate", "role_title", "recruiter", "recruiter_name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, model in (("company_name", Company), ("feeder_source", Feeder)):
            names = model.objects.order_by("name_key").values_list("name", flat=True)[:PROPOSED]
            self.fields[field].widget = DatalistInput(names, {"class": "vTextField", "maxlength": str(NAME_LENGTH)})
        if not self.instance._state.adding:
            feeder = self.instance.feeder
            self.initial.update(
                {
                    "company_name": self.instance.company.name,
                    "feeder_source": feeder.name if feeder else "",
                    "seen_version": self.instance.version,
                }
            )

    def create(self, data: dict[str, Any]) -> InterviewProcess:
        return create_process(
            actor=self.actor,
            candidate_id=data.pop("candidate").pk,
            **data | {"recruiter_name": data["recruiter_name"] or None},
        )

    def change(self, data: dict[str, Any], versions: Versions) -> InterviewProcess:
        """A new recruiter brings their own name along, unless another is given with them."""
        recruiter = data.get("recruiter")
        if "recruiter" in data and recruiter is None:
            data.pop("recruiter")
        elif recruiter and "recruiter" in self.changed_data and "recruiter_name" not in self.changed_data:
            data["recruiter_name"] = recruiter.display_name
        return update_process(self.instance.pk, actor=self.actor, versions=versions, **data)


class ProcessAdmin(SpreadsheetAdmin, BulkActionsAdmin, ServiceActionsAdmin, ServiceAdmin):
    index_order = 1
    add_roles = change_roles = RECRUITING
    form = ProcessForm
    service_actions = PROCESS_ACTIONS
    bulk_actions = PROCESS_BULK_ACTIONS
    import_resource = ProcessImport
    export_resource = ProcessExport
    change_form_template = "admin/tracking/interviewprocess/change_form.html"

    autocomplete_fields = ("candidate",)
    search_fields = ("role_title",)
    search_help_text = "The beginnings of words of role, recruiter, candidate or company."
    list_select_related = ("candidate", "company", "feeder", "recruiter")
    ordering = ("-created_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        pending = InterviewStage.objects.filter(process=OuterRef("pk"), outcome=StageOutcome.PENDING)
        first = pending.order_by("stage_order").values(said=JSONObject(name="stage_name", day="scheduled_date"))[:1]
        rows = super().get_queryset(request).select_related("candidate", "company", "feeder", "recruiter")
        return rows.annotate(current=Subquery(first))

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = ("candidate_name", "role_title", "company", "feeder", "status_badge", "current_stage", "since_change")
        return (*columns, "recruiter_shown") if self.is_manager(request) else columns

    def get_list_filter(self, request: HttpRequest) -> Any:
        dates = (("created_at", admin.DateFieldListFilter), ("updated_at", admin.DateFieldListFilter))
        own = (OpenFilter, "status", StageTypeFilter, CompanyFilter, FeederFilter)
        return (*own, RecruiterFilter, *dates) if self.is_manager(request) else (*own, *dates)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        person = ("recruiter", "recruiter_name") if self.is_manager(request) else ("recruiter_name",)
        kept = ("seen_version",) if obj else ()
        return ("candidate", "company_name", "role_title", "feeder_source", *person, *kept)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("candidate",) if obj else ()

    def is_manager(self, request: HttpRequest) -> bool:
        return user_of(request).has_role(Role.MANAGER)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "recruiter":
            kwargs |= {"queryset": people(Role.RECRUITER, Role.MANAGER), "form_class": PersonField}
        elif db_field.name == "candidate":
            kwargs["queryset"] = Candidate.objects.visible_to(user_of(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        return search_processes(queryset, search_term), False

    def render_change_form(
        self, request: HttpRequest, context: Any, add: bool = False, change: bool = False, form_url: str = "",
        obj: Any = None,
    ) -> Any:  # fmt: skip
        if obj is not None:
            context |= self.page_context(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def page_context(self, request: HttpRequest, process: InterviewProcess) -> dict[str, Any]:
        user = user_of(request)
        stages = list(InterviewStage.objects.filter(process=process).prefetch_related("interviewers"))
        prefetch_related_objects([process], Prefetch("offers", Offer.objects.visible_to(user).order_by("-number")))
        offers = list(process.offers.all())
        for child in (*stages, *offers):
            child.process = process
        changes = StatusChange.objects.visible_to(user).filter(process=process)
        return {
            "process": process,
            "buttons": self.buttons(request, process),
            "stages": [self.shown_with_buttons(request, stage) | {"panel": panel_of(stage)} for stage in stages],
            "offers": [self.shown_with_buttons(request, offer) for offer in offers],
            **traces(changes, [process, *stages, *offers]),
        }

    def shown_with_buttons(self, request: HttpRequest, row: InterviewStage | Offer) -> dict[str, Any]:
        page: Any = self.admin_site.get_model_admin(type(row))
        return {"row": row, "buttons": page.buttons(request, row), "url": page.page_url(row)}

    @admin.display(description="Candidate", ordering="candidate__name_key")
    def candidate_name(self, process: InterviewProcess) -> str:
        return process.candidate.full_name

    @admin.display(description="Status", ordering="status")
    def status_badge(self, process: InterviewProcess) -> str:
        return badge_of(process)

    @admin.display(description="Current stage")
    def current_stage(self, process: Any) -> str:
        if not process.current:
            return "—"
        name, day = process.current["name"], process.current["day"]
        if day is None:
            return format_html('{} <br><span class="quiet">not scheduled</span>', name)
        scheduled = date.fromisoformat(day)
        manner = "late" if scheduled < business_today() else "quiet"
        return format_html('{} <br><span class="{}">{}</span>', name, manner, date_format(scheduled, "j M Y"))

    @admin.display(description="Last change", ordering="updated_at")
    def since_change(self, process: InterviewProcess) -> str:
        return age(process.updated_at)

    @admin.display(description="Recruiter", ordering="recruiter_name")
    def recruiter_shown(self, process: InterviewProcess) -> str:
        return process.recruiter.display_name if process.recruiter else process.recruiter_name or "—"
