"""The database backend, ENGINE = "config.postgres": Django's own, in somebody's name and on a server it may
start.
"""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql import base, operations
from django.db.backends.postgresql.psycopg_any import register_tzloader
from django.db.transaction import TransactionManagementError
from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool

from config.postgres.client import DatabaseClient
from config.postgres.cursor import IdentityCursor, IdentityServerCursor
from config.postgres.supervisor import EmbeddedPostgres


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> Any:
        """For `connection.queries`: the statement as it was written, without the identity that went before
        it.
        """
        sent = super().last_executed_query(cursor, sql, params)
        return sent and sent.removeprefix(getattr(cursor, "sent_before", ""))


class DatabaseWrapper(base.DatabaseWrapper):
    """Logged in as the application; only inside `as_owner()` as who owns the tables."""

    client_class = DatabaseClient
    ops_class = DatabaseOperations

    @property
    def embedded(self) -> EmbeddedPostgres | None:
        folder = self.settings_dict.get("EMBEDDED")
        return _server(folder, self.settings_dict["EMBEDDED_DURABLE"]) if folder else None

    @property
    def is_owner(self) -> bool:
        return bool(self.settings_dict.get("IS_OWNER"))

    @property
    def pool(self) -> Any:
        """The embedded server may be killed under a pool, whose own threads then connect anew: they start it,
        too.
        """
        pool = super().pool
        if pool is not None:
            pool._check = still_connected  # Django offers no other way to give a pool its check
        if pool is not None and self.embedded is not None and not callable(pool.conninfo):
            pool.conninfo = partial(_start_then_defaults, self.embedded)
        return pool

    def get_connection_params(self) -> dict[str, Any]:
        if self.embedded is not None:
            _start_once(self.embedded)
        params: dict[str, Any] = super().get_connection_params()
        return params if self.is_owner else {**params, "cursor_factory": IdentityCursor}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except OperationalError:
            if self.embedded is None or self.pool is not None:
                raise
            self.embedded.start()  # remembered as running, but it may have been killed since
            return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        if not name or self.is_owner:
            return super().create_cursor(name)
        cursor = IdentityServerCursor(self.connection, name, scrollable=False)
        register_tzloader(self.timezone, cursor)
        return cursor

    def chunked_cursor(self) -> Any:
        """For `.iterator()`. A named cursor outside a transaction would outlive its identity."""
        return super().chunked_cursor() if self.is_owner or self.in_atomic_block else self.cursor()

    @contextmanager
    def as_owner(self) -> Iterator[DatabaseWrapper]:
        """This alias, for a while connected as the owner of the tables, with a cursor that adds no identity."""
        owner = self.settings_dict["OWNER"]
        with self._logged_in(owner, owner["OPTIONS"]):
            yield self

    @contextmanager
    def as_login(self) -> Iterator[DatabaseWrapper]:
        """As the owner's login itself, acting as no role: before the roles exist."""
        owner = self.settings_dict["OWNER"]
        with self._logged_in(owner, {key: value for key, value in owner["OPTIONS"].items() if key != "options"}):
            yield self

    @contextmanager
    def _logged_in(self, owner: dict[str, Any], options: dict[str, Any]) -> Iterator[None]:
        if self.in_atomic_block:
            raise TransactionManagementError("Another login is another connection: not inside atomic()")
        self.close()
        with self._settings(owner, options):
            try:
                yield
            finally:
                self.close()

    @contextmanager
    def _settings(self, owner: dict[str, Any], options: dict[str, Any]) -> Iterator[None]:
        kept = self.settings_dict
        self.settings_dict = {**kept, **owner, "OPTIONS": options, "IS_OWNER": True}
        try:
            yield
        finally:
            self.settings_dict = kept

    @contextmanager
    def _nodb_cursor(self) -> Iterator[Any]:
        """Makes and drops test databases."""
        owner = self.settings_dict["OWNER"]
        with self._settings(owner, owner["OPTIONS"]), super()._nodb_cursor() as cursor:
            yield cursor


def still_connected(connection: Connection[Any]) -> None:
    """The pool's check of a connection before it is lent: asks the socket, and the server only where that is odd.

    Raises OperationalError for a connection that the server has closed. psycopg's own check is a round trip to the
    server, which would cost each request as much as its query.
    """
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    if socket.poll(0):
        ConnectionPool.check_connection(connection)


def connection_of(alias: str = DEFAULT_DB_ALIAS) -> DatabaseWrapper:
    """This thread's connection, as what it is."""
    connection = connections[alias]
    if not isinstance(connection, DatabaseWrapper):
        raise TypeError(f"{alias} is not on config.postgres")
    return connection


_seen_running: set[EmbeddedPostgres] = set()


@cache
def _server(folder: str, durable: bool) -> EmbeddedPostgres:
    return EmbeddedPostgres(Path(folder), durable=durable)


def _start_once(server: EmbeddedPostgres) -> None:
    """Once in a process; who later finds it gone starts it again."""
    if server not in _seen_running:
        server.start()
        _seen_running.add(server)


def _start_then_defaults(server: EmbeddedPostgres) -> str:
    server.start()
    return ""
