"""What a service refused, said at its field together with what to do next."""

from __future__ import annotations

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.base.errors import DomainError

# Where a refusal names no field of the form, or names it otherwise.
FIELD_OF_CODE = {"bank_too_small": "question_count", "unknown_topic": "topics", "profile_needed": "mode"}
FIELD_OF_ATTR = {"role_id": "role", "name": "role_name", "skills": "role_skills", "profile_id": "mode"}
NEXT = {
    "bank_too_small": "Choose fewer questions, the type Mixed, or another role or level.",
    "unknown_topic": "Take it out, or choose another role, level or type.",
    "inactive_role": "Choose another one.",
    "not_found": "It may have been taken away meanwhile: choose another one.",
    "too_many_roles": "Choose one of yours.",
}


def refuse(form: forms.Form, refusal: DomainError) -> None:
    """Puts the refusal into the form."""
    attr = refusal.attr or ""
    wanted = (FIELD_OF_CODE.get(refusal.code), attr, FIELD_OF_ATTR.get(attr))
    form.add_error(next((name for name in wanted if name in form.fields), None), said(refusal))


def said(refusal: DomainError) -> str | SafeString:
    if refusal.code == "profile_needed":
        return format_html('{} <a href="{}">Go to your profile</a>.', refusal.detail, reverse("own-profile"))
    return f"{refusal.detail} {NEXT.get(refusal.code, '')}".strip()
