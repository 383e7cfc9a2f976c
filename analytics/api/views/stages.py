"""Stages: how they end, and one type in full."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api import told
from analytics.api.judging import StagePerformanceSerializer
from analytics.api.parameters import DatedParameters, StageTypeParameters
from analytics.api.reading import StageSuccessSerializer
from analytics.api.views.base import FiguresView, described
from analytics.figures import stages, times
from analytics.selectors import themes, validity
from analytics.selectors.stages import stage_performance, stage_success
from config.base.errors import Missing
from tracking.enums import StageType

NAME = OpenApiParameter("stage_type", str, OpenApiParameter.PATH, enum=StageType.values)


class StageSuccessView(FiguresView):
    parameters, serializer_class = StageTypeParameters, StageSuccessSerializer

    @described(StageTypeParameters, StageSuccessSerializer, "analytics_stage_success_rates")
    def get(self, request: Request) -> Response:
        """How stages of each type end and are rated."""
        asked = self.asked()
        found = stage_success(self.user, self.selection(asked), asked.get("stage_type"))
        figures = {"results": [told.stage(one) for one in found.stages]}
        return self.told("stage-success-rates", found.as_of, figures, stages.DEFINITIONS, "results")


class StageView(FiguresView):
    parameters, serializer_class = DatedParameters, StagePerformanceSerializer

    @described(DatedParameters, StagePerformanceSerializer, "analytics_stage", path=[NAME])
    def get(self, request: Request, stage_type: str) -> Response:
        """One type of stage: how it ends, is rated and how long it takes, what feedback says, what ratings foretell."""
        if stage_type not in StageType.values:
            raise Missing("There is no such type of stage.")
        kind, selection = StageType(stage_type), self.selection(self.asked())
        found = stage_performance(self.user, selection, kind)
        heard = told.plain(found.themes)
        figures = {
            **told.stage(found.figures),
            "time_in_stage": told.stage_time(found.time),
            "common_themes": heard and {name: heard[name] for name in ("strengths", "improvements", "notes", "cut")},
            "validity": told.plain(found.validity),
        }
        definitions = {**stages.DEFINITIONS, **times.DEFINITIONS, "common_themes": themes.DEFINITION}
        definitions["validity"] = validity.DEFINITION.format(outcome=validity.Outcome.ACCEPTED.label.lower())
        return self.told(f"stage-{kind}", found.as_of, figures, definitions)
