"""What interviewers left: their feedback, and their seats on panels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from benchmarks.agreement.rows import Key, asked

FEEDBACK = """
SELECT f.id, f.author_id, f.candidate_id, f.process_id, f.stage_id, f.overall_rating::float, f.strengths,
       f.areas_for_improvement, f.received_at FROM interview_feedback f ORDER BY f.received_at DESC, f.id DESC"""
SEATS = """
SELECT m.user_id, m.process_id, m.stage_id, s.outcome, s.completed_date, s.scheduled_date, m.feedback_at,
       c.anonymised_at IS NOT NULL
  FROM tracking_panelmember m JOIN tracking_interviewstage s ON s.id = m.stage_id
  JOIN tracking_interviewprocess p ON p.id = m.process_id JOIN tracking_candidate c ON c.id = p.candidate_id"""
NAMES = """
SELECT id, COALESCE(NULLIF(btrim(first_name || ' ' || last_name), ''), username) FROM base_user"""


@dataclass(slots=True)
class Feedback:
    id: Key
    author: Key
    candidate: Key
    process: Key
    stage: Key
    rating: float | None
    strengths: list[str]
    areas: list[str]
    received: datetime


@dataclass(slots=True)
class Seat:
    user: Key
    process: Key
    stage: Key
    outcome: str
    completed: date | None
    scheduled: date | None
    given: datetime | None
    anonymised: bool


@dataclass(slots=True)
class Said:
    """Everything that interviewers left, the latest feedback first."""

    feedback: list[Feedback]
    seats: list[Seat]
    names: dict[Key, str]


def read_said() -> Said:
    feedback = [Feedback(*row) for row in asked(FEEDBACK)]
    return Said(feedback, [Seat(*row) for row in asked(SEATS)], dict(asked(NAMES)))
