"""Roles, modules and follow-up templates: what sessions are made from beside the questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from config.base.back_office.forms import ServiceAdmin, ServiceModelForm
from config.base.back_office.roles import RECRUITING
from config.base.versions import Versions
from interviews.admin.fields import lines
from interviews.models import FollowUpTemplate, Module, Role
from interviews.services.catalogue import save_follow_up, save_module, save_role

FROM_FILES = "Its name in the bank's files: loading them again leaves alone what stands here (--overwrite excepted)."


class CatalogueForm(ServiceModelForm):
    """`save` is the service that adds and changes."""

    save_row: Any

    def create(self, data: dict[str, Any]) -> Any:
        return type(self).save_row(None, actor=self.actor, **data)

    def change(self, data: dict[str, Any], versions: Versions) -> Any:
        return type(self).save_row(self.instance.pk, actor=self.actor, **data)


class RoleForm(CatalogueForm):
    save_row = staticmethod(save_role)
    skills = lines(
        "Skills",
        "What the role asks for, one on each line; roles are suggested by it.",
        rows=8,
        required=False,
    )

    class Meta:
        model = Role
        fields = ("name", "skills", "active")
        help_texts = {"active": "Others are not offered to candidates."}


class ModuleForm(CatalogueForm):
    save_row = staticmethod(save_module)

    class Meta:
        model = Module
        fields = (
            "title", "description", "category", "difficulty", "duration_minutes", "role", "questions", "active",
        )  # fmt: skip
        labels = {"duration_minutes": "Duration"}
        help_texts = {
            "category": "The questions are of the same kind.",
            "duration_minutes": "Minutes, 1 to 480.",
            "questions": "Type words of a question. A session asks 10 to 15 of them.",
            "active": "Others are not offered to candidates.",
        }


class FollowUpForm(CatalogueForm):
    save_row = staticmethod(save_follow_up)

    class Meta:
        model = FollowUpTemplate
        fields = ("trigger", "text", "active")
        help_texts = {
            "trigger": "What an answer must be like for this to be asked.",
            "text": "{point} stands for what the answer left out; only for “A point left out”.",
        }
        widgets = {"text": forms.TextInput(attrs={"class": "vLargeTextField entries", "maxlength": "300"})}


class CatalogueAdmin(ServiceAdmin):
    """What is no longer wanted is switched off: sessions hang on it."""

    view_roles = add_roles = change_roles = RECRUITING

    class Media:
        css = {"all": ("admin/css/interviews.css",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("from_files",) if self.came_from_files(obj) else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own: tuple[str, ...] = tuple(self.form.base_fields)
        return (*own, "from_files") if self.came_from_files(obj) else own

    def came_from_files(self, obj: Any) -> bool:
        return bool(getattr(obj, "key", None))

    @admin.display(description="Key")
    def from_files(self, row: Any) -> str:
        return f"{row.key}. {FROM_FILES}"


class CatalogueRoleAdmin(CatalogueAdmin):
    """The catalogue's: roles that candidates made are theirs alone."""

    index_order = 3
    form = RoleForm
    search_fields = ("name",)
    list_display = ("name", "skill_list", "questions_count", "active")
    list_filter = ("active",)
    ordering = ("name_key", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        asked = Count("bank_questions", filter=Q(bank_questions__active=True))
        return super().get_queryset(request).filter(owner=None).annotate(question_count=asked)

    @admin.display(description="Skills")
    def skill_list(self, role: Role) -> str:
        return ", ".join(role.skills)

    @admin.display(description="Questions of its own")
    def questions_count(self, role: Any) -> int:
        return int(role.question_count)


class ModuleAdmin(CatalogueAdmin):
    index_order = 2
    form = ModuleForm
    autocomplete_fields = ("questions",)
    search_fields = ("title",)
    list_display = ("title", "category", "difficulty", "duration", "role", "questions_count", "active")
    list_filter = ("category", "difficulty", "active")
    list_select_related = ("role",)
    ordering = ("title", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        asked = Count("questions", filter=Q(questions__active=True))
        return super().get_queryset(request).annotate(question_count=asked)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role":
            kwargs |= {"queryset": Role.objects.filter(owner=None), "empty_label": "Every role"}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="Duration", ordering="duration_minutes")
    def duration(self, module: Module) -> str:
        return f"{module.duration_minutes} min"

    @admin.display(description="Questions in use")
    def questions_count(self, module: Any) -> int:
        return int(module.question_count)


class FollowUpAdmin(CatalogueAdmin):
    index_order = 4
    form = FollowUpForm
    search_fields = ("text",)
    list_display = ("text", "trigger", "active")
    list_filter = ("trigger", "active")
    ordering = ("trigger", "text")
