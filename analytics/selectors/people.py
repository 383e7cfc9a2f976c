"""How many different candidates: kept for totals of feeders and companies, counted for anything else, and not counted
twice where the same ones are meant, as a fingerprint tells.
"""

from __future__ import annotations

from analytics.measures import CANDIDATES_FINGERPRINT, PEOPLED, STARTED
from analytics.selectors.changes import difference_sql, people_sql
from analytics.selectors.known import Known
from analytics.selectors.parts import TALLIES, Part, fetch
from analytics.selectors.reading import counts, known_sql, parameters_of, read, tally_part
from analytics.selectors.selection import COLUMNS, Selection
from analytics.selectors.touched import begun_by

# (processes, fingerprint of their candidates) -> how many different ones
KNOWN: Known[tuple[int, int], int] = Known(10_000)


def people(selection: Selection, by: str | None = None) -> dict[str | None, int]:
    """By key of a dimension; by None where there is no `by`."""
    selection = begun_by(selection)
    dims = [*selection.keys, *([by] if by else [])]
    if not selection.has_period and len(dims) == 1 and dims[0] in PEOPLED:
        return counted(selection, dims[0], by)
    if selection.as_of or tally_part(tuple(selection.keys), selection.has_period, by, ()) is None:
        return different(selection, by)
    rows = counts(selection, (CANDIDATES_FINGERPRINT,), by)
    asked = {row.get("key"): (row[STARTED], row[CANDIDATES_FINGERPRINT]) for row in rows}
    found = {key: known for key, each in asked.items() if (known := KNOWN.get(each)) is not None}
    return found if len(found) == len(asked) else different(selection, by)


def counted(selection: Selection, dim: str, by: str | None) -> dict[str | None, int]:
    """From the totals, which hold it."""
    groups = (("key", "key"),) if by else ()
    one = "true" if by else "key = %(key)s"
    base = Part(TALLIES, f"dim = '{dim}' AND {one} AND day = %(total)s", groups, (("n", "candidates"),), single=True)
    tail = Part(f"({people_sql(dim)}) people", one, groups, (("n", "candidates"),))
    rows = read(selection, base, tail, difference_sql((), spans=False))
    return {row.get("key"): row["n"] for row in rows if row["n"] or not by}


def different(selection: Selection, by: str | None) -> dict[str | None, int]:
    """Counted one by one, and kept: of what was counted the fingerprint is told by the same reading."""
    key, groups = (COLUMNS[by], f"AND {COLUMNS[by]} IS NOT NULL GROUP BY 1") if by else ("NULL", "")
    facts = known_sql(selection, (CANDIDATES_FINGERPRINT,))
    sql = f"""
        SELECT {key}::text, count(DISTINCT candidate_id), count(*), COALESCE(sum({CANDIDATES_FINGERPRINT}), 0)::bigint
          FROM ({facts}) fact WHERE {selection.condition} {groups}"""  # noqa: S608  names of our own
    rows = fetch(sql, parameters_of(selection))
    for _, n, *of_which in rows:
        KNOWN.keep((of_which[0], of_which[1]), n)
    return {key: n for key, n, *_ in rows}
