from __future__ import annotations

from django.db import DataError, connection, transaction

from config.postgres.identity import SYSTEM, acting_as
from config.postgres.tests.project.models import Box
from config.postgres.tests.project.people import counts, owner_of, refused


def _divide_by_zero() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")


def test_an_identity_is_not_held_over_to_the_rest_of_a_transaction() -> None:
    owner_of(1)
    with transaction.atomic():
        with acting_as(SYSTEM):
            assert Box.objects.count() > 0
        assert counts(None) == (0, 0)


def test_identities_alternate_within_a_transaction() -> None:
    first, second = owner_of(1), owner_of(2)
    with transaction.atomic():
        assert [counts(first), counts(second), counts(first)] == [(1, 1), (2, 2), (1, 1)]


def test_statements_that_name_no_rows_do_not_borrow_the_last_identity_either() -> None:
    owner_of(1)
    with transaction.atomic(), connection.cursor() as cursor:
        with acting_as(SYSTEM):
            Box.objects.count()
        cursor.execute("CREATE TEMP TABLE taken ON COMMIT DROP AS TABLE project_box")
        cursor.execute("SELECT count(*) FROM taken")
        assert cursor.fetchone() == (0,)
        cursor.execute("DO $$ BEGIN ASSERT (SELECT count(*) FROM project_box) = 0; END $$")


def test_an_aborted_transaction_can_be_rolled_back_and_asked_again() -> None:
    owner = owner_of(1)
    with acting_as(owner), refused(DataError, "division by zero"), transaction.atomic():
        _divide_by_zero()
    assert counts(owner) == (1, 1)


def test_a_savepoint_rolled_back_keeps_the_identity_of_whoever_asks() -> None:
    owner, other = owner_of(1), owner_of(2)
    with transaction.atomic():
        assert counts(owner) == (1, 1)
        with refused(DataError, "division by zero"), transaction.atomic(), acting_as(other):
            _divide_by_zero()
        assert counts(owner) == (1, 1)
        assert counts(None) == (0, 0)


def test_the_isolation_level_can_still_be_the_first_statement() -> None:
    owner = owner_of(1)
    with acting_as(owner), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert Box.objects.count() == 1


def test_a_transaction_costs_no_statement_more() -> None:
    owner = owner_of(1)
    connection.force_debug_cursor = True
    try:
        with acting_as(owner), transaction.atomic():
            before = len(connection.queries)
            Box.objects.count()
            assert len(connection.queries) == before + 1
            assert connection.queries[-1]["sql"].startswith("SELECT COUNT(*)")
    finally:
        connection.force_debug_cursor = False
