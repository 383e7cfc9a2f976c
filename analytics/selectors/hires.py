"""Hires by feeder: what was worked out from the same lengths of time is not worked out again.

Each feeder's tally carries a fingerprint of how long its processes last, as exact as its counts. Only feeders whose
fingerprint is not known yet are read and worked out: after a write one of hundreds.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from threading import Lock

from analytics.figures.times import PROCESS_SPANS, ToHire, to_hire
from analytics.measures import FINGERPRINT, STARTED, fingerprint
from analytics.selectors.reading import Row, spans_by
from analytics.selectors.selection import Selection

# (fingerprint, processes, today, horizon)
Lengths = tuple[int, int, date, int]
KEPT = 10_000

_known: OrderedDict[Lengths, ToHire] = OrderedDict()
_lock = Lock()


def hires_by(selection: Selection, by: str, rows: Mapping[str, Row], today: date, horizon: int) -> dict[str, ToHire]:
    """For each key of `rows`, which are counts with FINGERPRINT of the same selection. One query at most."""
    lengths = {key: (row[FINGERPRINT], row[STARTED], today, horizon) for key, row in rows.items()}
    with _lock:
        found = {key: _known[each] for key, each in lengths.items() if each in _known}
    missing = [key for key in lengths if key not in found]
    if not missing:
        return found
    spans = spans_by(selection, PROCESS_SPANS, by, missing)
    for key in missing:
        found[key] = to_hire(spans.get(key, ()), today, horizon)
        # What was committed between the two readings has another fingerprint: it is told, and not kept.
        if fingerprint(spans.get(key, ())) == rows[key][FINGERPRINT]:
            keep(lengths[key], found[key])
    return found


def keep(lengths: Lengths, hires: ToHire) -> None:
    with _lock:
        _known[lengths] = hires
        if len(_known) > KEPT:
            _known.popitem(last=False)
