"""The funnel, and how long things take."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api import told
from analytics.api.parameters import DatedParameters, StageTypeParameters
from analytics.api.reading import FunnelSerializer, TimeInStageSerializer
from analytics.api.views.base import FiguresView, described
from analytics.figures import funnel as of_funnel
from analytics.figures import times as of_times
from analytics.selectors.funnel import funnel
from analytics.selectors.times import times


class FunnelView(FiguresView):
    parameters, serializer_class = DatedParameters, FunnelSerializer

    @described(DatedParameters, FunnelSerializer, "analytics_funnel")
    def get(self, request: Request) -> Response:
        """Where candidates are lost: how many came to each step, and what came of them there. CSV: the steps."""
        found = funnel(self.user, self.selection(self.asked()))
        return self.told("funnel", found.as_of, told.funnel(found), of_funnel.DEFINITIONS, "steps")


class TimeInStageView(FiguresView):
    parameters, serializer_class = StageTypeParameters, TimeInStageSerializer

    @described(StageTypeParameters, TimeInStageSerializer, "analytics_time_in_stage")
    def get(self, request: Request) -> Response:
        """How long stages, decisions and hires take, those still waiting counted. CSV: the stages."""
        asked = self.asked()
        found = times(self.user, self.selection(asked), asked.get("stage_type"))
        figures = {
            "results": [told.stage_time(one) for one in found.stages],
            "time_to_decision": told.lasting(found.to_decision),
            "time_to_hire": told.to_hire(found.to_hire),
        }
        return self.told("time-in-stage", found.as_of, figures, of_times.DEFINITIONS, "results")
