"""Cursors which send each statement together with the identity it is asked in.

Prefix and statement go as one message: one round trip, one transaction. The settings are local to it, so they
are gone afterwards, in autocommit too. Needs client-side binding, Django's default.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.backends.postgresql.base import CursorMixin
from psycopg import ClientCursor, Connection, ServerCursor, sql
from psycopg.abc import Params, Query
from psycopg.client_cursor import ClientCursorMixin
from psycopg.pq import TransactionStatus

from config.postgres.errors import IdentityMissing
from config.postgres.identity import NOBODY, current

_LEADING = r"(?>\s+|\(|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*+"
# Outside a transaction no setting is left over, so what is not named here sees nothing, and VACUUM stays
# possible.
_CARRIES = re.compile(
    _LEADING + r"(?:select|insert|update|delete|with|merge|explain|values|table|execute|do|create\s+temp(?:orary)?)\b",
    re.IGNORECASE | re.DOTALL,
)
# Inside one the last identity still holds, so everything carries its own, except what moves the transaction
# itself.
_MOVES_TRANSACTION = re.compile(
    _LEADING + r"(?:begin|start|savepoint|release|rollback|abort|commit|end|prepare\s+transaction|set\s+transaction)\b",
    re.IGNORECASE | re.DOTALL,
)


class IdentityCursor(CursorMixin, ClientCursor[Any]):
    """Every cursor of the application's connections. With no identity, a statement is nobody's and sees no
    rows.
    """

    sent_before = ""  # the last statement

    def execute(self, query: Query, params: Params | None = None, **kwargs: Any) -> IdentityCursor:
        text = _text(query, self)
        self.sent_before = self._prefix(text)
        super().execute(self.sent_before + text, params, **kwargs)
        while self.sent_before and self.nextset():
            pass  # to the statement's own result, which is the last one
        return self

    def executemany(self, query: Query, params_seq: Iterable[Params], **kwargs: Any) -> None:
        self.settle()
        super().executemany(query, params_seq, **kwargs)

    def stream(self, query: Query, params: Params | None = None, **kwargs: Any) -> Iterator[Any]:
        self.settle()
        yield from super().stream(query, params, **kwargs)

    def copy(self, statement: Query, params: Params | None = None, **kwargs: Any) -> Any:
        self.settle()
        return super().copy(statement, params, **kwargs)

    def settle(self) -> None:
        """The identity as a statement of its own, which only a transaction keeps: for what takes no prefix."""
        identity = current()
        if self.connection.autocommit and self.connection.pgconn.transaction_status == TransactionStatus.IDLE:
            if identity is not None:
                raise IdentityMissing("executemany, stream and copy carry an identity only inside a transaction")
            return
        super().execute((identity or NOBODY).prefix)

    def _prefix(self, text: str) -> str:
        status = self.connection.pgconn.transaction_status
        if status == TransactionStatus.INTRANS:
            return "" if _MOVES_TRANSACTION.match(text) else (current() or NOBODY).prefix
        identity = current()
        if identity is None or status == TransactionStatus.INERROR or not _CARRIES.match(text):
            return ""
        return identity.prefix


class IdentityServerCursor(CursorMixin, ClientCursorMixin[Connection[Any], Any], ServerCursor[Any]):
    """A named cursor (`.iterator()` in a transaction): asks for each page in the name of who opened it.

    PostgreSQL evaluates `current_setting` when it fetches, so a statement sent between two pages in another
    name would otherwise decide what the next page holds.
    """

    def execute(self, query: Query, params: Params | None = None, **kwargs: Any) -> IdentityServerCursor:
        self._opened_by = current() or NOBODY
        self._settle()
        super().execute(query, params, **kwargs)
        return self

    def fetchone(self) -> Any:
        self._settle()
        return super().fetchone()

    def fetchmany(self, size: int = 0) -> list[Any]:
        self._settle()
        return super().fetchmany(size)

    def fetchall(self) -> list[Any]:
        self._settle()
        return super().fetchall()

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        while page := self.fetchmany(self.itersize):
            yield from page

    def __next__(self) -> Any:
        if (row := self.fetchone()) is None:
            raise StopIteration
        return row

    def _settle(self) -> None:
        ClientCursor(self.connection).execute(self._opened_by.prefix)


def _text(query: Query, context: IdentityCursor) -> str:
    if isinstance(query, str):
        return query
    if isinstance(query, bytes):
        return query.decode(context.connection.info.encoding)
    return sql.as_string(query, context)
