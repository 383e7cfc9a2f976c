"""A new interview: for a role, or from a module."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from config.base.back_office.roles import user_of
from config.base.constraints import refusals
from config.base.errors import DomainError, Missing, TooMany
from config.base.models import User
from interviews.enums import SessionType
from interviews.models import InterviewSession, Module, Profile, Role
from interviews.pages.access import page
from interviews.pages.forms import BeginForm
from interviews.pages.once import once
from interviews.pages.refusals import refuse
from interviews.selectors.catalog import best_first, offered_modules, offered_roles, practice_count
from interviews.selectors.profiles import own_profile
from interviews.services.roles import create_role
from interviews.services.sessions import create_session


@page("GET", "HEAD", "POST")
def new_interview(request: HttpRequest) -> HttpResponse:
    user, module = user_of(request), wanted_module(request)
    profile = own_profile(user)
    roles = [] if module else grouped_roles(user)
    form = BeginForm(request.POST or None, roles=roles, profile=profile, of_module=module is not None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            return redirect(once(request, form.cleaned_data["token"], lambda: begin(user, form, module, profile)))
        except DomainError as refusal:
            refuse(form, refusal)
            status = 429 if isinstance(refusal, TooMany) else 200
    form.at_first_error()
    context = {"here": "new", "form": form, "module": module}
    return render(request, "interviews/new.html", context, status=status)


def wanted_module(request: HttpRequest) -> Module | None:
    """The one that the address names. Raises Missing."""
    asked = request.GET.get("module")
    if asked is None:
        return None
    try:
        return offered_modules().annotate(asks=practice_count()).select_related("role").get(pk=UUID(asked))
    except (ValueError, ObjectDoesNotExist):
        raise Missing("Not found.") from None


def grouped_roles(user: User) -> list[tuple[str, list[Role]]]:
    """Those that suit the profile first; each stands in one group only."""
    offered = {role.pk: role for role in offered_roles(user)}
    suggested = [offered[pk] for pk in best_first(user, offered_roles(user)) if pk in offered]
    rest = [role for role in offered.values() if role not in suggested]
    return [
        ("Suggested by your profile", suggested),
        ("Catalogue", [role for role in rest if role.owner_id is None]),
        ("Your own roles", [role for role in rest if role.owner_id is not None]),
    ]


def begin(user: User, form: BeginForm, module: Module | None, profile: Profile | None) -> str:
    """A role that is made for an interview which is refused is not kept."""
    data = form.cleaned_data
    with refusals(), transaction.atomic():
        subject: dict[str, Any] = {"module_id": module.pk} if module else {"type": data["type"]}
        if module is None:
            role_id = form.role_id or create_role(user, name=data["role_name"], skills=data["role_skills"]).pk
            subject["role_id"] = role_id
        session: InterviewSession = create_session(
            user=user,
            level=data["level"],
            mode=data["mode"],
            profile_id=profile.pk if profile and data.get("use_profile") else None,
            question_count=data["question_count"],
            topics=data["topics"],
            **subject,
        )
    return resolve_url("current-question", session.pk)


@page("GET", "HEAD")
def modules(request: HttpRequest) -> HttpResponse:
    rows = list(offered_modules().annotate(asks=practice_count()).select_related("role").order_by("title", "id"))
    groups = [(SessionType(kind).label, [row for row in rows if row.category == kind]) for kind in SessionType.PURE]
    return render(request, "interviews/modules.html", {"here": "new", "groups": [each for each in groups if each[1]]})
