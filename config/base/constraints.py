"""What the database refused, in the words that its constraint carries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.apps import apps
from django.db import DatabaseError, models

from config.base.errors import Conflict, DomainError, Invalid, Missing

BUSY = "Someone else is changing the same thing. Try again in a moment."


def refusal_for(error: DatabaseError) -> DomainError | None:
    """The refusal that a person can act on; None where the error is a bug of ours."""
    cause = error.__cause__
    if isinstance(cause, psycopg.errors.IntegrityError):
        return from_constraint(cause)
    if isinstance(cause, psycopg.errors.DataError):
        return Invalid("A value is outside of what can be stored.", code="out_of_range")
    if isinstance(cause, (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)):
        return Conflict(BUSY, code="busy")
    if isinstance(cause, psycopg.errors.InsufficientPrivilege):
        return Missing("Not found.")
    return None


def from_constraint(cause: psycopg.errors.IntegrityError) -> DomainError | None:
    constraint = model_constraint(cause.diag.constraint_name or "")
    if constraint is None:
        return None
    message, code = str(constraint.violation_error_message), constraint.violation_error_code or "invalid"
    if isinstance(cause, psycopg.errors.UniqueViolation):
        return Conflict(message, code=code)
    return Invalid(message, code=code)


def model_constraint(name: str) -> models.BaseConstraint | None:
    found: Any = (c for model in apps.get_models() for c in model._meta.constraints if c.name == name)
    return next(found, None)


@contextmanager
def refusals() -> Iterator[None]:
    """Turns the database's refusals into the domain's: for callers that show the sentence themselves."""
    try:
        yield
    except DatabaseError as error:
        refusal = refusal_for(error)
        if refusal is None:
            raise
        raise refusal from error
