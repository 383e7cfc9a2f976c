"""Companies and feeders, by the names and aliases that people use."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from config.base.back_office.forms import LinesField, ServiceAdmin, ServiceModelForm
from config.base.back_office.roles import RECRUITING, user_of
from config.base.versions import Versions
from tracking.enums import ProcessStatus
from tracking.models import Company, Feeder, InterviewProcess
from tracking.models.names import NamedModel
from tracking.selectors.search import search_names
from tracking.services.names import create_named, update_named


class NamedForm(ServiceModelForm):
    aliases = LinesField(required=False, help_text="Other names of the same, one on each line.")

    def create(self, data: dict[str, Any]) -> NamedModel:
        made: NamedModel = create_named(self._meta.model, **data)  # type: ignore[type-var]
        return made

    def change(self, data: dict[str, Any], versions: Versions) -> NamedModel:
        changed: NamedModel = update_named(self._meta.model, self.instance.pk, **data)  # type: ignore[type-var]
        return changed


class CompanyForm(NamedForm):
    class Meta:
        model = Company
        fields = ("name", "aliases")


class FeederForm(NamedForm):
    class Meta:
        model = Feeder
        fields = ("name", "aliases")


class NamedAdmin(ServiceAdmin):
    add_roles = change_roles = RECRUITING
    search_fields = ("name",)
    search_help_text = "The beginnings of words of the name."
    list_display: Any = ("name", "alias_list", "open_processes", "created_at")
    ordering = ("name_key", "id")
    process_column = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the number of open processes that the reader sees."""
        seen = InterviewProcess.objects.visible_to(user_of(request)).filter(status__in=ProcessStatus.OPEN)
        theirs = seen.order_by().filter(**{self.process_column: OuterRef("pk")}).values(self.process_column)
        counted = Coalesce(Subquery(theirs.annotate(n=Count("pk")).values("n")), 0)
        return super().get_queryset(request).annotate(open_count=counted)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        return search_names(queryset, search_term), False

    @admin.display(description="Aliases")
    def alias_list(self, row: NamedModel) -> str:
        return ", ".join(row.aliases)

    @admin.display(description="Open processes")
    def open_processes(self, row: Any) -> int:
        return int(row.open_count)


class CompanyAdmin(NamedAdmin):
    index_order = 5
    form = CompanyForm
    fields = ("name", "aliases")
    process_column = "company"


class FeederAdmin(NamedAdmin):
    index_order = 6
    form = FeederForm
    fields = ("name", "aliases", "score_boost")
    readonly_fields = ("score_boost",)
    list_display = (*NamedAdmin.list_display, "score_boost")
    process_column = "feeder"
