"""The page “Feedback to give”: what one owes, what comes next, and for recruiters who else owes something."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from config.base.admin import back_office
from config.base.back_office.roles import RECRUITING, user_of
from config.base.clock import business_today
from config.base.errors import DomainError
from feedback.selectors.due import Due, due_for, owing, seen_by, upcoming_for
from feedback.services.reminders import BY_HAND_APART, remind

# Of each of the two lists.
MOST = 200


def due_page(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    leads = user.has_role(*RECRUITING)
    theirs = due_for(user, MOST, ~Q(user=user)) if leads else []
    context = {
        **back_office().each_context(request),
        "title": "Feedback to give",
        "own": [shown(row) for row in due_for(user, MOST, Q(user=user))],
        "upcoming": upcoming_for(user)[:MOST],
        "leads": leads,
        "theirs": [shown(row) for row in theirs],
        "is_cut": len(theirs) == MOST,
    }
    return TemplateResponse(request, "admin/feedback/due.html", context)


def how_many_own(request: HttpRequest) -> int:
    """For the start page: what one owes oneself."""
    user = user_of(request)
    return owing().filter(seen_by(user), user=user).count()


def shown(row: Due) -> dict[str, Any]:
    last = row.last_reminder_at
    return {
        "row": row,
        "days": (business_today() - row.due_since).days,
        "may_remind": last is None or timezone.now() - last >= BY_HAND_APART,
    }


def remind_view(request: HttpRequest, stage_id: UUID, user_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        remind(stage_id, user_id, user_of(request))
    except DomainError as refusal:
        messages.error(request, refusal.detail)
    else:
        messages.success(request, "The reminder is on its way.")
    return HttpResponseRedirect(reverse("admin:feedback_due"))
