"""The pages around a question: itself, and what is shown where it can no longer be answered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from config.base.errors import DomainError
from interviews.models import InterviewQuestion
from interviews.pages.forms import AnswerForm
from interviews.pages.presenting import question_view, title_of
from interviews.selectors.running import Standing
from interviews.validators import ANSWER_LENGTH


def show_question(
    request: HttpRequest,
    standing: Standing,
    asked: InterviewQuestion,
    form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    step = standing.step_of(asked.pk)
    view = question_view(asked, timezone.now(), answered=step.answered)
    if form is None:
        form = AnswerForm(initial=view.written)
    if not view.wants_code and not form["code_submission"].value():
        del form.fields["code_submission"]
    form.at_first_error()
    context = {
        "standing": standing,
        "title": title_of(standing.session),
        "question": asked,
        "view": view,
        "step": step,
        "form": form,
        "limit": ANSWER_LENGTH,
    }
    return render(request, "interviews/question.html", context, status=status)


def show_ended(request: HttpRequest, standing: Standing, form: AnswerForm | None = None) -> HttpResponse:
    """Ended meanwhile: by the clock, or on another device. What was written stands there to be copied."""
    context = {"standing": standing, "title": title_of(standing.session), "form": form}
    return render(request, "interviews/ended.html", context, status=409 if form else 200)


def show_kept(request: HttpRequest, standing: Standing, form: AnswerForm, refusal: DomainError) -> HttpResponse:
    context = {"standing": standing, "title": title_of(standing.session), "form": form, "refusal": refusal}
    return render(request, "interviews/kept.html", context, status=409)
