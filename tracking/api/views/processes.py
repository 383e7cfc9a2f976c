"""Processes: opened, read, edited, ended, paused, reopened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request

from config.base.api.etags import if_match
from config.base.api.pagination import WholeList
from config.base.api.permissions import LoggedIn, Recruiting
from config.base.api.sqljson import fetch_json, json_response
from config.base.api.views import ApiView
from config.base.errors import Missing
from tracking.api.filters import NamedCompanyFilter, ProcessFilter
from tracking.api.reading import ChangeSerializer, ProcessRowSerializer, ProcessSerializer
from tracking.api.writing import CompleteInput, ProcessInput, ProcessUpdate, ReasonInput, ReopenInput
from tracking.models import Company, InterviewProcess, StatusChange
from tracking.selectors.names import identified, of_company
from tracking.services import closing
from tracking.services.processes import create_process, update_process

CREATE_EXAMPLE = OpenApiExample(
    "A new process",
    {
        "candidate_id": "8a4c1f2e-6b1d-4c8e-9f0a-2b3c4d5e6f70",
        "company_name": "Northwind",
        "role_title": "Backend Engineer",
        "feeder_source": "Amazon",
        "recruiter_name": "Rita Recruiter",
    },
    request_only=True,
)
COMPLETE_EXAMPLE = OpenApiExample(
    "Rejected",
    {"final_status": "rejected_by_company", "rejection_reason": "skills", "reason": "Needs more depth in SQL."},
    request_only=True,
)


class ProcessView(ApiView):
    permission_classes = [LoggedIn]
    serializer_class: Any = ProcessSerializer
    queryset: Any = InterviewProcess.objects.none()  # for OpenAPI, which has no user to ask for
    has_etag = takes_if_match = True

    def get_queryset(self) -> QuerySet[Any]:
        return InterviewProcess.objects.visible_to(self.user)


@extend_schema(tags=["processes"])
class ProcessList(ProcessView):
    permission_classes = [Recruiting]
    filterset_class = ProcessFilter
    ordering_fields = {"created_at": "created_at", "updated_at": "updated_at"}
    is_list = is_creating = True
    takes_if_match = False

    def get_serializer_class(self) -> type[ProcessRowSerializer]:
        return ProcessRowSerializer if self.request.method == "GET" else ProcessSerializer

    def get(self, request: Request) -> HttpResponse:
        """Your processes, newest first; a manager's are all."""
        return self.listing(self.get_queryset(), request)

    @extend_schema(request=ProcessInput, responses={201: ProcessSerializer}, examples=[CREATE_EXAMPLE])
    def post(self, request: Request) -> HttpResponse:
        """Open a process. A company or feeder that is not known yet is made."""
        data = self.validated(ProcessInput)
        return self.created(lambda: create_process(actor=self.user, **data))


@extend_schema(
    tags=["processes"],
    parameters=[
        OpenApiParameter("name", str, OpenApiParameter.PATH, description="The company's name, alias or id."),
    ],
)
class ProcessesOfCompany(ProcessList):
    http_method_names = ["get", "head", "options"]
    is_creating = False

    def get(self, request: Request, name: str) -> HttpResponse:  # type: ignore[override]  # its route has a name
        """The list of one company; 404 where no company has this name."""
        return self.listing(self.get_queryset().filter(of_company(name)), request, lambda: require_company(name))


@extend_schema(tags=["processes"])
class ProcessesOfNamedCompany(ProcessList):
    http_method_names = ["get", "head", "options"]
    is_creating = False
    filterset_class = NamedCompanyFilter

    @extend_schema(operation_id="processes_of_named_company_list")
    def get(self, request: Request) -> HttpResponse:
        """The same with `?name=`, for names that do not fit into a path."""
        return self.listing(self.get_queryset(), request, lambda: require_company(request.query_params.get("name", "")))


def require_company(name: str) -> None:
    if not Company.objects.filter(identified(name)).exists():
        raise Missing("There is no such company.")


@extend_schema(tags=["processes"])
class ProcessDetail(ProcessView):
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        return self.read(pk)

    @extend_schema(request=ProcessUpdate)
    def put(self, request: Request, pk: UUID) -> HttpResponse:
        return self.change(pk, partial=False)

    @extend_schema(request=ProcessUpdate)
    def patch(self, request: Request, pk: UUID) -> HttpResponse:
        return self.change(pk, partial=True)

    def change(self, pk: UUID, *, partial: bool) -> HttpResponse:
        data = self.validated(ProcessUpdate, partial=partial)
        update_process(pk, actor=self.user, versions=if_match(self.request), **data)
        return self.read(pk)


class ProcessAction(ProcessView):
    """POST: one service, then the process as it is now."""

    input_class: type[Any] = ReasonInput
    perform: Callable[..., Any]

    def post(self, request: Request, pk: UUID) -> HttpResponse:
        type(self).perform(pk, actor=self.user, versions=if_match(request), **self.validated(self.input_class))
        return self.read(pk)


@extend_schema(tags=["processes"], request=CompleteInput, examples=[COMPLETE_EXAMPLE])
class CompleteProcess(ProcessAction):
    """End the process. offer_accepted and offer_declined settle the extended offer."""

    input_class, perform = CompleteInput, staticmethod(closing.complete_process)


@extend_schema(tags=["processes"], request=ReasonInput)
class HoldProcess(ProcessAction):
    """Pause the process."""

    perform = staticmethod(closing.hold_process)


@extend_schema(tags=["processes"], request=ReasonInput)
class ResumeProcess(ProcessAction):
    """Take the process off hold."""

    perform = staticmethod(closing.resume_process)


@extend_schema(tags=["processes"], request=ReopenInput)
class ReopenProcess(ProcessAction):
    """Start an ended process again, with a reason; an accepted offer is superseded, its placement reversed."""

    input_class, perform = ReopenInput, staticmethod(closing.reopen_process)


@extend_schema(tags=["processes"])
class ProcessChanges(ProcessView):
    serializer_class = ChangeSerializer
    queryset = StatusChange.objects.none()  # for OpenAPI, which has no user to ask for
    pagination_class = WholeList
    is_list = True
    takes_if_match = False

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """Every status the process has had, oldest first, all in one page."""
        self.require(self.get_queryset(), pk)
        changes = StatusChange.objects.visible_to(self.user).filter(process=pk, subject="process")
        ids = list(changes.order_by("at", "id").values_list("pk", flat=True))
        built = fetch_json(ChangeSerializer, self.user, ids)
        return json_response(
            f'{{"next":null,"previous":null,"results":[{",".join(built[id].text for id in ids if id in built)}]}}'
        )
