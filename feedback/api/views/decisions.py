"""Decisions: read by who leads their process; confirmed, dismissed and undone by managers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from config.base.api.permissions import LoggedIn, Recruiting
from config.base.api.views import ApiView
from feedback.api.decisions import DecisionDetailSerializer, DecisionFilter, DecisionReason, UndoInput
from feedback.api.reading import DecisionSerializer
from feedback.models import NextStageDecision
from feedback.services.decisions import confirm_decision, dismiss_decision, undo_decision


class DecisionView(ApiView):
    permission_classes = [LoggedIn]
    serializer_class: Any = DecisionDetailSerializer
    queryset = NextStageDecision.objects.none()  # for OpenAPI, which has no user to ask for

    def get_queryset(self) -> QuerySet[Any]:
        return NextStageDecision.objects.visible_to(self.user)


@extend_schema(tags=["decisions"])
class DecisionList(DecisionView):
    permission_classes = [Recruiting]
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilter
    is_list = True

    def get(self, request: Request) -> HttpResponse:
        """The decisions on processes that you lead; a manager's are all."""
        return self.listing(self.get_queryset(), request)


@extend_schema(tags=["decisions"])
class DecisionDetail(DecisionView):
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """A decision with its steps."""
        return self.read(pk)


@extend_schema(tags=["decisions"])
class ConfirmDecision(DecisionView):
    @extend_schema(request=DecisionReason)
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Apply what was proposed: a stage is added, the process is ended, or an offer is drafted. Managers only."""
        confirm_decision(pk, actor=self.user, **self.validated(DecisionReason))
        return self.read(pk)


@extend_schema(tags=["decisions"])
class DismissDecision(DecisionView):
    @extend_schema(request=DecisionReason)
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Do nothing of what was proposed; an automatic decision is stopped by this. Managers only."""
        dismiss_decision(pk, actor=self.user, **self.validated(DecisionReason))
        return self.read(pk)


@extend_schema(tags=["decisions"])
class UndoDecision(DecisionView):
    @extend_schema(request=UndoInput)
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Take back what an applied decision did, unless later facts build on it. Managers only."""
        undo_decision(pk, actor=self.user, **self.validated(UndoInput))
        return self.read(pk)
