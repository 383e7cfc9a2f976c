"""One database's side of `benchmarks/analytics.py`: does what a line of its standard input asks, and answers in JSON.

The hand-written statements stand here, in three kinds: the kit's own, over its rollups; ours over the tallies, with no
column that is not asked for; and over the tables of tracking, as somebody would write them who has only those.
"""

# ruff: noqa: E402  Django is set up first
from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.figures.funnel import FUNNEL_MEASURES
from analytics.figures.outcomes import OUTCOME_MEASURES
from analytics.figures.stages import STAGE_MEASURES
from analytics.figures.times import HORIZON, PROCESS_SPANS
from analytics.measures import TOTAL
from analytics.models import ProcessFact, SeatFact, SeatTally, SpanTally, Tally
from analytics.selectors.companies import company_insights
from analytics.selectors.feeders import conversion_rates, feeder_report
from analytics.selectors.funnel import funnel
from analytics.selectors.hires import KNOWN as OF_HIRES
from analytics.selectors.interviewers import interviewers
from analytics.selectors.lasted import KNOWN as OF_LENGTHS
from analytics.selectors.lasted import LENGTHS as LENGTHS_TOLD
from analytics.selectors.lasted import Lasted, lasted
from analytics.selectors.looking import one_look
from analytics.selectors.people import KNOWN as OF_PEOPLE
from analytics.selectors.people import people
from analytics.selectors.reading import counts
from analytics.selectors.selection import Selection
from analytics.selectors.stages import stage_performance, stage_success
from analytics.selectors.times import times
from analytics.selectors.validity import KNOWN as OF_RATINGS
from analytics.selectors.validity import Outcome, stage_validity
from analytics.services.rates import recompute_feeder_rates
from analytics.services.rebuilding import rebuild
from benchmarks.analytics_kit import Kit
from config.base.clock import business_today
from config.base.models import User
from config.postgres.base import connection_of
from config.postgres.identity import SYSTEM, acting_as
from tracking.enums import StageType
from tracking.models import Company, Feeder, InterviewProcess

SINCE, UNTIL = date(2025, 6, 1), date(2025, 8, 31)
PERIOD: dict[str, Any] = {"since": SINCE, "until": UNTIL}
FEEDER, COMPANY, ROLE = "Feeder 000", "Company 000", "role 01"
ROLLUPS = (ProcessFact, SeatFact, SeatTally, SpanTally, Tally)
AT_MOST, ENOUGH = 7, 50.0
Timed = Callable[[], object]
# A figure, by what it is held against.
Pair = tuple[Timed, Timed]


def manager() -> User:
    user, _ = User.objects.get_or_create(username="bench-manager", defaults={"is_staff": True})
    user.groups.add(Group.objects.get(name="manager"))
    return User.objects.get(pk=user.pk)


def by_hand(statement: str, **parameters: Any) -> Timed:
    def ask() -> object:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"since": SINCE, "until": UNTIL, "total": TOTAL, **parameters})
            return cursor.fetchall()

    return ask


def sums(names: tuple[str, ...], where: str) -> str:
    listed = ", ".join(f"sum({name})" for name in names)
    return f"SELECT {listed} FROM analytics_tally WHERE {where}"  # noqa: S608  names of our own


IN_PERIOD = "day BETWEEN %(since)s AND %(until)s"
LENGTHS = (
    "SELECT span, length, n FROM analytics_spantally WHERE dim = %(dim)s AND key = %(key)s AND span = ANY (%(codes)s)"
)
LENGTHS_IN_PERIOD = f"""
    SELECT span, length, count(*)
      FROM analytics_processfact CROSS JOIN LATERAL unnest(spans, lengths) AS one (span, length)
     WHERE feeder_id = %(key)s AND {IN_PERIOD} AND span = ANY (%(codes)s) GROUP BY 1, 2"""  # noqa: S608
TWO_KEYS = """
    WITH chosen AS (
        SELECT id, status FROM tracking_interviewprocess
         WHERE feeder_id = %(feeder)s AND company_id = %(company)s
           AND created_at >= (%(since)s::date::timestamp AT TIME ZONE 'UTC')
           AND created_at < ((%(until)s::date + 1)::timestamp AT TIME ZONE 'UTC')
    )
    SELECT stage_type, count(DISTINCT process_id), count(*) FILTER (WHERE outcome = 'passed'),
           count(*) FILTER (WHERE outcome = 'failed'), count(*) FILTER (WHERE outcome = 'pending')
      FROM tracking_interviewstage JOIN chosen ON process_id = chosen.id GROUP BY 1
    UNION ALL SELECT status, count(*), NULL, NULL, NULL FROM chosen GROUP BY 1"""
TWO_KEYS_EVER = TWO_KEYS.replace("created_at >= (%(since)s::date::timestamp AT TIME ZONE 'UTC')", "true").replace(
    "created_at < ((%(until)s::date + 1)::timestamp AT TIME ZONE 'UTC')", "true"
)
ONE_STATEMENT = """
    SELECT feeder_id, count(*), count(*) FILTER (WHERE status = 'offer_accepted'),
           count(*) FILTER (WHERE ended_at IS NULL)
      FROM tracking_interviewprocess WHERE feeder_id IS NOT NULL GROUP BY 1"""


class Side:
    def __init__(self, kit: Kit | None) -> None:
        self.kit, self.user = kit, manager()
        self.feeder = Feeder.objects.get(name=FEEDER)
        self.company = Company.objects.get(name=COMPANY)
        self.recruiter = self.led()

    def led(self) -> Any:
        found = InterviewProcess.objects.exclude(recruiter=None).order_by().values_list("recruiter", flat=True).first()
        return found or self.user.pk

    def bare(self) -> dict[str, Pair]:
        """The readings, held against statements for the same."""
        keyed = {
            "feeder": Selection(feeder=self.feeder.pk),
            "company": Selection(company=self.company.pk),
            "recruiter": Selection(recruiter=self.recruiter),
            "role": Selection(role=ROLE),
        }
        feeder, codes = keyed["feeder"], list(PROCESS_SPANS)
        found: dict[str, Pair] = {}
        for dim, selection in keyed.items():
            own: dict[str, Any] = {"dim": dim, "key": str(selection.keys[dim])}
            keys: dict[str, Any] = dict(selection.keys)
            period = Selection(**keys, **PERIOD)
            at, total = "dim = %(dim)s AND key = %(key)s AND ", "day = %(total)s"
            found |= {
                f"funnel of a {dim}": (
                    partial(counts, selection, FUNNEL_MEASURES),
                    by_hand(sums(FUNNEL_MEASURES, at + total), **own),
                ),
                f"funnel of a {dim}, 3 months": (
                    partial(counts, period, FUNNEL_MEASURES),
                    by_hand(sums(FUNNEL_MEASURES, at + IN_PERIOD), **own),
                ),
                f"stage success of a {dim}": (
                    partial(counts, selection, STAGE_MEASURES),
                    by_hand(sums(STAGE_MEASURES, at + total), **own),
                ),
                f"stage success of a {dim}, 3 months": (
                    partial(counts, period, STAGE_MEASURES),
                    by_hand(sums(STAGE_MEASURES, at + IN_PERIOD), **own),
                ),
                f"lengths of a {dim}": (
                    partial(lengths, selection),
                    by_hand(LENGTHS, **own, codes=codes),
                ),
            }
        key = self.feeder.pk
        found["lengths of a feeder, 3 months"] = (
            lambda: lengths(Selection(feeder=key, **PERIOD)),
            by_hand(LENGTHS_IN_PERIOD, key=key, codes=codes),
        )
        found["candidates of a feeder"] = (
            lambda: people(feeder),
            by_hand(sums(("candidates",), "dim = 'feeder' AND key = %(key)s AND day = %(total)s"), key=str(key)),
        )
        found["candidates of a feeder, 3 months"] = (
            lambda: people(Selection(feeder=key, **PERIOD)),
            by_hand(
                "SELECT count(DISTINCT candidate_id) FROM analytics_processfact WHERE feeder_id = %(key)s AND "  # noqa: S608
                + IN_PERIOD,
                key=key,
            ),
        )
        both: dict[str, Any] = {"feeder": key, "company": self.company.pk}
        found["feeder and company"] = (
            lambda: counts(Selection(**both), FUNNEL_MEASURES),
            by_hand(TWO_KEYS_EVER, **both),
        )
        found["feeder, company, 3 months"] = (
            lambda: counts(Selection(**both, **PERIOD), FUNNEL_MEASURES),
            by_hand(TWO_KEYS, **both),
        )
        return found

    def against_kit(self) -> dict[str, Pair]:
        if self.kit is None:
            return {}
        everything, feeder = Selection(), Selection(feeder=self.feeder.pk)
        return {
            "kit: rates of all feeders": (
                lambda: counts(everything, OUTCOME_MEASURES, by="feeder"),
                self.kit.ask("conversion_rates"),
            ),
            "kit: stage success": (lambda: counts(everything, STAGE_MEASURES), self.kit.ask("stage_success")),
            "kit: funnel of all": (lambda: counts(everything, FUNNEL_MEASURES), self.kit.ask("funnel_all")),
            "kit: funnel of all, 3 months": (
                lambda: counts(Selection(**PERIOD), FUNNEL_MEASURES),
                self.kit.ask("funnel_90d"),
            ),
            "kit: funnel of a feeder": (lambda: counts(feeder, FUNNEL_MEASURES), self.kit.ask("funnel_feeder")),
            "kit: funnel of a feeder, 3 months": (
                lambda: counts(Selection(feeder=self.feeder.pk, **PERIOD), FUNNEL_MEASURES),
                self.kit.ask("funnel_90d", feeder=FEEDER),
            ),
            "kit: statuses of a company": (
                lambda: counts(Selection(company=self.company.pk), OUTCOME_MEASURES),
                self.kit.ask("company_stats"),
            ),
        }

    def whole(self) -> dict[str, Timed]:
        """Selectors: several readings each, with intervals and medians."""
        of_all, of_feeder = Selection(), Selection(feeder=self.feeder.pk)
        period, user = Selection(feeder=self.feeder.pk, **PERIOD), self.user
        return {
            "funnel": lambda: funnel(user, of_all),
            "funnel of a feeder": lambda: funnel(user, of_feeder),
            "funnel of a feeder, 3 months": lambda: funnel(user, period),
            "conversion rates": lambda: conversion_rates(user, of_all),
            "conversion rates, 3 months": lambda: conversion_rates(user, Selection(**PERIOD)),
            "feeder report": lambda: feeder_report(user, of_all, self.feeder),
            "feeder report, 3 months": lambda: feeder_report(user, Selection(**PERIOD), self.feeder),
            "company insights": lambda: company_insights(user, of_all, self.company),
            "company insights, 3 months": lambda: company_insights(user, Selection(**PERIOD), self.company),
            "stage success": lambda: stage_success(user, of_feeder),
            "times": lambda: times(user, of_all),
            "times of a feeder": lambda: times(user, of_feeder),
            "times of a feeder, 3 months": lambda: times(user, period),
        }

    def slow(self) -> dict[str, Timed]:
        """What is read from the rows themselves."""
        user, feeder = self.user, Selection(feeder=self.feeder.pk)
        return {
            "validity": lambda: stage_validity(user, Selection(), Outcome.ACCEPTED),
            "validity of a feeder": lambda: stage_validity(user, feeder, Outcome.ACCEPTED),
            "validity, 3 months": lambda: stage_validity(user, Selection(**PERIOD), Outcome.ACCEPTED),
            "stage performance": lambda: stage_performance(user, Selection(), StageType.TECHNICAL),
            "interviewers": lambda: interviewers(user, Selection()),
            "as of a past day": lambda: at_one_look(funnel, user, Selection(as_of=SINCE)),
            "as of a past day, of a feeder": lambda: at_one_look(
                funnel, user, Selection(feeder=self.feeder.pk, as_of=SINCE)
            ),
        }

    def read(self) -> dict[str, list[float]]:
        """Milliseconds, ours and by hand."""
        return {
            name: [timed(ours), timed(hand)] for name, (ours, hand) in {**self.bare(), **self.against_kit()}.items()
        }

    def select(self) -> dict[str, list[float]]:
        return {name: [timed(ask)] for name, ask in self.whole().items()}

    def anew(self) -> dict[str, list[float]]:
        """What is not worked out twice, worked out for the first time."""
        period = Selection(feeder=self.feeder.pk, **PERIOD)
        readings: dict[str, Timed] = {
            "lengths of a feeder": lambda: lengths(Selection(feeder=self.feeder.pk)),
            "lengths of a feeder, 3 months": lambda: lengths(period),
            "candidates of a feeder, 3 months": lambda: people(period),
            "conversion rates": lambda: conversion_rates(self.user, Selection()),
            "conversion rates, 3 months": lambda: conversion_rates(self.user, Selection(**PERIOD)),
        }
        feeder = Selection(feeder=self.feeder.pk)
        readings |= {
            "validity": lambda: stage_validity(self.user, Selection(), Outcome.ACCEPTED),
            "validity of a feeder": lambda: stage_validity(self.user, feeder, Outcome.ACCEPTED),
            "validity, 3 months": lambda: stage_validity(self.user, Selection(**PERIOD), Outcome.ACCEPTED),
        }
        return {name: [timed(partial(forgotten, ask))] for name, ask in readings.items()}

    def linger(self) -> dict[str, list[float]]:
        return {name: [timed(ask)] for name, ask in self.slow().items()}

    def behind(self, n: int = 1_000) -> dict[str, list[float]]:
        """The readings while `n` processes wait in the log, and when none does; the log is as it was afterwards."""
        found: dict[str, list[float]] = {}
        readings = {name: ours for name, (ours, _) in self.bare().items()}
        folded = {name: timed(ours) for name, ours in readings.items()}
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO analytics_changedprocess (process_id) "
                    "SELECT process_id FROM analytics_processfact WHERE day < %s LIMIT %s",
                    [UNTIL, n],
                )
            for name, ours in readings.items():
                found[name] = [timed(ours), folded[name]]
            transaction.set_rollback(True)
        return found

    def pages(self) -> dict[str, list[float]]:
        """Milliseconds and statements, each page once to warm and once told."""
        found = {}
        client = Client(SERVER_NAME="localhost")
        client.force_login(self.user)
        for name, path in page_paths():
            for _ in range(2):
                with acting_as(None), CaptureQueriesContext(connection) as queries:
                    began = time.perf_counter()
                    response = client.get(path)
                    taken = (time.perf_counter() - began) * 1000
            if response.status_code != 200:
                raise SystemExit(f"{path}: {response.status_code}")
            found[name] = [taken, len(queries), len(response.content) / 1000]
        return found

    def recompute(self) -> dict[str, list[float]]:
        return {"recompute_feeder_rates": [timed(recompute_feeder_rates), timed(by_hand(ONE_STATEMENT))]}

    def rebuild(self) -> dict[str, list[float]]:
        """Where all is right, and where there is nothing yet."""
        count = float(InterviewProcess.objects.count())
        right = [timed(rebuild), count]
        with acting_as(None), connection_of().as_owner() as owner, owner.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(model._meta.db_table for model in ROLLUPS)}")
        return {"rebuild": right, "rebuild from nothing": [timed(rebuild), count]}


def lengths(selection: Selection) -> Lasted:
    [row] = counts(selection, LENGTHS_TOLD)
    return lasted(selection, row, business_today(), HORIZON)


def at_one_look(ask: Callable[..., object], *asked: object) -> object:
    """As pages and the API ask."""
    with one_look():
        return ask(*asked)


def forgotten(ask: Timed) -> object:
    for known in (OF_LENGTHS, OF_PEOPLE, OF_HIRES, OF_RATINGS):
        known.clear()
    return ask()


def page_paths() -> Iterator[tuple[str, str]]:
    for name in ("overview", "funnel", "feeders", "company", "stages", "time", "interviewers"):
        path = reverse(f"admin:analytics_{name}")
        of_one = f"company={COMPANY}" if name == "company" else f"feeder={FEEDER}"
        yield name, path
        yield f"{name}, {of_one.split('=', maxsplit=1)[0]}", f"{path}?{of_one}"
        yield f"{name}, 3 months", f"{path}?since={SINCE}&until={UNTIL}"
        yield f"{name}, past day", f"{path}?as_of={SINCE}"


def timed(ask: Timed) -> float:
    """Milliseconds, the best of some where it is quick: the machine's other work comes in between less then."""
    taken: list[float] = []
    while len(taken) < AT_MOST and sum(taken) < ENOUGH:
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return min(taken)


def main() -> None:
    folder, uri = sys.argv[1:3]
    with acting_as(SYSTEM):
        side = Side(Kit(folder, uri) if folder else None)
        print(json.dumps("ready"), flush=True)
        for line in sys.stdin:
            print(json.dumps(getattr(side, line.strip())()), flush=True)


if __name__ == "__main__":
    main()
