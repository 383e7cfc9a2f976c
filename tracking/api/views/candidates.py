"""Candidates, their history and their files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from config.base.api.permissions import LoggedIn, Recruiting
from config.base.api.views import ApiView
from config.base.errors import Missing
from tracking.api.filters import CandidateFilter
from tracking.api.reading import AttachmentSerializer, CandidateSerializer, HistorySerializer
from tracking.api.writing import AttachmentInput, CandidateInput, CandidateUpdate
from tracking.models import Attachment, Candidate
from tracking.services.attachments import add_attachment
from tracking.services.candidates import create_candidate, update_candidate

EXAMPLE = OpenApiExample(
    "A candidate",
    {"full_name": "Ada Lovelace", "email": "ada@example.org", "phone": "", "linkedin_url": ""},
    request_only=True,
)


class CandidateView(ApiView):
    serializer_class: Any = CandidateSerializer
    queryset = Candidate.objects.none()  # for OpenAPI, which has no user to ask for

    def get_queryset(self) -> QuerySet[Any]:
        return Candidate.objects.visible_to(self.user)


@extend_schema(tags=["candidates"])
class CandidateList(CandidateView):
    permission_classes = [Recruiting]
    filterset_class = CandidateFilter
    ordering_fields = {"created_at": "created_at", "updated_at": "updated_at", "full_name": "name_key"}
    is_list = is_creating = True

    def get(self, request: Request) -> HttpResponse:
        """The candidates you own or lead a process of; a manager's are all."""
        return self.listing(self.get_queryset(), request)

    @extend_schema(request=CandidateInput, responses={201: CandidateSerializer}, examples=[EXAMPLE])
    def post(self, request: Request) -> HttpResponse:
        """Enter a candidate. The same e-mail address may stand at several: it is not unique."""
        data = self.validated(CandidateInput)
        return self.created(lambda: create_candidate(actor=self.user, **data))


@extend_schema(tags=["candidates"])
class CandidateDetail(CandidateView):
    permission_classes = [LoggedIn]

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        return self.read(pk)

    @extend_schema(request=CandidateUpdate)
    def put(self, request: Request, pk: UUID) -> HttpResponse:
        return self.change(pk, partial=False)

    @extend_schema(request=CandidateUpdate)
    def patch(self, request: Request, pk: UUID) -> HttpResponse:
        return self.change(pk, partial=True)

    def change(self, pk: UUID, *, partial: bool) -> HttpResponse:
        update_candidate(pk, actor=self.user, **self.validated(CandidateUpdate, partial=partial))
        return self.read(pk)


@extend_schema(tags=["candidates"])
class CandidateHistory(CandidateView):
    permission_classes = [LoggedIn]
    serializer_class = HistorySerializer

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """The candidate, every process with its stages, and the placements that stand."""
        return self.read(pk)


@extend_schema(tags=["candidates"])
class AttachmentList(ApiView):
    permission_classes = [LoggedIn]
    parser_classes = [MultiPartParser]
    queryset = Attachment.objects.none()  # for OpenAPI, which has no user to ask for
    serializer_class = AttachmentSerializer
    is_list = is_creating = True

    def get_queryset(self) -> QuerySet[Any]:
        return Attachment.objects.visible_to(self.user)

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """The candidate's files, newest first."""
        candidates = Candidate.objects.visible_to(self.user)
        return self.listing(self.get_queryset().filter(candidate=pk), request, lambda: self.require(candidates, pk))

    @extend_schema(request={"multipart/form-data": AttachmentInput}, responses={201: AttachmentSerializer})
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Upload a PDF, DOCX or text file; a resume becomes the candidate's present one."""
        data = self.validated(AttachmentInput)
        return self.created(lambda: add_attachment(pk, actor=self.user, upload=data["file"], kind=data["kind"]))


@extend_schema(tags=["candidates"], responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
class AttachmentFile(ApiView):
    permission_classes = [LoggedIn]
    serializer_class = AttachmentSerializer

    def get(self, request: Request, pk: UUID, attachment_id: UUID) -> FileResponse:
        """The file itself, as a download."""
        files = Attachment.objects.visible_to(self.user)
        attachment = files.filter(pk=attachment_id, candidate=pk).first()
        if attachment is None:
            raise Missing("Not found.")
        return FileResponse(
            attachment.file.open("rb"),
            as_attachment=True,
            filename=attachment.original_name,
            content_type=attachment.content_type,
        )
