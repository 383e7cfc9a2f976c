"""What the lists can be narrowed by; each has its index."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from config.base.api.filters import InstantRangeFilter
from tracking.enums import CandidateStatus, ProcessStatus, StageOutcome, StageType
from tracking.models import Candidate, Company, Feeder, InterviewProcess, InterviewStage
from tracking.selectors.names import named, of_company
from tracking.selectors.search import search_candidates, search_names, search_processes
from tracking.validators import NAME_LENGTH


class SearchFilter(filters.CharFilter):
    def __init__(self, find: Any, **kwargs: Any) -> None:
        super().__init__(**{"max_length": NAME_LENGTH, **kwargs})
        self.find = find

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = self.find(qs, value) if value else qs
        return found


class NameFilter(filters.CharFilter):
    """Rows whose company or feeder has this name or alias; the name is resolved inside the same statement."""

    def __init__(self, model: type[Company] | type[Feeder], **kwargs: Any) -> None:
        super().__init__(**{"max_length": NAME_LENGTH, **kwargs})
        self.model_of_name = model

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        # A scalar subquery, not IN: the planner then walks the (column, created_at) index in order.
        return qs.filter(**{self.field_name or "": self.model_of_name.objects.filter(named(value)).values("pk")[:1]})


class CandidateFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=CandidateStatus.choices)
    owner = filters.UUIDFilter(field_name="owner_id")
    email = filters.CharFilter(max_length=254)
    created = InstantRangeFilter(field_name="created_at")
    updated = InstantRangeFilter(field_name="updated_at")
    search = SearchFilter(search_candidates)

    class Meta:
        model = Candidate
        fields: list[str] = []


class NamesFilter(filters.FilterSet):
    name = filters.CharFilter(method="with_name", max_length=NAME_LENGTH)
    search = SearchFilter(search_names)

    def with_name(self, rows: QuerySet[Any], field: str, name: str) -> QuerySet[Any]:
        return rows.filter(named(name))


class ProcessFilter(filters.FilterSet):
    candidate = filters.UUIDFilter(field_name="candidate_id")
    company_name = NameFilter(Company, field_name="company_id")
    feeder_source = NameFilter(Feeder, field_name="feeder_id")
    status = filters.ChoiceFilter(choices=ProcessStatus.choices)
    recruiter = filters.UUIDFilter(field_name="recruiter_id")
    stage_type = filters.ChoiceFilter(choices=StageType.choices, method="with_stage_type")
    created = InstantRangeFilter(field_name="created_at")
    updated = InstantRangeFilter(field_name="updated_at")
    search = SearchFilter(search_processes)

    class Meta:
        model = InterviewProcess
        fields: list[str] = []

    def with_stage_type(self, processes: QuerySet[Any], field: str, stage_type: str) -> QuerySet[Any]:
        """Processes that have a stage of this type."""
        return processes.filter(pk__in=InterviewStage.objects.filter(stage_type=stage_type).values("process_id"))


class NamedCompanyFilter(ProcessFilter):
    name = filters.CharFilter(method="with_name", max_length=NAME_LENGTH, required=True)

    def with_name(self, processes: QuerySet[Any], field: str, name: str) -> QuerySet[Any]:
        """Processes of the company of this name, alias or id."""
        return processes.filter(of_company(name))


class StageFilter(filters.FilterSet):
    outcome = filters.ChoiceFilter(choices=StageOutcome.choices)
    stage_type = filters.ChoiceFilter(choices=StageType.choices)
    process = filters.UUIDFilter(field_name="process_id")
    interviewer = filters.UUIDFilter(field_name="panel__user_id")

    class Meta:
        model = InterviewStage
        fields: list[str] = []
