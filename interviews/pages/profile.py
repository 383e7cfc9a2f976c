"""One's own profile and resume."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from config.base.back_office.roles import user_of
from config.base.errors import DomainError
from config.base.models import User
from interviews.models import Profile
from interviews.pages.access import page
from interviews.pages.forms import ProfileForm, ResumeForm
from interviews.pages.refusals import refuse
from interviews.selectors.profiles import own_profile
from interviews.services.profiles import ResumeRead, add_resume, remove_resume, update_profile


@page("GET", "HEAD", "POST")
def profile(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    if request.method != "POST":
        return show(request, user)
    form = ProfileForm(request.POST)
    if form.is_valid():
        try:
            update_profile(user, **form.cleaned_data)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Your profile is saved.")
            return redirect("own-profile")
    return show(request, user, form=form)


@page("POST")
def resume(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = ResumeForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            read = add_resume(user, form.cleaned_data["file"])
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, found(read))
            return redirect("own-profile")
    return show(request, user, upload=form)


def found(read: ResumeRead) -> str:
    """What the resume gave; nothing is a finding too."""
    years = "" if read.years_found is None else f" {read.years_found.normalize():f} years of experience."
    if not read.skills_found:
        return f"Your resume is kept. It names no skill that our questions are about.{years}"
    return f"Your resume is kept. Found in it: {', '.join(read.skills_found)}.{years}"


@page("POST")
def take_resume_away(request: HttpRequest) -> HttpResponse:
    remove_resume(user_of(request))
    messages.success(request, "Your resume is removed, its file and its text. Skills and years stay as they are.")
    return redirect("own-profile")


def show(
    request: HttpRequest, user: User, *, form: ProfileForm | None = None, upload: ResumeForm | None = None
) -> HttpResponse:
    own = own_profile(user)
    form, upload = form or ProfileForm(initial=stated(own)), upload or ResumeForm()
    (upload if upload.is_bound else form).at_first_error()
    context = {"here": "profile", "form": form, "upload": upload, "profile": own}
    return render(request, "interviews/profile.html", context)


def stated(own: Profile | None) -> dict[str, Any]:
    if own is None:
        return {}
    years = own.years_experience
    return {
        "headline": own.headline,
        "years_experience": None if years is None else f"{years.normalize():f}",
        "skills": own.skills,
    }
