"""Roles to be interviewed for, and modules to practise with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from config.base.api.pagination import read_limit
from config.base.api.permissions import LoggedIn
from config.base.api.sqljson import fetch_json, json_response
from config.base.api.views import ApiView, wants_count
from interviews.api.catalog import (
    ModuleFilter,
    ModuleQuestionSerializer,
    ModuleSerializer,
    RoleFilter,
    RoleInput,
    RoleSerializer,
)
from interviews.models import BankQuestion, Module, Role
from interviews.selectors.catalog import best_first, offered_modules, offered_roles, practice_questions
from interviews.selectors.roles import suggested_roles
from interviews.services.roles import create_role

EXAMPLE = OpenApiExample("A role", {"name": "Game Developer", "skills": ["c++", "unity"]}, request_only=True)


@extend_schema(tags=["roles"])
class RoleList(ApiView):
    permission_classes = [LoggedIn]
    serializer_class: Any = RoleSerializer
    queryset = Role.objects.none()  # for OpenAPI, which has no user to ask for
    filterset_class = RoleFilter
    ordering_fields = {"created_at": "created_at", "name": "name_key"}
    is_list = is_creating = True

    def get_queryset(self) -> QuerySet[Any]:
        return suggested_roles(self.user) if self.suggests else offered_roles(self.user)

    @property
    def suggests(self) -> bool:
        return self.request.query_params.get("suggested") == "true"

    def get(self, request: Request) -> HttpResponse:
        """The catalogue's roles and your own; `suggested=true` gives those that suit your profile, the best first.

        Without an `ordering` the suggested ones come in one page.
        """
        if self.suggests and not request.query_params.keys() & {"ordering", "cursor"}:
            return self.suggestions(request)
        return self.listing(self.get_queryset(), request)

    def suggestions(self, request: Request) -> HttpResponse:
        ids = best_first(self.user, self.filter_queryset(offered_roles(self.user)))
        count = f'"count":{len(ids)},' if wants_count(request) else ""
        page = ids[: read_limit(request)]
        built = fetch_json(RoleSerializer, self.user, page)
        rows = ",".join(built[pk].text for pk in page if pk in built)
        return json_response(f'{{"next":null,"previous":null,{count}"results":[{rows}]}}')

    @extend_schema(request=RoleInput, responses={201: RoleSerializer}, examples=[EXAMPLE])
    def post(self, request: Request) -> HttpResponse:
        """Make a role of your own, which nobody else sees."""
        data = self.validated(RoleInput)
        return self.created(lambda: create_role(self.user, **data))


class ModuleView(ApiView):
    permission_classes = [LoggedIn]
    serializer_class: Any = ModuleSerializer
    queryset: Any = Module.objects.none()

    def get_queryset(self) -> QuerySet[Any]:
        return offered_modules()


@extend_schema(tags=["modules"])
class ModuleList(ModuleView):
    filterset_class = ModuleFilter
    ordering_fields = {"created_at": "created_at", "title": "title"}
    is_list = True

    def get(self, request: Request) -> HttpResponse:
        """Ready sets of questions to practise with."""
        return self.listing(self.get_queryset(), request)


@extend_schema(tags=["modules"])
class ModuleDetail(ModuleView):
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """A module, with how many questions it has."""
        self.require(self.get_queryset(), pk)
        return self.read(pk)


@extend_schema(tags=["modules"])
class QuestionsOfModule(ModuleView):
    serializer_class = ModuleQuestionSerializer
    queryset = BankQuestion.objects.none()
    is_list = True

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """The questions of a module that practice asks, without what their answers are judged by."""
        return self.listing(practice_questions(pk), request, lambda: self.require(offered_modules(), pk))
