"""Feedback: sent one by one or in batches, read by whom it concerns, edited by its author."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from config.base.api.etags import if_match
from config.base.api.idempotency import once
from config.base.api.pagination import WholeList
from config.base.api.permissions import GivingFeedback, Interviewing
from config.base.api.sqljson import fetch_json, json_response
from config.base.api.views import ApiView
from feedback.api.filters import FeedbackFilter
from feedback.api.reading import (
    BatchReceiptSerializer,
    FeedbackSerializer,
    ReceiptSerializer,
    RevisionSerializer,
    receipt_json,
    receipts_json,
)
from feedback.api.writing import BatchInput, FeedbackInput, FeedbackUpdate
from feedback.enums import FeedbackSource
from feedback.models import FeedbackRevision, InterviewFeedback
from feedback.services.authors import FIELD, authors_of
from feedback.services.edits import edit_feedback
from feedback.services.intake import Submission, handle, receive

EXAMPLE = {
    "candidate_id": "8a4c1f2e-6b1d-4c8e-9f0a-2b3c4d5e6f70",
    "interview_id": "1f7f0c3e-2b64-4f6e-8a50-0d0f6a2f9c11",
    "feedback": {
        "strengths": ["Explains trade-offs", "Tests first"],
        "areas_for_improvement": ["SQL beyond the basics"],
        "overall_rating": 4.2,
    },
    "metadata": {"channel": "onsite"},
}


@extend_schema(tags=["feedback"])
class GiveFeedback(ApiView):
    """Feedback on a stage: of its panel, or of the process's recruiter; once each. A service says whose it is."""

    permission_classes = [GivingFeedback]
    serializer_class: Any = ReceiptSerializer
    is_creating = True

    @extend_schema(
        request=FeedbackInput,
        responses={201: ReceiptSerializer},
        examples=[OpenApiExample("A feedback", EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> HttpResponse:
        data = self.validated(FeedbackInput)
        (submission,) = self.submissions([data], [FIELD])
        return once(request, lambda: answer(receipt_json(handle(submission, actor=self.user))))

    def submissions(self, items: list[dict[str, Any]], fields: list[str]) -> list[Submission]:
        """`fields` are the names of the items' authors, for what is refused."""
        authors = authors_of([item.get(FIELD) for item in items], actor=self.user, fields=fields)
        return [FeedbackInput.submission(item, author) for item, author in zip(items, authors, strict=True)]


@extend_schema(tags=["feedback"])
class GiveFeedbackInBatch(GiveFeedback):
    """Up to 500 at once: all of them are stored, or none. What is refused names its item (`items.3.candidate_id`)."""

    serializer_class = BatchReceiptSerializer

    @extend_schema(
        request=BatchInput,
        responses={201: BatchReceiptSerializer},
        examples=[OpenApiExample("Two", {"items": [EXAMPLE]}, request_only=True)],
    )
    def post(self, request: Request) -> HttpResponse:
        items = self.validated(BatchInput)["items"]
        submissions = self.submissions(items, [f"items.{place}.{FIELD}" for place in range(len(items))])
        return once(request, lambda: answer(self.received(submissions)))

    def received(self, submissions: list[Submission]) -> dict[str, Any]:
        return {"results": receipts_json(receive(submissions, actor=self.user, source=FeedbackSource.BATCH))}


def answer(body: dict[str, Any]) -> HttpResponse:
    return json_response(json.dumps(body, default=str), 201)


class FeedbackView(ApiView):
    permission_classes = [Interviewing]
    serializer_class: Any = FeedbackSerializer
    queryset: Any = InterviewFeedback.objects.none()  # for OpenAPI, which has no user to ask for
    has_etag = takes_if_match = True

    def get_queryset(self) -> QuerySet[Any]:
        return InterviewFeedback.objects.visible_to(self.user)


@extend_schema(tags=["feedback"])
class FeedbackList(FeedbackView):
    filterset_class = FeedbackFilter
    ordering_fields = {"received_at": "received_at"}
    is_list = True
    takes_if_match = False

    def get(self, request: Request) -> HttpResponse:
        """Your own, that of your processes, and on your panels what others said once you have said yours."""
        return self.listing(self.get_queryset(), request)


@extend_schema(tags=["feedback"])
class FeedbackDetail(FeedbackView):
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        return self.read(pk)

    @extend_schema(request=FeedbackUpdate)
    def patch(self, request: Request, pk: UUID) -> HttpResponse:
        """Edit your own, until a decision upon it is applied; what it said before is kept."""
        data = self.validated(FeedbackUpdate, partial=True)
        edit_feedback(pk, actor=self.user, versions=if_match(request), **data)
        return self.read(pk)


@extend_schema(tags=["feedback"])
class FeedbackRevisions(FeedbackView):
    serializer_class = RevisionSerializer
    queryset = FeedbackRevision.objects.none()  # for OpenAPI, which has no user to ask for
    pagination_class = WholeList
    is_list = True
    takes_if_match = False

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """What it said before each edit, oldest first."""
        self.require(self.get_queryset(), pk)
        rows = FeedbackRevision.objects.visible_to(self.user).filter(feedback=pk)
        ids = list(rows.order_by("version").values_list("pk", flat=True))
        built = fetch_json(RevisionSerializer, self.user, ids)
        texts = ",".join(built[id].text for id in ids if id in built)
        return json_response(f'{{"next":null,"previous":null,"results":[{texts}]}}')
