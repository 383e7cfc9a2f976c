"""Rules of single values, shared by API, back-office and import."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from config.base.errors import Invalid
from config.base.text import fold
from tracking.currencies import MINOR_UNITS

MAX_STAGES = 50
MAX_NAMES = 50
NAME_LENGTH = 200
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)


def check_date(day: date | None, attr: str) -> None:
    if day is not None and not EARLIEST <= day <= LATEST:
        raise Invalid(f"A date from {EARLIEST} to {LATEST}.", attr=attr)


def check_currency(code: str) -> None:
    if code not in MINOR_UNITS:
        raise Invalid("An ISO 4217 code in capitals, such as USD.", code="invalid_currency", attr="currency")


def check_amount(amount: Decimal | None, currency: str, attr: str) -> None:
    """No negative amounts, and no more decimals than the currency has."""
    if amount is None:
        return
    if not amount.is_finite() or amount < 0:
        raise Invalid("An amount of 0 or more.", attr=attr)
    units = min(MINOR_UNITS[currency], 2)
    if amount != round(amount, units):
        raise Invalid(f"{currency} has {units} decimals.", code="max_decimal_places", attr=attr)


def without_repeats(names: Iterable[str]) -> list[str]:
    """Names in their order, those that fold alike once."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(fold(name), name.strip())
    return list(found.values())
