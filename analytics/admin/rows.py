"""The rows behind a figure: the processes it counts, and how often, so that they add up to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from analytics.admin.asked import read
from analytics.admin.links import ENDED, OPEN, path_of
from analytics.admin.page import PAGES, chips
from analytics.measures import (
    INTERVIEWED,
    OFFER_DUE,
    OFFERED,
    RATINGS,
    STARTED,
    rating_n,
    reached,
    rejected_for,
    stages,
    status_of,
    withdrew_for,
)
from analytics.selectors.behind import (
    ALL,
    DECIDED,
    DONE,
    LEFT,
    NO_FEEDER,
    NO_FEEDER_PLACED,
    OTHER,
    REJECTED_SILENT,
    TIMED,
    WAITING,
    WITHDREW_SILENT,
    processes_behind,
    total,
)
from analytics.selectors.looking import one_look
from config.base.admin import back_office
from config.base.back_office.roles import user_of
from config.base.models import User
from tracking.enums import ProcessStatus, RejectionReason, StageOutcome, StageType, WithdrawalReason
from tracking.models import InterviewProcess

PER_PAGE = 50

OF_PROCESSES = {
    STARTED: "Processes",
    OPEN: "Open processes",
    ENDED: "Ended processes",
    INTERVIEWED: "Processes with a passed or failed stage",
    OFFER_DUE: "Processes that passed their last decided stage, or were offered",
    OFFERED: "Processes in which an offer was extended",
    NO_FEEDER: "Processes without a feeder",
    NO_FEEDER_PLACED: "Processes without a feeder: offer accepted",
    REJECTED_SILENT: "Rejected by the company: no reason given",
    WITHDREW_SILENT: "Withdrawn or declined: no reason given",
    **{status_of(status): f"Processes: {status.label.lower()}" for status in ProcessStatus},
    **{rejected_for(reason): f"Rejected by the company: {reason.label.lower()}" for reason in RejectionReason},
    **{withdrew_for(reason): f"Withdrawn or declined: {reason.label.lower()}" for reason in WithdrawalReason},
    **{reached(kind): f"Processes with a stage: {kind.label.lower()}" for kind in StageType},
}
SUMS = {
    ALL: "all",
    DECIDED: "passed or failed",
    OTHER: "no show or cancelled",
    TIMED: "timed, whether done, waiting or given up",
    DONE: "done",
    WAITING: "waiting now",
    LEFT: "given up, since the process ended before",
}
OF_STAGES = {
    **{f"{kind}_{name}": f"{kind.label} stages: {words}" for kind in StageType for name, words in SUMS.items()},
    **{stages(kind, each): f"{kind.label} stages: {each.label.lower()}" for kind in StageType for each in StageOutcome},
    **{
        rating_n(kind, rating): f"{kind.label} stages with a rating: {rating.replace('_', ' ')}"
        for kind in StageType
        for rating in RATINGS
    },
}
NAMES = {**OF_PROCESSES, **OF_STAGES}


def rows_page(request: HttpRequest) -> HttpResponse:
    figure = request.GET.get("figure", "")
    if figure not in NAMES:
        raise Http404
    with one_look():
        return page_of(request, figure)


def page_of(request: HttpRequest, figure: str) -> HttpResponse:
    asked, user, path = read(request), user_of(request), request.path
    selection = asked.selection
    n = total(selection, figure)
    number = page_number(request, n)
    counted = processes_behind(selection, figure, offset=(number - 1) * PER_PAGE, limit=PER_PAGE + 1)
    context = {
        **back_office().each_context(request),
        "title": NAMES[figure],
        "total": n,
        "of_stages": figure in OF_STAGES,
        "past_day": selection.as_of,
        "problems": asked.problems,
        "chips": chips(asked, path, figure=figure),
        "figure_pages": [(asked.url(path_of(name)), title, False) for name, title in PAGES.items()],
        "rows": rows_of(counted[:PER_PAGE], user),
        "number": number,
        "before": asked.url(path, figure=figure, page=number - 1) if number > 1 else "",
        "after": asked.url(path, figure=figure, page=number + 1) if len(counted) > PER_PAGE else "",
    }
    return TemplateResponse(request, "admin/analytics/rows.html", context)


def page_number(request: HttpRequest, n: int) -> int:
    """Within what `n` rows can fill; what is no number is the first."""
    text = request.GET.get("page", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    return min(max(asked, 1), max(-(-n // PER_PAGE), 1))


def rows_of(counted: list[tuple[UUID, int]], user: User) -> list[dict[str, Any]]:
    """In their order; a process that is no more (figures of a past day count it) has no page to lead to."""
    found = InterviewProcess.objects.visible_to(user).select_related("candidate", "company", "feeder", "recruiter")
    processes = found.in_bulk([pk for pk, _ in counted])
    return [{"process": processes.get(pk), "pk": pk, "n": n} for pk, n in counted]
