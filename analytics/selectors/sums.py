"""What the tallies ought to be, added up from the facts: rebuilding stores it, the check compares with it."""

from __future__ import annotations

from analytics.measures import MEASURES, PAIR, PEOPLED, RATED
from analytics.selectors.rated import EACH_NUMBER, EACH_RATING, FATE, SPAN, length

# The key of a fact for each dimension.
KEYS = {
    "all": "''", "feeder": "feeder_id", "company": "company_id", "recruiter": "recruiter_id", "role": "role_key",
}  # fmt: skip
TALLY_KEY, SPAN_KEY = ("dim", "key", "day"), ("dim", "key", "span", "length")
TALLY_COLUMNS = (*TALLY_KEY, "candidates", *MEASURES)
SPAN_COLUMNS = (*SPAN_KEY, "n")
SUMMED = ", ".join(f"NULLIF(sum({name}), 0) AS {name}" for name in MEASURES)


def tallies_of(dim: str) -> str:
    """By day, and on `total` over all days."""
    if dim == PAIR:
        return PAIRS
    return f"WITH days AS MATERIALIZED ({days_of(dim)}) SELECT * FROM days UNION ALL {totals_of(dim, 'days')}"  # noqa: S608  names of our own


def days_of(dim: str) -> str:
    return f"""
        SELECT '{dim}' AS dim, tally_key AS key, day, NULL::bigint AS candidates, {SUMMED}
          FROM {keyed(dim)} WHERE tally_key IS NOT NULL GROUP BY tally_key, day"""  # noqa: S608


def totals_of(dim: str, days: str) -> str:
    people = f"LEFT JOIN ({people_of(dim)}) people USING (key)" if dim in PEOPLED else ""
    return f"""
        SELECT '{dim}', key, %(total)s, {"people.n" if people else "NULL"}, {LISTED}
          FROM (SELECT key, {SUMMED} FROM {days} GROUP BY key) summed {people}"""  # noqa: S608


def keyed(dim: str) -> str:
    return f"""(SELECT {KEYS[dim]}::text COLLATE "C" AS tally_key, * FROM analytics_processfact) fact"""  # noqa: S608


LISTED = ", ".join(MEASURES)
PAIRS = f"""
    SELECT '{PAIR}' AS dim, company_id || ':' || feeder_id AS key, %(total)s::date AS day, NULL::bigint AS candidates,
           {SUMMED}
      FROM analytics_processfact WHERE feeder_id IS NOT NULL GROUP BY company_id, feeder_id"""  # noqa: S608


def people_of(dim: str) -> str:
    return f"""
        SELECT {dim}_id::text AS key, count(*) AS n
          FROM (SELECT DISTINCT {dim}_id, candidate_id FROM analytics_processfact WHERE {dim}_id IS NOT NULL) pair
         GROUP BY {dim}_id"""  # noqa: S608


def spans_of(dim: str) -> str:
    """Lengths, and ratings of the dimensions of which they are kept."""
    lengths = f"""
        SELECT '{dim}' AS dim, tally_key AS key, span, length, count(*) AS n
          FROM {keyed(dim)} CROSS JOIN LATERAL unnest(spans, lengths) AS one (span, length)
         WHERE tally_key IS NOT NULL GROUP BY tally_key, span, length"""  # noqa: S608
    if dim not in RATED:
        return lengths
    return f"""{lengths}
        UNION ALL
        SELECT '{dim}', tally_key, {SPAN}, {length("fate")}, sum(n)
          FROM (SELECT tally_key, number, {FATE} AS fate, count(*) AS n FROM {keyed(dim)} {EACH_NUMBER}
                 WHERE tally_key IS NOT NULL GROUP BY 1, 2, 3) numbered {EACH_RATING}
         GROUP BY 2, 3, 4"""  # noqa: S608
