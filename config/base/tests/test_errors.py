"""Refusals carry a sentence, a code for programs, and the field at fault."""

from __future__ import annotations

import pytest

from config.base.errors import Conflict, DomainError, Forbidden, Invalid, InvalidTransition, Missing, Stale

CODES = {
    Invalid: "invalid",
    Forbidden: "permission_denied",
    Missing: "not_found",
    Conflict: "conflict",
    InvalidTransition: "invalid_transition",
}


@pytest.mark.parametrize(("error", "code"), CODES.items())
def test_each_refusal_has_its_own_code(error: type[DomainError], code: str) -> None:
    refusal = error("No.")
    assert (refusal.code, refusal.detail, refusal.attr, str(refusal)) == (code, "No.", None, "No.")


def test_code_and_field_can_be_named() -> None:
    refusal = Invalid("No.", code="too_long", attr="name")
    assert (refusal.code, refusal.attr) == ("too_long", "name")
    assert Invalid.code == "invalid"


def test_stale_says_what_to_do() -> None:
    assert Stale().code == "stale"
    assert "Read it again" in Stale().detail


def test_a_wrong_state_is_a_conflict_and_no_missing_right() -> None:
    assert issubclass(InvalidTransition, Conflict)
    assert not issubclass(InvalidTransition, Forbidden)
