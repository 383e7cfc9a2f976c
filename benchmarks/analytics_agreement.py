"""Do the figures agree with a recount? `python -m benchmarks.analytics_agreement` over whatever database is set.

Plain SQL over the tables of tracking, written from the definitions and not from analytics' own statements: every
measure that funnels, rates, stages and companies are made of, for every feeder, company, recruiter and role, for all
days and for a period; lengths of time; candidates; and the rates of `conversion_report`.
"""

# ruff: noqa: E402  Django is set up first
from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Iterable
from datetime import date
from io import StringIO
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from analytics.measures import (
    RATINGS,
    Span,
    rating_n,
    rating_sum,
    reached,
    rejected_for,
    stages,
    status_of,
    withdrew_for,
)
from analytics.selectors.reading import candidates, counts, spans
from analytics.selectors.selection import COLUMNS, Selection
from config.base.models import User
from config.postgres.identity import SYSTEM, acting_as
from config.testing.clients import token_client
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
LASTED = """
SELECT {key} AS key, status, (ended_at AT TIME ZONE '{zone}')::date - (created_at AT TIME ZONE '{zone}')::date, count(*)
  FROM tracking_interviewprocess p WHERE {where} AND ended_at IS NOT NULL GROUP BY 1, 2, 3"""


SAID = ("candidates_sourced", "processes_sourced", "placements", "open", "ended")
BY_NAME = """
SELECT f.name, count(DISTINCT p.candidate_id), count(p.id), count(*) FILTER (WHERE p.status = 'offer_accepted'),
       count(p.id) FILTER (WHERE p.ended_at IS NULL), count(p.ended_at)
  FROM tracking_feeder f LEFT JOIN tracking_interviewprocess p ON p.feeder_id = f.id GROUP BY f.name"""


def main() -> None:
    with acting_as(SYSTEM):
        compared = wrong = 0
        reported()
        for dim in COLUMNS:
            for period in PERIODS:
                one, other = told(dim, period), counted(dim, period)
                keys = [key for key in {*one, *other} if one.get(key) != other.get(key)]
                for key in keys[:3]:
                    print("differs:", dim, key, period, one.get(key, Counter()) - other.get(key, Counter()))
                compared, wrong = compared + sum(map(len, other.values())), wrong + len(keys)
                print(
                    f"{dim}, {'3 months' if period else 'all days'}: {len(other)} keys, {len(keys)} differ", flush=True
                )
        lasted()
        print(f"{compared} figures compared, {wrong} keys differ")


def told(dim: str, period: dict[str, Any]) -> dict[str, Counter[str]]:
    names = [status_of(one) for one in ProcessStatus]
    names += [rejected_for(one) for one in RejectionReason] + [withdrew_for(one) for one in WithdrawalReason]
    names += [name(one, rating) for one in StageType for rating in RATINGS for name in (rating_sum, rating_n)]
    names += [reached(one) for one in StageType] + [stages(one, end) for one in StageType for end in StageOutcome]
    rows = counts(Selection(**period), [*names, "interviewed", "offered"], by=dim)
    found = {row["key"]: Counter({name: n for name, n in row.items() if name != "key" and n}) for row in rows}
    for key, n in candidates(Selection(**period), by=dim).items():
        found[str(key)]["candidates"] = n
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
    for name, statement in (("interviewed", INTERVIEWED), ("offered", OFFERED), ("candidates", PEOPLE)):
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


def lasted() -> None:
    """How long processes of each feeder lasted, to the day."""
    wanted: dict[str, Counter[tuple[int, int]]] = {}
    for key, status, days, n in ask(LASTED, "feeder", {}):
        wanted.setdefault(key, Counter())[Span.ENDED[status], days] += n
    differ = 0
    for key, lengths in wanted.items():
        rows = spans(Selection(feeder=UUID(key)), list(Span.ENDED.values()))
        differ += Counter({(code, length): n for code, length, n in rows}) != lengths
    print(f"lengths of {len(wanted)} feeders, {differ} differ")


def reported() -> None:
    """What the command, the API and the page's CSV say of each feeder, against processes by the feeder's name."""
    with connection.cursor() as cursor:
        cursor.execute(BY_NAME)
        wanted = {name: list(row) for name, *row in cursor.fetchall()}
    client = token_client(manager())
    page = Client(SERVER_NAME="localhost")
    page.force_login(manager())
    csv_page = page.get(reverse("admin:analytics_feeders"), {"format": "csv"}).content.decode()
    told_by = {
        "command": json.loads(printed("conversion_report", "--format", "json"))["conversion_rates"]["results"],
        "API": client.get(reverse("analytics-conversion-rates"), SERVER_NAME="localhost").json()["results"],
        "command's CSV": list(csv.DictReader(StringIO(printed("conversion_report", "--format", "csv")))),
        "page's CSV": list(csv.DictReader(StringIO(csv_page.removeprefix("\ufeff")))),
    }
    for name, rows in told_by.items():
        found = {row["feeder_source"]: [int(row[column]) for column in SAID] for row in rows}
        rates = sum(
            abs(float(row["conversion_rate"]) - int(row["placements"]) / int(row["processes_sourced"])) > 1e-4
            for row in rows
        )
        differ = sum(found.get(key) != row for key, row in wanted.items())
        print(f"{name}: {len(found)} feeders, {differ} differ, {rates} rates")


def printed(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def manager() -> User:
    user, _ = User.objects.get_or_create(username="bench-manager", defaults={"is_staff": True})
    user.groups.add(Group.objects.get(name="manager"))
    return User.objects.get(pk=user.pk)


if __name__ == "__main__":
    main()
