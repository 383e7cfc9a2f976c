"""One client company."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from analytics.api import told
from analytics.api.parameters import CompanyNameParameters, NamedCompanyParameters
from analytics.api.reading import CompanyInsightsSerializer
from analytics.api.views.base import FiguresView, described
from analytics.figures import companies, outcomes, stages, times
from analytics.selectors.companies import company_insights
from analytics.selectors.keeping import FACTS_AND_FEEDERS
from analytics.selectors.naming import company_of
from analytics.selectors.selection import Selection

DEFINITIONS = times.DEFINITIONS | stages.DEFINITIONS | outcomes.DEFINITIONS | companies.DEFINITIONS
NAME = OpenApiParameter("name", str, OpenApiParameter.PATH, description="The company's name, alias or id.")


class CompanyView(FiguresView):
    parameters, serializer_class = NamedCompanyParameters, CompanyInsightsSerializer
    made_of = FACTS_AND_FEEDERS

    @described(NamedCompanyParameters, CompanyInsightsSerializer, "analytics_company", path=[NAME])
    def get(self, request: Request, name: str) -> HttpResponse:
        """What a client company wants: whom it interviews and hires, from which feeders, how fast, and why not."""
        return self.insights(name, self.asked())

    def insights(self, name: str, asked: dict[str, Any]) -> HttpResponse:
        company = company_of(name)
        return self.told(f"company-{company.name}", {**asked, "company": company})

    def figures(self, selection: Selection, asked: dict[str, Any]) -> told.Told:
        found = company_insights(self.user, selection, asked["company"])
        return {**told.company_insights(found), "definitions": DEFINITIONS}


class NamedCompanyView(CompanyView):
    parameters = CompanyNameParameters

    @described(CompanyNameParameters, CompanyInsightsSerializer, "analytics_named_company")
    def get(self, request: Request) -> HttpResponse:  # type: ignore[override]  # its route has no name
        """The same with `?name=`, for names that do not fit into a path."""
        asked = self.asked()
        return self.insights(asked.pop("name"), asked)
