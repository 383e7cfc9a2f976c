"""The facts of processes, counted anew: the one place that says how each measure follows from the tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from analytics.measures import (
    CANDIDATES_FINGERPRINT,
    DAY_ZERO,
    FINGERPRINT,
    MEASURES,
    OF_PROCESS,
    OF_STAGES,
    OFFER_DUE,
    OFFERED,
    PRIME,
    RATINGS_FINGERPRINT,
    STARTED,
    STRIDE,
    Fate,
    Span,
    rejected_for,
    status_of,
    withdrew_for,
)
from analytics.selectors.staged import CUBE, of_stages, stage_ctes
from tracking.enums import ProcessStatus, RejectionReason, WithdrawalReason

DIMENSION_COLUMNS = ("process_id", "candidate_id", "company_id", "feeder_id", "recruiter_id", "role_key", "day")
SPAN_COLUMNS = ("spans", "lengths", "rated")
FACT_COLUMNS = (*DIMENSION_COLUMNS, *SPAN_COLUMNS, *MEASURES)

EVERY = "IS NOT NULL"
EVER_EXTENDED = "('extended', 'accepted', 'declined', 'rescinded', 'expired')"


@dataclass(frozen=True)
class Sources:
    """What stands after FROM: the tables as they are, or rows as they once were."""

    processes: str = "tracking_interviewprocess"
    stages: str = "tracking_interviewstage"
    offers: str = "tracking_offer"


PRESENT = Sources()


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


@cache
def facts_sql(
    names: tuple[str, ...] = MEASURES, only: str = EVERY, spans: bool = True, sources: Sources = PRESENT
) -> str:
    """One row for each process: DIMENSION_COLUMNS, SPAN_COLUMNS if `spans`, and the measures `names`.

    `only` narrows it: what is asked of the process's id, such as "IN (SELECT ..)" or "< ..". Where no stage is asked
    for, none is read. Named parameter: time_zone.
    """
    wanted = set(names)
    with_stages = spans or bool(wanted & {*OF_STAGES, OFFER_DUE})
    process = process_measures()
    measures = {
        **{name: process[name] for name in OF_PROCESS},
        **of_stages(),
        RATINGS_FINGERPRINT: CUBE.format(number=RATED_SO),
        OFFERED: flag("o.offered"),
        OFFER_DUE: flag("o.offered OR s.passed_last"),
    }
    columns = [*DIMENSION_COLUMNS, *(f"{measures[name]} AS {name}" for name in names)]
    if spans:
        columns[len(DIMENSION_COLUMNS) : len(DIMENSION_COLUMNS)] = SPANS
    ctes = [BEGUN.format(processes=sources.processes, only=only)]
    joins = ""
    if with_stages:
        ctes += stage_ctes(sources.stages, names, spans)
        joins += " LEFT JOIN summed s USING (process_id)"
    if wanted & {OFFERED, OFFER_DUE, RATINGS_FINGERPRINT}:
        ctes.append(OFFERS.format(offers=sources.offers, only=only))
        joins += " LEFT JOIN offers o USING (process_id)"
    return f"WITH {', '.join(ctes)} SELECT {', '.join(columns)} FROM begun b{joins}"  # noqa: S608  names of our own


BEGUN = """
begun AS MATERIALIZED (
    SELECT p.id AS process_id, p.candidate_id, p.company_id, p.feeder_id, p.recruiter_id,
           p.role_key COLLATE "C" AS role_key,
           (p.created_at AT TIME ZONE %(time_zone)s)::date AS day,
           (p.ended_at AT TIME ZONE %(time_zone)s)::date AS ended_day,
           p.status, p.rejection_reason, p.withdrawal_reason
      FROM {processes} p WHERE p.id {only}
)"""
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
# An offer that was superseded may have been a draft only; its history knows.
OFFERS = f"""
offers AS (
    SELECT o.process_id,
           bool_or(o.status IN {EVER_EXTENDED}
                   OR o.status = 'superseded'
                   AND EXISTS (SELECT FROM tracking_statuschange c WHERE c.process_id = o.process_id
                                  AND c.offer_id = o.id AND c.to_status = 'extended')) AS offered
      FROM {{offers}} o WHERE o.process_id {{only}}
     GROUP BY o.process_id
)"""  # noqa: S608  names of our own
