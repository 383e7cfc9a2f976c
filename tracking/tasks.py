"""Background jobs of tracking: each only calls a service, and may run twice without harm."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tracking.services.offers import expire_offers

RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)


@app.periodic(cron="*/5 * * * *")
@app.task(name="tracking.expire_offers", retry=RETRY, queueing_lock="tracking.expire_offers")
def expire_offers_now(timestamp: int) -> None:
    """Every five minutes: extended offers whose time has passed."""
    expire_offers()
