"""Background jobs of analytics: each only calls a service, and may run twice without harm."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from analytics.services.boosts import FLAG_TASK, flag_candidates
from analytics.services.rates import recompute_feeder_rates
from analytics.services.upkeep import catch_up

RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)


@app.periodic(cron="* * * * *")
@app.task(name="analytics.fold_rollups", queueing_lock="analytics.fold_rollups")
def fold_rollups_now(timestamp: int) -> None:
    """Each minute, where `fold_rollups` does not run: the log stays short, and figures quick, without it too."""
    catch_up()


@app.periodic(cron="31 2 * * *")
@app.task(name="analytics.recompute_feeder_rates", retry=RETRY, queueing_lock="analytics.recompute_feeder_rates")
def recompute_feeder_rates_nightly(timestamp: int) -> None:
    """Puts right what might differ, and lets feeders' boosts follow what came of their candidates."""
    recompute_feeder_rates()


@app.task(name=FLAG_TASK, retry=RETRY)
def flag_candidates_for_rescoring(feeders: list[str]) -> None:
    """After new boosts of these feeders."""
    flag_candidates(UUID(pk) for pk in feeders)
