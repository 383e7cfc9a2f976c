"""Accounts: managers make them, give them roles and switch them off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from config.base.back_office.roles import MANAGING, RoleAdmin, user_of
from config.base.models import User
from config.base.roles import STAFF_ROLES
from config.base.user_cache import users

ROLES_HELP = "Interviewers, recruiters and managers work in this back-office; candidates and services do not."


class NewUserForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User


class UserForm(UserChangeForm):
    acting: User

    class Meta(UserChangeForm.Meta):
        model = User

    def clean_is_active(self) -> bool:
        active = bool(self.cleaned_data["is_active"])
        if not active and self.instance.pk == self.acting.pk:
            raise ValidationError("You cannot deactivate your own account.")
        return active


class UserAdmin(RoleAdmin, auth_admin.UserAdmin):
    """Roles are groups; whether someone may enter the back-office follows from them."""

    view_roles = add_roles = change_roles = MANAGING
    form = UserForm
    add_form = NewUserForm
    list_display = ("username", "display_name", "email", "role_names", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name", "email")}),
        ("Access", {"fields": ("is_active", "groups"), "description": ROLES_HELP}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "groups")}),
        ("Password", {"fields": ("usable_password", "password1", "password2")}),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A superuser's account, password included, is a superuser's business."""
        mine = not (isinstance(obj, User) and obj.is_superuser) or user_of(request).is_superuser
        return mine and super().has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = list(super().get_fieldsets(request, obj))
        if obj is not None and user_of(request).is_superuser:
            found.insert(2, ("Administration", {"fields": ("is_superuser",)}))
        return found

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"acting": user_of(request)})

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        return db_field.formfield(widget=forms.CheckboxSelectMultiple, label="Roles", help_text="")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        account: User = form.instance
        account.is_staff = account.is_superuser or account.groups.filter(name__in=STAFF_ROLES).exists()
        account.save(update_fields=["is_staff"])
        users.forget(account.pk)  # in this process the API honours the change at once

    def role_names(self, account: User) -> str:
        names = sorted(group.name for group in account.groups.all())
        return ", ".join([*names, "superuser"] if account.is_superuser else names) or "none"

    role_names.short_description = "Roles"  # type: ignore[attr-defined]
