"""Jobs run by a real worker: tried again, given up, taken over from workers that died."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from config.base.jobs import BackOff, beside
from feedback.brokers import Message, PublishFailed
from feedback.consumers.running import command_beside
from feedback.models import Publication
from feedback.services.publishing import NotSent, requeue
from feedback.tasks import EVENTS, WEBHOOKS, remove_old_jobs, retry_stalled_jobs, sweep_publications
from feedback.tests.services.test_publishing import Receiver, received_by
from feedback.tests.working import forget_jobs, happen, happen_often, jobs_of, publication_of, work

worked = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Receiver:
    """In the place of the real one, without pauses between tries."""
    monkeypatch.setattr(BackOff, "wait", lambda self, tried: 0)
    return received_by(Receiver(), monkeypatch, settings)


class TestWorked:
    pytestmark = worked

    @pytest.fixture(autouse=True)
    def of_its_own(self, db: None) -> None:
        forget_jobs()

    def test_what_cannot_be_sent_is_tried_eight_times_and_requeued_by_hand(self, broker: Receiver) -> None:
        broker.failure = PublishFailed("The broker is away.")
        event, later = happen_often(2)
        work(concurrency=1)
        for each in (event, later):
            publication = publication_of(each)
            assert (publication.status, publication.tries, publication.last_error) == ("dead", 8, "The broker is away.")
            [job] = jobs_of(each)
            assert (job.status, job.attempts) == ("failed", 8)
        broker.failure = None
        with transaction.atomic():
            requeue(Publication.objects.select_for_update().get(event=event))
        work()
        assert publication_of(event).status == "sent"
        assert [message.id for message in broker.got] == [str(event.pk)]

    def test_while_one_is_tried_again_later_ones_of_its_subject_wait(
        self, broker: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = happen_often(2)
        refused: list[Message] = []
        publish = broker.publish

        def refuse_twice(message: Message) -> None:
            if message.id == str(first.pk) and len(refused) < 2:
                refused.append(message)
                raise PublishFailed("Not now.")
            publish(message)

        monkeypatch.setattr(broker, "publish", refuse_twice)
        work()
        assert [message.id for message in broker.got] == [str(first.pk), str(second.pk)]
        assert len(refused) == 2

    def test_without_a_broker_the_consumers_run_in_the_worker(self, settings: Any) -> None:
        settings.FEEDBACK_QUEUE_URL = ""
        event = happen()
        work()
        assert publication_of(event).status == "sent"
        assert [job.status for job in jobs_of(event)] == ["succeeded"]

    def test_what_a_dead_worker_had_in_hand_is_taken_over(self, broker: Receiver) -> None:
        dead, slow = happen(), happen()
        held_by_worker_silent_for(jobs_of(dead)[0].pk, seconds=21)
        held_by_worker_silent_for(jobs_of(slow)[0].pk, seconds=10)
        retry_stalled_jobs.configure(queue="events").defer(timestamp=0)
        work(["events"])
        assert [message.id for message in broker.got] == [str(dead.pk)]
        assert [job.status for job in jobs_of(slow)] == ["doing"]

    def test_a_stalled_job_whose_like_waits_already_is_given_up(self) -> None:
        held = sweep_publications.defer(timestamp=0)
        held_by_worker_silent_for(held, seconds=21)
        waiting = sweep_publications.defer(timestamp=1)
        retry_stalled_jobs.configure(queue="events").defer(timestamp=2)
        work(["events"])
        statuses = dict(ProcrastinateJob.objects.values_list("pk", "status"))
        assert (statuses[held], statuses[waiting]) == ("aborted", "todo")

    def test_finished_jobs_are_removed_after_a_week(self, broker: Receiver) -> None:
        old, new = happen(), happen()
        work()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_events SET at = at - interval '8 days' WHERE job_id = %s", [jobs_of(old)[0].pk]
            )
        remove_old_jobs.configure(queue="events").defer(timestamp=0)
        work(["events"])
        assert (len(jobs_of(old)), len(jobs_of(new))) == (0, 1)


def held_by_worker_silent_for(job_id: int, seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH silent AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', worker_id = silent.id FROM silent"
            " WHERE procrastinate_jobs.id = %s",
            [seconds, job_id],
        )


def job(attempts: int) -> Job:
    return Job(id=1, queue="events", lock=None, queueing_lock=None, task_name="x", attempts=attempts)


def test_waits_grow_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.base.jobs.random.uniform", lambda low, high: high)
    assert [EVENTS.wait(tried) for tried in range(1, 8)] == [1, 3, 9, 27, 81, 243, 300]
    assert sum(EVENTS.wait(tried) for tried in range(1, 8)) < 15 * 60
    assert sum(WEBHOOKS.wait(tried) for tried in range(1, 8)) < 24 * 3600


def test_waits_are_spread_and_outlast_a_broker_that_is_away_for_minutes() -> None:
    waits = [EVENTS.wait(5) for _ in range(200)]
    assert 40.5 <= min(waits) < 50
    assert 70 < max(waits) <= 81
    assert sum(EVENTS.wait(tried) for tried in range(1, 8)) > 5 * 60


def test_tries_are_counted_by_who_knows_them() -> None:
    strategy = BackOff()

    def again(error: Exception, attempts: int) -> bool:
        return strategy.get_retry_decision(exception=error, job=job(attempts)) is not None

    assert [again(ValueError(), attempts) for attempts in (0, 6, 7)] == [True, True, False]
    assert again(NotSent("Away.", 1, dead=False), 20)
    assert not again(NotSent("Away.", 8, dead=True), 0)


def test_every_task_can_be_deferred_by_its_name_and_is_retried_or_comes_again() -> None:
    ours = {name: task for name, task in app.tasks.items() if name.startswith("feedback.")}
    each_minute = {name for name, task in ours.items() if task.retry_strategy is None}
    assert each_minute == {
        "feedback.apply_due_decisions",
        "feedback.rescore_pending",
        "feedback.retry_stalled_jobs",
        "feedback.sweep_publications",
    }
    periodic = {each.task.name for each in app.periodic_registry.periodic_tasks.values()}
    assert each_minute < periodic
    assert all(ours[name].queueing_lock == name for name in periodic & set(ours))


@pytest.mark.parametrize(
    ("url", "command"),
    [
        ("", []),
        ("http://127.0.0.1:1/events", []),
        ("redis://127.0.0.1:1/0", ["consume_events"]),
        ("https://sqs.eu-central-1.amazonaws.com/123456789012/events", ["consume_events"]),
    ],
)
def test_consumers_run_beside_the_server_where_there_is_something_to_read(
    url: str, command: list[str], settings: Any
) -> None:
    settings.FEEDBACK_QUEUE_URL, settings.FEEDBACK_QUEUE_SECRET = url, "whsec_c2VjcmV0"
    assert command_beside() == command
    assert command_beside in beside
