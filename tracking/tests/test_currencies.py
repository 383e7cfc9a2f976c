"""ISO 4217, as far as people are paid in it."""

from __future__ import annotations

import pytest

from tracking.currencies import MINOR_UNITS, THREE_DECIMALS, TWO_DECIMALS, ZERO_DECIMALS


@pytest.mark.parametrize(
    ("code", "units"), [("USD", 2), ("EUR", 2), ("GBP", 2), ("INR", 2), ("JPY", 0), ("KRW", 0), ("BHD", 3), ("KWD", 3)]
)
def test_decimals(code: str, units: int) -> None:
    assert MINOR_UNITS[code] == units


def test_each_code_stands_in_one_list_once_and_in_capitals() -> None:
    codes = [*ZERO_DECIMALS.split(), *TWO_DECIMALS.split(), *THREE_DECIMALS.split()]
    assert len(codes) == len(set(codes)) == len(MINOR_UNITS)
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in codes)


@pytest.mark.parametrize("code", ["XXX", "XTS", "XAU", "usd", "DEM", ""])
def test_no_pay_in_test_codes_metals_or_bygone_money(code: str) -> None:
    assert code not in MINOR_UNITS
