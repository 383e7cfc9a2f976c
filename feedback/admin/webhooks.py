"""Webhook endpoints, and each delivery with its tries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from config.base.back_office.actions import ServiceAction, ServiceActionsAdmin
from config.base.back_office.bulk import BulkAction, BulkActionsAdmin
from config.base.back_office.display import badge, badge_of
from config.base.back_office.forms import ServiceAdmin, ServiceModelForm
from config.base.back_office.roles import MANAGING
from config.base.models import User
from config.base.versions import Versions
from feedback.admin.links import moment, subject_link
from feedback.enums import EventType, SendingStatus
from feedback.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from feedback.services import endpoints, webhooks

LATEST = 20


def is_active(endpoint: WebhookEndpoint, user: User) -> bool:
    return endpoint.active


def is_disabled(endpoint: WebhookEndpoint, user: User) -> bool:
    return not endpoint.active


def may_rotate(endpoint: WebhookEndpoint, user: User) -> bool:
    return True


def may_send_again(delivery: WebhookDelivery, user: User) -> bool:
    return delivery.status != SendingStatus.WAITING and delivery.endpoint.active


class EndpointForm(ServiceModelForm):
    event_types = forms.MultipleChoiceField(
        choices=EventType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: events of every type.",
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("url", "description", "event_types")
        labels = {"url": "Address"}
        help_texts = {"url": "Where events are posted, beginning with https://. Private networks are refused."}
        field_classes = {"url": forms.CharField}
        widgets = {"url": forms.URLInput(attrs={"class": "vURLField"})}

    def create(self, data: dict[str, Any]) -> WebhookEndpoint:
        return endpoints.create_endpoint(actor=self.actor, **data)

    def change(self, data: dict[str, Any], versions: Versions) -> WebhookEndpoint:
        return endpoints.update_endpoint(self.instance.pk, actor=self.actor, **data)


class EndpointAdmin(ServiceAdmin, ServiceActionsAdmin):
    view_roles = add_roles = change_roles = MANAGING
    index_order = 21
    status_field = ""  # active or not is no status with a name
    form = EndpointForm
    fields = ("url", "description", "event_types")
    change_form_template = "admin/feedback/webhookendpoint/change_form.html"
    service_actions = (
        ServiceAction(
            "ping", "Ping", webhooks.ping, is_active, "A ping is on its way.", roles=MANAGING, tone="primary",
            intro="Sends a message without an event, to see whether the endpoint answers.",
        ),
        ServiceAction(
            "rotate", "New secret", endpoints.rotate_secret, may_rotate, "A new secret signs from now on.",
            roles=MANAGING,
            intro="The new secret is shown once. The present one goes on to sign beside it for 24 hours.",
        ),
        ServiceAction(
            "enable", "Enable", endpoints.enable, is_disabled, "Events are sent there again.", roles=MANAGING,
            intro="What has been waiting meanwhile is sent first.", tone="primary",
        ),
        ServiceAction(
            "disable", "Switch off", endpoints.disable, is_active, "Nothing is sent there any more.", roles=MANAGING,
            intro="Until it is enabled again, nothing is sent there; what is on its way waits.", tone="danger",
        ),
    )  # fmt: skip

    list_display = ("name", "url", "types", "active_badge", "failing", "made_at")
    list_filter = ("active",)
    search_fields = ("url", "description")
    ordering = ("-created_at", "-id")

    class Media:
        css = {"all": ("admin/css/events.css",)}

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        endpoint = self.get_object(request, object_id) if self.has_view_permission(request) else None
        context = {} if endpoint is None else self.page_context(request, endpoint)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def page_context(self, request: HttpRequest, endpoint: WebhookEndpoint) -> dict[str, Any]:
        latest = with_last_try(endpoint.deliveries.select_related("event")).order_by("-created_at", "-pk")[:LATEST]
        return {
            "buttons": self.buttons(request, endpoint),
            "badge": self.active_badge(endpoint),
            "deliveries": latest,
            "old_secret_signs": len(endpoints.signing_secrets(endpoint, timezone.now())) > 1,
        }

    def response_add(self, request: HttpRequest, obj: WebhookEndpoint, post_url_continue: Any = None) -> HttpResponse:
        return self.secret_page(request, obj, "Webhook endpoint added")

    def service_action_view(self, request: HttpRequest, pk: UUID, action_name: str) -> HttpResponse:
        """A new secret is on the page that answers, and nowhere after that."""
        answer = super().service_action_view(request, pk, action_name)
        performed = request.method == "POST" and answer.status_code == 302
        endpoint = WebhookEndpoint.objects.filter(pk=pk).first() if performed and action_name == "rotate" else None
        return answer if endpoint is None else self.secret_page(request, endpoint, "New secret")

    def secret_page(self, request: HttpRequest, endpoint: WebhookEndpoint, title: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "endpoint": endpoint,
            "secret": endpoint.secrets[0],
            "home_url": self.home_url(request, endpoint),
            "opts": self.opts,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/feedback/webhookendpoint/secret.html", context)

    @admin.display(description="Name", ordering="description")
    def name(self, endpoint: WebhookEndpoint) -> str:
        return endpoint.description or "Endpoint"

    @admin.display(description="Events")
    def types(self, endpoint: WebhookEndpoint) -> str:
        return ", ".join(EventType(value).label for value in endpoint.event_types) or "All"

    @admin.display(description="Failing since", ordering="failing_since")
    def failing(self, endpoint: WebhookEndpoint) -> str:
        return moment(endpoint.failing_since)

    @admin.display(description="Added", ordering="created_at")
    def made_at(self, endpoint: WebhookEndpoint) -> str:
        return moment(endpoint.created_at)

    @admin.display(description="Status", ordering="active")
    def active_badge(self, endpoint: WebhookEndpoint) -> str:
        if not endpoint.active:
            return badge("disabled", "Switched off")
        return badge("failing", "Failing") if endpoint.failing_since else badge("active", "Active")


class DeliveryAdmin(ServiceActionsAdmin, BulkActionsAdmin):
    view_roles = MANAGING
    index_order = 22
    change_form_template = "admin/feedback/webhookdelivery/change_form.html"
    service_actions = (
        ServiceAction(
            "send-again", "Send again", webhooks.replay, may_send_again, "It is on its way again.", roles=MANAGING,
            intro="It is sent once more under the same id.",
        ),
    )  # fmt: skip
    bulk_actions = (BulkAction("send_again", "Send again", webhooks.replay, "is on its way again", roles=MANAGING),)

    list_display = ("made_at", "endpoint", "event_type", "about", "status_badge", "tries", "sent", "last_try")
    list_display_links = ("made_at", "event_type")
    list_filter = ("status", "endpoint", ("created_at", admin.DateFieldListFilter))
    list_select_related = ("endpoint", "event")
    ordering = ("-created_at", "-id")
    fields = ("endpoint", "event_type", "about", "status_badge", "tries", "made_at", "sent")
    readonly_fields = fields

    class Media:
        css = {"all": ("admin/css/events.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_last_try(super().get_queryset(request).select_related("endpoint", "event"))

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        delivery = self.get_object(request, object_id) if self.has_view_permission(request) else None
        context = {} if delivery is None else self.page_context(request, delivery)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def page_context(self, request: HttpRequest, delivery: WebhookDelivery) -> dict[str, Any]:
        return {
            "buttons": self.buttons(request, delivery),
            "attempts": delivery.attempts.order_by("-at", "-pk"),
            "what": self.event_type(delivery),
            "event_url": delivery.event_id and reverse("admin:feedback_event_change", args=(delivery.event_id,)),
        }

    @admin.display(description="Time", ordering="created_at")
    def made_at(self, delivery: WebhookDelivery) -> str:
        return moment(delivery.created_at)

    @admin.display(description="Sent", ordering="sent_at")
    def sent(self, delivery: WebhookDelivery) -> str:
        return moment(delivery.sent_at)

    @admin.display(description="Event", ordering="event__type")
    def event_type(self, delivery: WebhookDelivery) -> str:
        return delivery.event.get_type_display() if delivery.event else "Ping"

    @admin.display(description="About")
    def about(self, delivery: WebhookDelivery) -> str:
        link: str = subject_link(delivery.event)
        return link

    @admin.display(description="Status", ordering="status")
    def status_badge(self, delivery: WebhookDelivery) -> str:
        return badge_of(delivery)

    @admin.display(description="Last try", empty_value="—")
    def last_try(self, delivery: Any) -> str | None:
        """The status it answered, or why there was none."""
        if delivery.last_status is not None and delivery.last_status < 300:
            return f"{delivery.last_status}"
        return Truncator(delivery.last_error).chars(80) if delivery.last_error else None


def with_last_try(deliveries: QuerySet[Any]) -> QuerySet[Any]:
    last = WebhookAttempt.objects.filter(delivery=OuterRef("pk")).order_by("-at", "-pk")
    return deliveries.annotate(
        last_status=Subquery(last.values("response_status")[:1]), last_error=Subquery(last.values("error")[:1])
    )
