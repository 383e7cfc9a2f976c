"""From the temporary tables into the real ones, with everything that follows from the rows: offers, placements,
statuses and their history. One statement for each table; a row is written once, as it will stand.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from config.base.models import User
from tracking.models import Company, Feeder
from tracking.services.importing.report import ImportReport
from tracking.services.names import lock_names

KNOWN = {
    "candidates": "DELETE FROM import_candidate staged USING tracking_candidate present WHERE present.id = staged.id",
    "processes": (
        "DELETE FROM import_process staged USING tracking_interviewprocess present WHERE present.id = staged.id"
    ),
    "stages": "DELETE FROM import_stage staged USING tracking_interviewstage present WHERE present.id = staged.id",
}
# As tracking.selectors.names finds them; a name that nobody has said before gets its id here.
COMPANY_NAMES = """
    CREATE TEMP TABLE import_company AS
    SELECT said.key, said.name, coalesce(found.id, gen_random_uuid()) AS id, found.id IS NULL AS is_new
    FROM (
        SELECT DISTINCT ON (company_key) company_key AS key, company_name AS name
        FROM import_process WHERE company_key IS NOT NULL ORDER BY company_key, line
    ) AS said
    LEFT JOIN LATERAL (
        SELECT id FROM tracking_company present
        WHERE present.name_key = said.key OR present.alias_keys @> ARRAY[said.key]::varchar[] LIMIT 1
    ) AS found ON true
"""
FEEDER_NAMES = """
    CREATE TEMP TABLE import_feeder AS
    SELECT said.key, said.name, coalesce(found.id, gen_random_uuid()) AS id, found.id IS NULL AS is_new
    FROM (
        SELECT DISTINCT ON (feeder_key) feeder_key AS key, feeder_name AS name
        FROM import_process WHERE feeder_key IS NOT NULL ORDER BY feeder_key, line
    ) AS said
    LEFT JOIN LATERAL (
        SELECT id FROM tracking_feeder present
        WHERE present.name_key = said.key OR present.alias_keys @> ARRAY[said.key]::varchar[] LIMIT 1
    ) AS found ON true
"""
COMPANIES = """
    INSERT INTO tracking_company (id, name, name_key, aliases, alias_keys)
    SELECT id, name, key, '{}', '{}' FROM import_company WHERE is_new
"""
FEEDERS = """
    INSERT INTO tracking_feeder (id, name, name_key, aliases, alias_keys, score_boost)
    SELECT id, name, key, '{}', '{}', 0 FROM import_feeder WHERE is_new
"""
LOCK_PRESENT_CANDIDATES = """
    SELECT count(*) FROM (
        SELECT FROM tracking_candidate WHERE id IN (SELECT candidate_id FROM import_process) ORDER BY id FOR UPDATE
    ) AS locked
"""
# Offers are numbered 1: what came before the one that was answered, nobody has told.
OFFER_FACTS = """
    CREATE TEMP TABLE import_offer AS
    SELECT gen_random_uuid() AS id, p.id AS process_id, p.ended_at,
        CASE p.status WHEN 'offer_extended' THEN 'extended' WHEN 'offer_accepted' THEN 'accepted' ELSE 'declined' END
            AS status,
        CASE WHEN done.day IS NULL THEN greatest(p.created_at, p.ended_at) ELSE
            greatest(p.created_at, least((done.day + time '12:00') AT TIME ZONE %(zone)s, now(), p.ended_at)) END
            AS extended_at
    FROM import_process p
    LEFT JOIN (SELECT process_id, max(completed_date) AS day FROM import_stage GROUP BY process_id) AS done
        ON done.process_id = p.id
    WHERE p.status IN ('offer_extended', 'offer_accepted', 'offer_declined')
"""
# statuses.derive_candidate_status, for every candidate with a new process at once; a test compares the two.
STANDING = """
    CREATE TEMP TABLE import_standing AS
    WITH touched AS (SELECT DISTINCT candidate_id FROM import_process),
    facts AS (
        SELECT candidate_id, status, created_at, ended_at FROM import_process
        UNION ALL
        SELECT candidate_id, present.status, present.created_at, present.ended_at
        FROM tracking_interviewprocess present JOIN touched USING (candidate_id)
    ),
    summed AS (
        SELECT candidate_id,
            bool_or(status = 'offer_extended') AS has_offer,
            bool_or(ended_at IS NULL) AS has_open,
            (array_agg(status ORDER BY ended_at DESC, status COLLATE "C" DESC)
                FILTER (WHERE ended_at IS NOT NULL))[1] AS last_ended,
            max(coalesce(ended_at, created_at)) AS since
        FROM facts GROUP BY candidate_id
    ),
    person AS (
        SELECT id, status, created_at, true AS is_new FROM import_candidate
        UNION ALL
        SELECT present.id, present.status, present.created_at, false
        FROM tracking_candidate present JOIN touched ON touched.candidate_id = present.id
    )
    SELECT person.id AS candidate_id, is_new, CASE WHEN is_new THEN 'new' ELSE person.status END AS old,
        CASE
            WHEN has_offer THEN 'offer'
            WHEN has_open AND person.status IN ('feedback_received', 'in_review') THEN person.status
            WHEN has_open THEN 'active'
            WHEN person.status = 'archived' OR last_ended IS NULL THEN person.status
            WHEN last_ended = 'offer_accepted' THEN 'placed'
            WHEN last_ended = 'rejected_by_company' THEN 'rejected'
            ELSE 'active'
        END AS status,
        CASE WHEN is_new THEN greatest(person.created_at, since) ELSE now() END AS at
    FROM person LEFT JOIN summed ON summed.candidate_id = person.id
"""
CANDIDATES = """
    INSERT INTO tracking_candidate
        (id, owner_id, full_name, name_key, email, phone, linkedin_url, status, needs_rescoring, created_at, updated_at)
    SELECT c.id, %(recruiter)s, c.full_name, c.name_key, c.email, '', '', standing.status, false, c.created_at,
        standing.at
    FROM import_candidate c JOIN import_standing standing ON standing.candidate_id = c.id
    ORDER BY c.line
"""
PRESENT_CANDIDATES = """
    UPDATE tracking_candidate c SET status = standing.status, updated_at = standing.at
    FROM import_standing standing
    WHERE standing.candidate_id = c.id AND NOT standing.is_new AND standing.status <> c.status
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
    LEFT JOIN (
        SELECT DISTINCT ON (process_id) process_id, id, outcome FROM import_stage ORDER BY process_id, stage_order DESC
    ) AS last ON last.process_id = p.id
    ORDER BY p.line
"""
STAGES = """
    INSERT INTO tracking_interviewstage
        (id, process_id, stage_name, stage_type, stage_order, scheduled_date, completed_date, outcome, overall_rating,
         technical_rating, culture_fit_rating, communication_rating, feedback_notes, interviewer_names, next_steps,
         created_at, updated_at, version)
    SELECT s.id, s.process_id, s.stage_name, s.stage_type, s.stage_order, s.scheduled_date, s.completed_date, s.outcome,
        s.overall_rating, s.technical_rating, s.culture_fit_rating, s.communication_rating, s.feedback_notes,
        s.interviewer_names, s.next_steps, s.created_at,
        CASE WHEN s.completed_date IS NULL THEN s.created_at ELSE
            greatest(s.created_at, least((s.completed_date + time '12:00') AT TIME ZONE %(zone)s, now())) END, 1
    FROM import_stage s
    ORDER BY s.line
"""
OFFERS = """
    INSERT INTO tracking_offer
        (id, process_id, number, status, base_salary, total_comp, signing_bonus, equity_value, currency, start_date,
         expires_at, other_benefits, created_at, updated_at, version)
    SELECT o.id, p.id, 1, o.status, p.base_salary, p.total_comp, p.signing_bonus, p.equity_value, p.currency,
        p.start_date, p.expires_at, p.other_benefits, o.extended_at, coalesce(o.ended_at, o.extended_at), 1
    FROM import_offer o JOIN import_process p ON p.id = o.process_id
    ORDER BY p.line
"""
PLACEMENTS = """
    INSERT INTO tracking_placement
        (id, candidate_id, process_id, company_id, role, placement_date, offer_id, created_at)
    SELECT gen_random_uuid(), p.candidate_id, p.id, company.id, p.role_title,
        (p.ended_at AT TIME ZONE %(zone)s)::date, o.id, p.ended_at
    FROM import_offer o
    JOIN import_process p ON p.id = o.process_id
    JOIN import_company company ON company.key = p.company_key
    WHERE o.status = 'accepted'
    ORDER BY p.line
"""
CANDIDATE_CHANGES = """
    INSERT INTO tracking_statuschange (candidate_id, subject, from_status, to_status, at, reason)
    SELECT candidate_id, 'candidate', old, status, at, 'Imported.'
    FROM import_standing WHERE old <> status
"""
PROCESS_CHANGES = """
    INSERT INTO tracking_statuschange (candidate_id, process_id, subject, from_status, to_status, at, reason)
    SELECT p.candidate_id, p.id, 'process', step.old, step.new, step.at, 'Imported.'
    FROM import_process p
    LEFT JOIN import_offer o ON o.process_id = p.id
    CROSS JOIN LATERAL (VALUES
        (1, NULL, 'in_progress', p.created_at),
        (2, 'in_progress', 'offer_extended', o.extended_at),
        (3, CASE WHEN o.id IS NULL THEN 'in_progress' ELSE 'offer_extended' END, p.status, p.ended_at),
        (4, 'in_progress', 'on_hold', CASE WHEN p.status = 'on_hold' THEN p.updated_at END)
    ) AS step (number, old, new, at)
    WHERE step.at IS NOT NULL
    ORDER BY p.line, step.number
"""
STAGE_CHANGES = """
    INSERT INTO tracking_statuschange (candidate_id, process_id, stage_id, subject, from_status, to_status, at, reason)
    SELECT p.candidate_id, p.id, s.id, 'stage', 'pending', s.outcome,
        CASE WHEN s.completed_date IS NULL THEN greatest(p.created_at, p.ended_at) ELSE
            greatest(p.created_at, least((s.completed_date + time '12:00') AT TIME ZONE %(zone)s, now(), p.ended_at))
            END,
        'Imported.'
    FROM import_stage s JOIN import_process p ON p.id = s.process_id
    WHERE s.outcome <> 'pending'
    ORDER BY s.line
"""
OFFER_CHANGES = """
    INSERT INTO tracking_statuschange (candidate_id, process_id, offer_id, subject, from_status, to_status, at, reason)
    SELECT p.candidate_id, p.id, o.id, 'offer', step.old, step.new, step.at, 'Imported.'
    FROM import_offer o
    JOIN import_process p ON p.id = o.process_id
    CROSS JOIN LATERAL (VALUES
        (1, 'draft', 'extended', o.extended_at), (2, 'extended', o.status, o.ended_at)
    ) AS step (number, old, new, at)
    WHERE step.at IS NOT NULL
    ORDER BY p.line, step.number
"""
# A process and the stage that closed it name each other: checked once both are there, and from then on statement by
# statement, so that no queue of checks grows until the end.
CHECK_LATER = "SET CONSTRAINTS ALL DEFERRED"
CHECK_REFERENCES = "SET CONSTRAINTS ALL IMMEDIATE"


def set_known_aside(cursor: Any, report: ImportReport) -> None:
    for name, statement in KNOWN.items():
        cursor.execute(statement)
        report.known[name] = cursor.rowcount


def resolve_names(cursor: Any) -> None:
    """Which companies and feeders are meant; from here on nobody else makes any until the import is done."""
    for model, statement in ((Company, COMPANY_NAMES), (Feeder, FEEDER_NAMES)):
        lock_names(model)
        cursor.execute(statement)


def derive(cursor: Any) -> None:
    cursor.execute(LOCK_PRESENT_CANDIDATES)
    cursor.execute(OFFER_FACTS, parameters())
    cursor.execute("CREATE INDEX ON import_offer (process_id)")
    cursor.execute(STANDING)


def load_people_and_names(cursor: Any, report: ImportReport, recruiter: User | None) -> None:
    insert(cursor, report, "companies", COMPANIES)
    insert(cursor, report, "feeders", FEEDERS)
    insert(cursor, report, "candidates", CANDIDATES, recruiter)


def load_processes(cursor: Any, report: ImportReport, recruiter: User | None) -> None:
    cursor.execute(CHECK_LATER)
    insert(cursor, report, "processes", PROCESSES, recruiter)


def load_stages(cursor: Any, report: ImportReport) -> None:
    insert(cursor, report, "stages", STAGES)
    cursor.execute(CHECK_REFERENCES)


def load_offers(cursor: Any, report: ImportReport) -> None:
    insert(cursor, report, "offers", OFFERS)
    insert(cursor, report, "placements", PLACEMENTS)
    cursor.execute(PRESENT_CANDIDATES)


def load_history(cursor: Any, report: ImportReport) -> None:
    for statement in (CANDIDATE_CHANGES, PROCESS_CHANGES, STAGE_CHANGES, OFFER_CHANGES):
        insert(cursor, report, "status changes", statement)


def insert(cursor: Any, report: ImportReport, name: str, statement: str, recruiter: User | None = None) -> None:
    cursor.execute(statement, parameters(recruiter))
    report.made[name] += cursor.rowcount


def parameters(recruiter: User | None = None) -> dict[str, Any]:
    return {
        "zone": settings.BUSINESS_TIME_ZONE.key,
        "recruiter": recruiter and recruiter.pk,
        "recruiter_name": recruiter.display_name if recruiter else "",
    }
