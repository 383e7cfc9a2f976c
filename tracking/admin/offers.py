"""Offers: what was offered, and its next step. Terms change by revising."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from config.base.back_office.actions import ServiceActionsAdmin
from config.base.back_office.display import badge_of
from tracking.admin.actions import OFFER_ACTIONS
from tracking.models import Offer


class OfferAdmin(ServiceActionsAdmin):
    """New ones are drafted on the page of their process."""

    index_order = 3
    service_actions = OFFER_ACTIONS
    change_form_template = "admin/tracking/offer/change_form.html"

    list_display = ("number", "candidate", "role", "company", "status_badge", "salary", "start_date", "expires_at")
    list_select_related = ("process__candidate", "process__company")
    list_filter = ("status", ("expires_at", admin.DateFieldListFilter))
    ordering = ("-created_at", "-id")
    fields = (
        "process", "number", "status", "currency", "base_salary", "total_comp", "signing_bonus", "equity_value",
        "start_date", "expires_at", "other_benefits",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("process__candidate", "process__company")

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        offer = self.get_object(request, object_id) if self.has_view_permission(request) else None
        context = {} if offer is None else {"buttons": self.buttons(request, offer)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def page_url(self, offer: Offer) -> str:
        return reverse("admin:tracking_offer_change", args=(offer.pk,))

    def home_url(self, request: HttpRequest, row: Offer) -> str:
        return reverse("admin:tracking_interviewprocess_change", args=(row.process_id,))

    def described(self, row: Offer) -> str:
        return f"{row.process} · offer {row.number}"

    def logged_on(self, row: Offer) -> tuple[Any, ...]:
        return (row, row.process)

    @admin.display(description="Candidate")
    def candidate(self, offer: Offer) -> str:
        return offer.process.candidate.full_name

    @admin.display(description="Role")
    def role(self, offer: Offer) -> str:
        return offer.process.role_title

    @admin.display(description="Company")
    def company(self, offer: Offer) -> str:
        return offer.process.company.name

    @admin.display(description="Status", ordering="status")
    def status_badge(self, offer: Offer) -> str:
        return badge_of(offer)

    @admin.display(description="Base salary", ordering="base_salary")
    def salary(self, offer: Offer) -> str:
        return "—" if offer.base_salary is None else f"{offer.base_salary:,.2f} {offer.currency}"
