"""What follows from the stages of a process, as SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from analytics.measures import (
    DAY_ZERO,
    INTERVIEWED,
    OF_STAGES,
    PRIME,
    RATINGS,
    RATINGS_FINGERPRINT,
    STAGES_FINGERPRINT,
    STRIDE,
    Span,
    rating_n,
    rating_sum,
    reached,
    stages,
)
from analytics.selectors.rated import number
from tracking.enums import StageOutcome, StageType

# Whole numbers are compared in half the time that names take, a hundred times for each stage.
KINDS = {kind: place for place, kind in enumerate(StageType)}
OUTCOMES = {outcome: place for place, outcome in enumerate(StageOutcome)}
PENDING, PASSED, FAILED = (
    f"came = {OUTCOMES[one]}" for one in (StageOutcome.PENDING, StageOutcome.PASSED, StageOutcome.FAILED)
)
DECIDED = f"({PASSED} OR {FAILED})"
CUBE = f"mod(mod({{number}} * {{number}}, {PRIME}) * {{number}}, {PRIME})"


def stage_ctes(table: str, names: Iterable[str], spans: bool) -> list[str]:
    """`summed`: of each process in the CTE `begun` that has a stage a row, with what `of_stages` asks of it."""
    aggregates = stage_aggregates()
    asked = dict.fromkeys(IN_ONE[name][0] if name in IN_ONE else name for name in names if name in OF_STAGES)
    measures = "".join(f", {aggregates[name]} AS {name}" for name in asked)
    return [TIMED.format(stages=table), SPANNED, SUMMED.format(measures=measures, spans=STAGE_SPANS if spans else "")]


def of_stages() -> dict[str, str]:
    """SQL by measure, over `s`, a row of `summed`."""
    in_one = {name: f"s.{aggregate} {part}" for name, (aggregate, part) in IN_ONE.items()}
    return {name: in_one.get(name, f"s.{name}") for name in OF_STAGES}


def rated_in_one(stage_type: str, rating: str) -> str:
    """An aggregate: how often it was rated and the sum of the ratings, in one number."""
    return f"{stage_type}_{rating}_rated"


# The sum has room for as many stages as a process can have.
SUM_BITS = 18
IN_ONE = {
    name(*place): (rated_in_one(*place), part)
    for place in product(StageType, RATINGS)
    for name, part in ((rating_sum, f"& {2**SUM_BITS - 1}"), (rating_n, f">> {SUM_BITS}"))
}


def stage_aggregates() -> dict[str, str]:
    """SQL by measure, over the stages of one process; of ratings by `rated_in_one`."""
    found = {
        INTERVIEWED: f"max(1) FILTER (WHERE {DECIDED})",
        STAGES_FINGERPRINT: f"sum({CUBE.format(number=f'(span * {STRIDE} + length)::bigint')}::integer)",
        RATINGS_FINGERPRINT: f"sum({CUBE.format(number='(rated + 1)::bigint')}::integer)",
    }
    for kind, place in KINDS.items():
        found[reached(kind)] = f"max(1) FILTER (WHERE kind = {place})"
        for outcome, came in OUTCOMES.items():
            found[stages(kind, outcome)] = count(f"how = {place * len(OUTCOMES) + came}")
        for rating in RATINGS:
            found[rated_in_one(kind, rating)] = f"sum({rating}_rating + {2**SUM_BITS}) FILTER (WHERE kind = {place})"
    return found


def count(condition: str) -> str:
    return f"NULLIF(count(*) FILTER (WHERE {condition}), 0)"


def case(column: str, codes: Mapping[Any, int]) -> str:
    return f"CASE {column} " + " ".join(f"WHEN '{value}' THEN {code}" for value, code in codes.items()) + " END"


# A stage waits from the latest completion before it, or the process's beginning, unless an earlier one is pending.
# The process is joined before the stages are put in order, so that adding them up finds them in order still.
TIMED = f"""
timed AS (
    SELECT s.process_id, s.stage_order, s.completed_date, b.day, b.ended_day,
           {case("s.stage_type", KINDS)} AS kind, {case("s.outcome", OUTCOMES)} AS came,
           s.overall_rating, s.technical_rating, s.culture_fit_rating, s.communication_rating,
           max(s.completed_date) OVER earlier AS completed_before,
           COALESCE(bool_or(s.outcome = 'pending') OVER earlier, false) AS blocked
      FROM {{stages}} s JOIN begun b ON b.process_id = s.process_id
    WINDOW earlier AS (PARTITION BY s.process_id ORDER BY s.stage_order
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)"""  # noqa: S608  names of our own
SINCE = "COALESCE(completed_before, day)"
TAKEN = f"{DECIDED} AND completed_date IS NOT NULL"
STANDING = f"{PENDING} AND NOT blocked"
FIRST_TAKEN, FIRST_WAITING, FIRST_LEFT = (next(iter(codes.values())) for codes in (Span.TAKEN, Span.WAITING, Span.LEFT))
# OFFSET 0, so that what is worked out of a stage is worked out once; in an order that it has already, so that adding up
# the stages of a process need not make it again.
SPANNED = f"""
spanned AS (
    SELECT timed.*, kind * {len(OUTCOMES)} + came AS how,
           CASE WHEN {TAKEN} THEN {FIRST_TAKEN} + kind
                WHEN NOT ({STANDING}) THEN NULL
                WHEN ended_day IS NULL THEN {FIRST_WAITING} + kind ELSE {FIRST_LEFT} + kind END AS span,
           CASE WHEN {TAKEN} THEN GREATEST(completed_date - {SINCE}, 0)
                WHEN ended_day IS NULL THEN {SINCE} - DATE '{DAY_ZERO}'
                ELSE GREATEST(ended_day - {SINCE}, 0) END AS length,
           CASE WHEN {DECIDED} THEN {number(PASSED)} END AS rated
      FROM timed ORDER BY process_id, stage_order OFFSET 0
)"""  # noqa: S608  names of our own
SUMMED = f"""
summed AS (
    SELECT process_id,
           COALESCE(max(stage_order) FILTER (WHERE {PASSED})
                    > COALESCE(max(stage_order) FILTER (WHERE {FAILED}), 0), false) AS passed_last
           {{measures}}{{spans}}
      FROM spanned GROUP BY process_id
)"""  # noqa: S608  names of our own
STAGE_SPANS = """,
           array_agg(span ORDER BY stage_order) FILTER (WHERE span IS NOT NULL) AS stage_spans,
           array_agg(length ORDER BY stage_order) FILTER (WHERE span IS NOT NULL) AS stage_lengths,
           array_agg(rated ORDER BY stage_order) FILTER (WHERE rated IS NOT NULL) AS stage_ratings"""
