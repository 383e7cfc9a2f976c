"""Every measure for every feeder, company, recruiter and role, for all days and for a period: plain SQL over the tables
of tracking, written from the definitions and not from analytics' own statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from analytics.measures import (
    RATINGS,
    rating_n,
    rating_sum,
    reached,
    rejected_for,
    stages,
    status_of,
    withdrew_for,
)
from analytics.selectors.people import different, people
from analytics.selectors.reading import counts
from analytics.selectors.selection import COLUMNS, Selection
from benchmarks.agreement.holding import Held
from tracking.enums import ProcessStatus, RejectionReason, StageOutcome, StageType, WithdrawalReason

PERIODS: list[dict[str, Any]] = [{}, {"since": date(2025, 6, 1), "until": date(2025, 8, 31)}]
PROCESSES = """
SELECT {key} AS key, status, rejection_reason, withdrawal_reason, count(*)
  FROM tracking_interviewprocess p WHERE {where} GROUP BY 1, 2, 3, 4"""
STAGES = """
SELECT {key} AS key, stage_type, outcome, count(*), {ratings}
  FROM tracking_interviewstage s JOIN tracking_interviewprocess p ON p.id = s.process_id
 WHERE {where} GROUP BY 1, 2, 3"""
REACHED = """
SELECT {key} AS key, stage_type, count(DISTINCT p.id)
  FROM tracking_interviewstage s JOIN tracking_interviewprocess p ON p.id = s.process_id WHERE {where} GROUP BY 1, 2"""
INTERVIEWED = """
SELECT {key} AS key, count(DISTINCT p.id)
  FROM tracking_interviewstage s JOIN tracking_interviewprocess p ON p.id = s.process_id
 WHERE {where} AND outcome IN ('passed', 'failed') GROUP BY 1"""
OFFERED = """
SELECT {key} AS key, count(DISTINCT p.id)
  FROM tracking_offer o JOIN tracking_interviewprocess p ON p.id = o.process_id
 WHERE {where} AND (o.status NOT IN ('draft', 'superseded')
    OR o.status = 'superseded'
       AND EXISTS (SELECT FROM tracking_statuschange c WHERE c.offer_id = o.id AND to_status = 'extended'))
 GROUP BY 1"""
PEOPLE = "SELECT {key} AS key, count(DISTINCT candidate_id) FROM tracking_interviewprocess p WHERE {where} GROUP BY 1"


def hold_counts(held: Held) -> None:
    for dim in COLUMNS:
        for period in PERIODS:
            part = f"counts by {dim}, {'3 months' if period else 'all days'}"
            held.hold(part, dim, counted(dim, period), told(dim, period))
            held.told(part)


def told(dim: str, period: dict[str, Any]) -> dict[str, Counter[str]]:
    names = [status_of(one) for one in ProcessStatus]
    names += [rejected_for(one) for one in RejectionReason] + [withdrew_for(one) for one in WithdrawalReason]
    names += [name(one, rating) for one in StageType for rating in RATINGS for name in (rating_sum, rating_n)]
    names += [reached(one) for one in StageType] + [stages(one, end) for one in StageType for end in StageOutcome]
    rows = counts(Selection(**period), [*names, "interviewed", "offered"], by=dim)
    found = {row["key"]: Counter({name: n for name, n in row.items() if name != "key" and n}) for row in rows}
    for key, n in different(Selection(**period), dim).items():
        found[str(key)]["candidates"] = n
    for key, n in people(Selection(**period), by=dim).items():
        found[str(key)]["people"] = n
    return found


def counted(dim: str, period: dict[str, Any]) -> dict[str, Counter[str]]:  # noqa: C901  a loop for each statement
    found: dict[str, Counter[str]] = {}
    for key, status, rejected, withdrew, n in ask(PROCESSES, dim, period):
        of = found.setdefault(key, Counter())
        of["started"] += n
        of[status_of(status)] += n
        if rejected:
            of[rejected_for(rejected)] += n
        if withdrew:
            of[withdrew_for(withdrew)] += n
    for key, kind, outcome, n, *ratings in ask(STAGES, dim, period):
        found[key][stages(kind, outcome)] += n
        for rating, (total, rated) in zip(RATINGS, zip(ratings[::2], ratings[1::2], strict=True), strict=True):
            found[key][rating_sum(kind, rating)] += total or 0
            found[key][rating_n(kind, rating)] += rated
    for key, kind, n in ask(REACHED, dim, period):
        found[key][reached(kind)] = n
    for name, statement in (
        ("interviewed", INTERVIEWED),
        ("offered", OFFERED),
        ("candidates", PEOPLE),
        ("people", PEOPLE),
    ):
        for key, n in ask(statement, dim, period):
            found[key][name] = n
    return {key: +of for key, of in found.items()}


def ask(statement: str, dim: str, period: dict[str, Any]) -> Iterable[Any]:
    zone, column = str(settings.BUSINESS_TIME_ZONE), f"p.{COLUMNS[dim]}"
    where = f"{column} IS NOT NULL"
    if period:
        where += f" AND (p.created_at AT TIME ZONE '{zone}')::date BETWEEN '{period['since']}' AND '{period['until']}'"
    ratings = ", ".join(f"sum({one}_rating), count({one}_rating)" for one in RATINGS)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(key=f"{column}::text", where=where, ratings=ratings, zone=zone))
        return cursor.fetchall()
