"""The three files: their columns, where each is staged, and how a row is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from config.base.text import fold
from tracking.enums import CandidateStatus, ProcessStatus, RejectionReason, StageOutcome, WithdrawalReason
from tracking.models.offers import AMOUNTS
from tracking.models.stages import RATINGS
from tracking.services.importing.cells import (
    Cells,
    parse_day,
    parse_email,
    parse_id,
    parse_moment,
    parse_name,
    parse_names,
    parse_order,
    parse_rating,
    parse_short_text,
    parse_terms,
    parse_text,
)
from tracking.statuses import derive_stage_type

# What other systems call our reasons; our own names are understood as well.
REJECTION_WORDS = {
    **{value: value for value in RejectionReason.values},
    "skills_gap": RejectionReason.SKILLS.value,
    "failed_technical": RejectionReason.SKILLS.value,
    "experience_level": RejectionReason.EXPERIENCE.value,
    "position_filled": RejectionReason.POSITION_CLOSED.value,
    "location": RejectionReason.OTHER.value,
}
WITH_OFFER = (ProcessStatus.OFFER_EXTENDED, ProcessStatus.OFFER_ACCEPTED, ProcessStatus.OFFER_DECLINED)
# Enums make these anew each time they are asked, which millions of rows would feel.
CANDIDATE_STATUSES = tuple(CandidateStatus.values)
PROCESS_STATUSES = tuple(ProcessStatus.values)
OUTCOMES = tuple(StageOutcome.values)
NO_NAME = (None, None)

Values = tuple[Any, ...]


@dataclass(frozen=True)
class FileFormat:
    """`staged` are the columns of the temporary table, in the order in which `read` gives their values."""

    file: str
    table: str
    header: tuple[str, ...]
    staged: tuple[str, ...]
    read: Callable[[Cells], Values]


def read_candidate(cells: Cells) -> Values:
    full_name, name_key = cells.read("full_name", parse_name, required=True) or NO_NAME
    return (
        cells.read("id", parse_id, required=True),
        full_name,
        name_key,
        cells.read("email", parse_email) or "",
        cells.choice("status", CANDIDATE_STATUSES),
        text_of(cells.read("created_at", parse_moment, required=True)),
    )


def read_process(cells: Cells) -> Values:
    company_name, company_key = cells.read("company_name", parse_name, required=True) or NO_NAME
    role_title, role_key = cells.read("role_title", parse_name, required=True) or NO_NAME
    feeder_name, feeder_key = cells.read("feeder_source", parse_name) or NO_NAME
    status = cells.choice("status", PROCESS_STATUSES)
    created, updated, ended = read_times(cells, status)
    final_outcome = cells.read("final_outcome", parse_text) or ""
    return (
        cells.read("id", parse_id, required=True),
        cells.read("candidate_id", parse_id, required=True),
        company_name,
        company_key,
        role_title,
        role_key,
        feeder_name,
        feeder_key,
        cells.read("recruiter_name", parse_short_text) or "",
        status,
        final_outcome,
        *reasons(status, final_outcome),
        *read_terms(cells, status),
        text_of(created),
        text_of(updated or ended or created),
        text_of(ended),
    )


def read_times(cells: Cells, status: str | None) -> tuple[datetime | None, datetime | None, datetime | None]:
    created = cells.read("created_at", parse_moment, required=True)
    updated = cells.read("updated_at", parse_moment)
    ended = cells.read("decided_at", parse_moment, required=status in ProcessStatus.ENDED)
    if ended is not None and status in ProcessStatus.OPEN:
        cells.refuse("decided_at", f"a process that is {status} has not been decided.")
    if created is not None and ended is not None and ended < created:
        cells.refuse("decided_at", "it was decided before it was created.")
    if created is not None and updated is not None and updated < created:
        cells.refuse("updated_at", "it was updated before it was created.")
    return created, updated, ended


@lru_cache(maxsize=10_000)
def reasons(status: str | None, final_outcome: str) -> tuple[str | None, str | None]:
    """The rejection or withdrawal reason that the text names, if it names one."""
    word = fold(final_outcome).replace(" ", "_").replace("-", "_")
    if status == ProcessStatus.REJECTED_BY_COMPANY:
        return REJECTION_WORDS.get(word), None
    if status in ProcessStatus.WITH_WITHDRAWAL_REASON and word in WithdrawalReason.values:
        return None, word
    return None, None


def read_terms(cells: Cells, status: str | None) -> Values:
    terms = cells.read("offer_details", parse_terms) or {}
    if terms and status is not None and status not in WITH_OFFER:
        cells.refuse("offer_details", f"a process that is {status} has no offer.")
    return (
        *(terms.get(name) for name in AMOUNTS),
        terms.get("currency", ""),
        terms.get("start_date"),
        text_of(terms.get("expires_at")),
        terms.get("other_benefits", ""),
    )


def read_stage(cells: Cells) -> Values:
    stage_name, _ = cells.read("stage_name", parse_name, required=True) or NO_NAME
    outcome = cells.choice("outcome", OUTCOMES)
    completed = cells.read("completed_date", parse_day, required=outcome in StageOutcome.DECIDED)
    if completed is not None and outcome == StageOutcome.PENDING:
        cells.refuse("completed_date", "a pending stage has none.")
    return (
        cells.read("id", parse_id, required=True),
        cells.read("interview_process_id", parse_id, required=True),
        stage_name,
        stage_name and stage_type(stage_name),
        cells.read("stage_order", parse_order, required=True),
        cells.read("scheduled_date", parse_day),
        completed,
        outcome,
        *(cells.read(f"{name}_rating", parse_rating) for name in RATINGS),
        cells.read("feedback_notes", parse_text) or "",
        cells.read("interviewer_names", parse_names) or "{}",
        cells.read("next_steps", parse_text) or "",
        text_of(cells.read("created_at", parse_moment, required=True)),
    )


stage_type = lru_cache(maxsize=10_000)(derive_stage_type)


def text_of(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


CANDIDATES = FileFormat(
    file="candidates.csv",
    table="import_candidate",
    header=("id", "full_name", "email", "status", "created_at"),
    staged=("id uuid", "full_name text", "name_key text", "email text", "status text", "created_at timestamptz"),
    read=read_candidate,
)
PROCESSES = FileFormat(
    file="processes.csv",
    table="import_process",
    header=(
        *("id", "candidate_id", "company_name", "role_title", "status", "feeder_source", "recruiter_name"),
        *("final_outcome", "offer_details", "created_at", "updated_at", "decided_at"),
    ),
    staged=(
        *("id uuid", "candidate_id uuid", "company_name text", "company_key text", "role_title text", "role_key text"),
        *("feeder_name text", "feeder_key text", "recruiter_name text", "status text", "final_outcome text"),
        *("rejection_reason text", "withdrawal_reason text"),
        *(f"{name} numeric" for name in AMOUNTS),
        *("currency text", "start_date date", "expires_at timestamptz", "other_benefits text"),
        *("created_at timestamptz", "updated_at timestamptz", "ended_at timestamptz"),
    ),
    read=read_process,
)
STAGES = FileFormat(
    file="stages.csv",
    table="import_stage",
    header=(
        *("id", "interview_process_id", "stage_name", "stage_order", "scheduled_date", "completed_date", "outcome"),
        *(f"{name}_rating" for name in RATINGS),
        *("feedback_notes", "interviewer_names", "next_steps", "created_at"),
    ),
    staged=(
        *("id uuid", "process_id uuid", "stage_name text", "stage_type text", "stage_order smallint"),
        *("scheduled_date date", "completed_date date", "outcome text"),
        *(f"{name}_rating smallint" for name in RATINGS),
        *("feedback_notes text", "interviewer_names text[]", "next_steps text", "created_at timestamptz"),
    ),
    read=read_stage,
)
FORMATS = (CANDIDATES, PROCESSES, STAGES)
