"""`check --database default`: whom the application is logged in as. Row-level security does not bind
everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections

from config.postgres.base import DatabaseWrapper

_WHO = """
SELECT current_user, rolsuper, rolbypassrls, EXISTS (
    SELECT FROM pg_class c
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        AND pg_has_role(current_user, c.relowner, 'USAGE')
), (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user)
    OR pg_has_role(session_user, 'app_owner', 'MEMBER')
FROM pg_roles WHERE rolname = current_user
"""


@register(Tags.database)
def application_role_is_bound(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Not asked inside `migrate`, which is the owner while it runs."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if isinstance(connection, DatabaseWrapper) and not connection.is_owner:
            found += _judge(connection)
    return found


def _judge(connection: DatabaseWrapper) -> list[CheckMessage]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(_WHO)
            user, is_superuser, bypasses, owns_tables, login_may_be_more = cursor.fetchone()
    except DatabaseError as error:
        return [Error(f"The database does not let the application in: {error}", id="config_postgres.E001")]
    found: list[CheckMessage] = []
    if is_superuser or bypasses or owns_tables:
        message = Error if getattr(settings, "ENVIRONMENT", "local") == "production" else Warning
        found.append(
            message(
                f"Row-level security does not bind {user}: it is a superuser, has BYPASSRLS or owns tables.",
                hint="Log in as a member of app_rw, and migrate first, which makes the role.",
                id="config_postgres.E002",
            )
        )
    elif login_may_be_more:
        found.append(
            Warning(
                f"The application acts as {user}; its login may do more: act as the owner or as a superuser.",
                hint="Give DATABASE_URL a login that is only in app_rw, and DATABASE_OWNER_URL the owner's.",
                id="config_postgres.W003",
            )
        )
    return found
