"""What no row can tell by itself: repeats, references, places, and second open processes. Set by set, in SQL."""

from __future__ import annotations

from typing import Any

from tracking.services.importing.report import SHOWN_PROBLEMS, BadRow, ImportReport

IN_ROWS = """
    INSERT INTO import_problem (file, line, reason)
    SELECT 'candidates.csv', line, problem FROM import_candidate WHERE problem IS NOT NULL
    UNION ALL SELECT 'processes.csv', line, problem FROM import_process WHERE problem IS NOT NULL
    UNION ALL SELECT 'stages.csv', line, problem FROM import_stage WHERE problem IS NOT NULL
"""
REPEATED_IDS = """
    INSERT INTO import_problem (file, line, reason)
    SELECT file, line, 'id: line ' || first || ' has the same.'
    FROM (
        SELECT file, line, first_value(line) OVER same AS first
        FROM (
            SELECT 'candidates.csv' AS file, line, id FROM import_candidate
            UNION ALL SELECT 'processes.csv', line, id FROM import_process
            UNION ALL SELECT 'stages.csv', line, id FROM import_stage
        ) AS every
        WHERE id IS NOT NULL
        WINDOW same AS (PARTITION BY file, id ORDER BY line)
    ) AS numbered
    WHERE first <> line
"""
# An id that is there already means the same row, which belongs where it belonged.
MOVED = """
    INSERT INTO import_problem (file, line, reason)
    SELECT 'processes.csv', staged.line, 'candidate_id: the process is there already, with another candidate.'
    FROM import_process staged JOIN tracking_interviewprocess present USING (id)
    WHERE staged.candidate_id <> present.candidate_id
    UNION ALL
    SELECT 'stages.csv', staged.line, 'interview_process_id: the stage is there already, in another process.'
    FROM import_stage staged JOIN tracking_interviewstage present USING (id)
    WHERE staged.process_id <> present.process_id
"""
UNKNOWN_CANDIDATES = """
    INSERT INTO import_problem (file, line, reason)
    SELECT 'processes.csv', p.line, 'candidate_id: there is no such candidate.'
    FROM import_process p
    WHERE p.candidate_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM import_candidate c WHERE c.id = p.candidate_id)
      AND NOT EXISTS (
          SELECT FROM tracking_candidate c WHERE c.id = p.candidate_id AND c.anonymised_at IS NULL
      )
"""
UNKNOWN_PROCESSES = """
    INSERT INTO import_problem (file, line, reason)
    SELECT 'stages.csv', s.line, CASE WHEN present.id IS NULL
        THEN 'interview_process_id: there is no such process.'
        ELSE 'interview_process_id: this process is there already, and has no such stage.' END
    FROM import_stage s LEFT JOIN tracking_interviewprocess present ON present.id = s.process_id
    WHERE s.process_id IS NOT NULL AND NOT EXISTS (SELECT FROM import_process p WHERE p.id = s.process_id)
"""
PLACES = """
    INSERT INTO import_problem (file, line, reason)
    SELECT 'stages.csv', line, CASE WHEN stage_order = before
        THEN 'stage_order: place ' || stage_order || ' of this process is taken by line ' || line_before || '.'
        ELSE 'stage_order: the process has no stage ' || coalesce(before, 0) + 1 || '; places have no gaps.' END
    FROM (
        SELECT line, stage_order, lag(stage_order) OVER places AS before, lag(line) OVER places AS line_before
        FROM import_stage s
        WHERE stage_order IS NOT NULL AND EXISTS (SELECT FROM import_process p WHERE p.id = s.process_id)
        WINDOW places AS (PARTITION BY process_id ORDER BY stage_order, line)
    ) AS placed
    WHERE stage_order = before OR stage_order > coalesce(before, 0) + 1
"""
SECOND_OPEN = """
    INSERT INTO import_problem (file, line, reason)
    WITH opened AS (
        SELECT p.line, p.candidate_id, company.id AS company_id, p.role_key
        FROM import_process p JOIN import_company company ON company.key = p.company_key
        WHERE p.ended_at IS NULL AND p.status IN ('in_progress', 'on_hold', 'offer_extended')
          AND p.candidate_id IS NOT NULL AND p.role_key IS NOT NULL
    )
    SELECT 'processes.csv', line,
        'this candidate has another open process for this role at this company, on line ' || first || '.'
    FROM (
        SELECT line, first_value(line) OVER (PARTITION BY candidate_id, company_id, role_key ORDER BY line) AS first
        FROM opened
    ) AS numbered
    WHERE first <> line
    UNION ALL
    SELECT 'processes.csv', opened.line,
        'this candidate already has an open process for this role at this company, ' || present.id || '.'
    FROM opened JOIN tracking_interviewprocess present USING (candidate_id, company_id, role_key)
    WHERE present.status IN ('in_progress', 'on_hold', 'offer_extended')
"""
SHOWN = """
    SELECT file, line, reason FROM import_problem
    ORDER BY array_position(ARRAY['candidates.csv', 'processes.csv', 'stages.csv'], file), line, reason
    LIMIT %s
"""


def check_whole_files(cursor: Any) -> None:
    """While rows that are there already still stand among the staged ones."""
    for statement in (IN_ROWS, REPEATED_IDS, MOVED):
        cursor.execute(statement)


def check_new_rows(cursor: Any) -> None:
    for statement in (UNKNOWN_CANDIDATES, UNKNOWN_PROCESSES, PLACES, SECOND_OPEN):
        cursor.execute(statement)


def collect_problems(cursor: Any, report: ImportReport) -> None:
    cursor.execute("SELECT count(*) FROM import_problem")
    report.problem_count = cursor.fetchone()[0]
    cursor.execute(SHOWN, [SHOWN_PROBLEMS])
    report.problems = [BadRow(*row) for row in cursor.fetchall()]
