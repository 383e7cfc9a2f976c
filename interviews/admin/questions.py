"""The question bank: found, edited, retired, and how each question does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from config.base.back_office.bulk import BulkAction, BulkActionsAdmin
from config.base.back_office.forms import ServiceAdmin, ServiceModelForm
from config.base.back_office.roles import RECRUITING, user_of
from config.base.errors import DomainError
from config.base.versions import Versions
from interviews.admin.fields import BoxesField, lines
from interviews.admin.filters import LevelFilter, RoleFilter, SkillFilter
from interviews.admin.spreadsheets import BankSpreadsheetAdmin
from interviews.enums import Level
from interviews.models import BankQuestion, Role
from interviews.selectors.search import search_questions
from interviews.selectors.statistics import MIN_PAIRS, MIN_PEOPLE, question_statistics
from interviews.services.questions import (
    CONTENT,
    content_problems,
    content_with,
    delete_question,
    save_question,
    set_active,
    was_asked,
)

TOO_FEW = "too few"


def retire(pk: UUID, *, actor: Any) -> BankQuestion:
    return set_active(pk, actor=actor, active=False)


def bring_back(pk: UUID, *, actor: Any) -> BankQuestion:
    return set_active(pk, actor=actor, active=True)


class QuestionForm(ServiceModelForm):
    """Shows all problems at once, each at its field; the service refuses the first."""

    levels = forms.MultipleChoiceField(choices=Level.choices, widget=forms.CheckboxSelectMultiple)
    roles: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        queryset=Role.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: a question for every role.",
    )
    skill_tags = lines("Skills", "One on each line, in lower case, by the usual name of the technology.", rows=3)
    key_points = lines("Key points", "3 to 6 claims that a full answer makes, one on each line.", rows=6)
    accepted_answers = BoxesField(
        entry="Accepted answer",
        help_text="At least two more full-mark answers, in other words than the model answer. Empty boxes do not "
        "count; for more boxes, save and continue editing.",
    )
    hints = lines("Hints", "In the order in which they are given, one on each line.", rows=3)

    class Meta:
        model = BankQuestion
        fields = (*CONTENT, "active")
        labels = {"text": "Question"}
        help_texts = {
            "focus": "What the mix of an interview goes by; type and category follow from it.",
            "model_answer": "What a good candidate would say, at least 30 words.",
            "active": "Retired questions are not asked any more; their answers stay.",
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3, "cols": 90, "class": "entries"}),
            "model_answer": forms.Textarea(attrs={"rows": 6, "cols": 90, "class": "entries"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A form that only shows has no such field.
        if "roles" in self.fields:
            self.fields["roles"].queryset = Role.objects.filter(owner=None)  # type: ignore[attr-defined]
            if not self.instance._state.adding:
                self.initial["roles"] = [role.pk for role in self.instance.roles.all()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        content = {name: data[name] for name in CONTENT if name in data}
        for name, wrong in content_problems(content_with(self.instance, content)):
            if name in content:
                self.add_error(name, wrong)
        return data

    def create(self, data: dict[str, Any]) -> BankQuestion:
        return save_question(None, actor=self.actor, **data)

    def change(self, data: dict[str, Any], versions: Versions) -> BankQuestion:
        return save_question(self.instance.pk, actor=self.actor, **data)


class WithStatistics(ChangeList):
    """The figures of a page's questions, by one query."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        found: list[Any] = list(self.result_list)
        figures = question_statistics([question.pk for question in found])
        for question in found:
            question.statistics = figures[question.pk]
        self.result_list = found  # type: ignore[assignment]


class QuestionAdmin(BankSpreadsheetAdmin, BulkActionsAdmin, ServiceAdmin):
    index_order = 1
    view_roles = add_roles = change_roles = import_roles = RECRUITING
    form = QuestionForm
    bulk_actions = (
        BulkAction("retire", "Retire", retire, "retired"),
        BulkAction("bring-back", "Bring back", bring_back, "asked again"),
    )
    change_form_template = "admin/interviews/bankquestion/change_form.html"

    search_fields = ("text",)
    search_help_text = "Words of the question, its skills or its key points, or their beginnings; or its key."
    list_display = ("question", "focus", "difficulty", "asked_of", "active", "asked", "mean")
    list_filter = (
        "focus", "difficulty", LevelFilter, RoleFilter, SkillFilter, "active", "assessment_only",
    )  # fmt: skip
    ordering = ("focus", "difficulty", "text", "id")
    fieldsets = (
        (None, {"fields": ("text", "focus", "difficulty", "levels", "roles", "skill_tags")}),
        (
            "What an answer is judged by",
            {
                "fields": ("key_points", "model_answer", "accepted_answers"),
                "description": "Sessions that run keep the copy they were begun with.",
            },
        ),
        ("When it is asked", {"fields": ("hints", "assessment_only", "active")}),
    )

    class Media:
        css = {"all": ("admin/css/interviews.css",)}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return WithStatistics

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("search").prefetch_related("roles")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        return search_questions(queryset, search_term), False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One by one, and only what was never asked."""
        return obj is not None and user_of(request).has_role(*RECRUITING) and not was_asked(obj)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What was asked since the page was shown is refused there."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
            return HttpResponseRedirect(reverse("admin:interviews_bankquestion_change", args=(object_id,)))

    def delete_model(self, request: HttpRequest, obj: BankQuestion) -> None:
        delete_question(obj.pk, actor=user_of(request))

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        question = self.get_object(request, object_id) if self.has_view_permission(request) else None
        context = {} if question is None else self.page_context(question)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def page_context(self, question: BankQuestion) -> dict[str, Any]:
        return {
            "question": question,
            "statistics": question_statistics([question.pk])[question.pk],
            "modules": question.modules.only("title"),
            "min_people": MIN_PEOPLE,
            "min_pairs": MIN_PAIRS,
        }

    @admin.display(description="Question", ordering="text")
    def question(self, question: BankQuestion) -> str:
        text = question.text if len(question.text) <= 140 else f"{question.text[:139]}…"
        kept = " · for assessments" if question.assessment_only else ""
        return format_html('{} <span class="quiet skills">{}{}</span>', text, ", ".join(question.skill_tags), kept)

    @admin.display(description="For")
    def asked_of(self, question: BankQuestion) -> str:
        roles = ", ".join(role.name for role in question.roles.all()) or "every role"
        return format_html('{} <span class="quiet skills">{}</span>', roles, ", ".join(question.levels))

    @admin.display(description="Asked")
    def asked(self, question: Any) -> int:
        return int(question.statistics.asked)

    @admin.display(description="Mean score")
    def mean(self, question: Any) -> str:
        found = question.statistics
        if found.mean_score is None:
            return TOO_FEW if found.asked else "—"
        return f"{found.mean_score:.0f} ({found.scored})"
