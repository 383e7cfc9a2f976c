"""Row-level security for migrations: `wall("tracking_process", mine=f"recruiter_id = {ME}")`.

A parent is walled by its owner, a child by `EXISTS (SELECT FROM parent p WHERE p.id = parent_id)`: the
parent's own policy does the rest, for each role by itself.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

from config.postgres.roles import ALL, LOGIN, OWNER, PANEL

ME = "NULLIF(current_setting('app.user_id', true), '')::uuid"
MIGRATING = "current_setting('app.migrating', true) = 'on'"


def wall(
    table: str,
    *,
    mine: str,
    panel: str | None = None,
    panel_reads: str | None = None,
    history: bool = False,
    upserted: bool = False,
) -> RunSQL:
    """The policies of one table; each condition judges reads and writes alike.

    `mine` is what a user owns. Interviewers go by the same, unless `panel` gives them a condition instead, or
    `panel_reads` one which lets them read more, beside `mine`. Where that is "true", `mine` is asked for their writes
    only: asked for reads as well, it might come back to this table, which PostgreSQL refuses.

    `history` is for tables that triggers write as the owner, whom FORCE binds too: it lets the owner insert.
    Those which such a function also updates (pghistory's context) are `upserted`.
    """
    if panel is not None and panel_reads is not None:
        raise ValueError(f"{table}: panel replaces mine, panel_reads stands beside it; give one of them")
    policies = {
        "mine": f"TO {LOGIN if panel is not None else f'{LOGIN}, {PANEL}'} USING ({mine})",
        "everyone": f"TO {ALL} USING (true)",
        "migrating": f"TO {OWNER} USING ({MIGRATING})",
    }
    if panel is not None:
        policies["panel"] = f"TO {PANEL} USING ({panel})"
    if panel_reads == "true":
        policies["mine"] = f"TO {LOGIN} USING ({mine})"
        policies["panel_adds"] = f"FOR INSERT TO {PANEL} WITH CHECK ({mine})"
        policies["panel_changes"] = f"FOR UPDATE TO {PANEL} USING ({mine})"
        policies["panel_removes"] = f"FOR DELETE TO {PANEL} USING ({mine})"
    if panel_reads is not None:
        policies["panel"] = f"FOR SELECT TO {PANEL} USING ({panel_reads})"
    if upserted:
        policies["written"] = f"TO {OWNER} USING (true)"
    elif history:
        policies["written"] = f"FOR INSERT TO {OWNER} WITH CHECK (true)"
    return RunSQL(_build(table, policies), _remove(table, policies))


def _build(table: str, policies: dict[str, str]) -> str:
    statements = [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        *(f'CREATE POLICY {name} ON "{table}" {rule}' for name, rule in policies.items()),
    ]
    return ";\n".join(statements)


def _remove(table: str, policies: dict[str, str]) -> str:
    statements = [
        *(f'DROP POLICY {name} ON "{table}"' for name in policies),
        f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
    ]
    return ";\n".join(statements)
