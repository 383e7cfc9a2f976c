"""The walls as the database has them: every table behind one or excused, history closed, logins without privileges."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from config.postgres.hardening import append_only_tables, history_tables
from config.postgres.identity import NOBODY, SYSTEM, Identity, acting_as
from config.postgres.roles import ALL, APPLICATION_ROLES, LOGIN, OWNER, PANEL
from config.tests.sources import APPS

pytestmark = pytest.mark.django_db

# Tables of ours without a wall, each with its reason.
UNWALLED = {
    "base_user": "looked up by login before there is an identity; names are shown to colleagues",
    "base_user_groups": "read with the user",
    "base_user_user_permissions": "read with the user",
    "base_cache": "shared by all; keys are made by the server",
    "interviews_bankquestion": "the catalogue: questions are drawn from it for every candidate",
    "interviews_bankquestion_roles": "the catalogue",
    "interviews_module": "the catalogue",
    "interviews_module_questions": "the catalogue",
    "interviews_followuptemplate": "the catalogue",
    "feedback_suitabilitymodel": "weights and metrics, nobody's data",
    "tracking_company": "names that all recruiters share",
    "tracking_feeder": "names that all recruiters share",
    "tracking_companyevent": "the trace of names that all share",
    "tracking_feederevent": "the trace of names that all share",
}
# Tables of packages: their own code reads and writes them, none holds a candidate's data.
PACKAGES_OWN = ("auth_", "django_", "axes_", "procrastinate_", "token_blacklist_")


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def tables() -> dict[str, bool]:
    """Every table in public, and whether it stands behind a wall that its owner does not pass either."""
    found = rows(
        "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class c"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = 'public' AND relkind IN ('r', 'p')"
    )
    return dict(found)


def test_every_table_is_walled_or_excused() -> None:
    without = {name for name, walled in tables().items() if not walled and not name.startswith(PACKAGES_OWN)}
    assert without == set(UNWALLED)


def test_every_model_of_ours_has_its_table() -> None:
    ours = [model for app in ("base", *APPS) for model in apps.get_app_config(app).get_models() if model._meta.managed]
    assert {model._meta.db_table for model in ours} <= set(tables())


def test_every_wall_has_policies_for_each_role_and_none_for_the_public() -> None:
    policies: dict[str, set[str]] = {}
    for table, roles in rows("SELECT tablename, roles::text[] FROM pg_policies WHERE schemaname = 'public'"):
        policies.setdefault(table, set()).update(roles)
    for table, walled in tables().items():
        if walled:
            assert policies[table] == {LOGIN, PANEL, ALL, OWNER}, table
    assert set(policies) <= {table for table, walled in tables().items() if walled}


def test_everything_in_public_is_the_owners() -> None:
    relations = rows(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE nspname = 'public' AND pg_get_userbyid(relowner) <> %s",
        OWNER,
    )
    functions = rows(
        "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace"
        " WHERE nspname = 'public' AND pg_get_userbyid(proowner) <> %s"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
        OWNER,
    )
    assert relations + functions == []


def test_no_view_looks_over_the_wall() -> None:
    """A view runs as its owner unless told otherwise; a materialised one knows no wall at all."""
    found = rows(
        "SELECT relname, relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE nspname = 'public' AND (relkind = 'm' OR relkind = 'v'"
        " AND NOT coalesce('security_invoker=true' = ANY (reloptions), false))"
    )
    assert found == []


@pytest.mark.parametrize("identity", [NOBODY, SYSTEM, Identity(None, "app_panel")], ids=lambda i: i.role)
def test_whoever_asks_has_no_privileges(identity: Identity) -> None:
    with acting_as(identity):
        ((name, is_super, bypasses),) = rows(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
    assert (name, is_super, bypasses) == (identity.role, False, False)


def test_the_owner_has_none_either() -> None:
    assert rows("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s", OWNER) == [(False, False)]


@pytest.mark.parametrize("role", APPLICATION_ROLES)
def test_no_role_owns_truncates_or_hangs_triggers(role: str) -> None:
    held = rows(
        "SELECT relname, privilege FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace,"
        " unnest(ARRAY['TRUNCATE', 'TRIGGER', 'REFERENCES']) privilege"
        " WHERE nspname = 'public' AND relkind = 'r' AND has_table_privilege(%s, c.oid, privilege)",
        role,
    )
    assert held == []
    assert rows("SELECT has_schema_privilege(%s, 'public', 'CREATE')", role) == [(False,)]


@pytest.mark.parametrize("role", APPLICATION_ROLES)
def test_history_is_read_only(role: str) -> None:
    assert len(history_tables()) >= 6
    for table in history_tables():
        held = [p for p in ("SELECT", "INSERT", "UPDATE", "DELETE") if privilege(role, table, p)]
        assert held == ["SELECT"], table


@pytest.mark.parametrize("role", APPLICATION_ROLES)
def test_what_is_append_only_takes_no_change(role: str) -> None:
    assert "tracking_statuschange" in append_only_tables()
    for table in append_only_tables():
        held = [p for p in ("SELECT", "INSERT", "UPDATE", "DELETE") if privilege(role, table, p)]
        assert held == ["SELECT", "INSERT"], table


def privilege(role: str, table: str, name: str) -> bool:
    ((held,),) = rows("SELECT has_table_privilege(%s, %s, %s)", role, f"public.{table}", name)
    return bool(held)


def test_what_writes_history_runs_as_the_owner_and_for_nobody_else() -> None:
    pattern = r'insert\s+into\s+("?public"?\.)?"?(' + "|".join(history_tables()) + r")\M"
    writers = rows(
        "SELECT DISTINCT p.proname, p.prosecdef, p.proconfig, has_function_privilege('public', p.oid, 'EXECUTE')"
        " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND p.prosrc ~* %s",
        pattern,
    )
    assert len(writers) >= 12
    for name, as_owner, config, by_anybody in writers:
        assert as_owner, name
        assert config == ["search_path=public, pg_temp"], name
        assert not by_anybody, name


def test_triggers_are_never_ignored() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', '{anything}', true), _pgtrigger_should_ignore('anything')"
        )
        assert cursor.fetchone()[1] is False
