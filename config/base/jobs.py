"""Background jobs act as the system: a worker has no user, and without an identity it would see no row."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from config.postgres.identity import SYSTEM, acting_as

CONCURRENCY = 4
# A worker says so often that it lives, from a thread that no job keeps busy; who is silent for longer is dead, and
# its jobs are taken over.
HEARTBEAT_SECONDS, DEAD_AFTER_SECONDS = 5.0, 20.0

# A job that waited for another one's lock is not announced when that one ends: it is found by looking again.
POLL_SECONDS = 0.25

# Management commands that apps want to run beside the worker; asked for when `serve` starts.
beside: list[Callable[[], list[str]]] = []


class BackOff(BaseRetryStrategy):
    """Tries up to `tries` times, after waits that grow threefold from a second to `longest` seconds.

    Half of each wait is random, so that not all come back at once; the other half holds, so that all tries together
    outlast a broker's restart.
    """

    def __init__(self, tries: int = 8, factor: float = 3, longest: float = 300) -> None:
        self.tries = tries
        self.factor = factor
        self.longest = longest

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """An exception that has counted its own tries says so: `tries`, and `dead` where it is in vain."""
        tried = getattr(exception, "tries", job.attempts + 1)
        if getattr(exception, "dead", False) or tried >= self.tries:
            return None
        return RetryDecision(retry_in={"milliseconds": int(self.wait(tried) * 1000)})

    def wait(self, tried: int) -> float:
        """Seconds until the next try."""
        return random.uniform(0.5, 1) * min(self.longest, self.factor ** (tried - 1))  # noqa: S311


def as_system(call_next: Callable[[], Any], context: Any, worker: Any) -> Any:
    """procrastinate's task middleware for synchronous tasks."""
    with acting_as(SYSTEM):
        return call_next()


def set_up(app: App) -> None:
    """Called by procrastinate when Django is ready; its own middleware, which closes connections, stays outermost."""
    defaults = app.worker_defaults
    defaults["concurrency"] = CONCURRENCY
    defaults["fetch_job_polling_interval"] = POLL_SECONDS
    defaults["update_heartbeat_interval"], defaults["stalled_worker_timeout"] = HEARTBEAT_SECONDS, DEAD_AFTER_SECONDS
    defaults["task_middleware"] = [*defaults.get("task_middleware", []), as_system]
