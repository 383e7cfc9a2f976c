"""How far people's judgement goes: do ratings foretell anything, and whose."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from analytics.api import told
from analytics.api.judging import InterviewersSerializer, ValiditySerializer
from analytics.api.parameters import Parameters, ValidityParameters
from analytics.api.views.base import FiguresView, described
from analytics.selectors.interviewers import interviewers
from analytics.selectors.keeping import FACTS
from analytics.selectors.selection import Selection
from analytics.selectors.validity import Outcome, stage_validity


class ValidityView(FiguresView):
    parameters, serializer_class = ValidityParameters, ValiditySerializer
    made_of = FACTS
    rows = "results"

    @described(ValidityParameters, ValiditySerializer, "analytics_validity")
    def get(self, request: Request) -> HttpResponse:
        """Do the ratings of a stage foretell the outcome, by stage type and kind of rating? CSV: these."""
        return self.told("validity", self.asked())

    def figures(self, selection: Selection, asked: dict[str, Any]) -> told.Told:
        found = stage_validity(self.user, selection, Outcome(asked["outcome"]))
        wanted = asked.get("stage_type")
        return {
            "outcome": found.outcome.value,
            "results": [told.plain(one) for one in found.rubrics if wanted in (None, one.stage_type)],
            "definitions": {"validity": found.definition},
        }


class InterviewersView(FiguresView):
    parameters, serializer_class = Parameters, InterviewersSerializer
    rows = "results"

    @described(Parameters, InterviewersSerializer, "analytics_interviewers")
    def get(self, request: Request) -> HttpResponse:
        """Interviewers: how much and how they rate, whether they agree, how long they take. CSV: the interviewers."""
        return self.told("interviewers", self.asked())

    def figures(self, selection: Selection, asked: dict[str, Any]) -> told.Told:
        found = interviewers(self.user, selection)
        return {
            "results": [told.plain(one) for one in found.people],
            "agreement": told.plain(found.agreement),
            "delay": told.plain(found.delay),
            "definitions": {"interviewers": found.definition},
        }
