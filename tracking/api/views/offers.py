"""Offers: drafted for a process, then one step a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from config.base.api.etags import if_match
from config.base.api.permissions import LoggedIn
from config.base.api.serializers import NoFields
from config.base.api.views import ApiView
from tracking.api.reading import OfferSerializer
from tracking.api.writing import DeclineInput, OfferInput, ReasonInput
from tracking.models import InterviewProcess, Offer
from tracking.services import offers

OFFER_EXAMPLE = OpenApiExample(
    "An offer",
    {
        "base_salary": "120000.00",
        "signing_bonus": "10000.00",
        "currency": "USD",
        "start_date": "2027-02-01",
        "expires_at": "2026-12-15T17:00:00Z",
        "other_benefits": "30 days of leave",
    },
    request_only=True,
)


class OfferView(ApiView):
    permission_classes = [LoggedIn]
    serializer_class = OfferSerializer
    queryset = Offer.objects.none()  # for OpenAPI, which has no user to ask for
    has_etag = takes_if_match = True

    def get_queryset(self) -> QuerySet[Any]:
        return Offer.objects.visible_to(self.user)


@extend_schema(tags=["offers"])
class OffersOfProcess(OfferView):
    ordering_fields = {"number": "number", "created_at": "created_at"}
    is_list = is_creating = True

    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """Every version of the process's offers."""
        process = InterviewProcess.objects.visible_to(self.user)
        return self.listing(self.get_queryset().filter(process=pk), request, lambda: self.require(process, pk))

    @extend_schema(request=OfferInput, responses={201: OfferSerializer}, examples=[OFFER_EXAMPLE])
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Draft an offer. A process has at most one open offer."""
        self.require(InterviewProcess.objects.visible_to(self.user), pk)
        data = self.validated(OfferInput)
        return self.created(lambda: offers.draft_offer(pk, actor=self.user, versions=if_match(request), **data))


@extend_schema(tags=["offers"])
class OfferDetail(OfferView):
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        return self.read(pk)


class OfferAction(OfferView):
    """POST: one service, then the offer as it is now."""

    input_class: type[Any] = NoFields
    perform: Callable[..., Any]

    def post(self, request: Request, pk: UUID) -> HttpResponse:
        type(self).perform(pk, actor=self.user, versions=if_match(request), **self.validated(self.input_class))
        return self.read(pk)


@extend_schema(tags=["offers"], request=NoFields)
class SubmitOffer(OfferAction):
    """Ask a manager to approve a draft."""

    perform = staticmethod(offers.submit_offer)


@extend_schema(tags=["offers"], request=NoFields)
class ApproveOffer(OfferAction):
    """Approve; managers only."""

    perform = staticmethod(offers.approve_offer)


@extend_schema(tags=["offers"], request=NoFields)
class ExtendOffer(OfferAction):
    """Make the offer to the candidate."""

    perform = staticmethod(offers.extend_offer)


@extend_schema(tags=["offers"], request=NoFields)
class AcceptOffer(OfferAction):
    """Record the candidate's yes: the process is accepted and the placement stands."""

    perform = staticmethod(offers.accept_offer)


@extend_schema(tags=["offers"], request=DeclineInput)
class DeclineOffer(OfferAction):
    """Record the candidate's no."""

    input_class, perform = DeclineInput, staticmethod(offers.decline_offer)


@extend_schema(tags=["offers"], request=ReasonInput)
class RescindOffer(OfferAction):
    """Take an extended offer back; the process ends as rejected."""

    input_class, perform = ReasonInput, staticmethod(offers.rescind_offer)


@extend_schema(tags=["offers"], request=OfferInput, responses={201: OfferSerializer})
class ReviseOffer(OfferView):
    is_creating = True

    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """A new draft with the old terms but for those given; the old offer is superseded."""
        self.require(self.get_queryset(), pk)
        terms = self.validated(OfferInput)
        return self.created(lambda: offers.revise_offer(pk, actor=self.user, versions=if_match(request), **terms))
