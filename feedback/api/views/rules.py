"""Next-stage rules: managers make versions of them, try them on the past, and put them to use."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.base.api.permissions import Managing
from config.base.api.serializers import NoFields
from config.base.api.views import ApiView
from feedback.api.rules import RuleInput, RuleSerializer, SimulationInput, SimulationSerializer
from feedback.models import NextStageRule
from feedback.selectors.simulation import simulate
from feedback.services.rules import activate_rule, checked_rule, create_rule, deactivate_rule, named_scope

EXAMPLE = OpenApiExample(
    "Careful with on-sites",
    {"name": "Careful with on-sites", "stage_type": "onsite", "advance_at": 4.2, "review_at": 3.0},
    request_only=True,
)
SIMULATION_EXAMPLE = OpenApiExample(
    "Stricter", {"advance_at": 4.5, "review_at": 3.5, "since": "2026-01-01T00:00:00Z"}, request_only=True
)


class RuleView(ApiView):
    permission_classes = [Managing]
    serializer_class: Any = RuleSerializer
    queryset = NextStageRule.objects.none()  # for OpenAPI, which has no user to ask for

    def get_queryset(self) -> QuerySet[Any]:
        return NextStageRule.objects.visible_to(self.user)


@extend_schema(tags=["rules"])
class RuleList(RuleView):
    is_list = is_creating = True

    def get(self, request: Request) -> HttpResponse:
        """Every version, newest first."""
        return self.listing(self.get_queryset(), request)

    @extend_schema(request=RuleInput, responses={201: RuleSerializer}, examples=[EXAMPLE])
    def post(self, request: Request) -> HttpResponse:
        """Make the next version; it decides nothing until it is activated."""
        data = self.validated(RuleInput)
        return self.created(lambda: create_rule(actor=self.user, **data))


@extend_schema(tags=["rules"])
class RuleDetail(RuleView):
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """A version; it is never edited."""
        return self.read(pk)


@extend_schema(tags=["rules"])
class ActivateRule(RuleView):
    @extend_schema(request=NoFields)
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Put the version to use, in the place of the one that was active for the same scope."""
        self.validated(NoFields)
        activate_rule(pk, actor=self.user)
        return self.read(pk)


@extend_schema(tags=["rules"])
class DeactivateRule(RuleView):
    @extend_schema(request=NoFields)
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Put the version aside; what it would still have applied by itself waits for a person."""
        self.validated(NoFields)
        deactivate_rule(pk, actor=self.user)
        return self.read(pk)


@extend_schema(tags=["rules"])
class SimulateRule(RuleView):
    serializer_class = SimulationSerializer

    @extend_schema(request=SimulationInput, responses={200: SimulationSerializer}, examples=[SIMULATION_EXAMPLE])
    def post(self, request: Request) -> Response:
        """Replay a rule, saved or not, over past feedback, beside the rules in force; nothing is stored."""
        data = self.validated(SimulationInput)
        scope = named_scope(*(data.pop(name, "") for name in ("company_name", "role_title", "stage_type")))
        since, until = data.pop("since", None), data.pop("until", None)
        found = simulate(checked_rule(**data), scope, since=since, until=until)
        return Response(SimulationSerializer(found).data)
