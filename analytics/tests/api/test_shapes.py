"""The answers are what OpenAPI says they are, name by name."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import resolve
from rest_framework import serializers

from analytics.tests.api.conftest import Story
from analytics.tests.api.endpoints import FIGURES
from feedback.tests.evidence import said

pytestmark = pytest.mark.django_db


def differences(serializer: Any, value: Any, path: str = "") -> list[str]:
    if isinstance(serializer, serializers.ListSerializer):
        return [found for one in value for found in differences(serializer.child, one, f"{path}[]")]
    if not isinstance(serializer, serializers.Serializer):
        return []
    if value is None:
        return [] if serializer.allow_null else [f"{path} is null"]
    fields = serializer.fields
    found = [f"{path}.{name}" for name in set(fields) ^ set(value)]
    for name, field in fields.items():
        if value.get(name) is None and name in value and not field.allow_null:
            found.append(f"{path}.{name} is null")
        elif value.get(name) is not None:
            found += differences(field, value[name], f"{path}.{name}")
    return found


@pytest.mark.parametrize("path", FIGURES)
def test_answer_is_as_described(whole: Any, story: Story, interviewer: Any, path: str) -> None:
    for process in (story.hired, story.rejected):
        said(process.stages.first(), 4.0, interviewer)
    view = resolve(path.split("?", maxsplit=1)[0]).func.cls
    found = whole.get(path).json()
    assert differences(view.serializer_class(), found) == []


@pytest.mark.parametrize("path", FIGURES)
def test_answer_about_nothing_is_as_described(whole: Any, story: Story, path: str) -> None:
    view = resolve(path.split("?", maxsplit=1)[0]).func.cls
    joined = "&" if "?" in path else "?"
    assert differences(view.serializer_class(), whole.get(f"{path}{joined}since=2050-01-01").json()) == []
