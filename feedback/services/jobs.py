"""Background jobs that failed for good, tried once more by hand."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from config.base.errors import Conflict, Forbidden, Missing
from config.base.models import User
from config.base.roles import Role


@transaction.atomic
def retry_job(pk: int, *, actor: User) -> ProcrastinateJob:
    """Lets a worker take it again. Raises Forbidden, Missing, and Conflict where it has not failed."""
    if not actor.has_role(Role.MANAGER):
        raise Forbidden("Only a manager may retry jobs.")
    job: ProcrastinateJob | None = ProcrastinateJob.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if job is None:
        raise Missing("Not found.")
    if job.status != Status.FAILED.value:
        raise Conflict("Only a failed job can be tried again.", code="not_failed")
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(job.id, timezone.now(), job.priority, job.queue_name, job.lock)
    except UniqueViolation:
        raise Conflict("The same job is waiting already.", code="already_waiting") from None
    return job
