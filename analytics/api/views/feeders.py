"""Feeders: compared, one in full, and counted anew."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api import told
from analytics.api.judging import RecomputedSerializer, RecomputeInput
from analytics.api.parameters import FeederNameParameters, HorizonParameters, NamedFeederParameters
from analytics.api.reading import ConversionRatesSerializer, FeederReportSerializer
from analytics.api.views.base import FiguresView, described
from analytics.figures import feeders, outcomes, stages, times
from analytics.selectors.feeders import conversion_rates, feeder_report
from analytics.selectors.keeping import FACTS, FACTS_AND_FEEDERS
from analytics.selectors.naming import feeder_of, keys_of
from analytics.selectors.selection import Selection
from analytics.services.rates import recompute_feeder_rates
from config.base.api.permissions import Managing
from config.base.api.views import ApiView

DEFINITIONS = times.DEFINITIONS | stages.DEFINITIONS | outcomes.DEFINITIONS | feeders.DEFINITIONS
NAME = OpenApiParameter("name", str, OpenApiParameter.PATH, description="The feeder's name, alias or id.")


class ConversionRatesView(FiguresView):
    parameters, serializer_class = HorizonParameters, ConversionRatesSerializer
    made_of, rows = FACTS_AND_FEEDERS, "results"

    @described(HorizonParameters, ConversionRatesSerializer, "analytics_conversion_rates")
    def get(self, request: Request) -> HttpResponse:
        """Which feeders really work: best first, by the lower bound of the rate's interval. CSV: the feeders."""
        return self.told("conversion-rates", self.asked())

    def figures(self, selection: Selection, asked: dict[str, Any]) -> told.Told:
        found = conversion_rates(self.user, selection, asked["horizon_days"])
        return {**told.conversion_rates(found), "definitions": feeders.DEFINITIONS}


class FeederView(FiguresView):
    parameters, serializer_class = NamedFeederParameters, FeederReportSerializer
    made_of = FACTS

    @described(NamedFeederParameters, FeederReportSerializer, "analytics_feeder", path=[NAME])
    def get(self, request: Request, name: str) -> HttpResponse:
        """The report of one feeder: what it sent, how its candidates fare at each stage, how long it takes, why not."""
        return self.report(name, self.asked())

    def report(self, name: str, asked: dict[str, Any]) -> HttpResponse:
        feeder = feeder_of(name)
        return self.told(f"feeder-{feeder.name}", {**asked, "feeder": feeder})

    def figures(self, selection: Selection, asked: dict[str, Any]) -> told.Told:
        horizon = asked["horizon_days"]
        found = feeder_report(self.user, selection, asked["feeder"], horizon)
        return {**told.feeder_report(found, horizon), "definitions": DEFINITIONS}


class NamedFeederView(FeederView):
    parameters = FeederNameParameters

    @described(FeederNameParameters, FeederReportSerializer, "analytics_named_feeder")
    def get(self, request: Request) -> HttpResponse:  # type: ignore[override]  # its route has no name
        """The same with `?name=`, for names that do not fit into a path."""
        asked = self.asked()
        return self.report(asked.pop("name"), asked)


class RecomputeFeeders(ApiView):
    """A write that changes figures only, never what they are made of."""

    permission_classes = [Managing]
    serializer_class = RecomputedSerializer
    never_conflicts = True

    @extend_schema(
        tags=["analytics"],
        operation_id="analytics_feeders_recompute",
        request=RecomputeInput,
        responses={200: RecomputedSerializer},
    )
    def post(self, request: Request) -> Response:
        """Count feeders' rates anew from the processes; what differs is put right, and score boosts follow."""
        asked = self.validated(RecomputeInput)
        feeder = keys_of(feeder_source=asked.get("feeder_source", "")).get("feeder")
        found = recompute_feeder_rates(feeder=feeder)
        differences = [{"feeder_id": one.row, "kept": one.stored, "counted": one.expected} for one in found.differences]
        return Response({"feeders": found.feeders, "differences": differences, "boosts_moved": found.boosts_moved})
