"""Reading figures: from the tallies where they hold what is asked, from the facts where they do not, and always with
what the log tells of, so that they are exact at once.

A first statement reads the tallies or facts, and whether the log is empty, in one reading of the database. Only where
something waits to be folded a second one reads them anew together with it. Of a past day there is only the second:
together with what has changed since.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from analytics.measures import PAIR, STARTED
from analytics.selectors.changes import LOGGED, NOT_LOGGED, difference_sql, listed
from analytics.selectors.facts import facts_sql
from analytics.selectors.looking import present_look
from analytics.selectors.parts import (
    FACTS,
    SPAN_TALLIES,
    TALLIES,
    Groups,
    Parameters,
    Part,
    fetch,
    quick,
    summed,
    unless_behind,
)
from analytics.selectors.past import end_of
from analytics.selectors.selection import COLUMNS, Selection
from analytics.selectors.touched import begun_by, then_of
from config.base.clock import business_zone

MONTH = "month"
ONE_KEY = "dim = %(dim)s AND key = %(key)s"
EACH_SPAN = "CROSS JOIN LATERAL unnest(spans, lengths) AS one (span, length)"
OF_SPANS = {"span": "span", "length": "length"}
PACKED = "key, spans, lengths, ns"
Row = dict[str, Any]


def counts(selection: Selection, names: Sequence[str], by: str | None = None) -> list[Row]:
    """The measures `names`, summed; 0 where nothing is. One row; where `by` is a dimension or "month", one for each
    `key` (of months the first day) of which there is a process.
    """
    look, question = present_look(), (selection, tuple(names), by)
    if question not in look.found:
        look.found[question] = counted(begun_by(selection), tuple(dict.fromkeys((STARTED, *names))), by)
    found: list[Row] = look.found[question]
    return found


def counted(selection: Selection, asked: tuple[str, ...], by: str | None) -> list[Row]:
    base, tail = parts_of(tuple(selection.keys), selection.has_period, selection.condition, asked, by)
    rows = read(selection, base, tail, difference_of(selection, asked, spans=False))
    return [row for row in rows if row[STARTED] and row["key"] is not None] if by else rows


@cache
def parts_of(
    dims: tuple[str, ...], has_period: bool, condition: str, asked: tuple[str, ...], by: str | None
) -> tuple[Part, Part]:
    """What was counted, and the change since."""
    sums, groups = tuple((name, name) for name in asked), groups_of_fact(by)
    base = tally_part(dims, has_period, by, sums) or Part(FACTS, condition, groups, sums)
    return base, Part("change", condition, groups, tuple((name, f"sign * {name}") for name in asked))


def spans(selection: Selection, codes: Sequence[int]) -> list[tuple[int, int, int]]:
    """(code, length, how many) of the lengths of time of these kinds (measures.Span)."""
    selection = begun_by(selection)
    kinds = "span = ANY (%(codes)s)"
    of_facts, groups = f"{selection.condition} AND {kinds}", tuple(OF_SPANS.items())
    if selection.has_period or len(selection.keys) > 1:
        base = Part(f"{FACTS} {EACH_SPAN}", of_facts, groups, (("n", "1"),))
    else:
        base = Part(SPAN_TALLIES, f"{ONE_KEY} AND {kinds}", groups, (("n", "n"),), single=True)
    tail = Part(f"change {EACH_SPAN}", of_facts, groups, (("n", "sign"),))
    found = read(selection, base, tail, difference_of(selection), codes=list(codes))
    return [(row["span"], row["length"], row["n"]) for row in found if row["n"]]


def spans_by(
    selection: Selection, codes: Sequence[int], by: str, keys: Sequence[str]
) -> dict[str, list[tuple[int, int, int]]]:
    """The same for each of these keys of a dimension; packed by key, since there are many."""
    selection = begun_by(selection)
    kinds, groups = "span = ANY (%(codes)s)", (*groups_of_fact(by), *OF_SPANS.items())
    of_facts = f"{selection.condition} AND {COLUMNS[by]}::text = ANY (%(keys)s) AND {kinds}"
    if selection.has_period or selection.keys:
        base = Part(f"{FACTS} {EACH_SPAN}", of_facts, groups, (("n", "1"),))
    else:
        base = Part(
            SPAN_TALLIES,
            f"dim = '{by}' AND key = ANY (%(keys)s) AND {kinds}",
            (("key", "key"), *OF_SPANS.items()),
            (("n", "n"),),
        )
    tail = Part("change " + EACH_SPAN, of_facts, groups, (("n", "sign"),))
    known = {**parameters_of(selection), "codes": list(codes), "keys": list(keys)}
    both = summed(base, f"{base.sql} UNION ALL {tail.sql}")
    with_tail = f"WITH {difference_of(selection)} SELECT false, {PACKED} FROM ({packed(both)}) found"  # noqa: S608
    rows = [] if is_behind(selection) else fetch(unless_behind(packed(summed(base, base.sql)), PACKED), known)
    if not rows or found_behind(rows[0][0]):
        rows = fetch(with_tail, known)
    return {key: list(zip(*arrays, strict=True)) for _, key, *arrays in rows if key}


def packed(spans_sql: str) -> str:
    arrays = "array_agg(span) AS spans, array_agg(length) AS lengths, array_agg(n) AS ns"
    return f"SELECT key, {arrays} FROM ({spans_sql}) one WHERE n <> 0 GROUP BY key"  # noqa: S608  names of our own


def difference_of(selection: Selection, names: tuple[str, ...] = (), spans: bool = True) -> str:
    """From what was counted to what is, or was on the past day."""
    if selection.as_of:
        return then_of(selection, parameters_of(selection)).difference(names, spans)
    return difference_sql(names, spans=spans)


def known_sql(selection: Selection, names: tuple[str, ...] = (), spans: bool = False) -> str:
    """The facts as they are, or were on the past day; of a selection that is begun_by it."""
    if selection.as_of:
        return then_of(selection, parameters_of(selection)).all_facts(names, spans)
    return current_sql(names, spans)


@cache
def current_sql(names: tuple[str, ...] = (), spans: bool = False) -> str:
    """The facts as they are now: as they were counted, but for what the log tells of."""
    columns = listed(names, spans)
    return f"""
        SELECT {columns} FROM {FACTS} WHERE process_id {NOT_LOGGED}
        UNION ALL
        SELECT {columns} FROM ({facts_sql(names, LOGGED, spans)}) fresh"""  # noqa: S608  names of our own


def groups_of_fact(by: str | None) -> Groups:
    if by is None:
        return ()
    return (("key", "date_trunc('month', day)::date" if by == MONTH else f"{COLUMNS[by]}::text"),)


def tally_part(dims: tuple[str, ...], has_period: bool, by: str | None, sums: Groups) -> Part | None:
    """The tallies, where one key at most is asked for and the groups are its months, or all keys of one dimension."""
    days = "day BETWEEN %(since)s AND %(until)s" if has_period else "day = %(total)s"
    single = not has_period
    if by == MONTH and len(dims) <= 1:
        days = "day > %(total)s AND day BETWEEN %(since)s AND %(until)s"
        return Part(TALLIES, f"{ONE_KEY} AND {days}", groups_of_fact(MONTH), sums)
    if by is None and len(dims) <= 1:
        return Part(TALLIES, f"{ONE_KEY} AND {days}", (), sums, single)
    if by in COLUMNS and not dims:
        return Part(TALLIES, f"dim = '{by}' AND {days}", (("key", "key"),), sums, single)
    if by == "feeder" and dims == ("company",) and not has_period:
        pairs = f"dim = '{PAIR}' AND key >= %(key)s || ':' AND key < %(key)s || ';' AND {days}"
        return Part(TALLIES, pairs, (("key", "split_part(key, ':', 2)"),), sums, single)
    return None


def parameters_of(selection: Selection) -> Parameters:
    """`dim` and `key` are those of a tally, where one key at most is asked for."""
    dim, key = next(iter(selection.keys.items()), ("all", ""))
    at = end_of(selection.as_of) if selection.as_of else None
    return {**selection.parameters, "dim": dim, "key": str(key), "at": at, "time_zone": business_zone()}


def read(selection: Selection, base: Part, tail: Part, difference: str, **parameters: Any) -> list[Row]:
    """The base's groups with their values summed, together with the tail where the log is not empty."""
    known = {**parameters_of(selection), **parameters}
    if not is_behind(selection):
        rows = quick(base, known)
        if not found_behind(rows[0][0]):
            return [base.named(row[1:]) for row in rows]
    rows = fetch(f"WITH {difference} {summed(base, f'{base.sql} UNION ALL {tail.sql}')}", known)
    return [base.named(row) for row in rows]


def is_behind(selection: Selection) -> bool:
    """Whether the tail is known to be needed."""
    return selection.as_of is not None or present_look().behind


def found_behind(behind: bool) -> bool:
    present_look().behind = behind
    return behind
