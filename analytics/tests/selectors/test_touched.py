"""What the past can tell of anything else than the tallies, each reason alone; of the rest the tallies tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from analytics.measures import MEASURES
from analytics.models import ChangedProcess
from analytics.selectors.behind import processes_behind
from analytics.selectors.facts import FACT_COLUMNS, facts_sql
from analytics.selectors.looking import one_look
from analytics.selectors.parts import fetch
from analytics.selectors.past import end_of, past_of
from analytics.selectors.people import people
from analytics.selectors.reading import MONTH, counts, parameters_of, spans, spans_by
from analytics.selectors.selection import COLUMNS, Selection
from analytics.selectors.touched import begun_by, touched_sql
from analytics.tests.changing import World
from analytics.tests.folded import fold_all
from analytics.tests.recount import ALL_SPANS
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from feedback.tests.evidence import day, ended
from tracking.models import InterviewProcess, InterviewStage, Offer, StatusChange
from tracking.tests.factories import (
    CompanyFactory,
    FeederFactory,
    OfferFactory,
    ProcessFactory,
    StageFactory,
)

pytestmark = pytest.mark.django_db

# Of all, in one statement: what quicker readings of the past have to agree with.
PAST = past_of()

PAST_DAY = date(2026, 2, 1)
BEFORE, SINCE = day("2026-01-10"), day("2026-02-10")


def touched(**keys: Any) -> set[UUID]:
    selection = Selection(as_of=PAST_DAY, **keys)
    sql = f"WITH {touched_sql(frozenset(selection.keys))} SELECT process_id FROM touched"
    return {process for (process,) in fetch(sql, parameters_of(selection))}


def begun(**fields: Any) -> InterviewProcess:
    return ProcessFactory.create(**{"created_at": BEFORE, "feeder": FeederFactory(), **fields})


def stage_of(process: InterviewProcess, order: int = 1, **fields: Any) -> InterviewStage:
    return StageFactory.create(process=process, **{"stage_order": order, "created_at": BEFORE, **fields})


def offer_of(process: InterviewProcess, **fields: Any) -> Offer:
    return OfferFactory.create(process=process, **{"created_at": BEFORE, **fields})


def noted(process: InterviewProcess, to: str, at: Any = SINCE, **subject: Any) -> None:
    kind = next(iter(subject), "process")
    StatusChange.objects.create(
        candidate_id=process.candidate_id, process=process, subject=kind, to_status=to, at=at, **subject
    )


def run(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def waits_in_the_log(process: InterviewProcess) -> None:
    ChangedProcess.objects.create(process_id=process.pk)


def was_changed(process: InterviewProcess) -> None:
    InterviewProcess.objects.filter(pk=process.pk).update(feeder=None)


def was_deleted(process: InterviewProcess) -> None:
    run("DELETE FROM tracking_interviewprocess WHERE id = %s", process.pk)


def was_begun_later_then(process: InterviewProcess) -> None:
    """As its row says now: the history has it begun before."""
    InterviewProcess.objects.filter(pk=process.pk).update(created_at=SINCE)


def had_its_status_changed(process: InterviewProcess) -> None:
    noted(process, "on_hold")


def had_a_stage_added(process: InterviewProcess) -> None:
    stage_of(process, created_at=SINCE)


def had_an_offer_added(process: InterviewProcess) -> None:
    offer_of(process, created_at=SINCE)


ALONE: list[Callable[[InterviewProcess], None]] = [
    *(waits_in_the_log, was_changed, was_deleted, was_begun_later_then),
    *(had_its_status_changed, had_a_stage_added, had_an_offer_added),
]


@pytest.mark.parametrize("happened", ALONE)
def test_process_that(happened: Callable[[InterviewProcess], None]) -> None:
    process, quiet = begun(), begun()
    fold_all()
    happened(process)
    ChangedProcess.objects.exclude(process_id=process.pk).delete()
    if happened is not waits_in_the_log:
        fold_all()
    assert touched() == {process.pk}
    assert_as_it_was(PAST_DAY, [Selection(), Selection(feeder=process.feeder_id), Selection(feeder=quiet.feeder_id)])


def test_process_that_ended_since_without_any_trace() -> None:
    process = ended("rejected_by_company", "2026-02-10")
    ended("rejected_by_company", "2026-01-20")
    fold_all()
    assert touched() == {process.pk}
    assert_as_it_was(PAST_DAY, [Selection()])


class TestStage:
    def test_completed_since_by_its_date(self) -> None:
        passed, before = (stage_of(begun(), outcome="passed", completed_date=on) for on in (SINCE, BEFORE))
        fold_all()
        assert touched() == {passed.process_id}
        assert before.process_id not in touched()
        assert_as_it_was(PAST_DAY, [Selection()])

    def test_completed_on_the_day_itself(self) -> None:
        stage_of(begun(), outcome="passed", completed_date=PAST_DAY)
        fold_all()
        assert touched() == set()
        assert_as_it_was(PAST_DAY, [Selection()])

    def test_without_a_date_whose_status_changed_since(self) -> None:
        since, before = (stage_of(begun(), outcome="cancelled") for _ in range(2))
        noted(since.process, "cancelled", stage=since)
        noted(before.process, "cancelled", BEFORE, stage=before)
        fold_all()
        assert touched() == {since.process_id}
        assert_as_it_was(PAST_DAY, [Selection()])

    def test_rated_since(self) -> None:
        stage = stage_of(begun(), outcome="passed", completed_date=BEFORE)
        InterviewStage.objects.filter(pk=stage.pk).update(overall_rating=5)
        fold_all()
        assert touched() == {stage.process_id}
        assert_as_it_was(PAST_DAY, [Selection()])

    def test_deleted_since(self) -> None:
        stage = stage_of(begun())
        run("DELETE FROM tracking_interviewstage WHERE id = %s", stage.pk)
        fold_all()
        assert touched() == {stage.process_id}
        assert_as_it_was(PAST_DAY, [Selection()])

    def test_moved_to_another_process_by_hand(self) -> None:
        """And changed there once more: only its first change since tells where it was."""
        stage, other = stage_of(begun()), begun()
        run("UPDATE tracking_interviewstage SET process_id = %s WHERE id = %s", other.pk, stage.pk)
        run("UPDATE tracking_interviewstage SET stage_type = 'onsite' WHERE id = %s", stage.pk)
        fold_all()
        assert touched() == {stage.process_id, other.pk}
        feeders = (stage.process.feeder_id, other.feeder_id)
        assert_as_it_was(PAST_DAY, [Selection(), *(Selection(feeder=feeder) for feeder in feeders)])


class TestOffer:
    def test_whose_status_changed_since(self) -> None:
        """As an import writes it: accepted by its row, by its changes a draft still."""
        since, before = (offer_of(begun(), status="accepted") for _ in range(2))
        for offer in (since, before):
            noted(offer.process, "draft", BEFORE, offer=offer)
        noted(since.process, "extended", offer=since)
        noted(before.process, "extended", day("2026-01-11"), offer=before)
        fold_all()
        assert touched() == {since.process_id}
        assert_as_it_was(PAST_DAY, [Selection()])

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE tracking_offer SET status = 'extended' WHERE id = %s",
            "DELETE FROM tracking_offer WHERE id = %s",
        ],
        ids=["changed", "deleted"],
    )
    def test_since(self, statement: str) -> None:
        offer = offer_of(begun(), status="approved")
        run(statement, offer.pk)
        fold_all()
        assert touched() == {offer.process_id}
        assert_as_it_was(PAST_DAY, [Selection()])

    def test_moved_to_another_process_by_hand(self) -> None:
        offer, other = offer_of(begun()), begun()
        run("UPDATE tracking_offer SET process_id = %s WHERE id = %s", other.pk, offer.pk)
        fold_all()
        assert touched() == {offer.process_id, other.pk}
        assert_as_it_was(PAST_DAY, [Selection()])


def test_what_began_since_is_left_out_by_its_day() -> None:
    process = begun(created_at=SINCE)
    had_its_status_changed(process), had_a_stage_added(process), had_an_offer_added(process), was_changed(process)
    fold_all()
    assert touched() == set()
    assert_as_it_was(PAST_DAY, [Selection(), Selection(since=date(2026, 2, 2))])


def test_what_began_since_by_the_history_and_before_by_its_row() -> None:
    process = begun(created_at=SINCE)
    InterviewProcess.objects.filter(pk=process.pk).update(created_at=BEFORE)
    fold_all()
    assert touched() == {process.pk}
    assert_as_it_was(PAST_DAY, [Selection(), Selection(feeder=process.feeder_id)])


@pytest.mark.parametrize("dim", COLUMNS)
def test_of_one_key_those_that_have_or_had_it(dim: str) -> None:
    process, other = begun(role_title="Analyst"), begun(role_title="Manager")
    key, later = (getattr(row, COLUMNS[dim]) for row in (process, other))
    InterviewProcess.objects.filter(pk=process.pk).update(
        feeder=other.feeder, company=other.company, recruiter=other.recruiter, role_title="Manager", role_key="manager"
    )
    had_a_stage_added(other)
    fold_all()
    assert touched(**{dim: key}) == {process.pk}
    assert touched(**{dim: later}) == {process.pk, other.pk}
    assert_as_it_was(PAST_DAY, [Selection(**{dim: key}), Selection(**{dim: later})])
    unknown = CompanyFactory().pk if dim != "role" else "nobody"
    assert counts(Selection(as_of=PAST_DAY, **{dim: unknown}), MEASURES) == [dict.fromkeys(MEASURES, 0)]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("look", [nullcontext, one_look])
def test_any_changes_are_taken_back(seed: int, look: Callable[[], AbstractContextManager[None]]) -> None:
    """Of several days, whether or not they are folded, each reading by itself or all in one look. What PostgreSQL can
    do in other processes is done there, in the name of who asks.
    """
    run("SET LOCAL parallel_leader_participation = off")
    world = World(seed)
    for _ in range(20):
        world.change()
    world.make_many(), world.import_csv()
    fold_all()
    for _ in range(20):
        world.change()
    some = list(asked(InterviewProcess.objects.exclude(feeder=None).order_by("pk")[:2]))
    for folded in (False, True):
        for on in (date(2024, 2, 5), date(2024, 2, 20), date(2026, 3, 1)):
            with look():
                assert_as_it_was(on, some)
            for user in world.recruiters:
                with acting_as(identity_of(user)), look():
                    assert_as_it_was(on, [each.seen_by(user) for each in some[:3]])
        if not folded:
            fold_all()


def test_in_one_look_each_selection_has_its_own_past() -> None:
    """Of two feeders, of two days, and then of all: nothing of one is taken for another's."""
    one, other = begun(), begun()
    stage_of(one, created_at=SINCE), offer_of(other, created_at=SINCE), was_changed(one), was_changed(other)
    fold_all()
    feeders = [Selection(feeder=process.feeder_id) for process in (one, other)]
    with one_look():
        for on in (PAST_DAY, date(2026, 2, 20)):
            assert_as_it_was(on, [*feeders, Selection()])


def test_of_very_many_the_facts_are_counted_in_our_own_process(monkeypatch: Any) -> None:
    some = [begun() for _ in range(3)]
    fold_all()
    for process in some:
        was_changed(process)
    monkeypatch.setattr("analytics.selectors.touched.MOST_ABREAST", 2)
    with one_look():
        assert_as_it_was(PAST_DAY, [Selection(), Selection(feeder=some[0].feeder_id)])


def asked(processes: Any) -> Iterator[Selection]:
    yield Selection()
    yield Selection(since=date(2024, 2, 10), until=date(2030, 1, 1))
    for process in processes:
        yield Selection(feeder=process.feeder_id)
        yield Selection(company=process.company_id, role=process.role_key)


def assert_as_it_was(on: date, selections: list[Selection]) -> None:
    """The figures are those of facts counted anew from all rows as they stood."""
    for selection in selections:
        past = replace(selection, as_of=on)
        known = {"at": end_of(on), "time_zone": "UTC", "led_by": selection.led_by}
        every = (dict(zip(FACT_COLUMNS, row, strict=True)) for row in fetch(facts_sql(sources=PAST), known))
        rows = [row for row in every if chosen(row, selection)]
        assert counts(past, MEASURES) == [summed(rows)], past
        assert Counter({(span, length): n for span, length, n in spans(past, ALL_SPANS)}) == lengths(rows), past
        assert people(past) == {None: len({row["candidate_id"] for row in rows})}, past
        listed = processes_behind(past, "started", offset=0, limit=1000)
        assert sorted(listed) == sorted((row["process_id"], 1) for row in rows), past
        for by in COLUMNS:
            groups = {str(row[COLUMNS[by]]) for row in rows if row[COLUMNS[by]] is not None}
            found = {row["key"]: {name: row[name] for name in MEASURES} for row in counts(past, MEASURES, by=by)}
            of_group = {key: [row for row in rows if str(row[COLUMNS[by]]) == key] for key in groups}
            assert found == {key: summed(some) for key, some in of_group.items()}, (past, by)
            those = {key: len({row["candidate_id"] for row in some}) for key, some in of_group.items()}
            assert people(past, by) == those, (past, by)
            told = {key: Counter({one[:2]: one[2] for one in some}) for key, some in packed(past, by, groups)}
            assert told == {key: lengths(some) for key, some in of_group.items()}, (past, by)
        months = sum(row["started"] for row in counts(past, ["started"], by=MONTH))
        assert months == len(rows), past


def packed(past: Selection, by: str, keys: set[str]) -> Any:
    return spans_by(past, ALL_SPANS, by, sorted(keys)).items()


def chosen(row: dict[str, Any], selection: Selection) -> bool:
    led = selection.led_by in (None, row["recruiter_id"])
    keys = all(row[COLUMNS[dim]] == key for dim, key in selection.keys.items())
    return led and keys and (selection.since or row["day"]) <= row["day"] <= (selection.until or row["day"])


def summed(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {name: sum(row[name] or 0 for row in rows) for name in MEASURES}


def lengths(rows: list[dict[str, Any]]) -> Counter[tuple[int, int]]:
    return Counter(span for row in rows for span in zip(row["spans"], row["lengths"], strict=True))


def test_a_day_before_the_last_asked_for_comes_first() -> None:
    early, late = date(2026, 1, 1), date(2026, 3, 1)
    assert begun_by(Selection(until=early)).until == early
    assert begun_by(Selection(as_of=PAST_DAY)).until == PAST_DAY
    assert begun_by(Selection(as_of=PAST_DAY, until=early)).until == early
    assert begun_by(Selection(as_of=PAST_DAY, until=late)).until == PAST_DAY


def test_in_one_look_what_was_touched_is_worked_out_once(count_queries: Any) -> None:
    process = begun()
    fold_all()
    was_changed(process)
    past = Selection(as_of=PAST_DAY)
    with one_look():
        with count_queries(3):
            assert counts(past, ["started"])[0]["started"] == 1
        with count_queries(2):
            assert people(past) == {None: 1}
            assert [row["key"] for row in counts(past, [], by=MONTH)] == [date(2026, 1, 1)]
        with count_queries(0):
            assert counts(past, ["started"])[0]["started"] == 1


def test_what_was_touched_of_more_serves_for_less(count_queries: Any) -> None:
    one, other = begun(), begun()
    fold_all()
    was_changed(one)
    was_changed(other)
    of_one = Selection(as_of=PAST_DAY, feeder=one.feeder_id)
    with one_look():
        assert counts(Selection(as_of=PAST_DAY), ["started"])[0]["started"] == 2
        with count_queries(1):
            assert counts(of_one, ["started"])[0]["started"] == 1
    with one_look():
        assert counts(of_one, ["started"])[0]["started"] == 1
        with count_queries(3):
            assert counts(Selection(as_of=PAST_DAY), ["started"])[0]["started"] == 2
