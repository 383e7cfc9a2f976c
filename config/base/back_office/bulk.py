"""Bulk actions: a page that asks, each row in a transaction of its own, then a page that tells what came of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from config.base.back_office.forms import ActionForm
from config.base.back_office.roles import RECRUITING, RoleAdmin, user_of
from config.base.constraints import refusals
from config.base.errors import DomainError
from config.base.roles import Role

MAX_ROWS = 500


@dataclass(frozen=True)
class BulkAction:
    """`perform(pk, actor=, **form.values())` for each row; `done` is what is said of a row that took it."""

    name: str
    label: str
    perform: Callable[..., object]
    done: str
    form_class: type[ActionForm] = ActionForm
    tone: str = ""
    roles: tuple[Role, ...] = RECRUITING


class BulkActionsAdmin(RoleAdmin):
    bulk_actions: ClassVar[tuple[BulkAction, ...]] = ()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = {} if "_popup" in request.GET else dict(super().get_actions(request))
        for action in self.bulk_actions:
            if user_of(request).has_role(*action.roles):
                actions[action.name] = (partial(run_bulk_action, action), action.name, action.label)
        return actions


def run_bulk_action(action: BulkAction, page: RoleAdmin, request: HttpRequest, rows: QuerySet[Any]) -> Any:
    """Django's action callable: asks first, acts when the answer has come with it."""
    chosen = list(rows.order_by(*(page.get_ordering(request) or ("-pk",)))[: MAX_ROWS + 1])
    if len(chosen) > MAX_ROWS:
        messages.error(request, f"At most {MAX_ROWS} rows at a time: choose fewer, or narrow the list by its filters.")
        return None
    answered = "confirmed" in request.POST
    form = action.form_class(request.POST if answered else None, user=user_of(request))
    if answered and form.is_valid():
        results = [act_on(action, page, request, row, form) for row in chosen]
        return results_page(action, page, request, results)
    return confirm_page(action, page, request, chosen, form)


def act_on(action: BulkAction, page: RoleAdmin, request: HttpRequest, row: Any, form: ActionForm) -> dict[str, Any]:
    try:
        with refusals(), transaction.atomic():
            action.perform(row.pk, actor=user_of(request), **form.values())
            reason = form.cleaned_data.get("reason", "")
            page.log_change(request, row, f"{action.label}: {reason}" if reason else f"{action.label}.")
    except DomainError as refusal:
        return {"row": row, "ok": False, "said": refusal.detail}
    return {"row": row, "ok": True, "said": action.done}


def confirm_page(
    action: BulkAction, page: RoleAdmin, request: HttpRequest, rows: list[Any], form: ActionForm
) -> HttpResponse:
    context = context_of(action, page, request) | {
        "form": form,
        "rows": rows,
        "checkbox": ACTION_CHECKBOX_NAME,
        "media": page.media + form.media,
    }
    return TemplateResponse(request, "admin/bulk_confirm.html", context)


def results_page(
    action: BulkAction, page: RoleAdmin, request: HttpRequest, results: list[dict[str, Any]]
) -> HttpResponse:
    done = sum(result["ok"] for result in results)
    context = context_of(action, page, request) | {"results": results, "done": done, "refused": len(results) - done}
    return TemplateResponse(request, "admin/bulk_results.html", context)


def context_of(action: BulkAction, page: RoleAdmin, request: HttpRequest) -> dict[str, Any]:
    name = f"{page.opts.app_label}_{page.opts.model_name}"
    return {
        **page.admin_site.each_context(request),
        "title": action.label,
        "action": action,
        "opts": page.opts,
        "list_url": reverse(f"admin:{name}_changelist"),
        "change_url_name": f"admin:{name}_change",
    }
