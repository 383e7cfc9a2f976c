"""Companies and feeders."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.request import Request

from config.base.api.permissions import Recruiting
from config.base.api.views import ApiView
from tracking.api.filters import NamesFilter
from tracking.api.reading import CompanySerializer, FeederSerializer
from tracking.api.writing import CompanyInput, FeederInput
from tracking.models import Company, Feeder
from tracking.services.names import create_named, update_named

EXAMPLE = OpenApiExample("A name and its aliases", {"name": "Amazon", "aliases": ["AWS"]}, request_only=True)


class NamesView(ApiView):
    """Shared by all recruiters: a name means the same company to everyone."""

    permission_classes = [Recruiting]
    model: ClassVar[Any]
    input_class: ClassVar[Any] = CompanyInput

    def get_queryset(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model.objects.all()
        return found


class NameList(NamesView):
    filterset_class = NamesFilter
    ordering_fields = {"created_at": "created_at", "name": "name_key"}
    is_list = is_creating = True

    def get(self, request: Request) -> HttpResponse:
        return self.listing(self.get_queryset(), request)

    def post(self, request: Request) -> HttpResponse:
        data = self.validated(self.input_class)
        return self.created(lambda: create_named(self.model, **data))


class NameDetail(NamesView):
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        return self.read(pk)

    def put(self, request: Request, pk: UUID) -> HttpResponse:
        return self.change(pk, partial=False)

    def patch(self, request: Request, pk: UUID) -> HttpResponse:
        return self.change(pk, partial=True)

    def change(self, pk: UUID, *, partial: bool) -> HttpResponse:
        update_named(self.model, pk, **self.validated(self.input_class, partial=partial))
        return self.read(pk)


@extend_schema(tags=["companies"])
@extend_schema_view(post=extend_schema(request=CompanyInput, responses={201: CompanySerializer}, examples=[EXAMPLE]))
class CompanyList(NameList):
    """The client companies."""

    model, serializer_class, input_class = Company, CompanySerializer, CompanyInput


@extend_schema(tags=["companies"], request=CompanyInput)
class CompanyDetail(NameDetail):
    model, serializer_class, input_class = Company, CompanySerializer, CompanyInput


@extend_schema(tags=["feeders"])
@extend_schema_view(post=extend_schema(request=FeederInput, responses={201: FeederSerializer}, examples=[EXAMPLE]))
class FeederList(NameList):
    """The sources of candidates."""

    model, serializer_class, input_class = Feeder, FeederSerializer, FeederInput


@extend_schema(tags=["feeders"], request=FeederInput)
class FeederDetail(NameDetail):
    model, serializer_class, input_class = Feeder, FeederSerializer, FeederInput
