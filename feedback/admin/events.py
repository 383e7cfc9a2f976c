"""The event log: what happened, and whether it has reached the others."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import Truncator

from config.base.back_office.actions import ServiceAction, ServiceActionsAdmin
from config.base.back_office.bulk import BulkAction, BulkActionsAdmin
from config.base.back_office.display import badge_of
from config.base.back_office.roles import MANAGING
from config.base.models import User
from feedback.admin.links import moment, subject_link
from feedback.enums import SendingStatus
from feedback.models import ConsumerFailure, Event
from feedback.services.publishing import replay_event


def was_sent(event: Event, user: User) -> bool:
    return event.publication.status == SendingStatus.SENT


def is_dead(event: Event, user: User) -> bool:
    return event.publication.status == SendingStatus.DEAD


class PublicationFilter(admin.SimpleListFilter):
    title, parameter_name = "status", "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(SendingStatus.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in SendingStatus.values:
            return queryset
        return queryset.filter(publication__status=self.value())


class EventAdmin(ServiceActionsAdmin, BulkActionsAdmin):
    view_roles = MANAGING
    index_order = 20
    status_field = ""  # the status is its publication's
    change_form_template = "admin/feedback/event/change_form.html"
    service_actions = (
        ServiceAction(
            "send-again", "Send again", replay_event, was_sent, "It is on its way again.", roles=MANAGING,
            intro="It is sent once more under the same id: whoever has dealt with it already takes no notice.",
        ),
        ServiceAction(
            "requeue", "Requeue", replay_event, is_dead, "It is on its way again.", roles=MANAGING,
            intro="The dead letter is tried again, with all its tries.",
        ),
    )  # fmt: skip
    bulk_actions = (BulkAction("send_again", "Send again", replay_event, "is on its way again", roles=MANAGING),)

    list_display = ("happened_at", "type", "subject_shown", "status_badge", "tries", "sent_at", "error_begins")
    list_display_links = ("happened_at", "type")
    list_filter = ("type", PublicationFilter, ("time", admin.DateFieldListFilter))
    list_select_related = ("publication",)
    search_fields = ("=subject", "=id")
    search_help_text = "The whole id of an event, or of its process, candidate or session."
    ordering = ("-time", "-id")
    fields = (
        "id", "type", "subject_shown", "happened_at", "data_shown", "status_badge", "tries", "sent_at", "last_error",
        "position",
    )  # fmt: skip
    readonly_fields = fields

    class Media:
        css = {"all": ("admin/css/events.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("publication")

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        event = self.get_object(request, object_id) if self.has_view_permission(request) else None
        context = {} if event is None else self.page_context(request, event)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def page_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        return {
            "buttons": self.buttons(request, event),
            "badge": self.status_badge(event),
            "failures": ConsumerFailure.objects.filter(event_id=str(event.pk)).order_by("consumer"),
            "deliveries": event.deliveries.select_related("endpoint").order_by("created_at", "pk"),
        }

    @admin.display(description="Time", ordering="time")
    def happened_at(self, event: Event) -> str:
        return moment(event.time)

    @admin.display(description="About")
    def subject_shown(self, event: Event) -> str:
        link: str = subject_link(event)
        return link

    @admin.display(description="Data")
    def data_shown(self, event: Event) -> str:
        return format_html("<pre>{}</pre>", json.dumps(event.data, indent=2))

    @admin.display(description="Status", ordering="publication__status")
    def status_badge(self, event: Event) -> str:
        return badge_of(event.publication)

    @admin.display(description="Tries", ordering="publication__tries")
    def tries(self, event: Event) -> int:
        return event.publication.tries

    @admin.display(description="Sent", ordering="publication__sent_at")
    def sent_at(self, event: Event) -> str:
        return moment(event.publication.sent_at)

    @admin.display(description="Last error")
    def error_begins(self, event: Event) -> str:
        return Truncator(event.publication.last_error).chars(80) or "—"

    @admin.display(description="Last error")
    def last_error(self, event: Event) -> str:
        return event.publication.last_error or "—"

    @admin.display(description="Place in the feed", empty_value="—")
    def position(self, event: Event) -> Any:
        return event.publication.position
