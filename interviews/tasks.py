"""Background jobs of interviews: each only calls a service, and may run twice without harm."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from interviews.services.sessions import expire_sessions

RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)


@app.periodic(cron="*/5 * * * *")
@app.task(name="interviews.expire_sessions", retry=RETRY, queueing_lock="interviews.expire_sessions")
def expire_sessions_now(timestamp: int) -> None:
    """Every five minutes: sessions that nobody came back to."""
    expire_sessions()
