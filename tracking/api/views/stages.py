"""Stages: planned by recruiters, their outcomes recorded by recruiters and by the panel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from config.base.api.etags import if_match
from config.base.api.permissions import Interviewing, LoggedIn
from config.base.api.views import ApiView
from tracking.api.filters import StageFilter
from tracking.api.reading import StageSerializer
from tracking.api.writing import CorrectionInput, OutcomeInput, StageInput, StageUpdate
from tracking.models import InterviewProcess, InterviewStage
from tracking.services.outcomes import correct_stage_outcome, record_stage_outcome
from tracking.services.stages import add_stage, update_stage

STAGE_EXAMPLE = OpenApiExample(
    "A phone screen",
    {"stage_name": "Phone Screen", "scheduled_date": "2026-12-01", "interviewer_names": ["Ivan Interviewer"]},
    request_only=True,
)
OUTCOME_EXAMPLE = OpenApiExample(
    "Passed",
    {
        "outcome": "passed",
        "ratings": {"overall": 4, "technical": 4, "culture_fit": 5, "communication": 4},
        "feedback_notes": "Clear and structured.",
        "next_steps": "Invite to the on-site.",
    },
    request_only=True,
)


class StageView(ApiView):
    permission_classes = [LoggedIn]
    serializer_class = StageSerializer
    queryset = InterviewStage.objects.none()  # for OpenAPI, which has no user to ask for
    has_etag = takes_if_match = True

    def get_queryset(self) -> QuerySet[Any]:
        return InterviewStage.objects.visible_to(self.user)


@extend_schema(tags=["stages"])
class StageList(StageView):
    permission_classes = [Interviewing]
    filterset_class = StageFilter
    is_list = True
    takes_if_match = False

    def get(self, request: Request) -> HttpResponse:
        """The stages that you see: of your processes, or those whose panel you are on."""
        return self.listing(self.get_queryset(), request)


@extend_schema(tags=["stages"])
class StagesOfProcess(StageView):
    ordering_fields = {"stage_order": "stage_order", "created_at": "created_at"}
    is_list = is_creating = True

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """The stages of a process."""
        # A panel sees its own stages, but not the process that would list them.
        process = InterviewProcess.objects.visible_to(self.user).filter(pk=pk)
        return self.listing(self.get_queryset().filter(process__in=process), request, lambda: self.require(process, pk))

    @extend_schema(request=StageInput, responses={201: StageSerializer}, examples=[STAGE_EXAMPLE])
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Add a stage at the end, or with `stage_order` before pending ones, which move up."""
        self.require(InterviewProcess.objects.visible_to(self.user), pk)
        data = self.validated(StageInput)
        return self.created(lambda: add_stage(pk, actor=self.user, versions=if_match(request), **data))


@extend_schema(tags=["stages"])
class StageDetail(StageView):
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        return self.read(pk)

    @extend_schema(request=StageUpdate)
    def put(self, request: Request, pk: UUID) -> HttpResponse:
        return self.change(pk, partial=False)

    @extend_schema(request=StageUpdate)
    def patch(self, request: Request, pk: UUID) -> HttpResponse:
        return self.change(pk, partial=True)

    def change(self, pk: UUID, *, partial: bool) -> HttpResponse:
        data = self.validated(StageUpdate, partial=partial)
        update_stage(pk, actor=self.user, versions=if_match(self.request), **data)
        return self.read(pk)


@extend_schema(tags=["stages"])
class StageOutcomeView(StageView):
    @extend_schema(request=OutcomeInput, examples=[OUTCOME_EXAMPLE])
    def put(self, request: Request, pk: UUID) -> HttpResponse:
        """Record what came of the stage; answers with the stage and the status of its process."""
        record_stage_outcome(pk, actor=self.user, versions=if_match(request), **self.validated(OutcomeInput))
        return self.read(pk)


@extend_schema(tags=["stages"])
class StageCorrection(StageView):
    @extend_schema(request=CorrectionInput)
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Correct an outcome that was recorded wrongly; everything derived from it follows."""
        correct_stage_outcome(pk, actor=self.user, versions=if_match(request), **self.validated(CorrectionInput))
        return self.read(pk)
