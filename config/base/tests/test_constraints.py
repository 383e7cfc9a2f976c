"""The database's refusals in the domain's words."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from config.base.constraints import model_constraint, refusal_for, refusals
from config.base.errors import Conflict, DomainError, Invalid, Missing


def caused_by(cause: Exception) -> DatabaseError:
    error = DatabaseError()
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("cause", "refusal", "code"),
    [
        (psycopg.errors.NumericValueOutOfRange(), Invalid, "out_of_range"),
        (psycopg.errors.LockNotAvailable(), Conflict, "busy"),
        (psycopg.errors.DeadlockDetected(), Conflict, "busy"),
        (psycopg.errors.InsufficientPrivilege(), Missing, "not_found"),
    ],
)
def test_kinds_of_refusals(cause: Exception, refusal: type[DomainError], code: str) -> None:
    found = refusal_for(caused_by(cause))
    assert type(found) is refusal
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("cause", [psycopg.errors.SyntaxError(), psycopg.errors.UniqueViolation()])
def test_a_bug_of_ours_is_no_refusal(cause: Exception) -> None:
    assert refusal_for(caused_by(cause)) is None
    with pytest.raises(DatabaseError), refusals():
        raise caused_by(cause)


@pytest.mark.django_db
def test_a_constraint_speaks_its_own_words() -> None:
    from tracking.tests.factories import CompanyFactory

    CompanyFactory(name="Acme")
    with pytest.raises(Conflict) as caught, refusals(), transaction.atomic():
        CompanyFactory(name="ACME")
    assert (caught.value.code, caught.value.detail) == ("name_taken", "A company of this name exists.")
    assert isinstance(caught.value.__cause__, IntegrityError)


@pytest.mark.django_db
def test_a_check_is_invalid_input() -> None:
    from tracking.tests.factories import StageFactory

    with pytest.raises(Invalid, match="technical_rating is 1 to 5"), refusals(), transaction.atomic():
        StageFactory(technical_rating=6)


@pytest.mark.django_db
def test_every_named_constraint_of_ours_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid"
            " WHERE c.contype IN ('c', 'u') AND t.relname LIKE 'tracking\\_%%' AND conname NOT LIKE 'tracking\\_%%'"
        )
        names = [name for (name,) in cursor.fetchall()]
    assert len(names) > 20
    assert [name for name in names if model_constraint(name) is None] == []
    assert model_constraint("no_such_constraint") is None
