"""What a candidate does with a question: answers it, takes a hint, passes it by, or writes on.

One form with several buttons: whichever is pressed, what is written goes with it and is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url

from config.base.back_office.roles import user_of
from config.base.constraints import refusals
from config.base.errors import Conflict, DomainError, Missing
from config.base.models import User
from interviews.models import InterviewQuestion
from interviews.pages.access import page
from interviews.pages.forms import AnswerForm
from interviews.pages.showing import show_ended, show_kept, show_question
from interviews.selectors.running import read_question, read_standing
from interviews.services.answers import submit_answer
from interviews.services.queue import save_draft, skip_question, take_hint

# Refusals after which the same question can still be answered; after others, what was written is there to be copied.
STILL_OPEN = ("invalid", "busy", "question_changed", "no_more_hints")


def act(request: HttpRequest, user: User, pk: UUID, question_id: UUID) -> HttpResponse:
    deed = DEEDS.get(request.POST.get("do", ""), give_answer)
    form = AnswerForm(request.POST, answering=deed is give_answer)
    if not form.is_valid():
        return show_again(request, user, pk, question_id, form)
    try:
        with refusals():
            return deed(request, user, pk, question_id, form)
    except Missing:
        raise
    except DomainError as refusal:
        return show_again(request, user, pk, question_id, form, refusal)


def show_again(
    request: HttpRequest,
    user: User,
    pk: UUID,
    question_id: UUID,
    form: AnswerForm,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """The form with what is wrong; where the question is no longer open, what was written."""
    standing = read_standing(user, pk)
    if not standing.session.is_open:
        return show_ended(request, standing, form)
    asked = read_question(user, pk, question_id)
    if standing.step_of(question_id).answered and not standing.session.hides_scores:
        return show_kept(request, standing, form, Conflict("This question is answered already."))
    if refusal is None:
        return show_question(request, standing, asked, form)
    if refusal.code not in STILL_OPEN:
        return show_kept(request, standing, form, refusal)
    form.add_error(None, refusal.detail)
    return show_question(request, standing, asked, form, 409)


def give_answer(request: HttpRequest, user: User, pk: UUID, question_id: UUID, form: AnswerForm) -> HttpResponse:
    written = form.cleaned_data
    given = submit_answer(pk, user=user, question_id=question_id, **written)
    if given.question.session.hides_scores:
        again = "Your new answer has taken the place of the one before."
        messages.success(request, again if given.revision_count else "Answer saved.")
        return redirect("current-question", pk)
    if (given.answer_text, given.code_submission) != (written["answer_text"], written["code_submission"]):
        messages.info(request, "You had answered this question before, and that answer counts. This one is kept too.")
    return redirect("given-answer", pk, question_id)


def give_hint(request: HttpRequest, user: User, pk: UUID, question_id: UUID, form: AnswerForm) -> HttpResponse:
    keep(user, pk, question_id, form)
    seen = request.POST.get("hints_seen", "")
    take_hint(pk, question_id, user=user, seen=int(seen) if seen.isdecimal() and len(seen) < 4 else None)
    return redirect(f"{resolve_url('asked-question', pk, question_id)}#hints")


def pass_by(request: HttpRequest, user: User, pk: UUID, question_id: UUID, form: AnswerForm) -> HttpResponse:
    keep(user, pk, question_id, form)
    skip_question(pk, question_id, user=user)
    messages.info(request, "Question skipped. You can come back to it before you finish.")
    return redirect("current-question", pk)


def save(request: HttpRequest, user: User, pk: UUID, question_id: UUID, form: AnswerForm) -> HttpResponse:
    keep(user, pk, question_id, form)
    return redirect("asked-question", pk, question_id)


def keep(user: User, pk: UUID, question_id: UUID, form: AnswerForm) -> InterviewQuestion:
    """A page without a box for code says nothing of the code that was kept from elsewhere."""
    written = {name: value for name, value in form.cleaned_data.items() if name in form.data}
    return save_draft(pk, question_id, user=user, **{"answer_text": "", **written})


Deed = Callable[[HttpRequest, User, UUID, UUID, AnswerForm], HttpResponse]
DEEDS: dict[str, Deed] = {"answer": give_answer, "hint": give_hint, "skip": pass_by, "save": save}


@page("POST")
def draft(request: HttpRequest, pk: UUID, question_id: UUID) -> HttpResponse:
    """Asked by the page's script while somebody writes."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        said = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"detail": " ".join(said)}, status=400)
    try:
        with refusals():
            kept = keep(user_of(request), pk, question_id, form)
    except Conflict as refusal:
        return JsonResponse({"detail": refusal.detail}, status=409)
    return JsonResponse({"saved_at": kept.draft_saved_at})
