"""What the tallies ought to be, added up from the facts: rebuilding stores it, the check compares with it."""

from __future__ import annotations

from analytics.measures import FINGERPRINTS, MEASURES, PAIR, PEOPLED, RATED
from analytics.selectors.facts import EVERY
from analytics.selectors.rated import EACH_NUMBER, EACH_RATING, FATE, SPAN, length

# The key of a fact for each dimension. Every process has a role, so that those of all roles are all.
KEYS = {
    "role": "role_key", "all": "''", "feeder": "feeder_id", "company": "company_id", "recruiter": "recruiter_id",
}  # fmt: skip
KEY = 'tally_key::text COLLATE "C"'  # made of what was grouped: as they are, keys are grouped in less time
TALLY_KEY, SPAN_KEY = ("dim", "key", "day"), ("dim", "key", "span", "length")
TALLY_COLUMNS = (*TALLY_KEY, "candidates", *MEASURES)
SPAN_COLUMNS = (*SPAN_KEY, "n")
# Facts and tallies hold nothing rather than zero, and so does a sum of them; a fingerprint alone may come to zero.
SUMMED = ", ".join(
    f"NULLIF(sum({name}), 0) AS {name}" if name in FINGERPRINTS else f"sum({name}) AS {name}" for name in MEASURES
)


def tallies_of(dim: str) -> str:
    """By day, and on `total` over all days."""
    if dim == PAIR:
        return pairs_of()
    return f"WITH days AS MATERIALIZED ({days_of(dim)}) SELECT * FROM days UNION ALL {totals_of(dim, 'days')}"  # noqa: S608  names of our own


def days_of(dim: str, only: str = EVERY) -> str:
    """Of the days that are `only`."""
    return f"""
        SELECT '{dim}' AS dim, {KEY} AS key, day, NULL::bigint AS candidates, {SUMMED}
          FROM {keyed(dim)} WHERE tally_key IS NOT NULL AND day {only} GROUP BY tally_key, day"""  # noqa: S608


def days_of_all_roles() -> str:
    return f"""
        SELECT 'all' AS dim, '' AS key, day, NULL::bigint AS candidates, {SUMMED}
          FROM analytics_tally WHERE dim = 'role' AND day > %(total)s GROUP BY day"""  # noqa: S608  names of our own


def totals_of(dim: str, days: str) -> str:
    """What the days add up to; `days` stands after FROM, and may end with a WHERE."""
    people = f"LEFT JOIN ({people_of(dim)}) people USING (key)" if dim in PEOPLED else ""
    return f"""
        SELECT '{dim}' AS dim, key, %(total)s::date AS day, {"people.n" if people else "NULL::bigint"} AS candidates,
               {LISTED}
          FROM (SELECT key, {SUMMED} FROM {days} GROUP BY key) summed {people}"""  # noqa: S608


def keyed(dim: str) -> str:
    return f"(SELECT {KEYS[dim]} AS tally_key, * FROM analytics_processfact) fact"  # noqa: S608


LISTED = ", ".join(MEASURES)


def pairs_of(only: str = EVERY) -> str:
    """Of the companies that are `only`."""
    return f"""
        SELECT '{PAIR}' AS dim, company_id || ':' || feeder_id AS key, %(total)s::date AS day,
               NULL::bigint AS candidates, {SUMMED}
          FROM analytics_processfact
         WHERE feeder_id IS NOT NULL AND company_id {only} GROUP BY company_id, feeder_id"""  # noqa: S608


def people_of(dim: str) -> str:
    return f"""
        SELECT {dim}_id::text AS key, count(*) AS n
          FROM (SELECT DISTINCT {dim}_id, candidate_id FROM analytics_processfact WHERE {dim}_id IS NOT NULL) pair
         GROUP BY {dim}_id"""  # noqa: S608


def spans_of(dim: str) -> str:
    """Lengths, and ratings of the dimensions of which they are kept."""
    return f"{lengths_of(dim)} UNION ALL {ratings_of(dim)}" if dim in RATED else lengths_of(dim)


def spans_of_all_roles() -> str:
    return f"""
        SELECT 'all' AS dim, '' AS key, span, length, sum(n)::bigint AS n
          FROM analytics_spantally WHERE dim = 'role' GROUP BY span, length
         UNION ALL {ratings_of("all")}"""  # noqa: S608  names of our own


def lengths_of(dim: str) -> str:
    return f"""
        SELECT '{dim}' AS dim, {KEY} AS key, span, length, count(*) AS n
          FROM {keyed(dim)} CROSS JOIN LATERAL unnest(spans, lengths) AS one (span, length)
         WHERE tally_key IS NOT NULL GROUP BY tally_key, span, length"""  # noqa: S608


def ratings_of(dim: str) -> str:
    return f"""
        SELECT '{dim}', {KEY}, {SPAN}, {length("fate")}, sum(n)::bigint
          FROM (SELECT tally_key, number, {FATE} AS fate, count(*) AS n FROM {keyed(dim)} {EACH_NUMBER}
                 WHERE tally_key IS NOT NULL GROUP BY 1, 2, 3) numbered {EACH_RATING}
         GROUP BY tally_key, 3, 4"""  # noqa: S608
