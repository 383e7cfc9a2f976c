"""Interviewers' severities, estimated from all their ratings and kept for scoring and for the page that shows them."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from config.postgres.identity import SYSTEM, acting_as
from feedback.estimators.severity import Severities
from feedback.estimators.severity import estimate_severities as estimated
from feedback.models import InterviewerSeverity
from feedback.selectors.evidence import Given, ratings_given
from feedback.services.flagging import flag_later

# Whoever was rated by an interviewer whose severity moved by so many points of the scale is scored anew.
NOTABLE = 0.1
FIELDS = ("severity", "low", "high", "raw_mean", "n_feedback", "n_candidates", "estimated_at")


@transaction.atomic
def estimate_severities() -> int:
    """Replaces what was estimated before; of how many interviewers. Running it twice changes nothing."""
    with acting_as(SYSTEM):
        lock_severities()
        before = dict(InterviewerSeverity.objects.values_list("user_id", "severity"))
        given = ratings_given()
        found = estimated((rating.author, rating.candidate, rating.rating) for rating in given)
        rows = rows_of(found, given)
        InterviewerSeverity.objects.exclude(user__in=found.by_rater).delete()
        InterviewerSeverity.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["user"], update_fields=FIELDS, batch_size=1000
        )
        now = {row.user_id: row.severity for row in rows}
        moved = {pk for pk in before | now if abs(now.get(pk, 0.0) - before.get(pk, 0.0)) >= NOTABLE}
        if moved:
            flag_later(moved)
    return len(rows)


def rows_of(found: Severities[UUID], given: list[Given]) -> list[InterviewerSeverity]:
    sums: dict[UUID, float] = defaultdict(float)
    for rating in given:
        sums[rating.author] += rating.rating
    now = timezone.now()
    return [
        InterviewerSeverity(
            user_id=author,
            severity=each.value,
            low=each.low,
            high=each.high,
            raw_mean=sums[author] / each.n,
            n_feedback=each.n,
            n_candidates=each.candidates,
            estimated_at=now,
        )
        for author, each in found.by_rater.items()
    ]


def lock_severities() -> None:
    """One estimate at a time: two that overlap would each keep half of theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [InterviewerSeverity._meta.db_table])
