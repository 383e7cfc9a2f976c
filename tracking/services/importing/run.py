"""The import itself: read, check, write, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from config.base.constraints import refusals
from config.base.errors import Invalid
from config.base.models import User
from config.base.roles import Role
from config.postgres.identity import SYSTEM, acting_as
from tracking.services.importing import checks, loading, slices, staging
from tracking.services.importing.report import ImportReport
from tracking.services.importing.rows import FORMATS
from tracking.services.importing.source import FolderSource, ImportSource

Announce = Callable[[str], object]
# In the order in which they are told.
MADE = ("companies", "feeders", "candidates", "processes", "stages", "offers", "placements", "status changes")
# Nobody else imports meanwhile: two with the same ids would trip over each other only at the end.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('tracking import'))"


def import_folder(
    source: FolderSource,
    *,
    recruiter: User | None = None,
    dry_run: bool = False,
    announce: Announce = lambda step: None,
) -> ImportReport:
    """As import_rows; files with a wrong header are refused before any row is read."""
    problems = source.header_problems()
    if problems:
        return ImportReport(dry_run, problems=problems, problem_count=len(problems))
    return import_rows(source, recruiter=recruiter, dry_run=dry_run, announce=announce)


def import_rows(
    source: ImportSource,
    *,
    recruiter: User | None = None,
    dry_run: bool = False,
    announce: Announce = lambda step: None,
) -> ImportReport:
    """Imports candidates, processes and stages, and what follows from them. Ids are kept.

    Rows whose id is there already stay as they are. With any bad row nothing is kept, and the report tells each.
    The rows become `recruiter`'s; without one only managers see them. `announce` hears each step.

    History is written, but no signal is sent: nobody wants to be told now of what happened years ago.
    Raises Invalid for a recruiter who is none, Conflict where something else holds what it needs.
    """
    if recruiter is not None and not recruiter.has_role(Role.RECRUITER, Role.MANAGER):
        raise Invalid(f"{recruiter.display_name} is neither recruiter nor manager.", attr="recruiter")
    report = ImportReport(dry_run)
    with acting_as(SYSTEM), refusals(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
        read(cursor, source, report, announce)
        if not report.refused:
            write(cursor, report, recruiter, announce)
        if dry_run or report.refused:
            transaction.set_rollback(True)
    return report


def read(cursor: Any, source: ImportSource, report: ImportReport, announce: Announce) -> None:
    staging.make_tables(cursor)
    for file_format in FORMATS:
        announce(f"Reading {file_format.file}")
        staging.stage(cursor, source, file_format)
    announce("Checking")
    staging.make_indexes(cursor)
    checks.check_whole_files(cursor)
    loading.set_known_aside(cursor, report)
    loading.resolve_names(cursor)
    checks.check_new_rows(cursor)
    checks.collect_problems(cursor, report)


def write(cursor: Any, report: ImportReport, recruiter: User | None, announce: Announce) -> None:
    report.made.update(dict.fromkeys(MADE, 0))
    cursor.execute(slices.CHECK_REFERENCES)
    announce("Deriving offers and statuses")
    loading.derive(cursor)
    announce("Writing candidates")
    loading.load_people_and_names(cursor, report, recruiter)
    slices.load_slices(cursor, report, recruiter, announce)
    staging.drop_tables(cursor)
