"""The facts of processes, counted anew: the one place that says how each measure follows from the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from analytics.measures import (
    CANDIDATES_FINGERPRINT,
    DAY_ZERO,
    FINGERPRINT,
    INTERVIEWED,
    MEASURES,
    OF_PROCESS,
    OF_STAGES,
    OFFER_DUE,
    OFFERED,
    PRIME,
    RATINGS,
    RATINGS_FINGERPRINT,
    STAGES_FINGERPRINT,
    STARTED,
    STRIDE,
    Fate,
    Span,
    rating_n,
    rating_sum,
    reached,
    rejected_for,
    stages,
    status_of,
    withdrew_for,
)
from analytics.selectors.rated import NUMBER
from tracking.enums import ProcessStatus, RejectionReason, StageOutcome, StageType, WithdrawalReason

DIMENSION_COLUMNS = ("process_id", "candidate_id", "company_id", "feeder_id", "recruiter_id", "role_key", "day")
SPAN_COLUMNS = ("spans", "lengths", "rated")
FACT_COLUMNS = (*DIMENSION_COLUMNS, *SPAN_COLUMNS, *MEASURES)

# Whole numbers are compared in half the time that names take, a hundred times for each stage.
KINDS = {kind: place for place, kind in enumerate(StageType)}
OUTCOMES = {outcome: place for place, outcome in enumerate(StageOutcome)}
EVER_EXTENDED = "('extended', 'accepted', 'declined', 'rescinded', 'expired')"


@dataclass(frozen=True)
class Sources:
    """What stands after FROM: the tables as they are, or rows as they once were."""

    processes: str = "tracking_interviewprocess"
    stages: str = "tracking_interviewstage"
    offers: str = "tracking_offer"


PRESENT = Sources()


def count(condition: str) -> str:
    return f"NULLIF(count(*) FILTER (WHERE {condition}), 0)"


def flag(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 END"


def process_measures() -> dict[str, str]:
    """SQL by measure, over `b`, a process."""
    return {
        STARTED: "1",
        FINGERPRINT: CUBE.format(number=f"({OWN_SPAN} * {STRIDE} + {OWN_LENGTH})::bigint"),
        CANDIDATES_FINGERPRINT: CUBE.format(number=f"mod(uuid_hash_extended(b.candidate_id, 0) & {POSITIVE}, {PRIME})"),
        **{status_of(status): flag(f"b.status = '{status}'") for status in ProcessStatus},
        **{rejected_for(reason): flag(f"b.rejection_reason = '{reason}'") for reason in RejectionReason},
        **{withdrew_for(reason): flag(f"b.withdrawal_reason = '{reason}'") for reason in WithdrawalReason},
    }


def stage_measures() -> dict[str, str]:
    """SQL by measure, over the stages of one process."""
    found = {
        INTERVIEWED: "max(1) FILTER (WHERE outcome IN ('passed', 'failed'))",
        STAGES_FINGERPRINT: f"sum({CUBE.format(number=f'(span * {STRIDE} + length)::bigint')})::bigint",
        RATINGS_FINGERPRINT: f"sum({CUBE.format(number='(rated + 1)::bigint')})::bigint",
    }
    for kind, place in KINDS.items():
        found[reached(kind)] = f"max(1) FILTER (WHERE kind = {place})"
        for outcome, came in OUTCOMES.items():
            found[stages(kind, outcome)] = count(f"how = {place * len(OUTCOMES) + came}")
        for rating in RATINGS:
            found[rating_sum(kind, rating)] = f"sum({rating}_rating) FILTER (WHERE kind = {place})"
            found[rating_n(kind, rating)] = f"NULLIF(count({rating}_rating) FILTER (WHERE kind = {place}), 0)"
    return found


def case(column: str, codes: Mapping[Any, int]) -> str:
    return f"CASE {column} " + " ".join(f"WHEN '{value}' THEN {code}" for value, code in codes.items()) + " END"


@cache
def facts_sql(names: tuple[str, ...] = MEASURES, only: str = "", spans: bool = True, sources: Sources = PRESENT) -> str:
    """One row for each process: DIMENSION_COLUMNS, SPAN_COLUMNS if `spans`, and the measures `names`.

    `only` narrows it: "IN (SELECT ..)" or "= ANY (..)", asked of the process's id. Named parameter: time_zone.
    Where no stage is asked for, none is read.
    """
    wanted = set(names)
    with_stages = spans or bool(wanted & {*OF_STAGES, OFFER_DUE})
    process, stage = process_measures(), stage_measures()
    measures = {
        **{name: process[name] for name in OF_PROCESS},
        **{name: f"s.{name}" for name in OF_STAGES},
        RATINGS_FINGERPRINT: CUBE.format(number=RATED_SO),
        OFFERED: flag("o.offered"),
        OFFER_DUE: flag("o.offered OR s.passed_last"),
    }
    columns = [*DIMENSION_COLUMNS, *(f"{measures[name]} AS {name}" for name in names)]
    if spans:
        columns[len(DIMENSION_COLUMNS) : len(DIMENSION_COLUMNS)] = SPANS
    # What is kept for two readings is not read by several processes at once, which all are.
    kept = "MATERIALIZED" if only else "NOT MATERIALIZED"
    ctes = [BEGUN.format(processes=sources.processes, kept=kept, only=f"WHERE p.id {only}" if only else "")]
    joins = ""
    if with_stages:
        summed = [f"{stage[name]} AS {name}" for name in names if name in stage]
        ctes += [
            TIMED.format(stages=sources.stages),
            SPANNED,
            SUMMED.format(measures="".join(f", {one}" for one in summed), spans=STAGE_SPANS if spans else ""),
        ]
        joins += " LEFT JOIN summed s USING (process_id)"
    if wanted & {OFFERED, OFFER_DUE, RATINGS_FINGERPRINT}:
        ctes.append(OFFERS.format(offers=sources.offers, only=f"WHERE o.process_id {only}" if only else ""))
        joins += " LEFT JOIN offers o USING (process_id)"
    return f"WITH {', '.join(ctes)} SELECT {', '.join(columns)} FROM begun b{joins}"  # noqa: S608  names of our own


BEGUN = """
begun AS {kept} (
    SELECT p.id AS process_id, p.candidate_id, p.company_id, p.feeder_id, p.recruiter_id,
           p.role_key COLLATE "C" AS role_key,
           (p.created_at AT TIME ZONE %(time_zone)s)::date AS day,
           (p.ended_at AT TIME ZONE %(time_zone)s)::date AS ended_day,
           p.status, p.rejection_reason, p.withdrawal_reason
      FROM {processes} p {only}
)"""
# A stage waits from the latest completion before it, or the process's beginning, unless an earlier one is pending.
# The process is joined before the stages are put in order, so that adding them up finds them in order still.
TIMED = f"""
timed AS (
    SELECT s.process_id, s.stage_order, s.outcome, s.completed_date, b.day, b.ended_day,
           {case("s.stage_type", KINDS)} AS kind,
           {case("s.stage_type", KINDS)} * {len(OUTCOMES)} + {case("s.outcome", OUTCOMES)} AS how,
           s.overall_rating, s.technical_rating, s.culture_fit_rating, s.communication_rating,
           max(s.completed_date) OVER earlier AS completed_before,
           COALESCE(bool_or(s.outcome = 'pending') OVER earlier, false) AS blocked
      FROM {{stages}} s JOIN begun b ON b.process_id = s.process_id
    WINDOW earlier AS (PARTITION BY s.process_id ORDER BY s.stage_order
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)"""  # noqa: S608  names of our own
SINCE = "COALESCE(completed_before, day)"
DECIDED = "outcome IN ('passed', 'failed')"
TAKEN = f"{DECIDED} AND completed_date IS NOT NULL"
STANDING = "outcome = 'pending' AND NOT blocked"
FIRST_TAKEN, FIRST_WAITING, FIRST_LEFT = (next(iter(codes.values())) for codes in (Span.TAKEN, Span.WAITING, Span.LEFT))
# OFFSET 0, so that what is worked out of a stage is worked out once; in an order that it has already, so that adding up
# the stages of a process need not make it again.
SPANNED = f"""
spanned AS (
    SELECT timed.*,
           CASE WHEN {TAKEN} THEN {FIRST_TAKEN} + kind
                WHEN NOT ({STANDING}) THEN NULL
                WHEN ended_day IS NULL THEN {FIRST_WAITING} + kind ELSE {FIRST_LEFT} + kind END AS span,
           CASE WHEN {TAKEN} THEN GREATEST(completed_date - {SINCE}, 0)
                WHEN ended_day IS NULL THEN {SINCE} - DATE '{DAY_ZERO}'
                ELSE GREATEST(ended_day - {SINCE}, 0) END AS length,
           CASE WHEN {DECIDED} THEN {NUMBER} END AS rated
      FROM timed ORDER BY process_id, stage_order OFFSET 0
)"""  # noqa: S608  names of our own
SUMMED = """
summed AS (
    SELECT process_id,
           COALESCE(max(stage_order) FILTER (WHERE outcome = 'passed')
                    > COALESCE(max(stage_order) FILTER (WHERE outcome = 'failed'), 0), false) AS passed_last
           {measures}{spans}
      FROM spanned GROUP BY process_id
)"""
STAGE_SPANS = """,
           array_agg(span ORDER BY stage_order) FILTER (WHERE span IS NOT NULL) AS stage_spans,
           array_agg(length ORDER BY stage_order) FILTER (WHERE span IS NOT NULL) AS stage_lengths,
           array_agg(rated ORDER BY stage_order) FILTER (WHERE rated IS NOT NULL) AS stage_ratings"""
ENDINGS = " ".join(f"WHEN '{status}' THEN {code}" for status, code in Span.ENDED.items())
OWN_SPAN = f"CASE b.status {ENDINGS} ELSE {Span.OPEN} END"
OWN_LENGTH = f"CASE WHEN b.ended_day IS NULL THEN b.day - DATE '{DAY_ZERO}' ELSE b.ended_day - b.day END"
SPANS = (
    f"({OWN_SPAN} || COALESCE(s.stage_spans, '{{}}'))::smallint[] AS spans",
    f"({OWN_LENGTH} || COALESCE(s.stage_lengths, '{{}}'))::integer[] AS lengths",
    "COALESCE(s.stage_ratings, '{}') AS rated",
)
OWN_FATE = f"""CASE WHEN b.ended_day IS NULL THEN {Fate.OPEN.value}
                    WHEN b.status = '{ProcessStatus.OFFER_ACCEPTED}' THEN {Fate.ACCEPTED.value}
                    WHEN o.offered THEN {Fate.OFFERED.value} ELSE {Fate.ENDED.value} END"""
# The ratings of a process with its fate, of which there are four.
RATED_SO = f"mod(mod(s.{RATINGS_FINGERPRINT}, {PRIME}) * {len(Fate)} + {OWN_FATE}, {PRIME})"
POSITIVE = 2**63 - 1
CUBE = f"mod(mod({{number}} * {{number}}, {PRIME}) * {{number}}, {PRIME})"
# An offer that was superseded may have been a draft only; its history knows.
OFFERS = f"""
offers AS (
    SELECT o.process_id,
           bool_or(o.status IN {EVER_EXTENDED}
                   OR o.status = 'superseded'
                   AND EXISTS (SELECT FROM tracking_statuschange c WHERE c.process_id = o.process_id
                                  AND c.offer_id = o.id AND c.to_status = 'extended')) AS offered
      FROM {{offers}} o {{only}}
     GROUP BY o.process_id
)"""  # noqa: S608  names of our own
