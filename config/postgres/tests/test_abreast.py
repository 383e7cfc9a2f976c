"""Queries side by side find what they find one after another, in processes of their own and in the name of who asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from config.postgres.abreast import make_abreast
from config.postgres.identity import NOBODY, SYSTEM, Identity, acting_as

pytestmark = pytest.mark.django_db

RUNNING = """
SELECT %(name)s AS name, n, sum(n) OVER (ORDER BY n) AS so_far
  FROM generate_series(1, 3) AS n WHERE n {only} %(middle)s"""
WHO = "SELECT pg_backend_pid() AS process, current_user::text AS role, current_setting('app.user_id', true) AS who"


def made() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("TABLE made")
        found = cursor.fetchall()
        cursor.execute("DROP TABLE made")
    return found


@pytest.fixture
def others_only() -> None:
    """Our own process waits for the others, and takes no part."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL parallel_leader_participation = off")


def asked(sql: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: tuple[Any, ...] = cursor.fetchone()
    return found


@pytest.mark.parametrize("name", ["it's", "$query$", "100 %", "\\"])
def test_each_finds_its_part(name: str) -> None:
    halves = [RUNNING.format(only=only) for only in ("<", ">=")]
    for _ in range(2):
        make_abreast("made", halves, {"name": name, "middle": 2})
        assert sorted(made()) == [(name, 1, 1), (name, 2, 2), (name, 3, 5)]


def test_each_has_a_process_of_its_own(others_only: None) -> None:
    make_abreast("made", ["SELECT pg_backend_pid() AS process, pg_sleep(0.5)::text"] * 2, {})
    assert len({*asked("SELECT pg_backend_pid()"), *(process for process, _ in made())}) == 3


def test_they_ask_in_the_name_of_who_asks(others_only: None, recruiter: Any) -> None:
    for identity in (SYSTEM, NOBODY, Identity(recruiter.pk, "app_rw")):
        with acting_as(identity):
            ours, *who = asked(WHO)
            make_abreast("made", [WHO, WHO], {})
            assert [(process != ours, *found) for process, *found in made()] == [(True, *who)] * 2
            assert who == [identity.role, str(identity.user_id or "")]


def test_nothing_stays_of_what_is_refused() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        make_abreast("made", ["SELECT 1 AS n", "SELECT nowhere"], {})
    make_abreast("made", ["SELECT 1 AS n"], {})
    assert made() == [(1,)]
