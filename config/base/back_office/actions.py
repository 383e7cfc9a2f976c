"""Service actions: a button for what is allowed now, a small page that asks what the service needs, one service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from config.base.back_office.forms import ActionForm, add_refusal
from config.base.back_office.roles import RECRUITING, RoleAdmin, user_of
from config.base.constraints import refusals
from config.base.errors import DomainError
from config.base.models import User
from config.base.roles import Role


@dataclass(frozen=True)
class ServiceAction:
    """`perform(pk, actor=, **form.values())` is the service, with `versions=` for rows that have one.

    `allowed` decides whether the button is shown; whether it is done is the service's decision alone.
    """

    name: str
    label: str
    perform: Callable[..., object]
    allowed: Callable[[Any, User], bool]
    done: str
    form_class: type[ActionForm] = ActionForm
    intro: str = ""
    tone: str = ""
    roles: tuple[Role, ...] = RECRUITING


class ServiceActionsAdmin(RoleAdmin):
    service_actions: ClassVar[tuple[ServiceAction, ...]] = ()

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_do"
        view = self.admin_site.admin_view(self.service_action_view)
        return [path("<uuid:pk>/do/<slug:action_name>/", view, name=name), *super().get_urls()]

    def buttons(self, request: HttpRequest, row: Any) -> list[dict[str, str]]:
        """What may be done with the row now, by this user."""
        user = user_of(request)
        shown = [a for a in self.service_actions if user.has_role(*a.roles) and a.allowed(row, user)]
        return [{"label": a.label, "tone": a.tone, "url": self.action_url(row, a.name)} for a in shown]

    def action_url(self, row: Any, action_name: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_do", args=(row.pk, action_name))

    def home_url(self, request: HttpRequest, row: Any) -> str:
        """Where one comes from and goes back to."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=(row.pk,))

    def logged_on(self, row: Any) -> Iterable[Any]:
        """The rows whose admin history tells of an action."""
        return (row,)

    def described(self, row: Any) -> str:
        """The row on the page that asks, for who came from elsewhere."""
        return str(row)

    def service_action_view(self, request: HttpRequest, pk: UUID, action_name: str) -> HttpResponse:
        row = self.get_object(request, str(pk))
        action = next((a for a in self.service_actions if a.name == action_name), None)
        if not self.has_view_permission(request) or (action and not user_of(request).has_role(*action.roles)):
            raise PermissionDenied
        if row is None or action is None:
            raise Http404
        if request.method == "POST":
            form = action.form_class(request.POST, request.FILES, obj=row, user=user_of(request))
            if form.is_valid() and self.performed(request, row, action, form):
                messages.success(request, action.done)
                return HttpResponseRedirect(self.home_url(request, row))
        else:
            if not action.allowed(row, user_of(request)):
                messages.warning(request, f"“{action.label}” is not possible now: things have changed meanwhile.")
                return HttpResponseRedirect(self.home_url(request, row))
            form = action.form_class(obj=row, user=user_of(request))
        return self.action_page(request, row, action, form)

    def performed(self, request: HttpRequest, row: Any, action: ServiceAction, form: ActionForm) -> bool:
        """Calls the service and notes it in the admin's log; a refusal becomes the form's error."""
        asked = form.values() | self.versions_of(request, row)
        try:
            with refusals(), transaction.atomic():
                action.perform(row.pk, actor=user_of(request), **asked)
                self.note(request, row, action.label, form.cleaned_data.get("reason", ""))
        except DomainError as refusal:
            add_refusal(form, refusal, form.fields_of_attrs)
            return False
        return True

    def note(self, request: HttpRequest, row: Any, label: str, reason: str) -> None:
        message = f"{label}: {reason}" if reason else f"{label}."
        for logged in self.logged_on(row):
            self.log_change(request, logged, message)

    def versions_of(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """The version that the page showed: who decides must have seen what stands there now."""
        said = request.POST.get("version", "")
        if not hasattr(row, "version") or not (said.isascii() and said.isdigit()):
            return {}
        return {"versions": frozenset({int(said)})}

    def action_page(self, request: HttpRequest, row: Any, action: ServiceAction, form: ActionForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": action.label,
            "action": action,
            "form": form,
            "media": self.media + form.media,
            "original": row,
            "about": self.described(row),
            "status_field": getattr(self, "status_field", "status"),
            "version": getattr(row, "version", None),
            "home_url": self.home_url(request, row),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/service_action.html", context)
