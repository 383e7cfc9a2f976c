"""What is known of candidates, from all four sources, for scoring now and for learning from the past.

Read in the name of the system: a score is the same whoever asks for it. All of it is figures: how many, and their mean.
Of assessments only the completed ones count, of stages those with an outcome; the rating of a stage is the overall one,
or the mean of the others where that was not given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from config.postgres.identity import SYSTEM, acting_as
from feedback.estimators.suitability import Evidence, Observed, Source

RATING = """COALESCE(s.overall_rating, (
        SELECT avg(given) FROM (VALUES (s.technical_rating), (s.culture_fit_rating), (s.communication_rating)) v (given)
    ))"""

EVIDENCE = f"""
    SELECT p.candidate_id, 'stages', count(*), avg(rating)::float8, NULL::float8
      FROM tracking_interviewprocess p
      JOIN tracking_interviewstage s ON s.process_id = p.id
     CROSS JOIN LATERAL (SELECT {RATING} AS rating) r
     WHERE p.candidate_id = ANY(%(ids)s) AND s.outcome IN ('passed', 'failed') AND rating IS NOT NULL
     GROUP BY 1
    UNION ALL
    SELECT f.candidate_id, 'feedback', count(*),
           avg(f.overall_rating - COALESCE(v.severity, 0))::float8, avg(f.overall_rating)::float8
      FROM interview_feedback f LEFT JOIN feedback_interviewerseverity v ON v.user_id = f.author_id
     WHERE f.candidate_id = ANY(%(ids)s) AND f.overall_rating IS NOT NULL
     GROUP BY 1
    UNION ALL
    SELECT c.id, 'assessments', count(*), avg(i.overall_score)::float8, NULL
      FROM tracking_candidate c JOIN interviews_interviewsession i ON i.user_id = c.user_id
     WHERE c.id = ANY(%(ids)s) AND i.mode = 'assessment' AND i.status = 'completed' AND i.overall_score IS NOT NULL
     GROUP BY 1
    UNION ALL
    SELECT candidate_id, 'feeder', count(*), avg(score_boost)::float8, NULL
      FROM (SELECT DISTINCT p.candidate_id, f.id, f.score_boost
              FROM tracking_interviewprocess p JOIN tracking_feeder f ON f.id = p.feeder_id
             WHERE p.candidate_id = ANY(%(ids)s) AND f.score_boost <> 0) boosts
     GROUP BY 1
"""  # noqa: S608 - made of constants


def evidence_of(candidate_ids: Sequence[UUID]) -> dict[UUID, Evidence]:
    """Of each candidate, in one query; empty where nothing is known.

    A feeder whose boost is 0 is one of which nothing has been learnt, so it says nothing.
    """
    found: dict[UUID, dict[Source, Observed]] = {pk: {} for pk in candidate_ids}
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(EVIDENCE, {"ids": list(candidate_ids)})
        for pk, source, n, mean, raw in cursor.fetchall():
            found[pk][Source(source)] = Observed(n, mean, raw)
    return dict(found)


# Known before the day on which the deciding round was: that round itself, and whatever came later, would tell the
# outcome. Ratings that were edited since, and boosts that were renewed since, count as they were then.
PAST = f"""
WITH ended AS MATERIALIZED (
    SELECT p.id, p.candidate_id, p.ended_at, p.status <> 'rejected_by_company' AS offer,
           COALESCE(max(s.completed_date) FILTER (WHERE s.outcome IN ('passed', 'failed')),
                    (p.ended_at AT TIME ZONE %(zone)s)::date) AS day
      FROM tracking_interviewprocess p LEFT JOIN tracking_interviewstage s ON s.process_id = p.id
     WHERE p.status IN ('offer_accepted', 'offer_declined', 'rejected_by_company')
     GROUP BY p.id
), asked AS MATERIALIZED (
    SELECT *, day::timestamp AT TIME ZONE %(zone)s AS known FROM ended
), stages AS (
    SELECT a.id, count(*) AS n, avg(rating)::float8 AS mean
      FROM asked a
      JOIN tracking_interviewprocess p ON p.candidate_id = a.candidate_id
      JOIN tracking_interviewstage s ON s.process_id = p.id
     CROSS JOIN LATERAL (SELECT {RATING} AS rating) r
     WHERE s.outcome IN ('passed', 'failed') AND s.completed_date < a.day AND rating IS NOT NULL
     GROUP BY a.id
), said AS (
    -- The time is a filter here: as a condition of the join it would lead through the index over all times, each time.
    SELECT a.id, array_agg(f.author_id) FILTER (WHERE counts) AS authors,
           array_agg(r.rating::float8) FILTER (WHERE counts) AS ratings
      FROM asked a
      JOIN interview_feedback f ON f.candidate_id = a.candidate_id
     CROSS JOIN LATERAL (
        SELECT CASE WHEN f.version = 1 THEN f.overall_rating ELSE (
            SELECT e.overall_rating
              FROM (SELECT version, edited_at, overall_rating FROM feedback_feedbackrevision WHERE feedback_id = f.id
                    UNION ALL SELECT f.version, 'infinity', f.overall_rating) e
             WHERE e.edited_at >= a.known ORDER BY e.version LIMIT 1
        ) END AS rating) r
     CROSS JOIN LATERAL (SELECT f.received_at < a.known AND r.rating IS NOT NULL AS counts) c
     GROUP BY a.id
), sat AS (
    SELECT a.id, count(*) AS n, avg(i.overall_score)::float8 AS mean
      FROM asked a
      JOIN tracking_candidate c ON c.id = a.candidate_id
      JOIN interviews_interviewsession i ON i.user_id = c.user_id
     WHERE i.mode = 'assessment' AND i.status = 'completed' AND i.overall_score IS NOT NULL AND i.ended_at < a.known
     GROUP BY a.id
), boosts AS MATERIALIZED (
    SELECT f.id, f.score_boost AS boost, '-infinity'::timestamptz AS since, 'infinity'::timestamptz AS until
      FROM tracking_feeder f
     WHERE NOT EXISTS (SELECT FROM tracking_feederevent e WHERE e.pgh_obj_id = f.id AND e.pgh_label = 'changed')
    UNION ALL
    SELECT e.pgh_obj_id, e.score_boost,
           lag(e.pgh_created_at, 1, '-infinity') OVER (PARTITION BY e.pgh_obj_id ORDER BY e.pgh_created_at, e.pgh_id),
           e.pgh_created_at
      FROM tracking_feederevent e WHERE e.pgh_label = 'changed'
    UNION ALL
    SELECT f.id, f.score_boost, max(e.pgh_created_at), 'infinity'
      FROM tracking_feeder f JOIN tracking_feederevent e ON e.pgh_obj_id = f.id AND e.pgh_label = 'changed'
     GROUP BY f.id
), fed AS (
    SELECT id, count(*) AS n, avg(boost)::float8 AS mean
      FROM (SELECT DISTINCT a.id, b.id AS feeder, b.boost
              FROM asked a
              JOIN tracking_interviewprocess p ON p.candidate_id = a.candidate_id
              JOIN boosts b ON b.id = p.feeder_id AND b.since <= a.known AND a.known < b.until
             WHERE (p.id = a.id OR p.created_at < a.known) AND b.boost <> 0) each
     GROUP BY id
)
SELECT a.ended_at, a.known, a.offer, stages.n, stages.mean, sat.n, sat.mean, fed.n, fed.mean, said.authors, said.ratings
  FROM asked a
  LEFT JOIN stages USING (id) LEFT JOIN sat USING (id) LEFT JOIN fed USING (id) LEFT JOIN said USING (id)
 ORDER BY a.known, a.id
"""  # noqa: S608 - made of constants


@dataclass(frozen=True, slots=True)
class PastProcess:
    """What was known at `known` of someone whose process ended at `ended`, with an offer or without.

    `evidence` lacks feedback, which stands in `ratings` as (interviewer, rating): how severe its authors were is to be
    judged by what was known of them then.
    """

    ended: datetime
    known: datetime
    offer: bool
    evidence: Evidence
    ratings: Sequence[tuple[UUID, float]]


def past_processes() -> list[PastProcess]:
    """Every ended process, by `known`; those from which the candidate withdrew say nothing of suitability."""
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(PAST, {"zone": str(settings.BUSINESS_TIME_ZONE)})
        return [
            PastProcess(
                ended, known, offer, dict(observed(figures)), list(zip(authors or (), ratings or (), strict=True))
            )
            for ended, known, offer, *figures, authors, ratings in cursor.fetchall()
        ]


def observed(figures: Sequence[float | None]) -> Iterator[tuple[Source, Observed]]:
    """From n and mean of stages, assessments and feeder."""
    pairs = zip(figures[::2], figures[1::2], strict=True)
    for source, (n, mean) in zip((Source.STAGES, Source.ASSESSMENTS, Source.FEEDER), pairs, strict=True):
        if n and mean is not None:
            yield source, Observed(int(n), mean)


@dataclass(frozen=True, slots=True)
class Given:
    """One rating of one interviewer, as it stands."""

    author: UUID
    candidate: UUID
    rating: float
    at: datetime


def ratings_given() -> list[Given]:
    """All of them, oldest first. An edited rating counts from its edit on, as what it then became."""
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "SELECT author_id, candidate_id, overall_rating::float8, updated_at FROM interview_feedback"
            " WHERE overall_rating IS NOT NULL ORDER BY updated_at, id"
        )
        return [Given(*row) for row in cursor.fetchall()]


def candidates_rated_by(authors: Iterable[UUID]) -> list[UUID]:
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT candidate_id FROM interview_feedback WHERE author_id = ANY(%s)", [list(authors)]
        )
        return [pk for (pk,) in cursor.fetchall()]
