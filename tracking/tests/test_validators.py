"""Rules of single values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from config.base.errors import Invalid
from tracking.validators import check_amount, check_currency, check_date, without_repeats


@pytest.mark.parametrize("day", [None, date(1970, 1, 1), date(2026, 2, 28), date(2200, 12, 31)])
def test_date_in_range(day: date | None) -> None:
    check_date(day, "scheduled_date")


@pytest.mark.parametrize("day", [date.min, date(1969, 12, 31), date(2201, 1, 1), date.max])
def test_date_out_of_range(day: date) -> None:
    with pytest.raises(Invalid) as caught:
        check_date(day, "scheduled_date")
    assert caught.value.attr == "scheduled_date"


def test_currency() -> None:
    check_currency("USD")
    for code in ("usd", "XXX", "", "US", "USDD", " USD"):
        with pytest.raises(Invalid) as caught:
            check_currency(code)
        assert (caught.value.code, caught.value.attr) == ("invalid_currency", "currency")


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        (None, "USD"),
        ("0", "USD"),
        ("0.01", "USD"),
        ("120000.50", "EUR"),
        ("120000.5000", "EUR"),
        ("9000000", "JPY"),
        ("9000000.00", "JPY"),
        ("12.34", "KWD"),
    ],
)
def test_amount(amount: str | None, currency: str) -> None:
    check_amount(None if amount is None else Decimal(amount), currency, "base_salary")


@pytest.mark.parametrize("amount", ["-0.01", "-1", "NaN", "sNaN", "Infinity", "-Infinity"])
def test_amount_that_is_none(amount: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_amount(Decimal(amount), "USD", "base_salary")
    assert (caught.value.code, caught.value.attr) == ("invalid", "base_salary")


@pytest.mark.parametrize(("amount", "currency"), [("0.001", "USD"), ("0.5", "JPY"), ("1.234", "KWD")])
def test_amount_with_more_decimals_than_its_currency(amount: str, currency: str) -> None:
    """Three decimals of a dinar are not stored: the column has two."""
    with pytest.raises(Invalid) as caught:
        check_amount(Decimal(amount), currency, "base_salary")
    assert caught.value.code == "max_decimal_places"


def test_names_that_fold_alike_stand_once_as_first_written_in_their_order() -> None:
    assert without_repeats([" Ivan ", "Olga", "IVAN", "Ｉｖａｎ", "olga "]) == ["Ivan", "Olga"]
    assert without_repeats([]) == []
    assert without_repeats(["Café", "Cafe\u0301"]) == ["Café"]
