"""Columns that several tables have."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from interviews.validators import TAG_LENGTH, TEXT_LENGTH


def tags_field(**kwargs: Any) -> ArrayField[Any, Any]:
    """Skills and topics: lower case, in the usual name of the technology."""
    return ArrayField(models.CharField(max_length=TAG_LENGTH), default=list, blank=True, **kwargs)


def texts_field(**kwargs: Any) -> ArrayField[Any, Any]:
    return ArrayField(models.TextField(max_length=TEXT_LENGTH), default=list, blank=True, **kwargs)


def score_field(help_text: str) -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=4, decimal_places=1, null=True, editable=False, help_text=help_text)
