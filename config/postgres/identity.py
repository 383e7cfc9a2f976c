"""In whose name a statement is sent: who asks, and by which role the policies judge it.

The identity is a context variable, never a property of a connection. The cursor reads it for each statement,
so a pooled connection, a rollback or an exception has nothing to hold over to the next person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar, get_args
from uuid import UUID

Row = TypeVar("Row")
IdentityRole = Literal["app_rw", "app_panel", "app_all"]


@dataclass(frozen=True)
class Identity:
    """`app_rw` sees what `user_id` owns, `app_panel` what their panels interview, `app_all` everything."""

    user_id: UUID | None
    role: IdentityRole

    def __post_init__(self) -> None:
        if self.user_id is not None and not isinstance(self.user_id, UUID):
            raise TypeError(f"user_id is a UUID or None, not {type(self.user_id).__name__}")
        if self.role not in get_args(IdentityRole):
            raise ValueError(f"no such role: {self.role!r}")

    @cached_property
    def prefix(self) -> str:
        """What goes before a statement: settings which last as long as its transaction.

        A UUID and three names hold neither quotes nor per cent signs, so this needs no escaping, whether or
        not the statement has parameters.
        """
        user_id = "" if self.user_id is None else str(self.user_id)
        return f"SELECT set_config('app.user_id', '{user_id}', true), set_config('role', '{self.role}', true); "


NOBODY = Identity(None, "app_rw")
SYSTEM = Identity(None, "app_all")

_current: ContextVar[Identity | None] = ContextVar("identity", default=None)


def current() -> Identity | None:
    return _current.get()


def become(identity: Identity | None) -> None:
    """For the rest of the context. Whoever opened the context (the outermost middleware) closes it by
    `acting_as`.
    """
    _current.set(identity)


@contextmanager
def acting_as(identity: Identity | None) -> Iterator[None]:
    token = _current.set(identity)
    try:
        yield
    finally:
        _current.reset(token)


def stream(rows: Iterable[Row]) -> Iterator[Row]:
    """A streaming response's rows: the caller's identity holds around each step, never between two.

    Rows made after the middleware has gone would see nothing, and `with acting_as(..)` inside a generator
    would leave its identity behind in whatever runs between two steps.
    """
    identity = current()

    def steps(iterator: Iterator[Row]) -> Iterator[Row]:
        while True:
            with acting_as(identity):
                try:
                    row = next(iterator)
                except StopIteration:
                    return
            yield row

    return steps(iter(rows))
