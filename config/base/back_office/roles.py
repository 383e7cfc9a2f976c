"""Who sees which admin page, and whose rows: by role and by `visible_to`, never by permission rows."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst

from config.base.models import User
from config.base.roles import Role

RECRUITING = (Role.RECRUITER, Role.MANAGER)
MANAGING = (Role.MANAGER,)
NOBODY_AT_ALL: tuple[Role, ...] = ()


def user_of(request: HttpRequest) -> User:
    """The logged-in user of an admin page."""
    return cast(User, request.user)


def refuse_nul(request: HttpRequest) -> None:
    """PostgreSQL's text holds no NUL, so no row is meant by one."""
    if any("\x00" in value for _, values in request.GET.lists() for value in values):
        raise IncorrectLookupParameters


class RoleAdmin(admin.ModelAdmin):
    """Nothing is ever deleted here: histories hang on the rows."""

    view_roles: ClassVar[tuple[Role, ...]] = RECRUITING
    add_roles: ClassVar[tuple[Role, ...]] = NOBODY_AT_ALL
    change_roles: ClassVar[tuple[Role, ...]] = NOBODY_AT_ALL
    index_order: ClassVar[int] = 100

    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return user_of(request).has_role(*self.view_roles)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return user_of(request).has_role(*self.add_roles)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return user_of(request).has_role(*self.change_roles)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        scope = getattr(rows, "visible_to", None)
        found: QuerySet[Any] = rows if scope is None else scope(user_of(request))
        return found

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        try:
            refuse_nul(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{request.path}?e=1")
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return super().response_action(request, queryset, *args, **kwargs)
        except ValidationError:
            raise BadRequest("A selected row is named by what is no id.") from None


class ReadOnlyAdmin(RoleAdmin):
    """Rows that follow from others; nobody edits them."""
