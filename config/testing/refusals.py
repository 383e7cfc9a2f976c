"""What every refusal of the API looks like."""

from __future__ import annotations

import json
from typing import Any


def codes_of(response: Any) -> list[str]:
    """The codes of a refusal, after a look at its form."""
    return [error["code"] for error in errors_of(response)]


def attrs_of(response: Any) -> list[str | None]:
    return [error["attr"] for error in errors_of(response)]


def errors_of(response: Any) -> list[dict[str, Any]]:
    assert response["Content-Type"].startswith("application/json"), response["Content-Type"]
    found = json.loads(response.content)
    assert set(found) == {"type", "errors"}, found
    assert found["type"] == ("validation_error" if is_validation(response, found) else "client_error"), found
    assert found["errors"], found
    assert all(set(error) == {"code", "detail", "attr"} for error in found["errors"]), found
    assert "Traceback" not in response.content.decode()
    errors: list[dict[str, Any]] = found["errors"]
    return errors


def is_validation(response: Any, found: dict[str, Any]) -> bool:
    return response.status_code == 400 and found["type"] == "validation_error"
