"""Gives a server what the project stands on, as far as the login may: the roles, who may act as them, the
schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandError
from django.db import ProgrammingError
from psycopg.errors import InsufficientPrivilege

from config.postgres import roles
from config.postgres.base import DatabaseWrapper


@dataclass(frozen=True)
class Step:
    """`sql` is run unless `question` says that it is done, as most logins may only ask."""

    question: str
    parameters: list[Any]
    sql: str

    def is_done(self, cursor: Any) -> bool:
        cursor.execute(self.question, self.parameters)
        return bool(cursor.fetchone()[0])


def prepare(connection: DatabaseWrapper) -> None:
    """Before migrations. A login which may not do it gets told what an administrator has to run once."""
    application_login = connection.settings_dict["USER"]
    with connection.as_login(), connection.cursor() as cursor:
        steps = _steps(cursor, application_login)
        for step in steps:
            if not step.is_done(cursor) and not (_try(cursor, step.sql) and step.is_done(cursor)):
                raise CommandError(_for_an_administrator(connection, steps))
    with connection.as_owner(), connection.cursor() as cursor:
        cursor.execute(roles.DEFAULT_PRIVILEGES)


def _steps(cursor: Any, application_login: str) -> list[Step]:
    cursor.execute("SELECT current_user, current_setting('server_version_num')::int")
    owner_login, version = cursor.fetchone()
    if owner_login in roles.APPLICATION_ROLES:
        raise CommandError(f"{owner_login} owns no tables: set DATABASE_OWNER_URL to the login of the owner.")
    application_login = application_login or owner_login
    # From 16 a membership may come without the right to act as the role.
    acting = "SET" if version >= 160000 else "MEMBER"
    return [
        Step(
            "SELECT count(*) = %s FROM pg_roles WHERE rolname = ANY (%s)",
            [len(roles.ROLES), list(roles.ROLES)],
            roles.CREATE_ROLES,
        ),
        Step(
            "SELECT pg_has_role(%s, %s, %s) AND pg_has_role(%s, %s, %s)",
            [application_login, roles.LOGIN, acting, owner_login, roles.OWNER, acting],
            roles.memberships(application_login, owner_login),
        ),
        Step(roles.SCHEMA_IS_GRANTED, [list(roles.APPLICATION_ROLES)], roles.SCHEMA_GRANTS),
    ]


def _try(cursor: Any, statements: str) -> bool:
    """Whether the login was allowed to; the schema's owner is asked again, as PostgreSQL only warns others."""
    try:
        cursor.execute(statements)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege):
            raise
        return False
    return True


def _for_an_administrator(connection: DatabaseWrapper, steps: list[Step]) -> str:
    statements = "\n".join(step.sql.strip() for step in steps if step.sql)
    return (
        f"The login {connection.settings_dict['USER']!r} may not prepare the database. An administrator has to run "
        f"this once, in {connection.settings_dict['NAME']!r}:\n\n{statements}\n"
    )
