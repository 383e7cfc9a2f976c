"""Rollup = recount, after any sequence of changes: before folding, between folds and after."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from analytics.models import ChangedProcess
from analytics.services.folding import fold_step
from analytics.tests.changing import EVERY_KIND, World
from analytics.tests.folded import fold_all
from analytics.tests.recount import assert_exact, assert_folded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CHANGES = 75
SOME = 8
ZONES = {"east": "Pacific/Kiritimati", "west": "Pacific/Honolulu", "utc": "UTC"}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("seed", range(4))
def test_figures_are_exact_after_any_changes(seed: int, zone: str, settings: Any) -> None:
    settings.BUSINESS_TIME_ZONE = ZoneInfo(ZONES[zone])
    world, partly = World(seed * 10 + len(zone)), 0
    for number in range(1, CHANGES + 1):
        world.change()
        if number % 15 == 0:
            assert_exact(SOME, number)
            fold_step(at_most=world.dice.choice([1, 5, 12]))
            partly += ChangedProcess.objects.exists()
            assert_exact(SOME, number)
    assert partly
    fold_all()
    assert_exact()
    assert_folded()


def test_every_kind_of_change_comes_about() -> None:
    """None of them is refused always, so that the sequences above are of all kinds."""
    world = World(1)
    for _ in range(400):
        world.change()
    assert set(world.done) == EVERY_KIND
