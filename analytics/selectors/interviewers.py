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
from django.db.models import Count, DateField, F, Func, IntegerField, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate

from analytics.estimators.agreement import Agreement, agreement
from analytics.estimators.stats import Estimate
from analytics.estimators.suppression import is_small, unless_small
from analytics.estimators.survival import Curve, Quantile, Row
from analytics.selectors.foretelling import InterviewerValidity, foretelling_of
from analytics.selectors.moments import told_at
from analytics.selectors.recalling import recalled
from analytics.selectors.rows import chosen
from analytics.selectors.said import Said, heard_by
from analytics.selectors.selection import Selection
from config.base.clock import business_today
from config.base.models import User
from feedback.models import InterviewerSeverity
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


class DaysBetween(Func):
    """Whole days from the second date to the first."""

    template, arg_joiner, output_field = "(%(expressions)s)", " - ", IntegerField()


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


def interviewers(user: User, selection: Selection) -> Interviewers:
    """Whoever gave feedback or owes some, by name. Five queries, and one while nothing was written since."""
    return recalled(user, selection, "interviewers", lambda: told_anew(user, selection))


def told_anew(user: User, selection: Selection) -> Interviewers:
    heard = heard_by(user, selection)
    waits = delays(user, selection)
    owed = owed_by(user, selection)
    severities = severities_for(user)
    people = [
        interviewer(
            person,
            heard.authors.get(person.pk, Said()),
            waits.get(person.pk, []),
            owed.get(person.pk, 0),
            severities.get(person.pk),
        )
        for person in User.objects.filter(pk__in={*heard.authors, *waits, *owed})
    ]
    return Interviewers(
        DEFINITION,
        told_at(selection),
        tuple(sorted(people, key=lambda person: (person.name.casefold(), person.id))),
        of_panels(heard.panels),
        delay_of(list(chain.from_iterable(waits.values()))),
    )


def interviewer(person: User, said: Said, waits: Sequence[Row], owed: int, severity: Severity | None) -> Interviewer:
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
        validity=None if hidden else foretelling_of(person.pk, said),
    )


def of_panels(rows: Iterable[tuple[Sequence[float], int]]) -> Agreement | None:
    found = agreement(chain.from_iterable(repeat(ratings, n) for ratings, n in rows))
    return unless_small(found, found.stages) if found else None


def delays(user: User, selection: Selection) -> dict[UUID, list[Row]]:
    """Of each interviewer (days, given or still waiting, how many), in the order of days. One query.

    What came of the process is asked of the seats that wait alone: they are few, and those that answered many.
    """
    held = PanelMember.objects.filter(chosen(selection, user), stage__completed_date__isnull=False)
    held = held.exclude(stage__outcome__in=NOT_HELD).order_by()
    zone = settings.BUSINESS_TIME_ZONE
    today = Value(business_today(), output_field=DateField())
    given = lasting(held.filter(feedback_at__isnull=False), TruncDate("feedback_at", tzinfo=zone), given=True)
    waiting = held.filter(feedback_at__isnull=True)
    waits = lasting(waiting, Coalesce(TruncDate("process__ended_at", tzinfo=zone), today), given=False)
    counted: dict[UUID, Counter[tuple[int, bool]]] = defaultdict(Counter)
    for user_id, is_given, days, n in given.union(waits, all=True):
        counted[user_id][max(days, 0), is_given] += n
    return {pk: in_order(lengths) for pk, lengths in counted.items()}


def lasting(seats: QuerySet[Any], until: Func, *, given: bool) -> QuerySet[Any, Any]:
    """(interviewer, `given`, days from the interview until then, how many)."""
    days = DaysBetween(until, F("stage__completed_date"))
    rows = seats.annotate(given=Value(given), days=days).values_list("user", "given", "days")
    return rows.annotate(n=Count("pk"))


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
