"""A crowd writes while others fold, read and make all anew: no deadlock, nothing lost, exact at every moment."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from threading import Event
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from analytics.measures import MEASURES
from analytics.models import ChangedProcess
from analytics.seats import SeatSum
from analytics.selectors.people import people
from analytics.selectors.reading import counts
from analytics.selectors.selection import Selection
from analytics.services.checking import check_analytics, put_feeders_right
from analytics.services.folding import fold_step
from analytics.services.outcomes import process_interview_outcome
from analytics.services.rates import recompute_feeder_rates
from analytics.services.rebuilding import rebuild
from analytics.tests.folded import fold_all
from analytics.tests.recount import assert_exact, assert_folded
from analytics.tests.recount_seats import read_sums
from config.base.models import User
from config.postgres.identity import NOBODY, acting_as
from config.testing.rivals import at_once, failures
from feedback.models import InterviewFeedback
from tracking.models import Candidate, Feeder, InterviewProcess, InterviewStage
from tracking.tests.factories import FeederFactory, ProcessFactory, StageFactory
from tracking.tests.races.test_crowd import Crowd

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WRITERS, WRITES = 4, 25


def deadlocks(results: list[Any]) -> list[Exception]:
    return [error for error in failures(results) if isinstance(error.__cause__, psycopg.errors.DeadlockDetected)]


def until(done: Event, act: Callable[[], Any]) -> Callable[[], int]:
    """Again and again, until the writers are done; how often."""

    def go_on() -> int:
        times = 0
        while not done.is_set():
            act()
            times += 1
        return times

    return go_on


def writers(done: Event, write: Callable[[random.Random], None]) -> list[Callable[[], None]]:
    left = list(range(WRITERS))

    def work(seed: int) -> None:
        dice = random.Random(seed)
        try:
            for _ in range(WRITES):
                write(dice)
        finally:
            left.remove(seed)
            if not left:
                done.set()

    return [lambda seed=seed: work(seed) for seed in range(WRITERS)]


def bulk(dice: random.Random) -> None:
    """What no service does: many rows by one statement, in an order of its own."""
    feeders = list(Feeder.objects.values_list("pk", flat=True))
    ids = list(InterviewProcess.objects.values_list("pk", flat=True))
    some = sorted(dice.sample(ids, max(1, len(ids) // 2)))
    with transaction.atomic():
        locked = InterviewProcess.objects.filter(pk__in=some).order_by("pk").select_for_update(of=("self",))
        found = [process.pk for process in locked]
        InterviewProcess.objects.filter(pk__in=found).update(feeder=dice.choice([None, *feeders]))
        time.sleep(dice.random() / 50)


def speak(dice: random.Random) -> None:
    """Feedback of several on one stage."""
    pk, candidate = dice.choice(list(InterviewProcess.objects.values_list("pk", "candidate")))
    with transaction.atomic():
        Candidate.objects.select_for_update().get(pk=candidate)  # first of all, as services do
        process = InterviewProcess.objects.select_for_update(of=("self",)).get(pk=pk)
        InterviewFeedback.objects.bulk_create(
            (
                InterviewFeedback(
                    candidate_id=process.candidate_id,
                    process=process,
                    stage=stage,
                    author=author,
                    overall_rating=dice.choice([None, 2, 4]),
                )
                for stage in process.stages.all()[:1]
                for author in User.objects.order_by("pk")[:3]
            ),
            ignore_conflicts=True,
        )


def as_one_reading() -> None:
    """No process is counted twice or by half, whatever is folded meanwhile: each reading is of one moment."""
    said = read_sums()
    assert said.total() == 0 or min(said.values()) > 0
    in_panels = sum(number * n for (_, kind, number), n in said.items() if kind == SeatSum.PANELS)
    assert in_panels == sum(n for (_, kind, _), n in said.items() if kind == SeatSum.BESIDE)
    for by in ("role", "feeder"):
        for row in counts(Selection(), MEASURES, by=by):
            assert all(n >= 0 for name, n in row.items() if name != "key"), row
            assert sum(n for name, n in row.items() if name.startswith("status_")) == row["started"], row
    assert all(n > 0 for n in people(Selection(), by="company").values())


def test_writers_readers_and_folders_beside_each_other() -> None:
    crowd, done = Crowd(), Event()
    for _ in range(3):
        FeederFactory()

    def write(dice: random.Random) -> None:
        [act] = dice.choices((bulk, speak, crowd.write), (0.2, 0.2, 0.6))
        act(dice)

    rivals = writers(done, write)
    beside = [until(done, act) for act in (fold_step, lambda: fold_step(at_most=3), as_one_reading)]
    results = at_once(*rivals, *beside)
    assert deadlocks(results) == []
    assert failures(results) == []
    assert crowd.outcome_of["refused: busy"] == 0
    assert all(times > 3 for times in results[WRITERS:])
    assert InterviewFeedback.objects.count() > 5
    assert_exact()
    fold_all()
    assert_exact()
    assert_folded()
    assert check_analytics() == []


def test_making_all_anew_and_repairing_beside_writers() -> None:
    crowd, done = Crowd(), Event()
    FeederFactory()
    rivals = writers(done, crowd.write)
    feeders = list(Feeder.objects.values_list("pk", flat=True))
    acts: list[Callable[[], Any]] = [
        rebuild,
        fold_all,
        recompute_feeder_rates,
        lambda: put_feeders_right(feeders),
        lambda: process_interview_outcome(crowd.processes[0].pk),
    ]
    results = at_once(*rivals, *(until(done, act) for act in acts))
    assert deadlocks(results) == []
    assert failures(results) == []
    assert_exact()
    fold_all()
    assert_folded()


def test_recounting_finds_no_difference_while_others_write() -> None:
    """One reading of the database: what is written meanwhile is in both counts or in none."""
    Crowd()
    done = Event()
    for _ in range(2):
        FeederFactory()
    found: list[Any] = []
    rivals = writers(done, bulk)
    results = at_once(
        *rivals,
        until(done, fold_step),
        until(done, lambda: found.extend(recompute_feeder_rates(check=True).differences)),
        until(done, lambda: found.extend(check_analytics())),
    )
    assert failures(results) == []
    assert found == []


def test_what_commits_between_taking_and_counting_stays_in_the_log() -> None:
    process = StageFactory().process
    fold_all()
    ProcessFactory()
    written, folding = Event(), Event()

    def write() -> None:
        with transaction.atomic():
            InterviewStage.objects.filter(process=process).update(overall_rating=2)
            InterviewStage.objects.filter(process=process).update(overall_rating=5)
            folding.set()
            written.wait(10)

    def fold() -> int:
        folding.wait(10)
        folded = fold_step()
        written.set()
        return folded

    assert at_once(write, fold) == [None, 1]
    assert set(ChangedProcess.objects.values_list("process_id", flat=True)) == {process.pk}
    assert_exact()
    fold_all()
    assert_folded()


def test_a_folder_that_is_killed_loses_nothing() -> None:
    """Its connection is ended from elsewhere, while it holds what it has taken from the log."""
    for _ in range(20):
        StageFactory(overall_rating=3)
    fold_all()
    InterviewStage.objects.update(overall_rating=4)
    ready, killed = Event(), Event()
    pid: list[int] = []

    def fold() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pid.append(cursor.fetchone()[0])
            assert fold_step(at_most=5) == 5
            ready.set()
            killed.wait(10)
            fold_step()

    def kill() -> None:
        ready.wait(10)
        with acting_as(NOBODY), connection.cursor() as cursor:  # the login itself, who may end its own sessions
            cursor.execute("SELECT pg_terminate_backend(%s)", pid)
        killed.set()

    folded, killing = at_once(fold, kill)
    assert isinstance(folded, OperationalError)
    assert killing is None
    assert ChangedProcess.objects.count() == 20
    assert_exact()
    fold_all()
    assert_folded()
