"""Input that says exactly what is wrong: unknown fields are named, numbers are numbers, text has something to read."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields it does not know. Those of `read_as` are known but read-only: they are ignored,

    so that what was read can be sent back.
    """

    read_as: ClassVar[type[serializers.Serializer[Any]] | None] = None

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - self.known_fields())):
            detail = ErrorDetail("This field is not known here.", "unknown_field")
            raise ValidationError({name: [detail] for name in unknown})
        return super().to_internal_value(data)

    def known_fields(self) -> set[str]:
        return set(self.fields) | (set(self.read_as().fields) if self.read_as else set())


class NoFields(StrictSerializer):
    """The body of an action that takes none."""


class IntegerField(serializers.IntegerField):
    """A JSON integer: no text, no fraction, no true."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class BooleanField(serializers.BooleanField):
    """JSON's true or false, nothing that looks like them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class MoneyField(serializers.DecimalField):
    """An amount as decimal text or JSON number; never an exponent, never a float."""

    def __init__(self, **kwargs: Any) -> None:
        limits: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "min_value": Decimal(0)}
        super().__init__(**limits | kwargs)

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        return serializers.Field.validate_empty_values(self, data)  # DecimalField would take "" for null

    def to_internal_value(self, data: Any) -> Decimal:
        plain = isinstance(data, str) and data.isascii() and data.replace(".", "", 1).lstrip("-").isdigit()
        if not plain and type(data) not in (int, Decimal):
            self.fail("invalid")
        return super().to_internal_value(data)


class TextField(serializers.CharField):
    """Text in Unicode's composed form; what only looks empty (blanks, zero-width characters) is blank."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return unicodedata.normalize("NFC", super().to_internal_value(data))

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str) and is_blank(data):
            data = ""
        return super().run_validation(data)


class Choice(serializers.ChoiceField):
    """One of the values, as text and to the letter."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class UUIDText(serializers.UUIDField):
    """A UUID as text: DRF's own field would take a number for one."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


def is_blank(text: str) -> bool:
    """Nothing that leaves ink: only separators, controls and format characters."""
    return all(unicodedata.category(char)[0] in "ZC" for char in text)
