"""Offers, numbered within their process, and the placements that accepted ones became."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q

from config.base.models import CreatedModel
from tracking.currencies import MINOR_UNITS
from tracking.enums import OfferStatus
from tracking.models.candidates import Candidate
from tracking.models.history import tracked
from tracking.models.names import Company
from tracking.models.processes import InterviewProcess, VersionedModel
from tracking.models.scopes import OfProcessQuerySet
from tracking.transitions import OFFER
from tracking.validators import NAME_LENGTH

AMOUNTS = ("base_salary", "total_comp", "signing_bonus", "equity_value")


def amount_field() -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)


@tracked(exclude=["other_benefits", "updated_at", "version"])
class Offer(VersionedModel):
    """`status` has one writer: tracking.services.status. Amounts are in `currency`, a year's where they are pay."""

    process = models.ForeignKey(InterviewProcess, on_delete=models.CASCADE, related_name="offers")
    number = models.PositiveSmallIntegerField(help_text="1 for the first offer of its process; revising adds one.")
    status = models.CharField(max_length=16, choices=OfferStatus.choices, default=OfferStatus.DRAFT, editable=False)
    base_salary = amount_field()
    total_comp = amount_field()
    signing_bonus = amount_field()
    equity_value = amount_field()
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217; empty only where no amount is known.")
    start_date = models.DateField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    other_benefits = models.TextField(blank=True, default="")

    objects = OfProcessQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="offer_number_unique"),
            models.UniqueConstraint(
                fields=["process"],
                condition=Q(status__in=OfferStatus.OPEN),
                name="offer_open_once",
                violation_error_code="open_offer_exists",
                violation_error_message="This process has an open offer: revise it, or wait for its answer.",
            ),
            models.CheckConstraint(name="offer_status_known", condition=Q(status__in=OfferStatus.values)),
            models.CheckConstraint(
                name="offer_currency_known",
                condition=Q(currency__in=sorted(MINOR_UNITS)) | Q(currency="", **dict.fromkeys(AMOUNTS)),
            ),
            *(
                models.CheckConstraint(
                    name=f"offer_{name}_not_negative", condition=Q(**{name: None}) | Q(**{f"{name}__gte": 0})
                )
                for name in AMOUNTS
            ),
        ]
        indexes = [
            models.Index("expires_at", condition=Q(status="extended"), name="offer_to_expire"),
            models.Index("status", F("created_at").desc(), F("id").desc(), name="offer_by_status"),
        ]
        triggers = [pgtrigger.FSM(name="status_machine", field="status", transitions=OFFER.pairs())]

    def __str__(self) -> str:
        return f"Offer {self.number} ({self.get_status_display()})"


class Placement(CreatedModel):
    """An entry of a candidate's placement history: made once on acceptance, marked reversed on reopening.

    A candidate may have several over the years, so nothing forbids a second one by another process.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="placements")
    process = models.ForeignKey(InterviewProcess, on_delete=models.CASCADE, related_name="placements")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="placements")
    role = models.CharField(max_length=NAME_LENGTH)
    placement_date = models.DateField()
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    reversed_at = models.DateTimeField(null=True)

    objects = OfProcessQuerySet.as_manager()

    class Meta:
        ordering = ["placement_date", "created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["process"], condition=Q(reversed_at=None), name="placement_once_for_process"
            )
        ]
        indexes = [models.Index("candidate", "placement_date", name="placement_of_candidate")]

    def __str__(self) -> str:
        return f"{self.role} at {self.company}, {self.placement_date}"
