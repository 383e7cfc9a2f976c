"""How long the stages and processes of a selection last: what was worked out from the same lengths is not again.

The tallies know the lengths in total only. Of a period, or of two keys, they are read from the facts, which takes long
where there are many; but the fingerprints, which tallies hold of every day, tell whether the same has been read before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics.figures.times import (
    PROCESS_SPANS,
    STAGE_SPANS,
    Lasting,
    StageTime,
    ToHire,
    in_stage,
    of_codes,
    to_decision,
    to_hire,
)
from analytics.measures import FINGERPRINT, STAGES_FINGERPRINT, STARTED, fingerprint
from analytics.selectors.hires import TELLING
from analytics.selectors.known import Known
from analytics.selectors.reading import Row, spans
from analytics.selectors.selection import Selection
from tracking.enums import StageType

OF_STAGES = tuple(code for codes in STAGE_SPANS.values() for code in codes)
# The measures that tell lengths from others.
LENGTHS = (*TELLING, STAGES_FINGERPRINT)


@dataclass(frozen=True, slots=True)
class Lasted:
    """`stages` of all types, in their order."""

    stages: tuple[StageTime, ...]
    to_decision: Lasting
    to_hire: ToHire


# (LENGTHS, today, horizon)
KNOWN: Known[tuple[tuple[int, ...], date, int], Lasted] = Known(500)


def lasted(selection: Selection, row: Row, today: date, horizon: int) -> Lasted:
    """`row` is counts of the same selection with LENGTHS. One query, or none."""
    key = (tuple(row[name] for name in LENGTHS), today, horizon)
    if known := KNOWN.get(key):
        return known
    lengths = spans(selection, (*PROCESS_SPANS, *OF_STAGES))
    found = Lasted(
        tuple(in_stage(lengths, kind, today) for kind in StageType),
        to_decision(lengths, today),
        to_hire(lengths, today, horizon),
    )
    # What was committed between the two readings has other fingerprints: it is told, and not kept.
    if fingerprints_of(lengths) == (row[STARTED], row[FINGERPRINT], row[STAGES_FINGERPRINT]):
        KNOWN.keep(key, found)
    return found


def fingerprints_of(lengths: Sequence[tuple[int, int, int]]) -> tuple[int, int, int]:
    """How many processes, and the fingerprints of their lengths and of their stages'."""
    of_processes, of_stages = of_codes(lengths, PROCESS_SPANS), of_codes(lengths, OF_STAGES)
    return sum(n for _, _, n in of_processes), fingerprint(of_processes), fingerprint(of_stages)
