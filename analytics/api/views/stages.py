"""Stages: how they end, and one type in full."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from analytics.api import told
from analytics.api.judging import StagePerformanceSerializer
from analytics.api.parameters import DatedParameters, StageTypeParameters
from analytics.api.reading import StageSuccessSerializer
from analytics.api.views.base import FiguresView, described
from analytics.figures import stages, times
from analytics.selectors import themes, validity
from analytics.selectors.keeping import FACTS
from analytics.selectors.selection import Selection
from analytics.selectors.stages import stage_performance, stage_success
from config.base.errors import Missing
from tracking.enums import StageType

NAME = OpenApiParameter("stage_type", str, OpenApiParameter.PATH, enum=StageType.values)
OF_ONE_TYPE = {
    **stages.DEFINITIONS,
    **times.DEFINITIONS,
    "common_themes": themes.DEFINITION,
    "validity": validity.DEFINITION.format(outcome=validity.Outcome.ACCEPTED.label.lower()),
}


class StageSuccessView(FiguresView):
    parameters, serializer_class = StageTypeParameters, StageSuccessSerializer
    made_of, rows = FACTS, "results"

    @described(StageTypeParameters, StageSuccessSerializer, "analytics_stage_success_rates")
    def get(self, request: Request) -> HttpResponse:
        """How stages of each type end and are rated."""
        return self.told("stage-success-rates", self.asked())

    def figures(self, selection: Selection, asked: dict[str, Any]) -> told.Told:
        found = stage_success(self.user, selection, asked.get("stage_type"))
        return {"results": [told.stage(one) for one in found.stages], "definitions": stages.DEFINITIONS}


class StageView(FiguresView):
    parameters, serializer_class = DatedParameters, StagePerformanceSerializer

    @described(DatedParameters, StagePerformanceSerializer, "analytics_stage", path=[NAME])
    def get(self, request: Request, stage_type: str) -> HttpResponse:
        """One type of stage: how it ends, is rated and how long it takes, what feedback says, what ratings foretell."""
        if stage_type not in StageType.values:
            raise Missing("There is no such type of stage.")
        return self.told(f"stage-{stage_type}", {**self.asked(), "stage_type": StageType(stage_type)})

    def figures(self, selection: Selection, asked: dict[str, Any]) -> told.Told:
        found = stage_performance(self.user, selection, asked["stage_type"])
        heard = told.plain(found.themes)
        return {
            **told.stage(found.figures),
            "time_in_stage": told.stage_time(found.time),
            "common_themes": heard and {name: heard[name] for name in ("strengths", "improvements", "notes", "cut")},
            "validity": told.plain(found.validity),
            "definitions": OF_ONE_TYPE,
        }
