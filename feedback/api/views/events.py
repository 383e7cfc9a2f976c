"""The feed of events: read by other systems, and sent again at a manager's wish."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from config.base.api.filters import UNKNOWN
from config.base.api.pagination import read_limit
from config.base.api.permissions import ReadingEvents
from config.base.api.serializers import NoFields
from config.base.api.sqljson import json_response
from config.base.api.views import ApiView
from config.postgres.identity import SYSTEM, acting_as
from feedback.api.events import EventFilter, EventSerializer, FeedPagination, ReplayedSerializer
from feedback.envelope import envelope_of
from feedback.models import Event
from feedback.selectors.feed import read_feed
from feedback.services.feed import place_events
from feedback.services.publishing import replay_event

# What other lists know, and a feed does not.
NOT_OF_A_FEED = frozenset({"cursor", "ordering", "count"})


class EventView(ApiView):
    permission_classes = [ReadingEvents]
    serializer_class: Any = EventSerializer
    queryset: Any = Event.objects.none()  # for OpenAPI, which has no user to ask for

    def get_queryset(self) -> QuerySet[Any]:
        return Event.objects.visible_to(self.user)


@extend_schema(tags=["events"])
class EventFeed(EventView):
    filterset_class = EventFilter
    pagination_class = FeedPagination
    is_list = True

    def get(self, request: Request) -> HttpResponse:
        """All events, oldest first. Read on from the last one you have by `after`: no late commit slips past it."""
        if unknown := sorted(NOT_OF_A_FEED & set(request.query_params)):
            raise ValidationError({name: ["The feed has no such parameter."] for name in unknown}, UNKNOWN)
        limit = read_limit(request)
        events = self.filter_queryset(self.get_queryset())
        after = request.query_params.get("after", "").strip()
        place_events()
        page = read_feed(events, after=UUID(after) if after else None, limit=limit)
        following = None
        if page.more:
            following = replace_query_param(request.build_absolute_uri(), "after", str(page.events[-1].pk))
        results = ",".join(envelope_of(event).decode() for event in page.events)
        return json_response(f'{{"next":{json.dumps(following)},"previous":null,"results":[{results}]}}')


@extend_schema(tags=["events"])
class EventDetail(EventView):
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """One event, as it is sent."""
        with acting_as(SYSTEM):
            event = self.get_queryset().filter(pk=pk).first()
        if event is None:
            raise NotFound
        return json_response(envelope_of(event).decode())


@extend_schema(tags=["events"])
class EventReplay(EventView):
    serializer_class = ReplayedSerializer

    @extend_schema(request=NoFields, responses=ReplayedSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Send it once more, under the same id; a dead letter too. Managers only; 409 while it waits to be sent."""
        self.validated(NoFields)
        publication = replay_event(pk, actor=self.user)
        return Response({"event_id": publication.event_id, "status": publication.status})
