"""Feedback: given and edited on a form of its own, read as far as one may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from config.base.back_office.display import badge
from config.base.back_office.forms import add_refusal
from config.base.back_office.roles import MANAGING, ReadOnlyAdmin, user_of
from config.base.constraints import refusals
from config.base.errors import DomainError
from config.base.models import User
from config.base.roles import STAFF_ROLES
from config.postgres.identity import SYSTEM, acting_as
from feedback.admin.due import remind_view
from feedback.admin.feedback_form import FeedbackForm
from feedback.enums import DecisionStatus, FeedbackSource
from feedback.models import FeedbackRevision, InterviewFeedback, NextStageDecision
from feedback.services.edits import edit_feedback
from feedback.services.intake import Receipt, Submission, handle
from tracking.enums import CandidateStatus
from tracking.models import InterviewStage, PanelMember

OF_STAGE = ("process__candidate", "process__company")
ALREADY = "Your feedback on this stage is in already: this is it."


class FeedbackAdmin(ReadOnlyAdmin):
    index_order = 1
    view_roles = STAFF_ROLES
    change_form_template = "admin/feedback/interviewfeedback/change_form.html"

    list_display = ("candidate_name", "stage_name", "role", "author_name", "rating", "received_at")
    list_select_related = ("candidate", "stage", "process", "author")
    ordering = ("-received_at", "-id")
    fields = ()

    class Media:
        css = {"all": ("admin/css/feedback.css",)}

    def get_list_filter(self, request: HttpRequest) -> Any:
        dates = (("received_at", admin.DateFieldListFilter),)
        return ("source", *dates) if user_of(request).has_role(*MANAGING) else dates

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("author", "candidate", "process__company", "stage")

    def get_urls(self) -> list[Any]:
        def route(where: str, view: Callable[..., HttpResponse], name: str) -> Any:
            return path(where, self.admin_site.admin_view(view), name=f"feedback_interviewfeedback_{name}")

        return [
            route("give/<uuid:stage_id>/", self.give_view, "give"),
            route("<uuid:pk>/edit/", self.edit_view, "edit"),
            route("remind/<uuid:stage_id>/<uuid:user_id>/", remind_view, "remind"),
            *super().get_urls(),
        ]

    def give_view(self, request: HttpRequest, stage_id: UUID) -> HttpResponse:
        stage = self.stage_for(request, stage_id)
        given = InterviewFeedback.objects.filter(stage=stage, author=user_of(request)).first()
        if given is not None:
            return self.to_page_of(request, given, ALREADY)
        form = FeedbackForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                receipt = self.give(request, stage, form)
            except DomainError as refusal:
                if refusal.code == "duplicate_feedback":
                    return self.to_page_of(request, stage.feedback.get(author=user_of(request)), ALREADY)
                add_refusal(form, refusal, {})
            else:
                return self.to_page_of(request, receipt.feedback, told(receipt, user_of(request)))
        return self.form_page(request, "Give feedback", stage, form)

    def stage_for(self, request: HttpRequest, stage_id: UUID) -> InterviewStage:
        """A stage on which this user may give feedback."""
        user = user_of(request)
        stage: InterviewStage | None = (
            InterviewStage.objects.visible_to(user).select_related(*OF_STAGE).filter(pk=stage_id).first()
        )
        if stage is None:
            raise Http404
        seated = PanelMember.objects.filter(stage=stage, user=user).exists()
        if not seated and stage.process.recruiter_id != user.pk:
            raise PermissionDenied
        return stage

    def give(self, request: HttpRequest, stage: InterviewStage, form: FeedbackForm) -> Receipt:
        user = user_of(request)
        submission = Submission(
            candidate_id=stage.process.candidate_id, interview_id=stage.pk, author=user, **form.values()
        )
        with refusals(), transaction.atomic():
            receipt = handle(submission, actor=user, source=FeedbackSource.FORM)
            self.log_addition(request, receipt.feedback, "Gave feedback.")
        return receipt

    def edit_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        feedback = self.get_object(request, str(pk))
        if feedback is None:
            raise Http404
        if feedback.author_id != user_of(request).pk:
            raise PermissionDenied
        if is_decided(feedback):
            return self.to_page_of(request, feedback, "A decision upon it has been applied: it stands as it was given.")
        form = FeedbackForm(request.POST or None, edited=feedback)
        if request.method == "POST" and form.is_valid():
            try:
                self.edit(request, feedback, form)
            except DomainError as refusal:
                add_refusal(form, refusal, {})
            else:
                return self.to_page_of(request, feedback, "Your feedback was changed.")
        return self.form_page(request, "Edit your feedback", feedback.stage, form, feedback)

    def edit(self, request: HttpRequest, feedback: InterviewFeedback, form: FeedbackForm) -> None:
        version = form.cleaned_data["seen_version"]
        versions = None if version is None else frozenset({version})
        with refusals(), transaction.atomic():
            edit_feedback(feedback.pk, actor=user_of(request), versions=versions, **form.values())
            self.log_change(request, feedback, "Edited their feedback.")

    def to_page_of(self, request: HttpRequest, feedback: InterviewFeedback, said: str) -> HttpResponse:
        messages.success(request, said)
        return HttpResponseRedirect(page_url(feedback))

    def form_page(
        self,
        request: HttpRequest,
        title: str,
        stage: InterviewStage,
        form: FeedbackForm,
        edited: InterviewFeedback | None = None,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "stage": stage,
            "process": edited.process if edited else stage.process,
            "form": form,
            "edited": edited,
            "media": self.media,
            "opts": self.opts,
            "home_url": page_url(edited) if edited else reverse("admin:feedback_due"),
        }
        return TemplateResponse(request, "admin/feedback/interviewfeedback/form.html", context)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        feedback = self.get_object(request, object_id) if self.has_view_permission(request) else None
        context = {} if feedback is None else page_context(feedback, user_of(request))
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    @admin.display(description="Candidate", ordering="candidate__name_key")
    def candidate_name(self, feedback: InterviewFeedback) -> str:
        return feedback.candidate.full_name

    @admin.display(description="Stage", ordering="stage__stage_name")
    def stage_name(self, feedback: InterviewFeedback) -> str:
        return str(feedback.stage)

    @admin.display(description="Role")
    def role(self, feedback: InterviewFeedback) -> str:
        return feedback.process.role_title

    @admin.display(description="Interviewer", ordering="author__last_name")
    def author_name(self, feedback: InterviewFeedback) -> str:
        return feedback.author.display_name

    @admin.display(description="Rating", ordering="overall_rating", empty_value="could not judge")
    def rating(self, feedback: InterviewFeedback) -> str | None:
        return None if feedback.overall_rating is None else f"{feedback.overall_rating}"


def page_url(feedback: InterviewFeedback) -> str:
    return reverse("admin:feedback_interviewfeedback_change", args=[feedback.pk])


def page_context(feedback: InterviewFeedback, user: User) -> dict[str, Any]:
    others = InterviewFeedback.objects.visible_to(user).filter(stage=feedback.stage_id).exclude(pk=feedback.pk)
    decisions = NextStageDecision.objects.visible_to(user).filter(stage=feedback.stage_id)
    is_own = feedback.author_id == user.pk
    return {
        "feedback": feedback,
        "is_own": is_own,
        "may_edit": is_own and not is_decided(feedback),
        "revisions": FeedbackRevision.objects.visible_to(user).filter(feedback=feedback).order_by("-version"),
        "others": others.select_related("author").order_by("received_at"),
        "decisions": [
            {"row": row, "badge": badge(row.status, row.get_status_display())}
            for row in decisions.select_related("confirmed_by")
        ],
    }


def is_decided(feedback: InterviewFeedback) -> bool:
    """Whether a decision stands upon it, also for who may not see decisions."""
    with acting_as(SYSTEM):
        return NextStageDecision.objects.filter(stage=feedback.stage_id, status=DecisionStatus.APPLIED).exists()


def told(receipt: Receipt, user: User) -> str:
    """What the feedback caused, as far as its author sees decisions."""
    thanks = "Thank you: your feedback is in."
    row = receipt.feedback
    if not user.has_role(*MANAGING) and row.process.recruiter_id != user.pk:
        return thanks
    status = f"The candidate is now: {CandidateStatus(receipt.candidate_status).label.lower()}."
    if receipt.decision is None:
        return f"{thanks} {status} No decision yet: {receipt.decision_reason}"
    return f"{thanks} {status} {receipt.decision.get_action_display()} is proposed. {receipt.decision_reason}"
