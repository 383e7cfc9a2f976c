"""Statement-level triggers that note of which processes something changed: a bulk write costs no more than one row."""

from __future__ import annotations

import pgtrigger

LOG = "analytics_changedprocess"


def noting(column: str) -> list[pgtrigger.Trigger]:
    """For a table whose `column` names the process."""
    return [
        pgtrigger.Trigger(
            name=f"note_{name}",
            when=pgtrigger.After,
            level=pgtrigger.Statement,
            operation=operation,
            referencing=pgtrigger.Referencing(**tables),  # type: ignore[no-untyped-call]
            func=note(column, tables),
        )
        for name, operation, tables in (
            ("insert", pgtrigger.Insert, {"new": "new_rows"}),
            ("update", pgtrigger.Update, {"old": "old_rows", "new": "new_rows"}),
            ("delete", pgtrigger.Delete, {"old": "old_rows"}),
        )
    ]


def note(column: str, tables: dict[str, str]) -> str:
    rows = " UNION ".join(f"SELECT {column} FROM {table}" for table in tables.values())  # noqa: S608  names of this module
    return f"INSERT INTO {LOG} (process_id) SELECT DISTINCT {column} FROM ({rows}) changed; RETURN NULL;"  # noqa: S608
