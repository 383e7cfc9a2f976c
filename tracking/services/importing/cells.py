"""Reading single cells: text in, a value fit for its column out, or a ValueError that says why not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from config.base.errors import Invalid
from config.base.text import fold
from tracking.models.offers import AMOUNTS
from tracking.services.names import check_name
from tracking.validators import (
    MAX_NAMES,
    MAX_STAGES,
    NAME_LENGTH,
    check_amount,
    check_currency,
    check_date,
    without_repeats,
)

Value = TypeVar("Value")

TEXT_LENGTH = 20_000
EMAIL_LENGTH = 254
LARGEST_AMOUNT = Decimal(10) ** 12
TERMS = (*AMOUNTS, "currency", "start_date", "expires_at", "other_benefits")
UUID_TEXT = re.compile("-".join(f"[0-9a-fA-F]{{{length}}}" for length in (8, 4, 4, 4, 12)))
# PostgreSQL's own way to write a list of texts: {Ada,"Grace Hopper"}
ARRAY_ITEM = re.compile(r'(?:"((?:[^"\\]|\\.)*)"|([^",{}\\]+))(?:,|\Z)', re.DOTALL)


class Cells:
    """One row's cells. What cannot be read is None and a problem, so that a row tells all that is wrong with it."""

    __slots__ = ("problems", "values")

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.problems: list[str] = []

    def read(self, column: str, parse: Callable[[str], Value], *, required: bool = False) -> Value | None:
        text = self.values[column].strip()
        if not text:
            if required:
                self.refuse(column, "it is empty.")
            return None
        try:
            return parse(text)
        except Invalid as error:
            self.refuse(column, error.detail)
        except ValueError as error:
            self.refuse(column, str(error))
        return None

    def choice(self, column: str, choices: Collection[str]) -> str | None:
        text = self.values[column].strip()
        if text in choices:
            return text
        self.refuse(column, f"{quoted(text)} is not one of {', '.join(choices)}.")
        return None

    def refuse(self, column: str, reason: str) -> None:
        self.problems.append(f"{column}: {reason}")


def quoted(text: str) -> str:
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def parse_id(text: str) -> str:
    if not UUID_TEXT.fullmatch(text):
        raise ValueError(f"{quoted(text)} is not a UUID.")
    return text.lower()


@lru_cache(maxsize=10_000)
def parse_name(text: str) -> tuple[str, str]:
    """The name, and the key it is matched by."""
    check_name(text, "name")
    return text, fold(text)


def parse_short_text(text: str) -> str:
    if len(text) > NAME_LENGTH:
        raise ValueError(f"at most {NAME_LENGTH} characters.")
    return text


def parse_text(text: str) -> str:
    if len(text) > TEXT_LENGTH:
        raise ValueError(f"at most {TEXT_LENGTH} characters.")
    return text


def parse_email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError(f"{quoted(text)} is not an e-mail address.") from None
    if len(text) > EMAIL_LENGTH:
        raise ValueError(f"at most {EMAIL_LENGTH} characters.")
    return text


@lru_cache(maxsize=10_000)
def parse_day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a date such as 2025-01-31.") from None
    check_date(day, "date")
    return day.isoformat()


def parse_moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a time such as 2025-01-31T09:30:00+00.") from None
    if moment.tzinfo is None:
        raise ValueError(f"{quoted(text)} lacks its time zone, such as +00.")
    check_date(moment.date(), "time")
    return moment


@lru_cache(maxsize=100)
def parse_rating(text: str) -> int:
    if text not in ("1", "2", "3", "4", "5"):
        raise ValueError(f"{quoted(text)} is not a whole number from 1 to 5.")
    return int(text)


@lru_cache(maxsize=100)
def parse_order(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= MAX_STAGES:
        raise ValueError(f"{quoted(text)} is not a place from 1 to {MAX_STAGES}: a process has no more stages.")
    return int(text)


@lru_cache(maxsize=10_000)
def parse_names(text: str) -> str:
    """A list of names, checked and written anew."""
    names = without_repeats(array_items(text))
    if len(names) > MAX_NAMES:
        raise ValueError(f"at most {MAX_NAMES} names.")
    for name in names:
        check_name(name, "names")
    return array_literal(names)


def array_items(text: str) -> list[str]:
    if not (text.startswith("{") and text.endswith("}")):
        raise ValueError(f'{quoted(text)} is not a list such as {{"Ada Byron","Grace Hopper"}}.')
    inner, position = text[1:-1], 0
    items: list[str] = []
    while position < len(inner) or (items and inner[position - 1] == ","):
        found = ARRAY_ITEM.match(inner, position)
        if found is None or found[2] == "NULL":
            raise ValueError(f"{quoted(text)} is not a list of names.")
        items.append(found[2] if found[1] is None else re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL))
        position = found.end()
    return items


def array_literal(items: list[str]) -> str:
    escaped = (item.replace("\\", "\\\\").replace('"', '\\"') for item in items)
    return "{" + ",".join(f'"{item}"' for item in escaped) + "}"


def parse_terms(text: str) -> dict[str, Any]:
    """An offer's terms, from a JSON object; refuses what it does not know rather than lose it."""
    try:
        terms = json.loads(text, parse_int=Decimal, parse_float=Decimal, parse_constant=refuse_constant)
    except (ValueError, RecursionError, InvalidOperation):
        raise ValueError("not valid JSON.") from None
    if not isinstance(terms, dict):
        raise ValueError("not a JSON object.")
    unknown = sorted(set(terms) - set(TERMS))
    if unknown:
        raise ValueError(f"{quoted(unknown[0])} is not one of {', '.join(TERMS)}.")
    given = {name: value for name, value in terms.items() if value not in (None, "")}
    currency = given.get("currency", "")
    if currency or any(name in given for name in AMOUNTS):
        check_currency(currency if isinstance(currency, str) else "")
    readers: dict[str, Callable[[str], Any]] = {
        "start_date": parse_day,
        "expires_at": parse_moment,
        "other_benefits": parse_said,
    }
    read = {name: readers[name](as_text(name, given[name])) for name in readers if name in given}
    amounts = {name: parse_amount(name, given[name], currency) for name in AMOUNTS if name in given}
    return {"currency": currency, **amounts, **read}


def refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number.")


def as_text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} is not a text.")
    return value


def parse_said(text: str) -> str:
    """Text out of JSON, whose escapes can say what a database cannot keep."""
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("other_benefits holds a character that cannot be stored.")
    return parse_text(text)


def parse_amount(name: str, value: Any, currency: str) -> Decimal:
    try:
        amount = value if isinstance(value, Decimal) else Decimal(as_text(name, value))
    except InvalidOperation:
        raise ValueError(f"{name} is not an amount.") from None
    if not amount.is_finite() or not 0 <= amount < LARGEST_AMOUNT:
        raise ValueError(f"{name} is not an amount from 0 to {LARGEST_AMOUNT - 1:f}.")
    check_amount(amount, currency, name)
    return amount
