"""One client company."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api import told
from analytics.api.parameters import CompanyNameParameters, NamedCompanyParameters
from analytics.api.reading import CompanyInsightsSerializer
from analytics.api.views.base import FiguresView, described
from analytics.figures import companies, outcomes, stages, times
from analytics.selectors.companies import company_insights
from analytics.selectors.naming import company_of

DEFINITIONS = times.DEFINITIONS | stages.DEFINITIONS | outcomes.DEFINITIONS | companies.DEFINITIONS
NAME = OpenApiParameter("name", str, OpenApiParameter.PATH, description="The company's name, alias or id.")


class CompanyView(FiguresView):
    parameters, serializer_class = NamedCompanyParameters, CompanyInsightsSerializer

    @described(NamedCompanyParameters, CompanyInsightsSerializer, "analytics_company", path=[NAME])
    def get(self, request: Request, name: str) -> Response:
        """What a client company wants: whom it interviews and hires, from which feeders, how fast, and why not."""
        return self.insights(name, self.asked())

    def insights(self, name: str, asked: dict[str, Any]) -> Response:
        company = company_of(name)
        found = company_insights(self.user, self.selection(asked), company)
        return self.told(f"company-{company.name}", found.as_of, told.company_insights(found), DEFINITIONS)


class NamedCompanyView(CompanyView):
    parameters = CompanyNameParameters

    @described(CompanyNameParameters, CompanyInsightsSerializer, "analytics_named_company")
    def get(self, request: Request) -> Response:  # type: ignore[override]  # its route has no name
        """The same with `?name=`, for names that do not fit into a path."""
        asked = self.asked()
        return self.insights(asked.pop("name"), asked)
