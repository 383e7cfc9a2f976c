"""A list filter that is typed instead of chosen, for what has too many values to list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest


class TextFilter(admin.SimpleListFilter):
    """Its template is a small form of its own that keeps the other choices."""

    template = "admin/text_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("", "")]

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        others = changelist.get_filters_params()
        kept = [(name, value) for name, values in others.items() if name != self.parameter_name for value in values]
        search = [("q", changelist.query)] if changelist.query else []
        yield {"kept": kept + search, "clear": changelist.get_query_string(remove=[str(self.parameter_name)])}
