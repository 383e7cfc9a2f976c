"""How a question of the bank does: asked, answered, skipped, and what its answers say of it.

All but the counts is over first answers: each person's earliest answer to the question, for whoever meets it again
has seen its model answer. The score is the one that stands (a person's where there is one).

discrimination: the item-rest correlation, Pearson's r between the score on the question and the mean of the other
scored answers of the same session. Near 0 the question says nothing of a candidate, below 0 it misleads. The
question itself is left out of the mean, since it would correlate with itself (Henrysson 1963, "Correction of
item-total correlations in item analysis", Psychometrika 28, 211-218).

Nobody's practice is to be read off: below MIN_PEOPLE people nothing but the number of times asked is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from config.postgres.identity import SYSTEM, acting_as

MIN_PEOPLE = 5
MIN_PAIRS = 10

# `met`: every time the question was shown; `firsts`: each person's first answer, with the rest of its session.
STATISTICS = """
WITH met AS (
    SELECT q.id, q.bank_question_id AS bank, q.session_id, q.hints_used, q.skipped_at, s.user_id,
           a.id AS answer_id, a.score, a.time_taken, a.created_at
    FROM interviews_interviewquestion q
    JOIN interviews_interviewsession s ON s.id = q.session_id
    LEFT JOIN interviews_interviewanswer a ON a.question_id = q.id
    WHERE q.bank_question_id = ANY(%s) AND q.shown_at IS NOT NULL
), firsts AS (
    SELECT DISTINCT ON (bank, user_id) met.*, (
        SELECT avg(other.score)
        FROM interviews_interviewquestion place
        JOIN interviews_interviewanswer other ON other.question_id = place.id
        WHERE place.session_id = met.session_id AND place.id <> met.id
    ) AS rest
    FROM met WHERE answer_id IS NOT NULL ORDER BY bank, user_id, created_at, id
), counts AS (
    SELECT bank, count(*) AS asked, count(answer_id) AS answered,
           count(*) FILTER (WHERE skipped_at IS NOT NULL AND answer_id IS NULL) AS skipped
    FROM met GROUP BY bank
), figures AS (
    SELECT bank, count(*) AS people, count(score) AS scored, avg(score)::float8 AS mean_score,
           regr_count(score, rest) AS pairs, corr(score, rest) AS discrimination,
           avg((hints_used > 0)::int)::float8 AS hint_share,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY time_taken) AS median_seconds
    FROM firsts GROUP BY bank
)
SELECT bank, asked, answered, skipped, people, scored, mean_score, pairs, discrimination, hint_share, median_seconds
FROM counts LEFT JOIN figures USING (bank)
"""


@dataclass(frozen=True, slots=True)
class QuestionStatistics:
    """`asked` is always told; the others are None where too few people answered."""

    asked: int = 0
    answered: int | None = None
    skipped: int | None = None
    # People with a first answer, and those of them whose answer has a score.
    people: int | None = None
    scored: int | None = None
    mean_score: float | None = None
    discrimination: float | None = None
    hint_share: float | None = None
    median_seconds: float | None = None

    @property
    def too_few(self) -> bool:
        return self.people is None


def question_statistics(questions: Sequence[UUID]) -> dict[UUID, QuestionStatistics]:
    """Of each question, in one query; over everybody's sessions, whoever asks."""
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(STATISTICS, [list(questions)])
        rows = cursor.fetchall()
    found = {row[0]: told(*row[1:]) for row in rows}
    return {pk: found.get(pk, QuestionStatistics()) for pk in questions}


def told(
    asked: int,
    answered: int,
    skipped: int,
    people: int | None,
    scored: int | None,
    mean_score: float | None,
    pairs: int | None,
    discrimination: float | None,
    hint_share: float | None,
    median_seconds: float | None,
) -> QuestionStatistics:
    """What may be told of a question's figures."""
    if not people or people < MIN_PEOPLE:
        return QuestionStatistics(asked)
    enough = (scored or 0) >= MIN_PEOPLE
    return QuestionStatistics(
        asked=asked,
        answered=answered,
        skipped=skipped,
        people=people,
        scored=scored if enough else None,
        mean_score=mean_score if enough else None,
        discrimination=discrimination if (pairs or 0) >= MIN_PAIRS else None,
        hint_share=hint_share,
        median_seconds=median_seconds,
    )
