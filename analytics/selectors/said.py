"""What interviewers' feedback comes to, by its author and by panel: the feedback that a user may read, read once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, F, SmallIntegerField, Value, When
from django.db.models.functions import Cast

from analytics.selectors.rows import chosen
from analytics.selectors.selection import Selection
from analytics.selectors.validity import Tally
from config.base.models import User
from feedback.models import InterviewFeedback
from tracking.enums import ProcessStatus, StageOutcome

# Ratings have one decimal: in tenths they are whole numbers, whose sums are exact and soon made.
TENTHS = 10
# Of a row with a process: whether an offer was accepted; null while the process is open.
ACCEPTED = Case(
    When(process__status=ProcessStatus.OFFER_ACCEPTED, then=Value(True)),
    When(process__status__in=ProcessStatus.ENDED, then=Value(False)),
    output_field=BooleanField(),
)
# `beside`: ratings beside others of the same stage; `off` is by how much one lies off the mean of the rest, times as
# many as they are. Panels that rated alike are told once, with how many they are.
STATEMENT = """
WITH heard AS MATERIALIZED ({visible}),
people AS (
    SELECT author_id, count(*) AS feedback, count(DISTINCT candidate_id) AS candidates,
           count(DISTINCT candidate_id) FILTER (WHERE tenths IS NOT NULL) AS rated
      FROM heard GROUP BY author_id
),
ratings AS (
    SELECT author_id, tenths, came, hit, count(*) AS n
      FROM heard WHERE tenths IS NOT NULL GROUP BY author_id, tenths, came, hit
),
beside AS MATERIALIZED (
    SELECT author_id, stage_id, tenths, raters, abs(tenths * raters - total) AS off
      FROM (SELECT *, count(*) OVER stage AS raters, sum(tenths) OVER stage AS total
              FROM heard WHERE tenths IS NOT NULL WINDOW stage AS (PARTITION BY stage_id)) rated
     WHERE raters > 1
),
apart AS (SELECT author_id, raters, count(*) AS n, sum(off) AS off FROM beside GROUP BY author_id, raters),
panels AS (
    SELECT ratings, count(*) AS n
      FROM (SELECT array_agg(tenths ORDER BY tenths) AS ratings FROM beside GROUP BY stage_id) alike GROUP BY ratings
)
SELECT (SELECT json_agg(json_build_array(author_id, feedback, candidates, rated)) FROM people),
       (SELECT json_agg(json_build_array(author_id, tenths, came, hit, n)) FROM ratings),
       (SELECT json_agg(json_build_array(author_id, raters, n, off)) FROM apart),
       (SELECT json_agg(json_build_array(ratings, n) ORDER BY ratings) FROM panels)
"""


@dataclass(slots=True)
class Said:
    """Of one author, or of none yet. `rated` of the feedbacks have a rating, about `rated_people` candidates; `apart`
    of these stand beside others'. `tally` is of those on decided stages.
    """

    feedback: int = 0
    candidates: int = 0
    rated_people: int = 0
    rated: int = 0
    tenths: int = 0
    apart: int = 0
    tenths_apart: float = 0.0
    tally: Tally = field(default_factory=Counter)

    @property
    def mean(self) -> float | None:
        return self.tenths / (TENTHS * self.rated) if self.rated else None

    @property
    def difference(self) -> float | None:
        """From the mean of the rest of the panel, in points."""
        return self.tenths_apart / (TENTHS * self.apart) if self.apart else None


@dataclass(frozen=True, slots=True)
class Heard:
    """`panels` of two ratings or more, lowest first, each with how many rated so."""

    authors: dict[UUID, Said]
    panels: list[tuple[list[float], int]]


def heard_by(user: User, selection: Selection) -> Heard:
    """One query; none for users who may read nothing."""
    people, ratings, apart, panels = rows_of(user, selection)
    authors: defaultdict[str, Said] = defaultdict(Said)
    for author, *counted in people:
        authors[author] = Said(*counted)
    for author, tenths, came, hit, n in ratings:
        add_rating(authors[author], tenths, came, hit, n)
    for author, raters, n, off in apart:
        authors[author].apart += n
        authors[author].tenths_apart += off / (raters - 1)
    return Heard({UUID(author): said for author, said in authors.items()}, [in_points(*panel) for panel in panels])


def add_rating(said: Said, tenths: int, came: str, hit: bool | None, n: int) -> None:
    said.rated += n
    said.tenths += tenths * n
    if came in StageOutcome.DECIDED:
        said.tally[tenths / TENTHS, came == StageOutcome.PASSED, hit] += n


def in_points(ratings: Iterable[int], n: int) -> tuple[list[float], int]:
    return [tenths / TENTHS for tenths in ratings], n


def rows_of(user: User, selection: Selection) -> tuple[list[Any], ...]:
    visible = InterviewFeedback.objects.visible_to(user).filter(chosen(selection, user)).order_by()
    told = visible.annotate(
        tenths=Cast(F("overall_rating") * TENTHS, SmallIntegerField()),
        came=F("stage__outcome"),
        hit=ACCEPTED,
    )
    try:
        sql, parameters = told.values(
            "stage_id", "author_id", "candidate_id", "tenths", "came", "hit"
        ).query.sql_with_params()
    except EmptyResultSet:  # a user to whom nothing is visible
        return [], [], [], []
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT.format(visible=sql), parameters)
        return tuple(rows or [] for rows in cursor.fetchone())
