"""Where each figure is read from, that it is the same from everywhere, and who may read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.measures import MEASURES, STARTED
from analytics.models import ChangedProcess, ProcessFact, Tally
from analytics.selectors.people import KNOWN, people
from analytics.selectors.reading import MONTH, counts, spans, spans_by
from analytics.selectors.selection import COLUMNS, Selection
from analytics.tests.changing import World
from analytics.tests.folded import fold_all
from analytics.tests.recount import ALL_SPANS, assert_exact, chosen, recounted
from config.base.clock import business_today
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from tracking.models import InterviewProcess
from tracking.tests.factories import CandidateFactory, CompanyFactory, FeederFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


@pytest.fixture
def world() -> World:
    """Some months of it, folded."""
    found = World(3)
    for _ in range(30):
        found.change()
    found.make_many(), found.import_csv()
    fold_all()
    return found


def keys(world: World) -> dict[str, Any]:
    process = InterviewProcess.objects.exclude(feeder=None).exclude(recruiter=None).order_by("pk").first()
    assert process is not None
    ids = {"feeder": process.feeder_id, "company": process.company_id, "recruiter": process.recruiter_id}
    return {**ids, "role": process.role_key}


def tables_of(read: Callable[[], Any]) -> set[str]:
    """Of ours, those that are read from. The first statement always looks into the log."""
    with CaptureQueriesContext(connection) as captured:
        read()
    ours = ("analytics_processfact", "analytics_tally", "analytics_spantally", "tracking_interviewprocess")
    return {table for table in ours for sql in statements(captured) if f"FROM {table}" in sql}


def statements(captured: CaptureQueriesContext) -> list[str]:
    """Those that the connection had planned, in full."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'EXECUTE ' || name, statement FROM pg_prepared_statements")
        planned = dict(cursor.fetchall())
    sent = (query["sql"] for query in captured)
    return [next((planned[name] for name in planned if name in sql), sql) for sql in sent]


PERIOD = {"since": DAY, "until": DAY + timedelta(days=3000)}
TALLY, FACT, SPAN = {"analytics_tally"}, {"analytics_processfact"}, {"analytics_spantally"}


class TestWhereFrom:
    """With an empty log, in one statement each."""

    @pytest.mark.parametrize("period", [{}, PERIOD], ids=["ever", "period"])
    def test_one_key_at_most_is_in_the_tallies(self, world: World, period: Any, count_queries: Any) -> None:
        for asked in ({}, *({dim: key} for dim, key in keys(world).items())):
            selection = Selection(**asked, **period)
            for by in (None, MONTH):
                assert tables_of(lambda s=selection, by=by: counts(s, [STARTED], by=by)) == TALLY, (asked, by)
                with count_queries(1):
                    counts(selection, MEASURES, by=by)

    @pytest.mark.parametrize("period", [{}, PERIOD], ids=["ever", "period"])
    def test_all_keys_of_one_dimension_are_too(self, world: World, period: Any) -> None:
        for by in COLUMNS:
            assert tables_of(lambda by=by: counts(Selection(**period), [STARTED], by=by)) == TALLY

    def test_a_companys_feeders_are_pairs(self, world: World, count_queries: Any) -> None:
        company = Selection(company=keys(world)["company"])
        assert tables_of(lambda: counts(company, [STARTED], by="feeder")) == TALLY
        with count_queries(1):
            found = counts(company, MEASURES, by="feeder")
        assert found
        of_facts = counts(replace(company, since=date(1990, 1, 1)), MEASURES, by="feeder")
        assert sorted(found, key=lambda row: row["key"]) == sorted(of_facts, key=lambda row: row["key"])

    def test_everything_else_is_in_the_facts(self, world: World, count_queries: Any) -> None:
        known = keys(world)
        asked = [
            (Selection(feeder=known["feeder"], company=known["company"]), None),
            (Selection(feeder=known["feeder"], role=known["role"]), MONTH),
            (Selection(company=known["company"], **PERIOD), "feeder"),
            (Selection(feeder=known["feeder"]), "company"),
            (Selection(feeder=known["feeder"]), "feeder"),
        ]
        for selection, by in asked:
            assert tables_of(lambda s=selection, by=by: counts(s, [STARTED], by=by)) == FACT, (selection, by)
            with count_queries(1):
                counts(selection, MEASURES, by=by)

    def test_lengths_of_one_key_are_in_their_tallies(self, world: World, count_queries: Any) -> None:
        known = keys(world)
        feeder = Selection(feeder=known["feeder"])
        assert tables_of(lambda: spans(feeder, ALL_SPANS)) == SPAN
        assert tables_of(lambda: spans_by(Selection(), ALL_SPANS, "feeder", ["x"])) == SPAN
        assert tables_of(lambda: spans(replace(feeder, since=DAY), ALL_SPANS)) == FACT
        assert tables_of(lambda: spans(replace(feeder, role=known["role"]), ALL_SPANS)) == FACT
        assert tables_of(lambda: spans_by(feeder, ALL_SPANS, "company", ["x"])) == FACT
        with count_queries(1):
            spans(feeder, ALL_SPANS)

    def test_candidates_of_one_feeder_or_company_are_in_the_tallies(self, world: World, count_queries: Any) -> None:
        known = keys(world)
        for dim in ("feeder", "company"):
            assert tables_of(lambda dim=dim: people(Selection(**{dim: known[dim]}))) == TALLY
            assert tables_of(lambda dim=dim: people(Selection(), by=dim)) == TALLY
        with count_queries(1):
            people(Selection(feeder=known["feeder"]))
        KNOWN.clear()
        assert "analytics_processfact" in str(tables_of(lambda: people(Selection(feeder=known["feeder"], since=DAY))))

    def test_the_past_takes_one_statement(self, world: World, count_queries: Any) -> None:
        """The tallies or facts, with what was changed since: of that the rows themselves are read."""
        past, rows = Selection(as_of=business_today()), {"tracking_interviewprocess"}
        for read, tables in (
            (lambda: counts(past, MEASURES), TALLY | FACT | rows),
            (lambda: spans(past, ALL_SPANS), FACT | rows),
            (lambda: people(past), FACT | rows),
        ):
            assert tables_of(read) == tables
            with count_queries(1):
                read()


def test_what_waits_takes_a_second_statement(world: World, count_queries: Any) -> None:
    StageFactory()
    assert ChangedProcess.objects.exists()
    with count_queries(2):
        counts(Selection(), MEASURES, by="feeder")
    with count_queries(2):
        spans(Selection(), ALL_SPANS)
    with count_queries(2):
        people(Selection(), by="feeder")
    assert_exact(10)


def test_today_as_the_past_is_what_is_now(world: World) -> None:
    """From the history's rows, with nothing that was changed since: two ways to one figure."""
    StageFactory()
    past = Selection(as_of=business_today())
    assert counts(past, MEASURES) == counts(Selection(), MEASURES)
    assert sorted(spans(past, ALL_SPANS)) == sorted(spans(Selection(), ALL_SPANS))
    assert people(past) == people(Selection())
    for by in (*COLUMNS, MONTH):
        told, now = (sorted(map(str, counts(each, MEASURES, by=by))) for each in (past, Selection()))
        assert told == now, by


def test_spans_by_key_are_those_of_each_key(world: World) -> None:
    StageFactory(process=ProcessFactory(feeder=FeederFactory()))
    for by in COLUMNS:
        for selection in (Selection(), Selection(**PERIOD)):
            keys_there = [row["key"] for row in counts(selection, [STARTED], by=by)]
            told = spans_by(selection, ALL_SPANS, by, keys_there[1:])
            assert set(told) == set(keys_there[1:])
            for key, found in told.items():
                assert sorted(found) == sorted(spans(replace(selection, **{by: key}), ALL_SPANS)), (by, key)


def test_of_nothing_everything_is_nought() -> None:
    assert counts(Selection(), MEASURES) == [dict.fromkeys(MEASURES, 0)]
    assert counts(Selection(), MEASURES, by="feeder") == []
    assert counts(Selection(), MEASURES, by=MONTH) == []
    assert spans(Selection(), ALL_SPANS) == []
    assert people(Selection()) == {None: 0}
    assert people(Selection(), by="company") == {}
    unknown = Selection(feeder=CandidateFactory().pk)
    assert counts(unknown, [STARTED]) == [{STARTED: 0}]
    assert people(unknown) == {None: 0}


def test_a_key_whose_processes_left_is_none_at_once() -> None:
    before, after = FeederFactory(), FeederFactory()
    ProcessFactory(feeder=before)
    fold_all()
    InterviewProcess.objects.update(feeder=after)
    assert [row["key"] for row in counts(Selection(), [STARTED], by="feeder")] == [str(after.pk)]
    assert people(Selection(), by="feeder") == {str(after.pk): 1}


def test_days_are_both_included() -> None:
    for day in (DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)):
        ProcessFactory(created_at=f"{day}T12:00:00Z")
    for fold in (lambda: None, fold_all):
        fold()
        for since, until, n in ((None, DAY, 1), (DAY, DAY, 1), (DAY + timedelta(days=1), None, 2), (None, None, 3)):
            assert counts(Selection(since=since, until=until), [STARTED]) == [{STARTED: n}], (since, until)
        assert counts(Selection(since=date.min, until=date.max), [STARTED]) == [{STARTED: 3}]


class TestWhoSees:
    @pytest.fixture(autouse=True)
    def two(self, recruiter: User, other_recruiter: User) -> None:
        feeder, company, person = FeederFactory(), CompanyFactory(), CandidateFactory(owner=recruiter)
        for lead in (recruiter, recruiter, other_recruiter, None):
            ProcessFactory(feeder=feeder, company=company, candidate=person, recruiter=lead, role_key=str(lead))
            company = CompanyFactory()

    @pytest.mark.parametrize("folded", [True, False])
    def test_recruiters_read_what_they_lead(self, recruiter: User, folded: bool) -> None:
        if folded:
            fold_all()
        rows = recounted()
        mine = chosen(rows, Selection(recruiter=recruiter.pk))
        with acting_as(identity_of(recruiter)):
            scope = Selection().seen_by(recruiter)
            assert counts(scope, [STARTED]) == [{STARTED: len(mine)}] == [{STARTED: 2}]
            assert [row[STARTED] for row in counts(scope, [STARTED], by="feeder")] == [2]
            assert len(counts(scope, [STARTED], by="company")) == 2
            assert people(scope) == {None: 1}
            assert sum(n for _, _, n in spans(scope, ALL_SPANS)) == 2

    @pytest.mark.parametrize("folded", [True, False])
    def test_what_is_anothers_is_nothing(self, recruiter: User, other_recruiter: User, folded: bool) -> None:
        if folded:
            fold_all()
        with acting_as(identity_of(recruiter)):
            theirs = Selection(recruiter=other_recruiter.pk).seen_by(recruiter)
            assert counts(theirs, [STARTED]) == [{STARTED: 0}]
            assert spans(theirs, ALL_SPANS) == []
            assert people(theirs) == {None: 0}

    def test_the_walls_say_the_same_without_a_scope(self, recruiter: User) -> None:
        fold_all()
        with acting_as(identity_of(recruiter)):
            assert ProcessFact.objects.count() == 2
            assert set(Tally.objects.values_list("dim", "key")) == {("recruiter", str(recruiter.pk))}
            assert counts(Selection(), [STARTED]) == [{STARTED: 0}], "the tally of all is the managers'"

    def test_a_process_that_changes_hands_counts_for_one_at_once(self, recruiter: User, other_recruiter: User) -> None:
        fold_all()
        moved = InterviewProcess.objects.filter(recruiter=recruiter).first()
        assert moved is not None
        InterviewProcess.objects.filter(pk=moved.pk).update(recruiter=other_recruiter)
        for user in (recruiter, other_recruiter):
            with acting_as(identity_of(user)):
                n = 1 if user == recruiter else 2
                scope = Selection().seen_by(user)
                assert counts(scope, [STARTED]) == [{STARTED: n}]
                assert sum(row[STARTED] for row in counts(scope, [STARTED], by="company")) == n
                assert sum(found for _, _, found in spans(scope, ALL_SPANS)) == n

    def test_managers_read_all(self, manager: User) -> None:
        with acting_as(identity_of(manager)):
            assert counts(Selection().seen_by(manager), [STARTED]) == [{STARTED: 4}]


@pytest.mark.parametrize("period", [{}, PERIOD], ids=["ever", "period"])
def test_what_waits_is_looked_up_in_a_set(world: World, period: Any) -> None:
    """Walked along for each candidate, a log of thousands would take minutes."""
    InterviewProcess.objects.update(rejection_reason=None)
    with CaptureQueriesContext(connection) as captured:
        people(Selection(**period), by="company")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {captured[-1]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "hashed SubPlan" in plan
