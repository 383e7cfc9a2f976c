"""Reading the fields of an entry: a value fit for its column, or Invalid with the field's path and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NoReturn, TypeVar

from config.base.errors import Invalid
from interviews.backfill.reading import decoded

Word = TypeVar("Word")

# Before this nobody had interviews on this program's forerunner: milliseconds taken for seconds, or none at all.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of the entry, and the way to it. Of several names the first one that holds something counts."""

    values: Mapping[str, Any]
    path: str = ""

    def refuse(self, name: str, reason: str) -> NoReturn:
        raise Invalid(reason, code="invalid", attr=f"{self.path}{name}")

    def found(self, *names: str) -> tuple[str, Any]:
        held = ((name, self.values.get(name)) for name in names)
        return next(((name, value) for name, value in held if value not in (None, "")), (names[0], None))

    def text(self, *names: str, longest: int) -> str:
        """ "" where there is none."""
        name, value = self.found(*names)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(name, "It is no text.")
        if len(value) > longest:
            self.refuse(name, f"At most {longest} characters.")
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            self.refuse(name, "It holds what is no character.")
        return value

    def key(self, name: str, longest: int) -> str:
        """An id of the other program: a text or a number."""
        value = self.values.get(name)
        if type(value) is int:
            return str(value)
        key = self.text(name, longest=longest).strip()
        if not key:
            self.refuse(name, "It is missing.")
        return key

    def number(self, name: str) -> Decimal | None:
        value = self.values.get(name)
        if value is None:
            return None
        if type(value) not in (int, Decimal) or not Decimal(value).is_finite():
            self.refuse(name, "It is no number.")
        return Decimal(value)

    def whole(self, name: str, most: int) -> int | None:
        """Rounded half up."""
        number = self.number(name)
        if number is None:
            return None
        if not 0 <= number <= most:
            self.refuse(name, f"It is 0 to {most}.")
        return int(number.to_integral_value(ROUND_HALF_UP))

    def percent(self, name: str) -> Decimal | None:
        """A score of 0-100 to one decimal. What is outside, the old program had made up: that is no score (D2)."""
        number = self.number(name)
        if number is None or not 0 <= number <= 100:
            return None
        return number.quantize(TENTH, ROUND_HALF_UP)

    def word(self, name: str, words: Mapping[str, Word]) -> Word | None:
        given = self.text(name, longest=100).strip().lower()
        if given and given not in words:
            self.refuse(name, f"One of {', '.join(words)}.")
        return words[given] if given else None

    def moment(self, name: str) -> datetime | None:
        """ISO 8601, or seconds since 1970. The old program wrote UTC without saying so."""
        value = self.values.get(name)
        if value in (None, ""):
            return None
        try:
            at = datetime.fromisoformat(value) if isinstance(value, str) else self.since_1970(name)
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            self.refuse(name, "It is no time such as 2025-01-31T09:30:00Z.")
        if at < EARLIEST:
            self.refuse(name, f"It is before {EARLIEST:%Y}.")
        return at

    def since_1970(self, name: str) -> datetime:
        return datetime.fromtimestamp(float(self.number(name) or 0), tz=UTC)

    def objects(self, name: str) -> list[Fields]:
        value = self.values[name]
        if not isinstance(value, list):
            self.refuse(name, "It is no list.")
        for place, item in enumerate(value):
            if not isinstance(item, dict):
                self.refuse(f"{name}[{place}]", "It is no object.")
        return [Fields(item, f"{self.path}{name}[{place}].") for place, item in enumerate(value)]

    def nested(self, name: str) -> Fields | None:
        """An object, a list, or the JSON text of either; a list is found under its field's own name."""
        value = self.values.get(name)
        if isinstance(value, str) and value:
            value = decoded(0, value).value
        if isinstance(value, list):
            return Fields({name: value}, self.path)
        if value in (None, ""):
            return None
        if not isinstance(value, dict):
            self.refuse(name, "It is neither an object nor a list.")
        return Fields(value, f"{self.path}{name}.")
