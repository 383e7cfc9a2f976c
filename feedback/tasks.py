"""Background jobs of feedback: each only calls a service, and may run twice without harm.

Sending has its own count of tries. What runs every minute is not retried: the next minute's job does the same, and may
stand in the queue already, where its queueing lock has room for one.
"""

from __future__ import annotations

from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from config.base.jobs import DEAD_AFTER_SECONDS, BackOff
from feedback.consumers.registry import NAMES, take
from feedback.models.events import EVENTS_QUEUE, PUBLISH_TASK
from feedback.services import publishing, webhooks
from feedback.services.calibration import calibrate_suitability
from feedback.services.decisions import apply_due
from feedback.services.delivery_jobs import DELIVER_TASK, TELL_TASK, WEBHOOKS_QUEUE
from feedback.services.flagging import FLAG_TASK, flag
from feedback.services.reminders import send_reminders
from feedback.services.retention import JOBS_KEPT, apply_retention
from feedback.services.severity import estimate_severities
from feedback.services.suitability import PENDING_AT_ONCE, rescore_pending

# Eight tries within eleven minutes. A subject's later events wait meanwhile.
EVENTS = BackOff()
# Eight tries within half a day: receivers are other people's.
WEBHOOKS = BackOff(factor=5, longest=6 * 3600)
RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)

BATCHES_A_MINUTE = 20
EACH_MINUTE = "* * * * *"
EACH_HALF_MINUTE = "* * * * * */30"


@app.task(name=PUBLISH_TASK, queue=EVENTS_QUEUE, retry=EVENTS)
def publish_event(event_id: str) -> None:
    publishing.publish_event(UUID(event_id), here=take, groups=NAMES)


@app.task(name=DELIVER_TASK, queue=WEBHOOKS_QUEUE, retry=WEBHOOKS)
def deliver_webhook(delivery_id: str) -> None:
    webhooks.deliver(UUID(delivery_id))


@app.task(name=TELL_TASK, queue=WEBHOOKS_QUEUE, retry=RETRY)
def tell_webhook_disabled(endpoint_id: str) -> None:
    webhooks.tell_disabled(UUID(endpoint_id))


@app.periodic(cron=EACH_MINUTE)
@app.task(name="feedback.sweep_publications", queueing_lock="feedback.sweep_publications")
def sweep_publications(timestamp: int) -> None:
    """Events that wait without a job."""
    publishing.sweep_publications()


@app.periodic(cron=EACH_HALF_MINUTE)
@app.task(name="feedback.retry_stalled_jobs", queueing_lock="feedback.retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """What a worker had in hand that has died since: of all apps."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        try:
            await jobs.retry_job(job)
        except UniqueViolation:  # the same waits in the queue already, under its queueing lock
            await jobs.finish_job(job, Status.ABORTED, delete_job=False)


@app.periodic(cron=EACH_MINUTE)
@app.task(name="feedback.apply_due_decisions", queueing_lock="feedback.apply_due_decisions")
def apply_due_decisions(timestamp: int) -> None:
    apply_due()


@app.periodic(cron=EACH_MINUTE)
@app.task(name="feedback.rescore_pending", queueing_lock="feedback.rescore_pending")
def rescore_pending_candidates(timestamp: int) -> None:
    """A few thousand at most: after new weights all are due, and other jobs wait too."""
    for _ in range(BATCHES_A_MINUTE):
        if rescore_pending() < PENDING_AT_ONCE:
            return


@app.task(name=FLAG_TASK, retry=RETRY)
def flag_candidates_for_rescoring(rated_by: list[str] | None) -> None:
    """After new weights, or new severities of these interviewers."""
    flag(None if rated_by is None else [UUID(pk) for pk in rated_by])


@app.periodic(cron="5 * * * *")
@app.task(name="feedback.send_reminders", retry=RETRY, queueing_lock="feedback.send_reminders")
def send_due_reminders(timestamp: int) -> None:
    """Hourly: whoever still owes feedback."""
    send_reminders()


@app.periodic(cron="41 2 * * *")
@app.task(name="feedback.estimate_severities", retry=RETRY, queueing_lock="feedback.estimate_severities")
def estimate_severities_nightly(timestamp: int) -> None:
    estimate_severities()


@app.periodic(cron="23 3 * * *")
@app.task(name="feedback.apply_retention", retry=RETRY, queueing_lock="feedback.apply_retention")
def apply_retention_nightly(timestamp: int) -> None:
    apply_retention()


@app.periodic(cron="29 3 * * *")
@app.task(name="feedback.remove_old_jobs", retry=RETRY, queueing_lock="feedback.remove_old_jobs", pass_context=True)
async def remove_old_jobs(context: JobContext, timestamp: int) -> None:
    """Finished jobs of all apps, failed ones too: what became of an event stands with the event."""
    hours = int(JOBS_KEPT.total_seconds() // 3600)
    await context.app.job_manager.delete_old_jobs(
        nb_hours=hours, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="53 3 * * 0")
@app.task(name="feedback.calibrate_suitability", retry=RETRY, queueing_lock="feedback.calibrate_suitability")
def calibrate_suitability_weekly(timestamp: int) -> None:
    """On Sundays: whether what was learnt since makes better weights."""
    calibrate_suitability()
