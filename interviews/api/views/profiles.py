"""One's own profile and resume."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from config.base.api.idempotency import once
from config.base.api.permissions import LoggedIn
from config.base.api.sqljson import fetch_json, json_response
from config.base.api.views import ApiView
from interviews.api.catalog import (
    EMPTY_PROFILE,
    ProfileInput,
    ProfileSerializer,
    ResumeInput,
    ResumeReadSerializer,
)
from interviews.models import Profile
from interviews.services.profiles import ResumeRead, add_resume, remove_resume, update_profile

EXAMPLE = OpenApiExample(
    "A profile",
    {"headline": "Backend engineer", "years_experience": 4.5, "skills": ["python", "postgresql"]},
    request_only=True,
)


class ProfileView(ApiView):
    permission_classes = [LoggedIn]
    serializer_class: Any = ProfileSerializer
    metadata_class = None  # it would look for the profile by an id in the path

    def built(self, profile: Profile) -> str:
        return fetch_json(ProfileSerializer, self.user, [profile.pk])[profile.pk].text


@extend_schema(tags=["profile"])
class OwnProfile(ProfileView):
    def get(self, request: Request) -> HttpResponse:
        """Your profile; before it is first written, an empty one whose id is null."""
        pk = Profile.objects.visible_to(self.user).values_list("pk", flat=True).first()
        return json_response(json.dumps(EMPTY_PROFILE)) if pk is None else self.read(pk)

    @extend_schema(request=ProfileInput, examples=[EXAMPLE])
    def put(self, request: Request) -> HttpResponse:
        """Say who you are. Skills become lower case, in their usual names; what is left out stays as it is."""
        return self.read(update_profile(self.user, **self.validated(ProfileInput)).pk)


@extend_schema(tags=["profile"])
class OwnResume(ProfileView):
    parser_classes = [MultiPartParser]
    is_creating = True

    @extend_schema(request={"multipart/form-data": ResumeInput}, responses={201: ResumeReadSerializer})
    def post(self, request: Request) -> HttpResponse:
        """Upload a PDF, DOCX or text file: the skills it names are added to yours, its years fill an empty field."""
        upload = self.validated(ResumeInput)["file"]
        return once(request, lambda: self.answer(add_resume(self.user, upload)))

    def answer(self, read: ResumeRead) -> HttpResponse:
        skills = json.dumps(read.skills_found)
        years = "null" if read.years_found is None else str(read.years_found)
        profile = self.built(read.profile)
        return json_response(f'{{"profile":{profile},"skills_found":{skills},"years_found":{years}}}', 201)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> HttpResponse:
        """Take the resume's file and text away; skills and years stay. Again it changes nothing."""
        remove_resume(self.user)
        return HttpResponse(status=204)
