"""Do ratings foretell what comes of a process? By stage type and kind of rating, and by interviewer.

The outcome is 1 where the process ended as asked (an offer accepted, or one extended) and 0 where it ended otherwise,
by the company or the candidate; what is still open has none yet and is only counted. Each figure is told twice: of
everybody rated, where a failed stage that ended the process foretells its end by itself, and of those alone whom the
stage let through, whose ratings range less (which `corrected` makes up for, as far as that can be done).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import floor, sqrt
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.enums import TextChoices
from django.utils import timezone

from analytics.estimators.stats import Estimate, Rate
from analytics.estimators.suppression import is_small, suppress
from analytics.estimators.validity import Validity, validity
from analytics.measures import RATINGS
from analytics.selectors.rows import chosen
from analytics.selectors.selection import Selection
from config.base.models import User
from feedback.models import InterviewFeedback
from tracking.enums import OfferStatus, ProcessStatus, StageOutcome, StageType
from tracking.models import InterviewStage, Offer, StatusChange

EVER_EXTENDED = (
    OfferStatus.EXTENDED,
    OfferStatus.ACCEPTED,
    OfferStatus.DECLINED,
    OfferStatus.RESCINDED,
    OfferStatus.EXPIRED,
)
SCALE = range(1, 6)


class Outcome(TextChoices):
    ACCEPTED = "offer_accepted", "An offer was accepted"
    EXTENDED = "offer_extended", "An offer was extended"


DEFINITION = (
    "Of rated stages in ended processes: how the rating goes with the outcome (1: {outcome}; 0: the process ended "
    "otherwise, by the company or the candidate). correlation: point-biserial r; auc: how often one with the outcome "
    "was rated above one without. 'everyone' holds all who were rated, with those whom the stage itself ended; "
    "'passed' holds those whom it let through, and 'corrected' is what r would be without that restriction of range. "
    "Not counted: processes still open, ratings not given. A person rated in two processes counts twice."
)

# (rating, the stage was passed, the outcome or None while it is open) -> how many
Tally = Counter[tuple[float, bool, bool | None]]


@dataclass(frozen=True, slots=True)
class Share:
    """Of those rated so (rounded), how many came to the outcome; None where too few people are behind it."""

    rating: int
    rate: Rate | None
    interval: Estimate | None


@dataclass(frozen=True, slots=True)
class Foretold:
    """`rate` is of `n` with a known outcome; `figure` is None where they are too few or too much alike to tell."""

    n: int
    open: int
    rate: Rate | None
    figure: Validity | None
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class RubricValidity:
    """`unrated`: decided stages without this rating."""

    stage_type: str
    rubric: str
    unrated: int
    everyone: Foretold
    passed: Foretold


@dataclass(frozen=True, slots=True)
class InterviewerValidity:
    interviewer_id: UUID
    candidates: int
    everyone: Foretold
    passed: Foretold


@dataclass(frozen=True, slots=True)
class StageValidity:
    outcome: Outcome
    definition: str
    as_of: datetime
    rubrics: tuple[RubricValidity, ...]


def stage_validity(user: User, selection: Selection, outcome: Outcome = Outcome.ACCEPTED) -> StageValidity:
    """Each stage type's ratings of each kind; those that were never given are left out. One query."""
    tallies: dict[tuple[str, str], Tally] = {}
    unrated: Counter[tuple[str, str]] = Counter()
    for kind, came, hit, *ratings, n in stage_rows(user, selection, outcome):
        for rubric, rating in zip(RATINGS, ratings, strict=True):
            if rating is None:
                unrated[kind, rubric] += n
            else:
                tallies.setdefault((kind, rubric), Counter())[float(rating), came == StageOutcome.PASSED, hit] += n
    places = ((kind, rubric) for kind in StageType.values for rubric in RATINGS)
    rubrics = [
        RubricValidity(*place, unrated[place], foretold(tallies[place]), foretold(tallies[place], passed_only=True))
        for place in places
        if place in tallies
    ]
    return StageValidity(outcome, DEFINITION.format(outcome=outcome.label.lower()), timezone.now(), tuple(rubrics))


def interviewer_validity(
    user: User, selection: Selection, outcome: Outcome = Outcome.ACCEPTED
) -> dict[UUID, InterviewerValidity]:
    """Of each interviewer's overall ratings in feedback, by their id. Two queries."""
    rated = InterviewFeedback.objects.visible_to(user).filter(chosen(selection, user), overall_rating__isnull=False)
    people = dict(rated.order_by().values_list("author").annotate(people=Count("candidate", distinct=True)))
    tallies: dict[UUID, Tally] = {pk: Counter() for pk in people}
    asked = rated.filter(stage__outcome__in=StageOutcome.DECIDED).order_by()
    rows = asked.annotate(hit=came_to(outcome)).values_list("author", "overall_rating", "stage__outcome", "hit")
    for author, rating, came, hit, n in rows.annotate(n=Count("pk")):
        tallies[author][float(rating), came == StageOutcome.PASSED, hit] += n
    return {
        author: InterviewerValidity(
            author,
            people[author],
            foretold(tally, hidden=is_small(people[author])),
            foretold(tally, passed_only=True, hidden=is_small(people[author])),
        )
        for author, tally in tallies.items()
    }


def stage_rows(user: User, selection: Selection, outcome: Outcome) -> Iterable[tuple[Any, ...]]:
    """(stage type, stage outcome, process outcome, the four ratings, how many), of decided stages."""
    decided = InterviewStage.objects.visible_to(user).filter(chosen(selection, user), outcome__in=StageOutcome.DECIDED)
    columns = ("stage_type", "outcome", "hit", *(f"{rubric}_rating" for rubric in RATINGS))
    rows: QuerySet[Any, Any] = decided.annotate(hit=came_to(outcome)).order_by().values_list(*columns)
    return rows.annotate(n=Count("pk"))


def came_to(outcome: Outcome) -> Case:
    """Of a row with a process: whether it came to the outcome; null while it is open."""
    ended = Q(process__status__in=ProcessStatus.ENDED)
    hit = Q(process__status=ProcessStatus.OFFER_ACCEPTED)
    if outcome == Outcome.EXTENDED:
        hit |= ended & Q(process__in=Offer.objects.filter(was_extended()).values("process"))
    return Case(When(hit, then=Value(True)), When(ended, then=Value(False)), output_field=BooleanField())


def was_extended() -> Q:
    """An offer that was superseded may have been a draft only; its history knows."""
    changes = StatusChange.objects.filter(process=OuterRef("process"), offer=OuterRef("pk"))
    told = Exists(changes.filter(to_status=OfferStatus.EXTENDED))
    return Q(status__in=EVER_EXTENDED) | Q(told, status=OfferStatus.SUPERSEDED)


def foretold(tally: Tally, *, passed_only: bool = False, hidden: bool = False) -> Foretold:
    """`hidden` where too few people are behind all of it."""
    among = Counter({key: n for key, n in tally.items() if key[1] or not passed_only})
    known = [(rating, hit, n) for (rating, _, hit), n in among.items() if hit is not None]
    n = sum(count for _, _, count in known)
    open_ = sum(among.values()) - n
    if hidden or is_small(n):
        return Foretold(n, open_, None, None, ())
    hits = sum(count for _, hit, count in known if hit)
    figure = validity(known, spread_of(tally))
    return Foretold(n, open_, Rate(hits, n), figure, shares_of(known))


def spread_of(tally: Mapping[tuple[float, bool, bool | None], int]) -> float | None:
    """The standard deviation of the ratings of everybody rated, whatever came of them; None where there is none."""
    n = sum(tally.values())
    if n < 2:
        return None
    mean = sum(rating * count for (rating, _, _), count in tally.items()) / n
    squares = sum(count * (rating - mean) ** 2 for (rating, _, _), count in tally.items())
    return sqrt(squares / (n - 1)) or None


def shares_of(known: Iterable[tuple[float, bool, int]]) -> tuple[Share, ...]:
    """By whole ratings, halves rounded up; small groups are hidden, and with them what would give them away."""
    counted = {rating: [0, 0] for rating in SCALE}
    for rating, hit, n in known:
        counted[floor(rating + 0.5)][hit] += n
    rates = {rating: Rate(hits, hits + misses) for rating, (misses, hits) in counted.items()}
    hidden = suppress({rating: rate.denominator for rating, rate in rates.items()}).hidden
    return tuple(
        Share(rating, None, None) if rating in hidden else Share(rating, rate, rate.wilson())
        for rating, rate in rates.items()
    )
