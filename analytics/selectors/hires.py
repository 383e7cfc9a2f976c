"""Hires by feeder: what was worked out from the same lengths of time is not worked out again.

Each feeder's tally carries a fingerprint of how long its processes last, as exact as its counts. Only feeders whose
fingerprint is not known yet are read and worked out: after a write one of hundreds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from analytics.figures.times import PROCESS_SPANS, ToHire, to_hire
from analytics.measures import FINGERPRINT, STARTED, fingerprint, status_of
from analytics.selectors.known import Known
from analytics.selectors.reading import Row, spans_by
from analytics.selectors.selection import Selection
from tracking.enums import ProcessStatus

# The measures that tell the lengths of some processes from those of others.
TELLING = (STARTED, FINGERPRINT, *(status_of(status) for status in ProcessStatus))

# (TELLING, today, horizon)
KNOWN: Known[tuple[tuple[int, ...], date, int], ToHire] = Known(10_000)


def hires_by(selection: Selection, by: str, rows: Mapping[str, Row], today: date, horizon: int) -> dict[str, ToHire]:
    """For each key of `rows`, which are counts with TELLING of the same selection. One query at most."""
    lengths = {key: (tuple(row[name] for name in TELLING), today, horizon) for key, row in rows.items()}
    found = {key: known for key, each in lengths.items() if (known := KNOWN.get(each))}
    missing = [key for key in lengths if key not in found]
    if not missing:
        return found
    spans = spans_by(selection, PROCESS_SPANS, by, missing)
    for key in missing:
        found[key] = to_hire(spans.get(key, ()), today, horizon)
        # What was committed between the two readings has another fingerprint: it is told, and not kept.
        if fingerprint(spans.get(key, ())) == rows[key][FINGERPRINT]:
            KNOWN.keep(lengths[key], found[key])
    return found
