"""How many different candidates: kept for totals of feeders and companies, counted for anything else, and not counted
twice where the same ones are meant, as a fingerprint tells.
"""

from __future__ import annotations

from analytics.measures import CANDIDATES_FINGERPRINT, STARTED
from analytics.selectors.known import Known
from analytics.selectors.reading import candidates, counts, current_sql, fetch, parameters_of, tally_part
from analytics.selectors.selection import COLUMNS, Selection

# (processes, fingerprint of their candidates) -> how many different ones
KNOWN: Known[tuple[int, int], int] = Known(10_000)


def people(selection: Selection, by: str | None = None) -> dict[str | None, int]:
    """By key of a dimension; by None where there is no `by`."""
    if selection.as_of or not selection.has_period or tally_part(selection, by, ()) is None:
        return candidates(selection, by)
    rows = counts(selection, (CANDIDATES_FINGERPRINT,), by)
    asked = {row.get("key"): (row[STARTED], row[CANDIDATES_FINGERPRINT]) for row in rows}
    found = {key: known for key, each in asked.items() if (known := KNOWN.get(each)) is not None}
    return found if len(found) == len(asked) else different(selection, by)


def different(selection: Selection, by: str | None) -> dict[str | None, int]:
    """Counted one by one, and kept: of what was counted the fingerprint is told by the same reading."""
    key, groups = (COLUMNS[by], f"AND {COLUMNS[by]} IS NOT NULL GROUP BY 1") if by else ("NULL", "")
    sql = f"""
        SELECT {key}::text AS key, count(DISTINCT candidate_id) AS n, count(*) AS started,
               COALESCE(sum({CANDIDATES_FINGERPRINT}), 0)::bigint AS fingerprint
          FROM ({current_sql((CANDIDATES_FINGERPRINT,))}) fact WHERE {selection.condition} {groups}"""  # noqa: S608  names of our own
    rows = fetch(sql, parameters_of(selection))
    for row in rows:
        KNOWN.keep((row["started"], row["fingerprint"]), row["n"])
    return {row["key"]: row["n"] for row in rows}
