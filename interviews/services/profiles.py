"""A user's own profile: what they say of themselves, and the resume that fills what they left empty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import TypedDict, Unpack

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from config.base.clock import business_today
from config.base.constraints import refusals
from config.base.documents import read_document
from config.base.errors import Invalid
from config.base.models import User
from config.base.private_files import kept_only_if_all_goes_well
from interviews.models import Profile
from interviews.resumes import MAX_CHARACTERS, skills_in, usual_names, years_in
from interviews.selectors.catalog import known_skills
from interviews.services.skills import stated_skills
from interviews.validators import MAX_TAGS, NAME_LENGTH

UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Stated(TypedDict, total=False):
    headline: str
    years_experience: Decimal | None
    skills: Sequence[str]


@dataclass(frozen=True, slots=True)
class ResumeRead:
    """What a resume gave; nothing found is a fact to tell, not an error."""

    profile: Profile
    skills_found: list[str]
    years_found: Decimal | None


def update_profile(user: User, **stated: Unpack[Stated]) -> Profile:
    """Sets what is given of the user's own profile, which the first call makes. Raises Invalid."""
    values = dict(stated)
    if "skills" in stated:
        values["skills"] = stated_skills(stated["skills"])
    if len(stated.get("headline", "")) > NAME_LENGTH:
        raise Invalid(f"At most {NAME_LENGTH} characters.", code="max_length", attr="headline")
    with refusals(), transaction.atomic():
        profile = lock_profile(user)
        for name, value in values.items():
            setattr(profile, name, value)
        save(profile, *values)
    return profile


def add_resume(user: User, upload: UploadedFile) -> ResumeRead:
    """Keeps a PDF, DOCX or text file in place of the one before, and adds to the profile what it says.

    Skills that the user stated stay; years fill an empty field only. Raises Invalid for what is no document.
    """
    content = upload.read()
    text = UNSTORABLE.sub(" ", read_document(upload.name or "", content))[:MAX_CHARACTERS]
    skills, years = skills_in(text, known_skills(user)), years_in(text, business_today())
    with kept_only_if_all_goes_well(f"resumes/{user.pk}", content) as path, refusals(), transaction.atomic():
        profile = lock_profile(user)
        delete_after_commit(profile.resume_file.name)
        profile.resume_file, profile.resume_text = path, text
        profile.resume_name = PurePath(upload.name or "").name[-255:]
        profile.skills = usual_names([*profile.skills, *skills])[:MAX_TAGS]
        if profile.years_experience is None:
            profile.years_experience = years
        save(profile, "resume_file", "resume_text", "resume_name", "skills", "years_experience")
    return ResumeRead(profile, skills, years)


def remove_resume(user: User) -> None:
    """Takes text and file away; again it changes nothing. What was learnt from it is the user's to keep or change."""
    with transaction.atomic():
        profile = Profile.objects.select_for_update(of=("self",)).filter(user=user).first()
        if profile is None or not profile.resume_file:
            return
        delete_after_commit(profile.resume_file.name)
        profile.resume_file = profile.resume_name = profile.resume_text = ""
        save(profile, "resume_file", "resume_text", "resume_name")


def lock_profile(user: User) -> Profile:
    """The user's own, locked; made where there is none, once whatever rivals there are."""
    own = Profile.objects.select_for_update(of=("self",)).filter(user=user)
    found: Profile | None = own.first()
    if found is None:
        Profile.objects.bulk_create([Profile(user=user)], ignore_conflicts=True)
        found = own.get()
    return found


def save(profile: Profile, *fields: str) -> None:
    profile.updated_at = timezone.now()
    profile.save(update_fields=[*fields, "updated_at"])


def delete_after_commit(path: str | None) -> None:
    """Not before: should the transaction fail, the row still names the file."""
    if path:
        transaction.on_commit(lambda: default_storage.delete(path))
