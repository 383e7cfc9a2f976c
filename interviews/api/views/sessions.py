"""Sessions: begun, looked at, finished; what a running one asks next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request

from config.base.api.permissions import LoggedIn
from config.base.api.serializers import NoFields
from config.base.api.sqljson import fetch_json, json_response
from config.base.api.views import ApiView
from interviews.api.filters import SessionFilter
from interviews.api.reading import (
    CompleteSerializer,
    NextQuestionSerializer,
    QuestionSerializer,
    RecordingSerializer,
    SessionRowSerializer,
    SessionSerializer,
    StatusSerializer,
)
from interviews.api.writing import RecordingInput, SessionInput
from interviews.enums import Mode
from interviews.models import InterviewQuestion, InterviewSession, Recording
from interviews.services.queue import serve_next
from interviews.services.recordings import add_recording
from interviews.services.sessions import create_session, finish_session

EXAMPLE = OpenApiExample(
    "A technical interview",
    {"role_id": "7b0a3f52-8f0f-4a64-9a5f-6f0f3f7f2c11", "level": "mid", "type": "technical", "question_count": 12},
    request_only=True,
)
THE_END = '{"complete":true,"remaining":0}'


class SessionView(ApiView):
    permission_classes = [LoggedIn]
    serializer_class: Any = SessionSerializer
    queryset = InterviewSession.objects.none()  # for OpenAPI, which has no user to ask for

    def get_queryset(self) -> QuerySet[Any]:
        return InterviewSession.objects.visible_to(self.user)


@extend_schema(tags=["interviews"])
class SessionList(SessionView):
    filterset_class = SessionFilter
    is_list = is_creating = True

    def get_serializer_class(self) -> Any:
        return SessionSerializer if self.request.method == "POST" else SessionRowSerializer

    def get(self, request: Request) -> HttpResponse:
        """Your sessions, newest first; a manager also sees assessments."""
        return self.listing(self.get_queryset(), request)

    @extend_schema(request=SessionInput, responses={201: SessionSerializer}, examples=[EXAMPLE])
    def post(self, request: Request) -> HttpResponse:
        """Begin a session: its questions are drawn now and asked one by one."""
        data = self.validated(SessionInput)
        return self.created(lambda: create_session(user=self.user, **data))


@extend_schema(tags=["interviews"])
class SessionDetail(SessionView):
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        return self.read(pk)


@extend_schema(tags=["interviews"])
class SessionStatus(SessionView):
    serializer_class = StatusSerializer

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """Status and progress only: cheap to ask again and again."""
        return self.read(pk)


@extend_schema(tags=["interviews"])
class QuestionsOfSession(SessionView):
    serializer_class = QuestionSerializer
    ordering_fields = {"order": "order"}
    is_list = True

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """The questions in order, without starting a clock; of a running assessment only those asked so far."""
        served = ~Q(session__mode=Mode.ASSESSMENT) | Q(shown_at__isnull=False) | Q(session__ended_at__isnull=False)
        questions = InterviewQuestion.objects.visible_to(self.user).filter(served, session=pk)
        return self.listing(questions, request, lambda: self.require(self.get_queryset(), pk))


@extend_schema(
    tags=["interviews"],
    responses=PolymorphicProxySerializer(
        component_name="NextQuestionOrEnd",
        serializers=[NextQuestionSerializer, CompleteSerializer],
        resource_type_field_name=None,
    ),
)
class NextQuestion(SessionView):
    serializer_class = NextQuestionSerializer

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """The question to answer now; its clock starts when it is first given. Asked again, it is the same one."""
        question = serve_next(pk, user=self.user)
        if question is None:
            return json_response(THE_END)
        return json_response(fetch_json(NextQuestionSerializer, self.user, [question.pk])[question.pk].text)


@extend_schema(tags=["interviews"])
class FinishSession(SessionView):
    @extend_schema(request=NoFields)
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """End the session and count its score; again it changes nothing."""
        self.validated(NoFields)
        finish_session(pk, user=self.user)
        return self.read(pk)


@extend_schema(tags=["interviews"])
class RecordingsOfSession(SessionView):
    serializer_class = RecordingSerializer
    is_list = is_creating = True

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """What was recorded: metadata only, the media is kept where the client put it."""
        rows = Recording.objects.visible_to(self.user).filter(session=pk)
        return self.listing(rows, request, lambda: self.require(self.get_queryset(), pk))

    @extend_schema(request=RecordingInput, responses={201: RecordingSerializer})
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Note a recording of the session, or of one of its questions."""
        data = self.validated(RecordingInput)
        return self.created(lambda: add_recording(pk, user=self.user, **data))
