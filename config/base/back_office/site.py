"""The site: who may enter, what the start page shows, and pages that other apps add to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, reverse

from config.base.back_office.roles import RoleAdmin, user_of
from config.base.login_form import LoginForm
from config.base.roles import STAFF_ROLES, Role

View = Callable[..., HttpResponseBase]
# How many things wait on a page.
Count = Callable[[HttpRequest], int]
# What people work with stands first; the machinery and the accounts last.
APP_ORDER = {"tracking": 0, "feedback": 1, "procrastinate": 8, "base": 9}


@dataclass(frozen=True)
class Page:
    """A page of an app's own inside the back-office."""

    path: str
    view: View
    name: str
    title: str
    description: str
    roles: tuple[Role, ...]
    count: Count | None = None
    listed: bool = True


class BackOfficeSite(AdminSite):
    site_header = site_title = "Hireloop"
    index_title = "Back-office"
    site_url = None
    login_form = LoginForm

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.pages: list[Page] = []

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only admin classes that go by roles: those which packages bring along go by permission rows."""
        if admin_class is not None and issubclass(admin_class, RoleAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def register_view(
        self,
        path: str,
        view: View,
        name: str,
        title: str,
        *,
        description: str = "",
        roles: Iterable[Role] = STAFF_ROLES,
        count: Count | None = None,
        listed: bool = True,
    ) -> None:
        """Adds a page to the site and to its start page; its URL is `admin:<name>`, open to `roles` only.

        `count` is asked for on the start page alone. What is not `listed` is reached from another page.
        """
        self.pages.append(Page(path, view, name, title, description, tuple(roles), count, listed))

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_active and user.is_staff and user_of(request).has_role(*STAFF_ROLES))

    def get_urls(self) -> list[URLResolver | URLPattern]:
        own = [path(page.path, self.admin_view(for_roles(page)), name=page.name) for page in self.pages]
        return [*own, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        return context | {"pages": self.pages_of(request), "api_docs_url": reverse("docs")}

    def pages_of(self, request: HttpRequest) -> list[dict[str, Any]]:
        if not self.has_permission(request):
            return []
        seen = [page for page in self.pages if page.listed and user_of(request).has_role(*page.roles)]
        return [
            {
                "title": page.title,
                "description": page.description,
                "url": reverse(f"{self.name}:{page.name}"),
                "count": partial(page.count, request) if page.count else None,
            }
            for page in seen
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        if not self.has_permission(request):
            return []
        apps = list(self._build_app_dict(request, app_label).values())
        apps.sort(key=lambda app: (APP_ORDER.get(app["app_label"], 5), app["name"].lower()))
        for app in apps:
            app["models"].sort(key=self.order_of)
        return apps

    def order_of(self, entry: dict[str, Any]) -> tuple[int, str]:
        registered = self._registry[entry["model"]]
        return getattr(registered, "index_order", 100), str(entry["name"])


def for_roles(page: Page) -> View:
    @wraps(page.view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_of(request).has_role(*page.roles):
            raise PermissionDenied
        return page.view(request, *args, **kwargs)

    return guarded
