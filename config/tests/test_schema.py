"""The OpenAPI description builds without a warning, is valid, and describes every route."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config.base.checks import api_views


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file: Path = tmp_path_factory.mktemp("schema") / "schema.json"
    call_command(
        "spectacular", format="openapi-json", file=str(file), fail_on_warn=True, validate=True, stderr=StringIO()
    )
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def test_every_route_is_described(schema: dict[str, Any]) -> None:
    described = {re.sub(r"\{[^}]+\}", "{}", path.lstrip("/")) for path in schema["paths"]}
    ours = {
        re.sub(r"<[^>]+>", "{}", route)
        for route, view in api_views()
        if not issubclass(view, (SpectacularAPIView, SpectacularSwaggerSplitView))
    }
    assert ours - described == set()


def test_every_operation_says_what_it_is_for(schema: dict[str, Any]) -> None:
    silent = [
        f"{method} {path}"
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if not (operation.get("description") or operation.get("summary"))
    ]
    assert silent == []


def test_operations_have_names_of_their_own(schema: dict[str, Any]) -> None:
    ids = [operation["operationId"] for methods in schema["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))


def test_the_description_has_the_status_diagram(schema: dict[str, Any]) -> None:
    assert "stateDiagram-v2" in schema["info"]["description"]
