"""Rows into temporary tables: COPY is refused on tables with row-level security, and checks need them side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracking.services.importing.cells import Cells
from tracking.services.importing.rows import FORMATS, FileFormat, Values
from tracking.services.importing.source import ImportSource, SourceRow

PROBLEMS = "CREATE TEMP TABLE import_problem (file text NOT NULL, line integer NOT NULL, reason text NOT NULL)"
INDEXES = (
    "CREATE INDEX ON import_candidate (id)",
    "CREATE INDEX ON import_process (id)",
    "CREATE INDEX ON import_process (candidate_id)",
    "CREATE INDEX ON import_process (line)",
    "CREATE INDEX ON import_stage (id)",
    "CREATE INDEX ON import_stage (process_id, stage_order)",
)
# Sorting and hashing a million rows; for this transaction only.
MEMORY = "SET LOCAL work_mem = '64MB'"


def make_tables(cursor: Any) -> None:
    cursor.execute(MEMORY)
    cursor.execute(PROBLEMS)
    for file_format in FORMATS:
        columns = ", ".join(("line integer NOT NULL", "problem text", *file_format.staged))
        cursor.execute(f"CREATE TEMP TABLE {file_format.table} ({columns})")


def stage(cursor: Any, source: ImportSource, file_format: FileFormat) -> None:
    """Every row of a file, those with a problem too: they may be what others refer to."""
    with cursor.copy(f"COPY {file_format.table} FROM STDIN") as copy:
        for values in staged_rows(source, file_format):
            copy.write_row(values)


def staged_rows(source: ImportSource, file_format: FileFormat) -> Iterator[Values]:
    nothing = (None,) * len(file_format.staged)
    for row in source.rows(file_format):
        yield staged_row(row, file_format, nothing)


def staged_row(row: SourceRow, file_format: FileFormat, nothing: Values) -> Values:
    if row.problem is not None:
        return row.line, row.problem, *nothing
    cells = Cells(row.values)
    values = file_format.read(cells)
    return row.line, " ".join(cells.problems) or None, *values


def make_indexes(cursor: Any) -> None:
    for statement in INDEXES:
        cursor.execute(statement)
    for file_format in FORMATS:
        cursor.execute(f"ANALYZE {file_format.table}")


def drop_tables(cursor: Any) -> None:
    """So that one transaction can import twice."""
    cursor.execute(
        "DROP TABLE import_problem, import_candidate, import_process, import_stage, import_company, import_feeder, "
        "import_offer, import_standing"
    )
