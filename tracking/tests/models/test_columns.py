"""Every value of a vocabulary fits the column it is stored in, and every column with choices is guarded."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from tracking import enums

FIELDS = [
    pytest.param(field, id=f"{model.__name__}.{field.name}")
    for model in apps.get_app_config("tracking").get_models()
    if not model.__name__.endswith("Event")
    for field in model._meta.get_fields()
    if isinstance(field, models.CharField) and field.choices
]


@pytest.mark.parametrize("field", FIELDS)
def test_values_fit(field: models.CharField) -> None:
    longest = max((value for value, _ in field.flatchoices), key=len)
    assert field.max_length is not None
    assert len(longest) <= field.max_length


@pytest.mark.parametrize("field", FIELDS)
def test_a_check_names_the_column(field: models.CharField) -> None:
    checks = [c for c in field.model._meta.constraints if isinstance(c, models.CheckConstraint)]
    assert any(field.name in str(check.condition) for check in checks), f"no CHECK keeps {field} to its choices"


def test_status_changes_hold_every_status() -> None:
    from tracking.models import StatusChange

    statuses = (enums.ProcessStatus, enums.StageOutcome, enums.OfferStatus, enums.CandidateStatus)
    longest = max(len(value) for vocabulary in statuses for value in vocabulary.values)
    for name in ("from_status", "to_status"):
        assert StatusChange._meta.get_field(name).max_length >= longest


def test_every_choices_class_of_the_vocabulary_is_stored_somewhere() -> None:
    stored = {value for param in FIELDS for value, _ in param.values[0].flatchoices}
    declared = [obj for obj in vars(enums).values() if isinstance(obj, type) and issubclass(obj, models.TextChoices)]
    for vocabulary in declared:
        assert set(vocabulary.values) <= stored, vocabulary
