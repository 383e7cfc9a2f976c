"""What the tallies ought to be, added up from the facts: rebuilding stores it, the check compares with it."""

from __future__ import annotations

from analytics.measures import MEASURES, PAIR

# The key of a fact for each dimension.
KEYS = {
    "all": "''", "feeder": "feeder_id", "company": "company_id", "recruiter": "recruiter_id", "role": "role_key",
}  # fmt: skip
LISTED = ", ".join(MEASURES)
SUMMED = ", ".join(f"NULLIF(sum({name}), 0) AS {name}" for name in MEASURES)


def days_of(dim: str) -> str:
    return f"""
        SELECT '{dim}' AS dim, tally_key AS key, day, {SUMMED}
          FROM (SELECT {KEYS[dim]}::text COLLATE "C" AS tally_key, * FROM analytics_processfact) fact
         WHERE tally_key IS NOT NULL GROUP BY tally_key, day"""  # noqa: S608  names of our own


def totals_of(days: str) -> str:
    """Over all days, from rows of days."""
    return f"SELECT dim, key, %(total)s::date AS day, {SUMMED} FROM {days} GROUP BY dim, key"  # noqa: S608


PAIRS = f"""
    SELECT '{PAIR}' AS dim, company_id || ':' || feeder_id AS key, %(total)s::date AS day, {SUMMED}
      FROM analytics_processfact WHERE feeder_id IS NOT NULL GROUP BY company_id, feeder_id"""  # noqa: S608


def people_of(dim: str) -> str:
    return f"""
        SELECT '{dim}' AS dim, {dim}_id::text AS key, count(DISTINCT candidate_id) AS n
          FROM analytics_processfact WHERE {dim}_id IS NOT NULL GROUP BY {dim}_id"""  # noqa: S608


def lengths_of(dim: str) -> str:
    return f"""
        SELECT '{dim}' AS dim, tally_key AS key, span, length, count(*) AS n
          FROM (SELECT {KEYS[dim]}::text COLLATE "C" AS tally_key, spans, lengths FROM analytics_processfact) fact
          CROSS JOIN LATERAL unnest(spans, lengths) AS one (span, length)
         WHERE tally_key IS NOT NULL GROUP BY tally_key, span, length"""  # noqa: S608
