"""Processes with their stages, offers, placements and history, slice by slice.

Ids are random, and every index by an id grows beyond any buffer: a row at a time, each insert would fetch a page from
anywhere. A slice brings its rows in the order of an id, so that one walk along an index serves all of them, and what
waits to be checked never grows beyond a slice. All slices are one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from config.base.models import User
from tracking.services.importing.loading import SLICE, insert, parameters
from tracking.services.importing.report import ImportReport

SLICES = """
    SELECT min(line), max(line), count(*) FROM (
        SELECT line, (row_number() OVER (ORDER BY line) - 1) / %s AS slice FROM import_process
    ) AS numbered
    GROUP BY slice ORDER BY slice
"""
# A rejection follows from the last stage where that one failed: correcting it reopens the process.
PROCESSES = """
    INSERT INTO tracking_interviewprocess
        (id, candidate_id, company_id, role_title, role_key, feeder_id, recruiter_id, recruiter_name, status, closing,
         closed_by_stage_id, on_hold, final_outcome, rejection_reason, withdrawal_reason, ended_at, created_at,
         updated_at, version)
    SELECT p.id, p.candidate_id, company.id, p.role_title, p.role_key, feeder.id, %(recruiter)s,
        coalesce(nullif(p.recruiter_name, ''), %(recruiter_name)s), p.status,
        CASE WHEN p.status IN ('rejected_by_company', 'candidate_withdrew') THEN p.status END,
        CASE WHEN p.status = 'rejected_by_company' AND last.outcome = 'failed' THEN last.id END,
        p.status = 'on_hold', p.final_outcome, p.rejection_reason, p.withdrawal_reason, p.ended_at, p.created_at,
        p.updated_at, 1
    FROM import_process p
    JOIN import_company company ON company.key = p.company_key
    LEFT JOIN import_feeder feeder ON feeder.key = p.feeder_key
    LEFT JOIN LATERAL (
        SELECT id, outcome FROM import_stage s WHERE s.process_id = p.id ORDER BY stage_order DESC LIMIT 1
    ) AS last ON true
    WHERE p.line BETWEEN %(first)s AND %(last)s
    ORDER BY p.candidate_id, p.line
"""
# OFFSET 0 keeps the planner from joining all stages for each slice: those of a process are looked up by their index.
STAGES_OF_SLICE = """
    import_process p
    CROSS JOIN LATERAL (SELECT * FROM import_stage s WHERE s.process_id = p.id OFFSET 0) AS s
    WHERE p.line BETWEEN %(first)s AND %(last)s
"""
STAGES = f"""
    INSERT INTO tracking_interviewstage
        (id, process_id, stage_name, stage_type, stage_order, scheduled_date, completed_date, outcome, overall_rating,
         technical_rating, culture_fit_rating, communication_rating, feedback_notes, interviewer_names, next_steps,
         created_at, updated_at, version)
    SELECT s.id, s.process_id, s.stage_name, s.stage_type, s.stage_order, s.scheduled_date, s.completed_date, s.outcome,
        s.overall_rating, s.technical_rating, s.culture_fit_rating, s.communication_rating, s.feedback_notes,
        s.interviewer_names, s.next_steps, s.created_at,
        CASE WHEN s.completed_date IS NULL THEN s.created_at ELSE
            greatest(s.created_at, least((s.completed_date + time '12:00') AT TIME ZONE %(zone)s, now())) END, 1
    FROM {STAGES_OF_SLICE}
    ORDER BY s.process_id, s.stage_order
"""  # noqa: S608  a piece of SQL of this module
OFFERS_OF_SLICE = """
    import_offer o JOIN import_process p
        ON p.line = o.line AND p.line BETWEEN %(first)s AND %(last)s AND o.line BETWEEN %(first)s AND %(last)s
"""
OFFERS = f"""
    INSERT INTO tracking_offer
        (id, process_id, number, status, base_salary, total_comp, signing_bonus, equity_value, currency, start_date,
         expires_at, other_benefits, created_at, updated_at, version)
    SELECT o.id, p.id, 1, o.status, p.base_salary, p.total_comp, p.signing_bonus, p.equity_value, p.currency,
        p.start_date, p.expires_at, p.other_benefits, o.extended_at, coalesce(o.ended_at, o.extended_at), 1
    FROM {OFFERS_OF_SLICE}
    ORDER BY p.id
"""  # noqa: S608
PLACEMENTS = f"""
    INSERT INTO tracking_placement
        (id, candidate_id, process_id, company_id, role, placement_date, offer_id, created_at)
    SELECT gen_random_uuid(), p.candidate_id, p.id, company.id, p.role_title,
        (p.ended_at AT TIME ZONE %(zone)s)::date, o.id, p.ended_at
    FROM {OFFERS_OF_SLICE}
    JOIN import_company company ON company.key = p.company_key
    WHERE o.status = 'accepted'
    ORDER BY p.id
"""  # noqa: S608
# One statement, so that the indexes by candidate and by process are walked once.
CHANGES = f"""
    INSERT INTO tracking_statuschange
        (candidate_id, process_id, stage_id, offer_id, subject, from_status, to_status, at, reason)
    SELECT candidate_id, process_id, stage_id, offer_id, subject, old, new, at, 'Imported.'
    FROM (
        SELECT 1 AS kind, step.number, p.candidate_id, p.id AS process_id, NULL::uuid AS stage_id,
            NULL::uuid AS offer_id, 'process' AS subject, step.old, step.new, step.at
        FROM import_process p
        LEFT JOIN import_offer o ON o.line = p.line AND o.line BETWEEN %(first)s AND %(last)s
        CROSS JOIN LATERAL (VALUES
            (1, NULL, 'in_progress', p.created_at),
            (2, 'in_progress', 'offer_extended', o.extended_at),
            (3, CASE WHEN o.id IS NULL THEN 'in_progress' ELSE 'offer_extended' END, p.status, p.ended_at),
            (4, 'in_progress', 'on_hold', CASE WHEN p.status = 'on_hold' THEN p.updated_at END)
        ) AS step (number, old, new, at)
        WHERE p.line BETWEEN %(first)s AND %(last)s AND step.at IS NOT NULL
        UNION ALL
        SELECT 2, s.stage_order, p.candidate_id, p.id, s.id, NULL, 'stage', 'pending', s.outcome,
            CASE WHEN s.completed_date IS NULL THEN greatest(p.created_at, p.ended_at) ELSE greatest(p.created_at,
                least((s.completed_date + time '12:00') AT TIME ZONE %(zone)s, now(), p.ended_at)) END
        FROM {STAGES_OF_SLICE} AND s.outcome <> 'pending'
        UNION ALL
        SELECT 3, step.number, p.candidate_id, p.id, NULL, o.id, 'offer', step.old, step.new, step.at
        FROM {OFFERS_OF_SLICE}
        CROSS JOIN LATERAL (VALUES
            (1, 'draft', 'extended', o.extended_at), (2, 'extended', o.status, o.ended_at)
        ) AS step (number, old, new, at)
        WHERE step.at IS NOT NULL
    ) AS change
    ORDER BY process_id, kind, number
"""  # noqa: S608
# A process and the stage that closed it name each other: checked once both are there. Everything else is checked by
# the statement that writes it.
CHECK_LATER = "SET CONSTRAINTS ALL DEFERRED"
CHECK_REFERENCES = "SET CONSTRAINTS ALL IMMEDIATE"


class Slice(NamedTuple):
    """Lines of the file of processes, and how many processes stand on them."""

    first: int
    last: int
    processes: int


def load_slices(cursor: Any, report: ImportReport, recruiter: User | None, announce: Callable[[str], object]) -> None:
    cursor.execute(SLICES, [SLICE])
    slices = [Slice(*row) for row in cursor.fetchall()]
    total, before = sum(found.processes for found in slices), 0
    for found in slices:
        announce(f"Writing processes {before + 1:,} to {before + found.processes:,} of {total:,}")
        load_slice(cursor, report, parameters(recruiter) | found._asdict())
        before += found.processes


def load_slice(cursor: Any, report: ImportReport, values: dict[str, Any]) -> None:
    cursor.execute(CHECK_LATER)
    insert(cursor, report, "processes", PROCESSES, values)
    insert(cursor, report, "stages", STAGES, values)
    cursor.execute(CHECK_REFERENCES)
    insert(cursor, report, "offers", OFFERS, values)
    insert(cursor, report, "placements", PLACEMENTS, values)
    insert(cursor, report, "status changes", CHANGES, values)
