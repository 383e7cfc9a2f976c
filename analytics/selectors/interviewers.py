"""Interviewers: how much they rate and how, whether they agree with their panels, how long their feedback takes.

Feedback is that which the user may read, of the processes they may see; severities are the managers'. Of interviewers
with fewer candidates than suppression lets through, nothing but what they owe is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, repeat
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Count, DateField, DurationField, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from analytics.estimators.agreement import Agreement, agreement
from analytics.estimators.stats import Estimate
from analytics.estimators.suppression import is_small, unless_small
from analytics.estimators.survival import Curve, Quantile, Row
from analytics.selectors.rows import chosen
from analytics.selectors.selection import Selection
from analytics.selectors.validity import InterviewerValidity, interviewer_validity
from config.base.clock import business_today
from config.base.models import User
from feedback.models import InterviewerSeverity, InterviewFeedback
from feedback.selectors.due import NOT_HELD, owing
from tracking.models import PanelMember

DEFINITION = (
    "mean: of the ratings given (1 to 5). severity: points above (+) or below (-) what other interviewers gave to "
    "comparable candidates, with a 95 % interval, estimated every night over all feedback. agreement: ICC(1) of all "
    "stages rated by two or more; difference: mean absolute distance of an interviewer's ratings from the mean of the "
    "rest of the panel. days_to_feedback: from the day the interview was held until the feedback came, in whole days; "
    "feedback still owed, or given up when the process ended, counts as lasting until then. owed: interviews held, in "
    "processes still open, without feedback. Not told of interviewers with fewer than 5 candidates."
)
GIVEN = "given"

HEARD = """
WITH heard AS ({visible}),
paneled AS (
    SELECT *, count(overall_rating) OVER stage AS raters, sum(overall_rating) OVER stage AS total
      FROM heard WINDOW stage AS (PARTITION BY stage_id)
), apart AS (
    SELECT *, CASE WHEN raters > 1 THEN abs(overall_rating - (total - overall_rating) / (raters - 1)) END AS difference
      FROM paneled
)
SELECT author_id, count(*), count(DISTINCT candidate_id), count(overall_rating), avg(overall_rating)::float8,
       count(difference), avg(difference)::float8
  FROM apart GROUP BY author_id
"""
# Panels that rated alike are told once, with how many they are.
PANELS = """
WITH heard AS ({visible}),
panels AS (
    SELECT array_agg(overall_rating::float8 ORDER BY overall_rating) AS ratings
      FROM heard WHERE overall_rating IS NOT NULL GROUP BY stage_id HAVING count(*) > 1
)
SELECT ratings, count(*) FROM panels GROUP BY ratings ORDER BY ratings
"""


@dataclass(frozen=True, slots=True)
class Severity:
    """`estimate` in points of 1 to 5; `n` feedbacks went into it."""

    estimate: Estimate
    n: int
    estimated_at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """From the rest of the panel, in points; of `n` ratings beside others'."""

    mean: float
    n: int


@dataclass(frozen=True, slots=True)
class Delay:
    """Days until feedback: of `n` seats `given` have answered, the others wait still or never will."""

    median: Quantile
    n: int
    given: int


@dataclass(frozen=True, slots=True)
class Interviewer:
    """`hidden` where there are too few candidates; severity and validity are None where nothing is known or told."""

    id: UUID
    name: str
    hidden: bool
    feedback: int
    candidates: int
    rated: int
    mean: float | None
    severity: Severity | None
    difference: Difference | None
    delay: Delay | None
    owed: int
    validity: InterviewerValidity | None


@dataclass(frozen=True, slots=True)
class Interviewers:
    """`agreement` over all panels; `delay` over all seats."""

    definition: str
    as_of: datetime
    people: tuple[Interviewer, ...]
    agreement: Agreement | None
    delay: Delay | None


@dataclass(frozen=True, slots=True)
class Said:
    """What the feedback of one author comes to; `apart` of them stand beside others' ratings."""

    feedback: int = 0
    candidates: int = 0
    rated: int = 0
    mean: float | None = None
    apart: int = 0
    difference: float | None = None


def interviewers(user: User, selection: Selection) -> Interviewers:
    """Whoever gave feedback or owes some, by name. Eight queries."""
    heard = {author: Said(*figures) for author, *figures in over_feedback(HEARD, user, selection)}
    waits = delays(user, selection)
    owed = owed_by(user, selection)
    severities = severities_for(user)
    foretelling = interviewer_validity(user, selection)
    people = [
        interviewer(
            person,
            heard.get(person.pk, Said()),
            waits.get(person.pk, []),
            owed.get(person.pk, 0),
            severities.get(person.pk),
            foretelling.get(person.pk),
        )
        for person in User.objects.filter(pk__in={*heard, *waits, *owed})
    ]
    return Interviewers(
        DEFINITION,
        timezone.now(),
        tuple(sorted(people, key=lambda person: (person.name.casefold(), person.id))),
        of_panels(over_feedback(PANELS, user, selection)),
        delay_of(list(chain.from_iterable(waits.values()))),
    )


def interviewer(
    person: User,
    said: Said,
    waits: Sequence[Row],
    owed: int,
    severity: Severity | None,
    validity: InterviewerValidity | None,
) -> Interviewer:
    hidden = is_small(said.candidates)
    apart = None if hidden or said.difference is None else Difference(said.difference, said.apart)
    return Interviewer(
        id=person.pk,
        name=person.display_name,
        hidden=hidden,
        feedback=said.feedback,
        candidates=said.candidates,
        rated=said.rated,
        mean=None if hidden else unless_small(said.mean, said.rated),
        severity=None if hidden else severity,
        difference=unless_small(apart, said.apart),
        delay=None if hidden else delay_of(waits),
        owed=owed,
        validity=None if hidden else validity,
    )


def over_feedback(statement: str, user: User, selection: Selection) -> list[Any]:
    """The statement's rows over the feedback that the user may read."""
    visible = InterviewFeedback.objects.visible_to(user).filter(chosen(selection, user)).order_by()
    columns = visible.values("stage_id", "author_id", "candidate_id", "overall_rating")
    try:
        sql, parameters = columns.query.sql_with_params()
    except EmptyResultSet:  # a user to whom nothing is visible
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement.format(visible=sql), parameters)
        rows: list[Any] = cursor.fetchall()
    return rows


def of_panels(rows: Iterable[tuple[Sequence[float], int]]) -> Agreement | None:
    found = agreement(chain.from_iterable(repeat(ratings, n) for ratings, n in rows))
    return unless_small(found, found.stages) if found else None


def delays(user: User, selection: Selection) -> dict[UUID, list[Row]]:
    """Of each interviewer (days, given or still waiting, how many), in the order of days."""
    held = PanelMember.objects.filter(chosen(selection, user), stage__completed_date__isnull=False)
    zone = settings.BUSINESS_TIME_ZONE
    until = Case(
        When(feedback_at__isnull=False, then=TruncDate("feedback_at", tzinfo=zone)),
        When(process__ended_at__isnull=False, then=TruncDate("process__ended_at", tzinfo=zone)),
        default=Value(business_today()),
        output_field=DateField(),
    )
    lasting = held.exclude(stage__outcome__in=NOT_HELD).annotate(until=until, given=Q(feedback_at__isnull=False))
    days = ExpressionWrapper(F("until") - F("stage__completed_date"), output_field=DurationField())
    rows = lasting.annotate(days=days).order_by().values_list("user", "given", "days").annotate(n=Count("pk"))
    counted: dict[UUID, Counter[tuple[int, bool]]] = defaultdict(Counter)
    for user_id, given, taken, n in rows:
        counted[user_id][max(taken.days, 0), given] += n
    return {pk: in_order(lengths) for pk, lengths in counted.items()}


def in_order(lengths: Mapping[tuple[int, bool], int]) -> list[Row]:
    return [(days, GIVEN if given else None, n) for (days, given), n in sorted(lengths.items())]


def delay_of(rows: Sequence[Row]) -> Delay | None:
    curve = Curve(sorted(rows, key=lambda row: row[0]))
    return unless_small(Delay(curve.quantile(), curve.n, curve.ended), curve.n)


def owed_by(user: User, selection: Selection) -> dict[UUID, int]:
    members = owing().filter(chosen(selection, user)).order_by()
    return dict(members.values_list("user").annotate(n=Count("pk")))


def severities_for(user: User) -> dict[UUID, Severity]:
    rows = InterviewerSeverity.objects.visible_to(user)
    return {
        row.user_id: Severity(Estimate(row.severity, row.low, row.high), row.n_feedback, row.estimated_at)
        for row in rows
    }
