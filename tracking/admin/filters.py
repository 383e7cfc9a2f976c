"""What recruiters narrow their lists by."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from config.base.back_office.filters import TextFilter
from config.base.clock import business_today
from config.base.roles import Role
from tracking.admin.action_forms import people
from tracking.enums import ProcessStatus, StageOutcome, StageType
from tracking.models import Company, Feeder, InterviewStage
from tracking.selectors.names import named
from tracking.selectors.search import search_names


class OpenFilter(admin.SimpleListFilter):
    title, parameter_name = "open or ended", "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Open"), ("no", "Ended")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        statuses = {"yes": ProcessStatus.OPEN, "no": ProcessStatus.ENDED}.get(self.value() or "")
        return queryset if statuses is None else queryset.filter(status__in=statuses)


class StageTypeFilter(admin.SimpleListFilter):
    """By the type of a stage that is still to come."""

    title, parameter_name = "pending stage", "stage_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(StageType.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in StageType.values:
            return queryset
        pending = InterviewStage.objects.filter(outcome=StageOutcome.PENDING, stage_type=self.value())
        return queryset.filter(Exists(pending.filter(process=OuterRef("pk"))))


class NameFilter(TextFilter):
    model_of_name: type[Company] | type[Feeder]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By a name or alias as a whole, or by the beginnings of its words."""
        text = (self.value() or "").strip()
        if not text:
            return queryset
        rows = self.model_of_name.objects
        begun = search_names(rows.all(), text).values("pk")
        meant = rows.filter(Q(pk__in=begun) | named(text)).values("pk")
        return queryset.filter(**{f"{self.parameter_name}__in": meant})


class CompanyFilter(NameFilter):
    title, parameter_name, model_of_name = "company", "company", Company


class FeederFilter(NameFilter):
    title, parameter_name, model_of_name = "feeder", "feeder", Feeder


class PersonFilter(admin.SimpleListFilter):
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(user.pk), user.display_name) for user in people(Role.RECRUITER, Role.MANAGER)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = {value for value, _ in self.lookup_choices}
        chosen = self.value()
        return queryset.filter(**{str(self.parameter_name): chosen}) if chosen in known else queryset


class RecruiterFilter(PersonFilter):
    title, parameter_name = "recruiter", "recruiter"


class OwnerFilter(PersonFilter):
    title, parameter_name = "recruiter", "owner"


class StageSchedule(admin.SimpleListFilter):
    """What is to come and what is overdue."""

    title, parameter_name = "schedule", "schedule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("coming", "Coming up"), ("overdue", "Outcome overdue"), ("open", "Not scheduled")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        pending, today = queryset.filter(outcome=StageOutcome.PENDING), business_today()
        found = {
            "coming": pending.filter(scheduled_date__gte=today),
            "overdue": pending.filter(scheduled_date__lt=today, process__status__in=ProcessStatus.OPEN),
            "open": pending.filter(scheduled_date=None),
        }
        return found.get(self.value() or "", queryset)
