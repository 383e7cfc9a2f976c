"""The four roles, what they may do, and the SQL that makes them. Every statement here may be run again.

- `app_owner` owns the database and its tables; only `migrate`, `flush` and the making of test databases log
  in so.
- `app_rw` is everything else: web, worker, admin, commands. It owns nothing, and sees the rows of one user.
- `app_all` sees all rows: what managers, the admin and jobs act as, statement by statement.
- `app_panel` sees what an interviewer's panels give them. Its policies are its own, so that those of the
  recruiters stay one comparison that an index answers.

`app_rw` does not inherit: its membership of the last two gives nothing until a statement takes the role.
"""

from __future__ import annotations

from psycopg import sql

OWNER = "app_owner"
LOGIN = "app_rw"
ALL = "app_all"
PANEL = "app_panel"

APPLICATION_ROLES = (LOGIN, ALL, PANEL)
ROLES = (OWNER, *APPLICATION_ROLES)

# CREATEDB is for test databases only, and from PostgreSQL 16 only who has it may give it.
CREATE_ROLES = f"""
DO $$
DECLARE
    gives_createdb boolean := (SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') THEN
        EXECUTE 'CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOBYPASSRLS'
            || CASE WHEN gives_createdb THEN ' CREATEDB' ELSE '' END;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{LOGIN}') THEN
        CREATE ROLE {LOGIN} LOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ALL}') THEN
        CREATE ROLE {ALL} NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{PANEL}') THEN
        CREATE ROLE {PANEL} NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
END $$;
GRANT {ALL}, {PANEL} TO {LOGIN};
"""  # noqa: S608 (names of our own)

SCHEMA_GRANTS = f"""
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO {OWNER};
GRANT USAGE ON SCHEMA public TO {", ".join(APPLICATION_ROLES)};
"""
SCHEMA_IS_GRANTED = f"""
SELECT has_schema_privilege('{OWNER}', 'public', 'CREATE') AND NOT has_schema_privilege('public', 'public', 'CREATE')
    AND (SELECT bool_and(has_schema_privilege(rolname, 'public', 'USAGE')) FROM pg_roles WHERE rolname = ANY (%s))
"""  # noqa: S608 (names of our own)

# Run as the owner: they hold for the tables it will make. TRUNCATE, TRIGGER and REFERENCES are not given.
# `loaddata` sets sequences.
DEFAULT_PRIVILEGES = f"""
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {", ".join(APPLICATION_ROLES)};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
    GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {", ".join(APPLICATION_ROLES)};
"""


def memberships(application_login: str, owner_login: str) -> str:
    """Lets a server's own logins act as our roles."""
    statements = [
        sql.SQL("GRANT {} TO {};").format(sql.Identifier(role), sql.Identifier(login))
        for role, login in ((LOGIN, application_login), (OWNER, owner_login))
        if login != role
    ]
    return "\n".join(statement.as_string() for statement in statements)
