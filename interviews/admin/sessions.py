"""Assessments, for managers to read: how far each came, what was answered, and how it was scored."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest

from config.base.back_office.display import badge_of
from config.base.back_office.roles import MANAGING, ReadOnlyAdmin
from interviews.admin.filters import SessionRoleFilter
from interviews.admin.judged import places
from interviews.enums import Mode
from interviews.models import InterviewQuestion, InterviewSession


class SessionAdmin(ReadOnlyAdmin):
    """Practice and resume interviews are their owner's alone, a manager's own included: those have other pages."""

    index_order = 5
    view_roles = MANAGING
    change_form_template = "admin/interviews/interviewsession/change_form.html"

    list_display = ("candidate", "role", "level", "type", "status_badge", "progress", "score", "coverage", "started_at")
    list_filter = ("status", "level", "type", SessionRoleFilter, ("created_at", admin.DateFieldListFilter))
    list_select_related = ("user", "role_selected", "module")
    list_display_links = ("candidate",)
    ordering = ("-created_at", "-id")
    fields = ()

    class Media:
        css = {"all": ("admin/css/interviews.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        places = InterviewQuestion.objects.filter(session=OuterRef("pk")).order_by().values("session")
        counts = places.annotate(
            said=JSONObject(total=Count("pk"), answered=Count("answer"), scored=Count("answer__score"))
        ).values("said")
        rows = super().get_queryset(request).filter(mode=Mode.ASSESSMENT)
        return rows.select_related("user", "role_selected", "module").annotate(counts=Subquery(counts))

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        session = self.get_object(request, object_id) if self.has_view_permission(request) else None
        context = {} if session is None else self.page_context(request, session)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def page_context(self, request: HttpRequest, session: InterviewSession) -> dict[str, Any]:
        questions = session.questions.select_related("answer", "parent_question").prefetch_related(
            "answer__revisions", "answer__overrides__by"
        )
        answers: Any = self.admin_site.get_model_admin(InterviewQuestion._meta.get_field("answer").related_model)
        shown = places(session, questions)
        for each in shown:
            if each["answer"] is not None:
                each["answer"].question.session = session
                each["buttons"] = answers.buttons(request, each["answer"])
        return {"session": session, "places": shown, "role_shown": self.role(session)}

    @admin.display(description="Candidate", ordering="user__last_name")
    def candidate(self, session: InterviewSession) -> str:
        return session.user.display_name

    @admin.display(description="Role", ordering="role_selected__name_key")
    def role(self, session: InterviewSession) -> str:
        return str(session.role_selected or session.module or "—")

    @admin.display(description="Status", ordering="status")
    def status_badge(self, session: InterviewSession) -> str:
        return badge_of(session)

    @admin.display(description="Answered")
    def progress(self, session: Any) -> str:
        return of(session.counts, "answered")

    @admin.display(description="Score", ordering="overall_score", empty_value="—")
    def score(self, session: InterviewSession) -> str | None:
        return None if session.overall_score is None else f"{session.overall_score:.0f}"

    @admin.display(description="Scored")
    def coverage(self, session: Any) -> str:
        return "—" if session.is_open else of(session.counts, "scored")


def of(counts: dict[str, int] | None, name: str) -> str:
    """“7 of 12”; a session without questions has no counts."""
    return f"{counts[name]} of {counts['total']}" if counts else "—"
