"""Prepared statements outlive their transaction, answer in the name of who asks, and fail like any statement."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from config.postgres.identity import NOBODY, SYSTEM, acting_as
from config.postgres.prepared import fetch_prepared

pytestmark = pytest.mark.django_db

WHO = "SELECT current_user::text, current_setting('app.user_id', true) || $1"


def test_it_outlives_a_rollback() -> None:
    with transaction.atomic():
        fetch_prepared("SELECT $1 + 1", ["int"], [2])
        transaction.set_rollback(True)
    assert fetch_prepared("SELECT $1 + 1", ["int"], [2]) == [(3,)]


def test_it_answers_who_asks(recruiter: Any) -> None:
    for identity, role in ((SYSTEM, "app_all"), (NOBODY, "app_rw"), (None, "app_rw"), (SYSTEM, "app_all")):
        with acting_as(identity):
            assert fetch_prepared(WHO, ["text"], ["!"]) == [(role, "!")]


def test_a_refusal_is_djangos() -> None:
    for _ in range(2):
        with pytest.raises(ProgrammingError), transaction.atomic():
            fetch_prepared("SELECT nowhere, $1", ["int"], [1])
