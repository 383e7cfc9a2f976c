"""Webhooks: where other systems are told of events, and what came of each telling. Managers only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from config.base.api.permissions import Managing
from config.base.api.serializers import NoFields
from config.base.api.views import ApiView
from feedback.api.webhooks import (
    DeliveryFilter,
    DeliverySerializer,
    EndpointInput,
    NewWebhookSerializer,
    WebhookSerializer,
)
from feedback.models import WebhookDelivery, WebhookEndpoint
from feedback.services import endpoints, webhooks

EXAMPLE = OpenApiExample(
    "An endpoint",
    {
        "url": "https://example.com/hireloop",
        "event_types": ["interview.feedback.received", "decision.applied"],
        "description": "The data warehouse",
    },
    request_only=True,
)


class WebhookView(ApiView):
    permission_classes = [Managing]
    serializer_class = WebhookSerializer
    queryset = WebhookEndpoint.objects.none()  # for OpenAPI, which has no user to ask for

    def get_queryset(self) -> QuerySet[Any]:
        return WebhookEndpoint.objects.visible_to(self.user)


@extend_schema(tags=["webhooks"])
class WebhookList(WebhookView):
    is_list = is_creating = True

    def get_serializer_class(self) -> Any:
        return NewWebhookSerializer if self.request and self.request.method == "POST" else WebhookSerializer

    def get(self, request: Request) -> HttpResponse:
        """The endpoints; their secrets are not shown."""
        return self.listing(self.get_queryset(), request)

    @extend_schema(request=EndpointInput, responses={201: NewWebhookSerializer}, examples=[EXAMPLE])
    def post(self, request: Request) -> HttpResponse:
        """Sends events there from now on. The answer holds the secret that signs them; it is not shown again."""
        data = self.validated(EndpointInput)
        return self.created(lambda: endpoints.create_endpoint(actor=self.user, **data))


@extend_schema(tags=["webhooks"])
class WebhookDetail(WebhookView):
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        return self.read(pk)

    @extend_schema(request=EndpointInput)
    def patch(self, request: Request, pk: UUID) -> HttpResponse:
        """Address, event types or description."""
        endpoints.update_endpoint(pk, actor=self.user, **self.validated(EndpointInput, partial=True))
        return self.read(pk)

    def delete(self, request: Request, pk: UUID) -> HttpResponse:
        """Nothing is sent there any more; what was sent is forgotten."""
        endpoints.delete_endpoint(pk, actor=self.user)
        return HttpResponse(status=204)


class WebhookAction(WebhookView):
    """POST: one service, then the endpoint as it is now."""

    perform: Callable[..., Any]

    def post(self, request: Request, pk: UUID) -> HttpResponse:
        self.validated(NoFields)
        type(self).perform(pk, actor=self.user)
        return self.read(pk)


@extend_schema(tags=["webhooks"], request=NoFields)
class RotateSecret(WebhookAction):
    """A new secret, in the answer and not shown again. The old one signs too for 24 hours."""

    serializer_class = NewWebhookSerializer
    perform = staticmethod(endpoints.rotate_secret)


@extend_schema(tags=["webhooks"], request=NoFields)
class EnableWebhook(WebhookAction):
    """Send there again, first what has been waiting meanwhile."""

    perform = staticmethod(endpoints.enable)


@extend_schema(tags=["webhooks"], request=NoFields)
class DisableWebhook(WebhookAction):
    """Send nothing there until it is enabled again."""

    perform = staticmethod(endpoints.disable)


class DeliveryView(ApiView):
    permission_classes = [Managing]
    serializer_class = DeliverySerializer
    queryset = WebhookDelivery.objects.none()  # for OpenAPI, which has no user to ask for

    def get_queryset(self) -> QuerySet[Any]:
        return WebhookDelivery.objects.visible_to(self.user)


@extend_schema(tags=["webhooks"], request=NoFields)
class PingWebhook(DeliveryView):
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Sends a `webhook.ping` there; the delivery tells what came of it."""
        self.validated(NoFields)
        return self.read(webhooks.ping(pk, actor=self.user).pk)


@extend_schema(tags=["webhooks"])
class DeliveriesOfWebhook(DeliveryView):
    filterset_class = DeliveryFilter
    is_list = True

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """What was sent there, each with its attempts."""
        known = WebhookEndpoint.objects.visible_to(self.user)
        return self.listing(self.get_queryset().filter(endpoint=pk), request, lambda: self.require(known, pk))


@extend_schema(tags=["webhooks"], request=NoFields)
class ReplayDelivery(DeliveryView):
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Sends it once more under the same id, a dead letter too."""
        self.validated(NoFields)
        return self.read(webhooks.replay(pk, actor=self.user).pk)
