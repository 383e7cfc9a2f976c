"""Background jobs: what runs, what waits, what failed and can be tried again."""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.jobs import Status

from config.base.back_office.actions import ServiceAction, ServiceActionsAdmin
from config.base.back_office.bulk import BulkAction, BulkActionsAdmin
from config.base.back_office.display import badge
from config.base.back_office.roles import MANAGING
from config.base.models import User
from feedback.admin.links import moment, short_ids
from feedback.services.jobs import retry_job

# In the words of the back-office; options set here are no part of any migration.
apps.get_app_config("procrastinate").verbose_name = "Background jobs"
ProcrastinateJob._meta.verbose_name, ProcrastinateJob._meta.verbose_name_plural = "job", "jobs"

LABELS = {
    Status.TODO.value: "Waiting",
    Status.DOING.value: "Running",
    Status.SUCCEEDED.value: "Done",
    Status.FAILED.value: "Failed",
    Status.CANCELLED.value: "Cancelled",
    Status.ABORTED.value: "Aborted",
}
HAPPENED = {
    "deferred": "Asked for",
    "started": "Started",
    "deferred_for_retry": "Failed, to be tried again",
    "failed": "Failed for good",
    "succeeded": "Done",
    "cancelled": "Cancelled",
    "abort_requested": "Abort asked for",
    "aborted": "Aborted",
    "scheduled": "Scheduled",
}
ENDS = ("deferred_for_retry", "failed", "succeeded", "cancelled", "aborted")


def has_failed(job: ProcrastinateJob, user: User) -> bool:
    return job.status == Status.FAILED.value


class StatusFilter(admin.SimpleListFilter):
    title, parameter_name = "status", "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(LABELS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(status=self.value()) if self.value() in LABELS else queryset


class TaskFilter(admin.SimpleListFilter):
    """The tasks that this program knows: no look through all jobs."""

    title, parameter_name = "task", "task"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in sorted({task.name for task in app.tasks.values()})]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = {value for value, _ in self.lookup_choices}
        return queryset.filter(task_name=self.value()) if self.value() in known else queryset


class QueueFilter(admin.SimpleListFilter):
    title, parameter_name = "queue", "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in sorted({task.queue for task in app.tasks.values()})]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = {value for value, _ in self.lookup_choices}
        return queryset.filter(queue_name=self.value()) if self.value() in known else queryset


class JobAdmin(ServiceActionsAdmin, BulkActionsAdmin):
    """Finished jobs are kept for some days."""

    view_roles = MANAGING
    index_order = 1
    change_list_template = "admin/feedback/job/change_list.html"
    change_form_template = "admin/feedback/job/change_form.html"
    service_actions = (
        ServiceAction(
            "retry", "Retry", retry_job, has_failed, "A worker takes it up again.", roles=MANAGING,
            intro="The job is put back among those that wait.",
        ),
    )  # fmt: skip
    bulk_actions = (BulkAction("retry", "Retry", retry_job, "waits for a worker", roles=MANAGING),)

    list_display = (
        "id", "task_name", "status_badge", "attempts", "lock_shown", "asked_at", "scheduled", "duration",
    )  # fmt: skip
    list_display_links = ("id", "task_name")
    list_filter = (StatusFilter, TaskFilter, QueueFilter)
    search_fields = ("lock", "task_name")
    search_help_text = "Part of a lock or of a task's name."
    ordering = ("-id",)
    fields = (
        "task_name", "arguments", "status_badge", "attempts", "queue_name", "priority", "lock", "queueing_lock",
        "asked_at", "scheduled", "duration", "worker",
    )  # fmt: skip
    readonly_fields = fields

    class Media:
        css = {"all": ("admin/css/events.css",)}

    def get_urls(self) -> list[Any]:
        """Jobs are numbered, other rows have UUIDs."""
        view = self.admin_site.admin_view(self.service_action_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_do"
        return [path("<int:pk>/do/<slug:action_name>/", view, name=name), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            super()
            .get_queryset(request)
            .annotate(asked=last_event("deferred"), started=last_event("started"), ended=last_event(*ENDS))
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            return super().changelist_view(request)
        rows = ProcrastinateJob.objects.order_by().values_list("status").annotate(n=Count("pk"))
        counted: dict[str, int] = dict(rows)
        counts = [(badge(status, label), counted.get(status, 0), status) for status, label in LABELS.items()]
        return super().changelist_view(request, {"counts": counts, **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        job = self.get_object(request, object_id) if self.has_view_permission(request) else None
        context = {} if job is None else self.page_context(request, job)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def page_context(self, request: HttpRequest, job: ProcrastinateJob) -> dict[str, Any]:
        happened = ProcrastinateEvent.objects.filter(job=job).order_by("id").values_list("type", "at")
        return {
            "buttons": self.buttons(request, job),
            "badge": self.status_badge(job),
            "happened": [(HAPPENED.get(type_, type_), at) for type_, at in happened],
        }

    @admin.display(description="Status", ordering="status")
    def status_badge(self, job: ProcrastinateJob) -> str:
        return badge(job.status, LABELS.get(job.status, job.status))

    @admin.display(description="Asked for")
    def asked_at(self, job: Any) -> str:
        return moment(job.asked)

    @admin.display(description="Not before", ordering="scheduled_at")
    def scheduled(self, job: ProcrastinateJob) -> str:
        return moment(job.scheduled_at)

    @admin.display(description="Lock", ordering="lock")
    def lock_shown(self, job: ProcrastinateJob) -> str:
        shown: str = short_ids(job.lock)
        return shown

    @admin.display(description="Took", empty_value="—")
    def duration(self, job: Any) -> str | None:
        """Of the last try."""
        if job.started is None or job.ended is None or job.ended < job.started:
            return None
        return f"{(job.ended - job.started).total_seconds():,.2f} s"

    @admin.display(description="Arguments")
    def arguments(self, job: ProcrastinateJob) -> str:
        return format_html("<code>{}</code>", json.dumps(job.args))


def last_event(*types: str) -> Subquery:
    found = ProcrastinateEvent.objects.filter(job=OuterRef("pk"), type__in=types).order_by("-id")
    return Subquery(found.values("at")[:1])
