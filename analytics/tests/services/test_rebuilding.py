"""Making facts and tallies anew."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from analytics.models import ChangedProcess, ProcessFact, Tally
from analytics.services.rebuilding import STEPS, rebuild, rebuild_tallies
from analytics.tests.changing import World
from analytics.tests.folded import fold_all
from analytics.tests.recount import assert_exact, assert_folded
from analytics.tests.services.test_checking import WRONG

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    found = World(8)
    for _ in range(60):
        found.change()
    return found


def test_rebuilding_counts_what_is_there(world: World) -> None:
    told: list[str] = []
    assert rebuild(told.append) == ProcessFact.objects.count() > 5
    assert told == list(STEPS)
    assert told[:4] == ["facts", "what interviewers said", "by role", "by all"]
    assert_exact()
    assert_folded()


def test_what_waits_goes_with_it_and_what_comes_after_is_folded(world: World) -> None:
    rebuild()
    assert not ChangedProcess.objects.exists()
    world.make_many()
    assert_exact(10)
    fold_all()
    assert_folded()


def test_rebuilding_puts_anything_right(world: World) -> None:
    fold_all()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE analytics_tally SET started = 99")
        cursor.execute("UPDATE analytics_processfact SET offered = 7, spans = '{}', lengths = '{}'")
        cursor.execute("DELETE FROM analytics_spantally")
    rebuild()
    assert_folded()


@pytest.mark.parametrize("kind", WRONG)
def test_each_difference_is_put_right(world: World, kind: str) -> None:
    fold_all()
    with connection.cursor() as cursor:
        cursor.execute(WRONG[kind][0])
    rebuild()
    assert_folded()


def test_what_is_right_is_not_written_again(world: World) -> None:
    rebuild()
    before = places()
    rebuild()
    assert places() == before
    with connection.cursor() as cursor:
        cursor.execute("UPDATE analytics_spantally SET n = n + 1 WHERE dim = 'all'")
        changed = cursor.rowcount
    rebuild()
    after = places()
    assert {table for table in TABLES if after[table] != before[table]} == {"analytics_spantally"}
    assert len(after["analytics_spantally"] - before["analytics_spantally"]) == changed > 0


TABLES = (
    *("analytics_processfact", "analytics_tally", "analytics_spantally"),
    *("analytics_seatfact", "analytics_seattally"),
)


def places() -> dict[str, set[str]]:
    """Where each row lies: one that is written again lies elsewhere."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT ctid::text FROM {table}")
            found[table] = {place for (place,) in cursor.fetchall()}
            assert found[table]
    return found


def test_tallies_are_made_from_the_facts_alone(world: World) -> None:
    fold_all()
    Tally.objects.all().delete()
    facts = list(ProcessFact.objects.order_by("pk").values_list())
    rebuild_tallies()
    assert list(ProcessFact.objects.order_by("pk").values_list()) == facts
    assert_folded()


def test_days_are_those_of_the_zone(world: World, settings: Any) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Honolulu"):
        settings.BUSINESS_TIME_ZONE = ZoneInfo(zone)
        rebuild()
        fold_all()
        assert_folded()


def test_of_nothing_nothing_is_made() -> None:
    assert rebuild() == 0
    assert not Tally.objects.exists()
