"""Interviewers: how much they rate and how, whether they agree with their panels, how long their feedback takes.

Feedback is that which the user may read, of the processes they may see; severities are the managers'. Of interviewers
with fewer candidates than suppression lets through, nothing but what they owe is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Count

from analytics.estimators.agreement import Agreement, PanelSums, agreement
from analytics.estimators.stats import Estimate
from analytics.estimators.suppression import is_small, unless_small
from analytics.estimators.survival import Curve, Quantile
from analytics.seats import TENTHS
from analytics.selectors.foretelling import InterviewerValidity, foretelling_of
from analytics.selectors.moments import told_at
from analytics.selectors.recalling import recalled
from analytics.selectors.rows import chosen
from analytics.selectors.said import AT_HAND, Said, heard_by
from analytics.selectors.selection import Selection
from config.base.models import User
from feedback.models import InterviewerSeverity
from feedback.selectors.due import owing

DEFINITION = (
    "mean: of the ratings given (1 to 5). severity: points above (+) or below (-) what other interviewers gave to "
    "comparable candidates, with a 95 % interval, estimated every night over all feedback. agreement: ICC(1) of all "
    "stages rated by two or more; difference: mean absolute distance of an interviewer's ratings from the mean of the "
    "rest of the panel. days_to_feedback: from the day the interview was held until the feedback came, in whole days; "
    "feedback still owed, or given up when the process ended, counts as lasting until then. owed: interviews held, in "
    "processes still open, without feedback. Not told of interviewers with fewer than 5 candidates."
)
GIVEN = "given"


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
    """Whoever gave feedback or owes some, by name. Four queries, five where something waits in the log; one while
    nothing was written since.
    """
    return recalled(user, selection, "interviewers", lambda: told_anew(user, selection))


def told_anew(user: User, selection: Selection) -> Interviewers:
    heard = heard_by(user, selection)
    owed = owed_by(user, selection)
    severities = severities_for(user)
    people = [
        interviewer(person, heard.authors.get(person.pk, Said()), owed.get(person.pk, 0), severities.get(person.pk))
        for person in User.objects.filter(pk__in={*heard.authors, *owed})
    ]
    return Interviewers(
        DEFINITION,
        told_at(selection),
        tuple(sorted(people, key=lambda person: (person.name.casefold(), person.id))),
        of_panels(heard.panels),
        delay_of(together(heard.authors.values())),
    )


def interviewer(person: User, said: Said, owed: int, severity: Severity | None) -> Interviewer:
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
        delay=None if hidden else delay_to(said),
        owed=owed,
        validity=None if hidden else foretelling_of(person.pk, said),
    )


def of_panels(panels: Sequence[PanelSums]) -> Agreement | None:
    found = agreement(panels, TENTHS)
    return unless_small(found, found.stages) if found else None


def together(authors: Iterable[Said]) -> Counter[tuple[int, bool]]:
    found: Counter[tuple[int, bool]] = Counter()
    for said in authors:
        found.update(said.lengths)
    return found


@lru_cache(maxsize=AT_HAND)
def delay_to(said: Said) -> Delay | None:
    return delay_of(said.lengths)


def delay_of(lengths: Mapping[tuple[int, bool], int]) -> Delay | None:
    curve = Curve([(days, GIVEN if given else None, n) for (days, given), n in sorted(lengths.items())])
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
