"""Answers of ended assessments: found by how they were evaluated, and judged otherwise by a manager."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from config.base.back_office.actions import ServiceAction, ServiceActionsAdmin
from config.base.back_office.display import badge_of
from config.base.back_office.forms import ActionForm
from config.base.back_office.roles import MANAGING, ReadOnlyAdmin
from config.base.models import User
from interviews.admin.judged import clock, judged, machine_words
from interviews.enums import Mode, SessionStatus
from interviews.models import InterviewAnswer
from interviews.services.answers import override_score

REASON_LENGTH = 5_000


class OverrideForm(ActionForm):
    score = forms.DecimalField(label="Your score", min_value=0, max_value=100, max_digits=4, decimal_places=1)
    reason = forms.CharField(
        label="Reason",
        max_length=REASON_LENGTH,
        help_text="Kept beside your score, with your name.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"].help_text = f"0 to 100. {machine_words(self.obj)}"


def may_override(answer: InterviewAnswer, user: User) -> bool:
    session = answer.question.session
    return not session.is_open and session.user_id != user.pk


class AnswerAdmin(ServiceActionsAdmin, ReadOnlyAdmin):
    """Its rows are read on the pages of their sessions."""

    index_order = 6
    view_roles = MANAGING
    status_field = "evaluation_status"
    service_actions = (
        ServiceAction(
            "override", "Judge otherwise", override_score, may_override, "Your score counts now.", OverrideForm,
            intro="Your score counts in place of the machine's, which stays beside it.", roles=MANAGING,
        ),
    )  # fmt: skip

    list_display = ("question_shown", "candidate", "evaluation_badge", "score", "machine_score", "judge", "time")
    list_filter = ("evaluation_status", "overridden", ("submitted_at", admin.DateFieldListFilter))
    list_select_related = ("question__session__user",)
    ordering = ("-submitted_at", "-id")
    fields = ()

    class Media:
        css = {"all": ("admin/css/interviews.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("question__session__user")
        session = {"mode": Mode.ASSESSMENT, "status__in": SessionStatus.ENDED}
        return rows.filter(**{f"question__session__{name}": value for name, value in session.items()})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        answer = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if answer is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return HttpResponseRedirect(self.home_url(request, answer))

    def home_url(self, request: HttpRequest, row: InterviewAnswer) -> str:
        page = reverse("admin:interviews_interviewsession_change", args=(row.question.session_id,))
        return f"{page}#question-{row.question.order}"

    def described(self, row: InterviewAnswer) -> str:
        return f"{row.question.session.user.display_name}, question {row.question.order}"

    def logged_on(self, row: InterviewAnswer) -> tuple[Any, ...]:
        return (row, row.question.session)

    def action_page(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """With the answer that is judged, as its session's page shows it."""
        page = super().action_page(*args, **kwargs)
        if isinstance(page, TemplateResponse) and page.context_data is not None:
            page.template_name = "admin/interviews/interviewanswer/override.html"
            answer = page.context_data["original"]
            page.context_data |= {"answer": answer, "judged": judged(answer), "seconds": clock(answer.time_taken)}
        return page

    @admin.display(description="Question", ordering="question__question_text")
    def question_shown(self, answer: InterviewAnswer) -> str:
        text = answer.question.question_text
        return text if len(text) <= 140 else f"{text[:139]}…"

    @admin.display(description="Candidate", ordering="question__session__user__last_name")
    def candidate(self, answer: InterviewAnswer) -> str:
        return answer.question.session.user.display_name

    @admin.display(description="Evaluation", ordering="evaluation_status")
    def evaluation_badge(self, answer: InterviewAnswer) -> str:
        return badge_of(answer, "evaluation_status")

    @admin.display(description="Judged by", ordering="overridden")
    def judge(self, answer: InterviewAnswer) -> str:
        return "a person" if answer.overridden else "the machine"

    @admin.display(description="Time", ordering="time_taken")
    def time(self, answer: InterviewAnswer) -> str:
        return clock(answer.time_taken) or "—"
