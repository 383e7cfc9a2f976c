"""A candidate's overall score and whether it is to be made anew: written here, from what others have worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils import timezone

from config.postgres.identity import SYSTEM, acting_as
from tracking.models import Candidate

AT_ONCE = 500

SET_SCORES = """
    UPDATE tracking_candidate
       SET overall_score = new.score, needs_rescoring = false,
           updated_at = CASE WHEN overall_score IS DISTINCT FROM new.score THEN %s ELSE updated_at END
      FROM unnest(%s::uuid[], %s::numeric[]) AS new (id, score)
     WHERE tracking_candidate.id = new.id AND anonymised_at IS NULL
"""
FLAG = """
    UPDATE tracking_candidate SET needs_rescoring = true
     WHERE id IN (SELECT id FROM tracking_candidate
                   WHERE id = ANY(%s) AND NOT needs_rescoring AND anonymised_at IS NULL ORDER BY id FOR UPDATE)
"""


def set_overall_scores(scores: Mapping[UUID, Decimal | None]) -> None:
    """Of candidates that the caller has locked; None where there is nothing to judge by. One statement.

    The scores are the house's: whoever's act led to them need not be one who may change the candidate.
    """
    if scores:
        with acting_as(SYSTEM), connection.cursor() as cursor:
            cursor.execute(SET_SCORES, [timezone.now(), list(scores), list(scores.values())])


def flag_for_rescoring(ids: Iterable[UUID]) -> int:
    """Says of these candidates that their score is out of date; how many that is news of.

    AT_ONCE of them by one statement: outside of a transaction nobody has to wait for more than these.
    """
    wanted, news = sorted(ids), 0
    with acting_as(SYSTEM), connection.cursor() as cursor:
        for start in range(0, len(wanted), AT_ONCE):
            cursor.execute(FLAG, [wanted[start : start + AT_ONCE]])
            news += cursor.rowcount
    return news


def flag_all_scored() -> int:
    """The same of everybody who has a score."""
    with acting_as(SYSTEM):
        scored = Candidate.objects.filter(overall_score__isnull=False, needs_rescoring=False, anonymised_at=None)
        ids = list(scored.order_by().values_list("pk", flat=True))
    return flag_for_rescoring(ids)
