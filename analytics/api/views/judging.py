"""How far people's judgement goes: do ratings foretell anything, and whose."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api import told
from analytics.api.judging import InterviewersSerializer, ValiditySerializer
from analytics.api.parameters import Parameters, ValidityParameters
from analytics.api.views.base import FiguresView, described
from analytics.selectors.interviewers import interviewers
from analytics.selectors.validity import Outcome, stage_validity


class ValidityView(FiguresView):
    parameters, serializer_class = ValidityParameters, ValiditySerializer

    @described(ValidityParameters, ValiditySerializer, "analytics_validity")
    def get(self, request: Request) -> Response:
        """Do the ratings of a stage foretell the outcome, by stage type and kind of rating? CSV: these."""
        asked = self.asked()
        found = stage_validity(self.user, self.selection(asked), Outcome(asked["outcome"]))
        wanted = asked.get("stage_type")
        rubrics = [told.plain(one) for one in found.rubrics if wanted in (None, one.stage_type)]
        figures = {"outcome": found.outcome.value, "results": rubrics}
        return self.told("validity", found.as_of, figures, {"validity": found.definition}, "results")


class InterviewersView(FiguresView):
    parameters, serializer_class = Parameters, InterviewersSerializer

    @described(Parameters, InterviewersSerializer, "analytics_interviewers")
    def get(self, request: Request) -> Response:
        """Interviewers: how much and how they rate, whether they agree, how long they take. CSV: the interviewers."""
        found = interviewers(self.user, self.selection(self.asked()))
        figures = {
            "results": [told.plain(one) for one in found.people],
            "agreement": told.plain(found.agreement),
            "delay": told.plain(found.delay),
        }
        return self.told("interviewers", found.as_of, figures, {"interviewers": found.definition}, "results")
