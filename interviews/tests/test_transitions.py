"""A session's machine, each status against each target: the table written out once more, by hand."""

from __future__ import annotations

from itertools import product

import pytest

from config.base.errors import InvalidTransition
from interviews.enums import SessionStatus
from interviews.transitions import SESSION

STEPS = {("created", "in_progress"), ("in_progress", "completed"), ("in_progress", "abandoned")}


@pytest.mark.parametrize(("old", "new"), list(product(SessionStatus.values, repeat=2)))
def test_step(old: str, new: str) -> None:
    if (old, new) in STEPS:
        SESSION.check(old, new)
    else:
        with pytest.raises(InvalidTransition):
            SESSION.check(old, new)


@pytest.mark.parametrize(("old", "new"), list(product(SessionStatus.values, repeat=2)))
def test_nothing_is_corrected(old: str, new: str) -> None:
    with pytest.raises(InvalidTransition):
        SESSION.check(old, new, correcting=True)


def test_the_database_enforces_the_same_steps() -> None:
    assert set(SESSION.pairs()) == STEPS


def test_every_status_has_its_row_and_is_open_or_ended() -> None:
    assert set(SESSION.forward) == set(SessionStatus)
    assert sorted((*SessionStatus.OPEN, *SessionStatus.ENDED)) == sorted(SessionStatus.values)
