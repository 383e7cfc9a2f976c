"""Past interviews, and the report of one of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.base.back_office.roles import user_of
from config.base.errors import Conflict, Missing
from config.base.models import User
from interviews.enums import SessionStatus, SessionType
from interviews.pages import presenting
from interviews.pages.pictures import trend, whole
from interviews.selectors.reports import SessionReport, past_sessions, read_report, score_trend, visible_sessions

PAGE = 20
# The width of the mark at the score, on a track of 100.
MARK = 0.8


@require_safe
@never_cache
@login_required(login_url="login")
def past_interviews(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    wanted = {
        "type": known(request, "type", SessionType.values),
        "status": known(request, "status", SessionStatus.values),
    }
    page = Paginator(past_sessions(user, **wanted), PAGE).get_page(request.GET.get("page"))
    context = {
        "here": "past",
        "page": page,
        "rows": [(session, presenting.title_of(session)) for session in page],
        "wanted": wanted,
        "filtered": any(wanted.values()),
        "types": SessionType.choices,
        "statuses": SessionStatus.choices,
        "trend": trend(score_trend(user, **wanted)),
    }
    return render(request, "interviews/past_interviews.html", context)


def known(request: HttpRequest, name: str, values: list[str]) -> str:
    """A value that the filter offers; anything else filters nothing."""
    value = request.GET.get(name, "")
    return value if value in values else ""


@require_safe
@never_cache
@login_required(login_url="login")
def interview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The report; while the interview runs, where it stands."""
    user = user_of(request)
    try:
        return show_report(request, user, read_report(user, pk))
    except Missing:
        raise Http404 from None
    except Conflict:
        session = get_object_or_404(visible_sessions(user), pk=pk)
        is_own = session.user_id == user.pk
        context = {"session": session, "title": presenting.title_of(session), "is_own": is_own}
        return render(request, "interviews/running.html", context)


def show_report(request: HttpRequest, user: User, found: SessionReport) -> HttpResponse:
    report = found.report
    context = {
        "session": found.session,
        "title": presenting.title_of(found.session),
        "is_own": found.session.user_id == user.pk,
        "report": report,
        "overall": None if report.overall_score is None else whole(report.overall_score),
        "interval": presenting.told(report.interval),
        # The mark has a width of its own, and stays inside the track.
        "mark": min(report.overall_score or 0, 100 - MARK),
        "mark_width": MARK,
        "range_width": report.interval.high - report.interval.low if report.interval else 0,
        "time": presenting.duration(report.totals.time_taken),
        "rubric": presenting.rubric_bars(report),
        "skills": presenting.skill_bars(report),
        "answers": [presenting.answer_view(place) for place in report.answers],
        **presenting.remarks(report),
    }
    return render(request, "interviews/report.html", context)
