"""The review queue: the page a manager starts the day with. Recruiters read their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.http import urlencode

from config.base.admin import back_office
from config.base.back_office.roles import MANAGING, refuse_nul, user_of
from config.base.errors import DomainError
from feedback.admin.pictures import scale
from feedback.enums import DecisionAction, DecisionStatus
from feedback.models import NextStageDecision
from feedback.selectors.review import how_many_wait, lately_decided, latest_scores, queue, said_on, waiting
from feedback.services.decisions import confirm_decision, dismiss_decision, undo_decision

PER_PAGE = 25
REASON_LENGTH = 20_000
DUE = "due"

ACTS: dict[str, tuple[Callable[..., NextStageDecision], str]] = {
    "confirm": (confirm_decision, "confirmed"),
    "dismiss": (dismiss_decision, "dismissed"),
    "undo": (undo_decision, "undone"),
}


def review_queue(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return act(request)
    refuse_nul(request)
    user = user_of(request)
    action, order = asked(request)
    counts = waiting(user)
    rows = Paginator(queue(user, action, order == DUE), PER_PAGE)
    rows.count = counts.by_action.get(action, 0) if action else counts.total
    page = rows.get_page(request.GET.get("page"))
    context = {
        **back_office().each_context(request),
        "title": "Review queue",
        "counts": counts,
        "tabs": [(value, DecisionAction(value).label, n) for value, n in counts.by_action.items()],
        "action": action,
        "order": order,
        "page": page,
        "entries": entries_of(list(page), request),
        "lately": [shown_lately(decision) for decision in lately_decided(user)],
        "decides": user.has_role(*MANAGING),
        "query": urlencode({name: value for name, value in (("action", action), ("order", order)) if value}),
    }
    return TemplateResponse(request, "admin/feedback/review.html", context)


def asked(request: HttpRequest) -> tuple[str, str]:
    """What the list is narrowed to and ordered by; what is neither known is left aside."""
    action, order = request.GET.get("action", ""), request.GET.get("order", "")
    return action if action in DecisionAction.values else "", order if order == DUE else ""


def entries_of(decisions: list[NextStageDecision], request: HttpRequest) -> list[dict[str, Any]]:
    user = user_of(request)
    said = said_on((decision.stage_id for decision in decisions), user)
    scores = latest_scores({decision.candidate_id for decision in decisions}, user)
    return [
        {
            "decision": decision,
            "said": said[decision.stage_id],
            "scale": scale_of(decision),
            "score": scores.get(decision.candidate_id),
        }
        for decision in decisions
    ]


def scale_of(decision: NextStageDecision) -> Any:
    inputs = decision.inputs
    return scale(inputs["review_at"], inputs["advance_at"], inputs["ratings"], inputs["mean"])


def shown_lately(decision: NextStageDecision) -> dict[str, Any]:
    last = list(decision.changes.all())[-1]
    return {"decision": decision, "last": last, "may_undo": decision.status == DecisionStatus.APPLIED}


def act(request: HttpRequest) -> HttpResponse:
    """Each decision in a transaction of its own: what one is refused, the others are not."""
    if not user_of(request).has_role(*MANAGING):
        raise PermissionDenied
    chosen = ids_of(request)
    name = request.POST.get("act", "")
    if name in ACTS and chosen:
        perform(request, name, chosen)
    elif name in ACTS:
        messages.warning(request, "Nothing was chosen.")
    return HttpResponseRedirect(request.get_full_path())


def perform(request: HttpRequest, name: str, chosen: list[UUID]) -> None:
    service, word = ACTS[name]
    reason = request.POST.get("reason", "").replace("\x00", "")[:REASON_LENGTH]
    done = 0
    for pk in chosen:
        try:
            service(pk, actor=user_of(request), reason=reason)
        except DomainError as refusal:
            messages.error(request, f"{described(pk)}: {refusal.detail}")
        else:
            done += 1
    if done:
        messages.success(request, f"1 decision {word}." if done == 1 else f"{done} decisions {word}.")


def described(pk: UUID) -> str:
    decision = NextStageDecision.objects.select_related("candidate").filter(pk=pk).first()
    return "A decision" if decision is None else str(decision.candidate)


def ids_of(request: HttpRequest) -> list[UUID]:
    """At most as many as a page shows; what is no id was not on it."""
    found: dict[UUID, None] = {}
    for text in request.POST.getlist("decision")[:PER_PAGE]:
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)


def count_for(request: HttpRequest) -> int:
    """For the start page: what waits."""
    return how_many_wait(user_of(request))
