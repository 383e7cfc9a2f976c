"""How much waits to be folded, for `/metrics`."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from django.db import DatabaseError
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from analytics.models import ChangedProcess
from config.postgres.identity import SYSTEM, acting_as


class Backlog(Collector):
    """Counted when somebody asks: whichever server process answers, it is the same."""

    def describe(self) -> Iterable[Metric]:
        """So that registering it needs no database."""
        return [gauge()]

    def collect(self) -> Iterable[Metric]:
        """Without a value where the database does not answer: the other metrics are wanted all the more then."""
        found = gauge()
        with acting_as(SYSTEM), suppress(DatabaseError):
            found.add_metric([], ChangedProcess.objects.count())
        return [found]


def gauge() -> GaugeMetricFamily:
    return GaugeMetricFamily("analytics_unfolded", "Changes of processes that are not folded into the tallies yet.")
