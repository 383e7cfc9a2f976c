"""The transition table itself, on a machine of its own."""

from __future__ import annotations

import pytest
from django.db.models import TextChoices

from config.base.errors import Conflict, InvalidTransition
from config.base.transitions import TransitionTable


class Door(TextChoices):
    OPEN = "open"
    SHUT = "shut"
    LOCKED = "locked"


DOOR = TransitionTable(
    "door",
    forward={
        Door.OPEN: frozenset({Door.SHUT}),
        Door.SHUT: frozenset({Door.OPEN, Door.LOCKED}),
        Door.LOCKED: frozenset(),
    },
    corrections={Door.LOCKED: frozenset({Door.SHUT})},
)


def test_allowed_names_the_targets_of_one_way_only() -> None:
    assert DOOR.allowed("shut") == {"open", "locked"}
    assert DOOR.allowed("locked") == frozenset()
    assert DOOR.allowed("locked", correcting=True) == {"shut"}
    assert DOOR.allowed("shut", correcting=True) == frozenset()
    assert DOOR.allowed("ajar") == frozenset()


def test_check_lets_an_allowed_step_pass() -> None:
    DOOR.check("open", "shut")
    DOOR.check("locked", "shut", correcting=True)


def test_check_says_what_may_follow() -> None:
    with pytest.raises(InvalidTransition) as caught:
        DOOR.check("shut", "shut")
    assert caught.value.detail == "The door is shut and cannot become shut: from there it can become locked or open."
    assert caught.value.code == "invalid_transition"
    assert isinstance(caught.value, Conflict)


def test_check_says_where_it_ends() -> None:
    with pytest.raises(InvalidTransition, match="The door is locked and cannot become open: nothing can follow it"):
        DOOR.check("locked", "open")


def test_pairs_are_all_steps_sorted_and_plain() -> None:
    assert DOOR.pairs() == [("locked", "shut"), ("open", "shut"), ("shut", "locked"), ("shut", "open")]
    assert all(type(value) is str for pair in DOOR.pairs() for value in pair)
