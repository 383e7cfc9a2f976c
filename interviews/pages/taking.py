"""An interview taken: the question at hand, how its answer was scored, the end."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from config.base.back_office.roles import user_of
from config.base.errors import Conflict
from config.base.models import User
from interviews.pages.access import page
from interviews.pages.answering import act
from interviews.pages.presenting import answer_view, title_of
from interviews.pages.showing import show_ended, show_question
from interviews.selectors.running import read_given, read_question, read_standing
from interviews.services.queue import serve_next
from interviews.services.sessions import finish_session


@page("GET", "HEAD")
def current_question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The question to answer now; its clock starts when it is first shown."""
    user = user_of(request)
    question = serve_next(pk, user=user)
    standing = read_standing(user, pk)
    if not standing.session.is_open:
        return show_ended(request, standing)
    if question is None:
        return redirect("finish-interview", pk)
    return show_question(request, standing, question)


@page("GET", "HEAD", "POST")
def question(request: HttpRequest, pk: UUID, question_id: UUID) -> HttpResponse:
    """A question that was asked: one passed by, or an assessment's, whose answer may still change."""
    user = user_of(request)
    if request.method == "POST":
        return act(request, user, pk, question_id)
    standing = read_standing(user, pk)
    if not standing.session.is_open:
        return show_ended(request, standing)
    asked = read_question(user, pk, question_id)
    if standing.step_of(question_id).answered and not standing.session.hides_scores:
        return redirect("given-answer", pk, question_id)
    return show_question(request, standing, asked)


@page("GET", "HEAD")
def given_answer(request: HttpRequest, pk: UUID, question_id: UUID) -> HttpResponse:
    """How the answer was scored; not while an assessment runs, and after the end the report says it."""
    user = user_of(request)
    standing = read_standing(user, pk)
    given = read_given(user, pk, question_id)
    if not standing.session.is_open:
        return redirect(f"{resolve_url('past-interview', pk)}#q{given.place.order}")
    if standing.session.hides_scores:
        return redirect("current-question", pk)
    context = {
        "standing": standing,
        "title": title_of(standing.session),
        "given": given,
        "view": answer_view(given.place),
        "is_own": True,
    }
    return render(request, "interviews/given.html", context)


@page("GET", "HEAD", "POST")
def finish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is answered and what is not, and the way back to it; then the report."""
    user = user_of(request)
    if request.method == "POST":
        end(request, user, pk)
        return redirect("past-interview", pk)
    standing = read_standing(user, pk)
    if not standing.session.is_open:
        return redirect("past-interview", pk)
    return render(request, "interviews/finish.html", {"standing": standing, "title": title_of(standing.session)})


def end(request: HttpRequest, user: User, pk: UUID) -> None:
    """Once more changes nothing; a session that timed out has its report all the same."""
    try:
        finish_session(pk, user=user)
    except Conflict as refusal:
        messages.info(request, refusal.detail)
