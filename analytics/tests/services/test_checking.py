"""The check finds each kind of difference, and repairing puts it right."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from analytics.models import ChangedProcess, ProcessFact
from analytics.seats import SeatSum
from analytics.services.checking import check_analytics
from analytics.tests.folded import fold_all
from analytics.tests.recount import assert_exact, assert_folded
from feedback.tests.evidence import said
from tracking.models import InterviewStage
from tracking.tests.factories import FeederFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db

WRONG = {
    "a fact that differs": ("UPDATE analytics_processfact SET offered = 1, started = 2", {"fact", "tally"}),
    "facts of a process that never was": (
        "INSERT INTO analytics_processfact (process_id, candidate_id, company_id, role_key, day, spans, lengths, rated)"
        " VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'x', '2026-01-01', '{}', '{}', '{}')",
        {"fact", "tally"},
    ),
    "facts that are missing": ("DELETE FROM analytics_processfact", {"fact", "tally", "lengths"}),
    "lengths of a fact": ("UPDATE analytics_processfact SET lengths[1] = 3", {"fact", "lengths"}),
    "a day of a tally": ("UPDATE analytics_tally SET started = 5 WHERE day > '0001-01-01' AND dim = 'role'", {"tally"}),
    "a total": ("UPDATE analytics_tally SET offered = 5 WHERE day = '0001-01-01' AND dim = 'all'", {"tally"}),
    "a pair": ("DELETE FROM analytics_tally WHERE dim = 'company_feeder'", {"tally"}),
    "a tally of nothing": (
        "INSERT INTO analytics_tally (dim, key, day, started) VALUES ('feeder', 'x', '2026-01-01', 1)",
        {"tally"},
    ),
    "candidates": (
        "UPDATE analytics_tally SET candidates = 9 WHERE dim = 'feeder' AND day = '0001-01-01'",
        {"tally"},
    ),
    "a rating of a fact": ("UPDATE analytics_processfact SET rated = '{7}'", {"fact", "lengths"}),
    "how many of a length": ("UPDATE analytics_spantally SET n = n + 1", {"lengths"}),
    "a seat that differs": ("UPDATE analytics_seatfact SET number = number + 16", {"seat", "interviewer"}),
    "seats that are missing": ("DELETE FROM analytics_seatfact", {"seat", "interviewer"}),
    "a seat that never was": (
        "INSERT INTO analytics_seatfact (stage_id, author_id, said, process_id, kind, length)"
        f" VALUES (gen_random_uuid(), gen_random_uuid(), false, gen_random_uuid(), {SeatSum.GIVEN.value}, 3)",
        {"seat", "interviewer"},
    ),
    "an interviewer's sum": ("UPDATE analytics_seattally SET n = n + 1", {"interviewer"}),
    "a length that is missing": ("DELETE FROM analytics_spantally WHERE dim = 'company'", {"lengths"}),
}


@pytest.fixture(autouse=True)
def counted() -> None:
    feeder = FeederFactory()
    for _ in range(3):
        stage = StageFactory(process=ProcessFactory(feeder=feeder), overall_rating=4)
        for rating in (3.5, 4.0):
            said(stage, rating)
    fold_all()


def wrong(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("kind", WRONG)
def test_each_difference_is_found_and_put_right(kind: str) -> None:
    sql, rules = WRONG[kind]
    wrong(sql)
    assert {difference.rule for difference in check_analytics()} == rules
    assert {difference.rule for difference in check_analytics(repair=True)} == rules, "the check changes nothing"
    assert check_analytics() == []
    assert_exact()
    assert_folded()


def test_nothing_differs_whatever_waits_in_the_log() -> None:
    assert check_analytics() == []
    InterviewStage.objects.update(overall_rating=1)
    ProcessFactory()
    waiting = ChangedProcess.objects.count()
    assert check_analytics() == []
    assert check_analytics(repair=True) == []
    assert ChangedProcess.objects.count() == waiting


def test_a_difference_names_the_row_and_what_differs() -> None:
    process = ProcessFact.objects.first()
    assert process is not None
    ProcessFact.objects.filter(pk=process.pk).update(offered=1)
    ChangedProcess.objects.all().delete()
    [fact] = [found for found in check_analytics() if found.rule == "fact"]
    assert str(fact) == f"fact: {process.pk} is {{'offered': 1}}, expected {{'offered': None}}"


def test_days_of_another_zone_are_one_difference_and_made_anew(settings: Any) -> None:
    settings.BUSINESS_TIME_ZONE = ZoneInfo("Pacific/Kiritimati")
    [zone] = check_analytics(repair=True)
    assert (zone.rule, zone.stored, zone.expected) == ("time zone", "UTC", "Pacific/Kiritimati")
    assert check_analytics() == []
    assert_folded()
