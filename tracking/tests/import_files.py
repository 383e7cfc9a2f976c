"""Rows and folders to import: good ones, to be made bad by one cell at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from tracking.services.importing import CANDIDATES, FORMATS, PROCESSES, STAGES, FileFormat, SourceRow

Row = dict[str, str]


def candidate(**cells: str) -> Row:
    return {
        "id": str(uuid4()),
        "full_name": "Ada Byron",
        "email": "ada@example.org",
        "status": "active",
        "created_at": "2024-01-02T09:00:00+00",
    } | cells


def process(of: Row, **cells: str) -> Row:
    return {
        "id": str(uuid4()),
        "candidate_id": of["id"],
        "company_name": "Kestrel Payments",
        "role_title": "Backend Engineer",
        "status": "in_progress",
        "feeder_source": "Careers page",
        "recruiter_name": "Rita",
        "final_outcome": "",
        "offer_details": "",
        "created_at": "2024-02-01T10:00:00+00",
        "updated_at": "2024-02-20T10:00:00+00",
        "decided_at": "",
    } | cells


def ended(of: Row, status: str, **cells: str) -> Row:
    return process(of, **({"status": status, "decided_at": "2024-02-20T10:00:00+00"} | cells))


def stage(of: Row, order: int = 1, outcome: str = "passed", **cells: str) -> Row:
    return {
        "id": str(uuid4()),
        "interview_process_id": of["id"],
        "stage_name": "phone_screen",
        "stage_order": str(order),
        "scheduled_date": f"2024-02-{order + 4:02}",
        "completed_date": f"2024-02-{order + 4:02}" if outcome in ("passed", "failed") else "",
        "outcome": outcome,
        "overall_rating": "4",
        "technical_rating": "",
        "culture_fit_rating": "",
        "communication_rating": "",
        "feedback_notes": "Clear, and quick.",
        "interviewer_names": '{"Ines Sorensen","O\'Neill, Jo"}',
        "next_steps": "",
        "created_at": "2024-02-01T10:00:00+00",
    } | cells


@dataclass
class Rows:
    """An ImportSource in memory."""

    candidates: list[Row] = field(default_factory=list)
    processes: list[Row] = field(default_factory=list)
    stages: list[Row] = field(default_factory=list)

    def of(self, file_format: FileFormat) -> list[Row]:
        return {CANDIDATES: self.candidates, PROCESSES: self.processes, STAGES: self.stages}[file_format]

    def rows(self, file_format: FileFormat) -> Iterator[SourceRow]:
        for line, row in enumerate(self.of(file_format), 2):
            yield SourceRow(line, row)

    def write(self, folder: Path) -> Path:
        for file_format in FORMATS:
            with (folder / file_format.file).open("w", newline="", encoding="utf-8") as file:
                writer: Any = csv.DictWriter(file, file_format.header)
                writer.writeheader()
                writer.writerows(self.of(file_format))
        return folder


def three() -> Rows:
    """One candidate with one process of two stages."""
    person = candidate()
    opened = process(person)
    return Rows([person], [opened], [stage(opened, 1), stage(opened, 2, "pending")])
