"""The funnel, and how long things take."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from analytics.api import told
from analytics.api.parameters import DatedParameters, StageTypeParameters
from analytics.api.reading import FunnelSerializer, TimeInStageSerializer
from analytics.api.views.base import FiguresView, described
from analytics.figures import funnel as of_funnel
from analytics.figures import times as of_times
from analytics.selectors.funnel import funnel
from analytics.selectors.keeping import FACTS
from analytics.selectors.selection import Selection
from analytics.selectors.times import times


class FunnelView(FiguresView):
    parameters, serializer_class = DatedParameters, FunnelSerializer
    made_of, rows = FACTS, "steps"

    @described(DatedParameters, FunnelSerializer, "analytics_funnel")
    def get(self, request: Request) -> HttpResponse:
        """Where candidates are lost: how many came to each step, and what came of them there. CSV: the steps."""
        return self.told("funnel", self.asked())

    def figures(self, selection: Selection, asked: dict[str, Any]) -> told.Told:
        return {**told.funnel(funnel(self.user, selection)), "definitions": of_funnel.DEFINITIONS}


class TimeInStageView(FiguresView):
    parameters, serializer_class = StageTypeParameters, TimeInStageSerializer
    made_of, rows = FACTS, "results"

    @described(StageTypeParameters, TimeInStageSerializer, "analytics_time_in_stage")
    def get(self, request: Request) -> HttpResponse:
        """How long stages, decisions and hires take, those still waiting counted. CSV: the stages."""
        return self.told("time-in-stage", self.asked())

    def figures(self, selection: Selection, asked: dict[str, Any]) -> told.Told:
        found = times(self.user, selection, asked.get("stage_type"))
        return {
            "results": [told.stage_time(one) for one in found.stages],
            "time_to_decision": told.lasting(found.to_decision),
            "time_to_hire": told.to_hire(found.to_hire),
            "definitions": of_times.DEFINITIONS,
        }
