"""Do ratings foretell what comes of a process? By stage type and kind of rating; interviewers' in `foretelling`.

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

from django.db.models.enums import TextChoices
from django.utils import timezone

from analytics.estimators.stats import Estimate, Rate
from analytics.estimators.suppression import is_small, suppress
from analytics.estimators.validity import Validity, validity
from analytics.figures.outcomes import OUTCOME_MEASURES
from analytics.measures import RATINGS, RATINGS_FINGERPRINT, Fate
from analytics.selectors.known import Known
from analytics.selectors.looking import one_look, present_look
from analytics.selectors.ratings import Rated, ratings
from analytics.selectors.reading import counts
from analytics.selectors.selection import Selection
from config.base.models import User
from tracking.enums import StageType

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
class StageValidity:
    outcome: Outcome
    definition: str
    as_of: datetime
    rubrics: tuple[RubricValidity, ...]


# The measures that tell some ratings, and what came of them, from others.
TELLING = (*OUTCOME_MEASURES, RATINGS_FINGERPRINT)

# (TELLING, outcome)
KNOWN: Known[tuple[tuple[int, ...], Outcome], tuple[RubricValidity, ...]] = Known(500)


def stage_validity(user: User, selection: Selection, outcome: Outcome = Outcome.ACCEPTED) -> StageValidity:
    """Each stage type's ratings of each kind; those that were never given are left out. Two queries, or one where
    the same ratings have been told before.
    """
    at, scope = timezone.now(), selection.seen_by(user)
    with one_look():
        key = (fingerprint_of(scope), outcome)
        rubrics = KNOWN.get(key)
        if rubrics is None:
            rubrics = rubrics_of(ratings(scope), outcome)
            # What was committed between the two readings has another fingerprint: it is told, and not kept.
            if present_look().is_fixed:
                KNOWN.keep(key, rubrics)
    return StageValidity(outcome, DEFINITION.format(outcome=outcome.label.lower()), at, rubrics)


def fingerprint_of(scope: Selection) -> tuple[int, ...]:
    [row] = counts(scope, TELLING)
    return tuple(row[name] for name in TELLING)


def rubrics_of(found: Rated, outcome: Outcome) -> tuple[RubricValidity, ...]:
    tallies: dict[tuple[str, str], Tally] = {place: Counter() for place in found}
    unrated: Counter[tuple[str, str]] = Counter()
    for place, rows in found.items():
        for rating, passed, fate, n in rows:
            if rating:
                tallies[place][float(rating), passed, hit_by(outcome, fate)] += n
            else:
                unrated[place] += n
    places = ((kind, rubric) for kind in StageType for rubric in RATINGS)
    return tuple(
        RubricValidity(*place, unrated[place], foretold(tallies[place]), foretold(tallies[place], passed_only=True))
        for place in places
        if tallies.get(place)
    )


def hit_by(outcome: Outcome, fate: Fate) -> bool | None:
    """Whether a process came to the outcome; None while it is open."""
    if fate == Fate.OPEN:
        return None
    return fate == Fate.ACCEPTED or (fate == Fate.OFFERED and outcome == Outcome.EXTENDED)


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
