"""From the temporary tables into the real ones: what follows from the rows, names and people. Processes with all that
hangs on them follow in slices.py. A row is written once, as it will stand.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from config.base.models import User
from tracking.models import Company, Feeder
from tracking.services.importing.report import ImportReport
from tracking.services.names import lock_names

# Rows in a slice: enough for a page of an index to take several rows at once, few enough to be sorted in memory.
SLICE = 100_000
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
    SELECT gen_random_uuid() AS id, p.line, p.ended_at,
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
        SELECT id, status, created_at, line, true AS is_new FROM import_candidate
        UNION ALL
        SELECT present.id, present.status, present.created_at, NULL, false
        FROM tracking_candidate present JOIN touched ON touched.candidate_id = present.id
    )
    SELECT row_number() OVER (ORDER BY person.line) AS place, person.id AS candidate_id, is_new,
        CASE WHEN is_new THEN 'new' ELSE person.status END AS old,
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
    FROM import_standing standing
    CROSS JOIN LATERAL (SELECT * FROM import_candidate c WHERE c.id = standing.candidate_id OFFSET 0) AS c
    WHERE standing.place BETWEEN %(first)s AND %(last)s
    ORDER BY standing.place
"""
PRESENT_CANDIDATES = """
    UPDATE tracking_candidate c SET status = standing.status, updated_at = standing.at
    FROM import_standing standing
    WHERE standing.candidate_id = c.id AND NOT standing.is_new AND standing.status <> c.status
"""
CANDIDATE_CHANGES = """
    INSERT INTO tracking_statuschange (candidate_id, subject, from_status, to_status, at, reason)
    SELECT candidate_id, 'candidate', old, status, at, 'Imported.'
    FROM import_standing WHERE place BETWEEN %(first)s AND %(last)s AND old <> status
    ORDER BY candidate_id
"""


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
    cursor.execute("CREATE INDEX ON import_offer (line)")
    cursor.execute("ANALYZE import_offer")
    cursor.execute(STANDING)
    cursor.execute("CREATE INDEX ON import_standing (place)")
    cursor.execute("ANALYZE import_standing")


def load_people_and_names(cursor: Any, report: ImportReport, recruiter: User | None) -> None:
    values = parameters(recruiter)
    insert(cursor, report, "companies", COMPANIES, values)
    insert(cursor, report, "feeders", FEEDERS, values)
    cursor.execute(PRESENT_CANDIDATES)
    cursor.execute("SELECT count(*) FROM import_standing")
    for first in range(1, cursor.fetchone()[0] + 1, SLICE):
        values |= {"first": first, "last": first + SLICE - 1}
        insert(cursor, report, "candidates", CANDIDATES, values)
        insert(cursor, report, "status changes", CANDIDATE_CHANGES, values)


def insert(cursor: Any, report: ImportReport, name: str, statement: str, values: dict[str, Any]) -> None:
    cursor.execute(statement, values)
    report.made[name] += cursor.rowcount


def parameters(recruiter: User | None = None) -> dict[str, Any]:
    return {
        "zone": settings.BUSINESS_TIME_ZONE.key,
        "recruiter": recruiter and recruiter.pk,
        "recruiter_name": recruiter.display_name if recruiter else "",
    }
