"""System checks of the house itself."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver


@register()
def every_api_view_names_its_permission(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A view that forgets is closed to everyone by default; better it is noticed before anyone calls it."""
    from config.base.api.permissions import Nobody

    forgotten = [route for route, view in api_views() if Nobody in getattr(view, "permission_classes", [Nobody])]
    return [Error(f"{route} names no permission.", id="base.E001") for route in forgotten]


def api_views() -> list[tuple[str, Any]]:
    """(route, view class) of everything below /api/ that DRF serves."""
    found: list[tuple[str, Any]] = []
    walk(get_resolver().url_patterns, "", found)
    return [(route, view) for route, view in found if route.startswith("api/")]


def walk(patterns: list[Any], prefix: str, found: list[tuple[str, Any]]) -> None:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            walk(pattern.url_patterns, route, found)
        elif isinstance(pattern, URLPattern) and hasattr(pattern.callback, "cls"):
            found.append((route, pattern.callback.cls))
