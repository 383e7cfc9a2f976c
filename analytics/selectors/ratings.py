"""How often decided stages were rated so, and what became of their processes: in total from the tallies, else from the
facts, and always with what the log tells of.
"""

from __future__ import annotations

from analytics.measures import RATED, Fate, Span, rated_from
from analytics.selectors.changes import difference_sql
from analytics.selectors.parts import FACTS, SPAN_TALLIES, Part
from analytics.selectors.rated import EACH_NUMBER, EACH_RATING, FATE, FATES, SPAN, length
from analytics.selectors.reading import ONE_KEY, read
from analytics.selectors.selection import Selection

# (stage type, kind of rating) -> (the rating, 0 where none was given, the stage was passed, fate), how many
Rated = dict[tuple[str, str], list[tuple[int, bool, Fate, int]]]
GROUPS = (("span", "span"), ("length", "length"))
CELLS = (("span", SPAN), ("length", length("fate")))
PLACES = {code: place for place, code in Span.RATED.items()}


def ratings(selection: Selection) -> Rated:
    """Of the types that were decided. As of now: `as_of` is not looked at."""
    if selection.has_period or not set(selection.keys) <= set(RATED):
        base = Part(numbered(FACTS, "1", selection), "true", CELLS, (("n", "n"),))
    else:
        base = Part(SPAN_TALLIES, f"{ONE_KEY} AND span >= {min(PLACES)}", GROUPS, (("n", "n"),), single=True)
    tail = Part(numbered("change", "sign", selection), "true", CELLS, (("n", "n"),))
    found: Rated = {}
    for row in read(selection, base, tail, difference_sql(FATES)):
        if row["n"]:
            rating, passed, fate = rated_from(row["length"])
            found.setdefault(PLACES[row["span"]], []).append((rating, passed, fate, row["n"]))
    return found


def numbered(rows: str, sign: str, selection: Selection) -> str:
    """Equal stages first, of which there are few, and then each of their ratings."""
    return f"""
        (SELECT number, {FATE} AS fate, sum({sign}) AS n FROM {rows} {EACH_NUMBER}
          WHERE {selection.condition} GROUP BY 1, 2) numbered {EACH_RATING}"""  # noqa: S608  names of our own
