"""Bulk import: files or rows from elsewhere, checked as a whole and written set by set."""

from tracking.services.importing.report import BadRow, ImportReport
from tracking.services.importing.rows import CANDIDATES, FORMATS, PROCESSES, STAGES, FileFormat
from tracking.services.importing.run import import_folder, import_rows
from tracking.services.importing.source import FolderSource, ImportSource, SourceRow

__all__ = [
    "CANDIDATES",
    "FORMATS",
    "PROCESSES",
    "STAGES",
    "BadRow",
    "FileFormat",
    "FolderSource",
    "ImportReport",
    "ImportSource",
    "SourceRow",
    "import_folder",
    "import_rows",
]
