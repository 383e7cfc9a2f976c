"""Answers, and what helps to give them: drafts, hints, passing by."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from config.base.api.idempotency import once
from config.base.api.permissions import LoggedIn
from config.base.api.serializers import NoFields
from config.base.api.sqljson import json_response
from config.base.api.views import ApiView
from interviews.api.reading import AnswerSerializer, HintSerializer, QuestionSerializer
from interviews.api.writing import AnswerInput, DraftInput
from interviews.models import InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.services.answers import submit_answer
from interviews.services.queue import save_draft, skip_question, take_hint

EXAMPLE = OpenApiExample(
    "An answer",
    {
        "question_id": "1f5b6d0e-58a7-4c58-9f2b-0c6c4c9d9a10",
        "answer_text": "An index lets the database find rows without scanning the table; writes become slower.",
        "time_seconds": 95,
    },
    request_only=True,
)


@extend_schema(tags=["interviews"])
class AnswersOfSession(ApiView):
    permission_classes = [LoggedIn]
    serializer_class = AnswerSerializer
    queryset = InterviewAnswer.objects.none()  # for OpenAPI, which has no user to ask for
    ordering_fields = {"submitted_at": "submitted_at"}
    is_list = is_creating = True

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """What you have answered, as far as it may be shown: while an assessment runs, without scores."""
        sessions = InterviewSession.objects.visible_to(self.user)
        rows = InterviewAnswer.objects.visible_to(self.user).filter(question__session=pk)
        return self.listing(rows, request, lambda: self.require(sessions, pk))

    @extend_schema(request=AnswerInput, responses={201: AnswerSerializer}, examples=[EXAMPLE])
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Answer a question: it is scored at once, with reasons.

        Another text for the same question is a revision. It counts in an assessment; in practice the first answer
        counts, since the model answer was shown with it.
        """
        data = self.validated(AnswerInput)
        return self.created(lambda: submit_answer(pk, user=self.user, **data))


class QuestionView(ApiView):
    permission_classes = [LoggedIn]
    serializer_class: Any = QuestionSerializer
    queryset = InterviewQuestion.objects.none()  # for OpenAPI, which has no user to ask for


@extend_schema(tags=["interviews"])
class DraftOfQuestion(QuestionView):
    @extend_schema(request=DraftInput)
    def put(self, request: Request, pk: UUID, question_id: UUID) -> HttpResponse:
        """Keep what is written so far; it is there again after a reload or on another device."""
        save_draft(pk, question_id, user=self.user, **self.validated(DraftInput))
        return self.read(question_id)


@extend_schema(tags=["interviews"])
class HintOfQuestion(QuestionView):
    is_creating = True
    needs_body = False

    @extend_schema(request=NoFields, responses={200: HintSerializer})
    def post(self, request: Request, pk: UUID, question_id: UUID) -> HttpResponse:
        """The next hint. It is counted and shown in the report; it costs no points."""
        self.validated(NoFields)
        return once(request, lambda: self.hint(pk, question_id))

    def hint(self, pk: UUID, question_id: UUID) -> HttpResponse:
        question, text = take_hint(pk, question_id, user=self.user)
        left = len(question.hints) - question.hints_used
        return json_response(json.dumps({"hint": text, "hints_used": question.hints_used, "hints_available": left}))


@extend_schema(tags=["interviews"])
class SkipQuestion(QuestionView):
    @extend_schema(request=NoFields)
    def post(self, request: Request, pk: UUID, question_id: UUID) -> HttpResponse:
        """Pass the question by. It may still be answered until the session ends."""
        self.validated(NoFields)
        skip_question(pk, question_id, user=self.user)
        return self.read(question_id)
