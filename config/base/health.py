"""Whether the server can do its work: `/health` for the world, `/health/ready` and `/metrics` for the operator."""

from __future__ import annotations

import hmac
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from config.base.network import is_loopback


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Public; says only whether the database answers."""
    ok = database_answers()
    return JsonResponse({"status": "ok" if ok else "unavailable"}, status=200 if ok else 503)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether the database answers and is migrated."""
    if not is_operator(request):
        return not_found()
    found: dict[str, Any] = {"database": database_answers()}
    if found["database"]:
        executor = MigrationExecutor(connection)
        found["migrated"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    ok = all(found.values())
    return JsonResponse({"status": "ok" if ok else "unavailable", **found}, status=200 if ok else 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not is_operator(request):
        return not_found()
    response: HttpResponse = ExportToDjangoView(request)
    return response


def is_operator(request: HttpRequest) -> bool:
    """From this machine itself, or with the operator's token."""
    expected = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return is_loopback(request) or bool(expected and hmac.compare_digest(given.encode(), expected.encode()))


def not_found() -> HttpResponse:
    error = {"code": "not_found", "detail": "Not found.", "attr": None}
    return JsonResponse({"type": "client_error", "errors": [error]}, status=404)
