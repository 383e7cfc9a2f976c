"""What people take for the same name folds alike; what they tell apart stays apart."""

from __future__ import annotations

import unicodedata

import pytest

from config.base.text import fold

NFD_CAFE = unicodedata.normalize("NFD", "Café")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Amazon", "amazon"),
        ("  AMAZON \t web\n", "amazon web"),
        ("Amazon\u00a0Web", "amazon web"),  # no-break space
        ("\u3000Amazon", "amazon"),  # ideographic space
        ("ＡＭＡＺＯＮ", "amazon"),  # full-width
        ("A\u200bma\u200czon\ufeff", "amazon"),  # zero-width space, non-joiner, byte order mark
        ("\u202eAmazon\u202c", "amazon"),  # right-to-left override
        ("Ama\u00adzon", "amazon"),  # soft hyphen
        (NFD_CAFE, "café"),
        ("CAFÉ", "café"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("ﬁnTech", "fintech"),  # a ligature
        ("①", "1"),
        ("Ω", "ω"),  # the ohm sign is the letter
        ("", ""),
        (" \u200b\u2060 ", ""),
    ],
)
def test_fold(name: str, key: str) -> None:
    assert fold(name) == key


@pytest.mark.parametrize(
    "name", ["Café", NFD_CAFE, "İstanbul", "ΣΊΣΥΦΟΣ", "ǰ", "한국", "ﷺ", "a\u0345\u0301", "Ｋ\u200bＡ"]
)
def test_fold_of_a_key_is_the_key(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(("one", "other"), [("Café", "Cafe"), ("Meta", "Мeta"), ("C", "C++"), ("Ab Inc", "AbInc")])
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)
