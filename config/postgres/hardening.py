"""What cannot be said in a migration, because a later migration would unsay it: run after every `migrate`, as
owner.

History is written by triggers alone. For the application its tables can be read, and nothing else, so a trail
cannot be forged or cut. They are found by convention, in the app registry:

- every event model of pghistory and its context table: SELECT only. The functions which fill them run as the
  owner (SECURITY DEFINER), and nobody else may hang them on a table of their own;
- every model with `append_only = True` on its class: SELECT and INSERT only.

Triggers cannot be switched off either: `pgtrigger.ignore` is a setting that any role may give itself, so the
function which reads it is replaced by one that answers no. pgtrigger's migrations put it back; the next run
replaces it again.
"""

from __future__ import annotations

import re
from typing import Any

import pghistory.models
from django.apps import apps
from psycopg import sql

from config.postgres.base import DatabaseWrapper
from config.postgres.roles import APPLICATION_ROLES

_WRITERS = """
SELECT DISTINCT p.oid::regprocedure::text
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND p.prosrc ~* %s
"""
_IGNORE_NOTHING = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN
    LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""


def history_tables() -> list[str]:
    """Written by triggers only."""
    kinds = (pghistory.models.Event, pghistory.models.Context)
    models = [model for model in apps.get_models() if issubclass(model, kinds) and model._meta.managed]
    return sorted({model._meta.db_table for model in models})


def append_only_tables() -> list[str]:
    models = [model for model in apps.get_models() if getattr(model, "append_only", False)]
    return sorted({model._meta.db_table for model in models} - set(history_tables()))


def harden(connection: DatabaseWrapper) -> None:
    """Once the tables are there; inside `connection.as_owner()`."""
    with connection.cursor() as cursor:
        made = set(connection.introspection.table_names(cursor))
        history = [table for table in history_tables() if table in made]
        for table in history:
            _revoke(cursor, table, "INSERT, UPDATE, DELETE")
        for table in append_only_tables():
            if table in made:
                _revoke(cursor, table, "UPDATE, DELETE")
        for function in _writers_of(cursor, history):
            cursor.execute(f"ALTER FUNCTION {function} SECURITY DEFINER SET search_path = public, pg_temp")
            cursor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        cursor.execute(_IGNORE_NOTHING)


def _writers_of(cursor: Any, tables: list[str]) -> list[str]:
    """The trigger functions that insert into one of these, with their argument types."""
    if not tables:
        return []
    names = "|".join(map(re.escape, tables))
    cursor.execute(_WRITERS, [rf'insert\s+into\s+("?public"?\.)?"?({names})\M'])
    return [function for (function,) in cursor.fetchall()]


def _revoke(cursor: Any, table: str, privileges: str) -> None:
    statement = sql.SQL(f"REVOKE {privileges} ON {{}} FROM {{}}").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, APPLICATION_ROLES))
    )
    cursor.execute(statement)
