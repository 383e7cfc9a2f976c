"""What interviewers said and how long it took, by author and by panel: of the feedback that a user may read.

Of everything it is kept summed, and read together with what the log tells of; of a selection it is summed from the
facts, and for a recruiter, who does not see what they still have to judge themselves, from the rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from analytics.estimators.agreement import PanelSums
from analytics.measures import DAY_ZERO
from analytics.seats import PANEL, TENTHS, Came, Hit, SeatSum, said_from
from analytics.selectors.looking import present_look
from analytics.selectors.parts import Parameters, Values, fetch, unless_behind
from analytics.selectors.reading import found_behind, parameters_of
from analytics.selectors.rows import chosen, not_as_of
from analytics.selectors.seats import SEAT_TALLY_COLUMNS, known_seats_sql, seat_change_sql, seats_sql, sums_of
from analytics.selectors.selection import Selection
from analytics.selectors.validity import Tally
from config.base.clock import business_today, business_zone
from config.base.models import User
from config.base.roles import Role
from feedback.models import InterviewFeedback
from tracking.models import InterviewProcess

# Ids as text, of which twenty thousand are sooner read and told apart.
COLUMNS = ", ".join(SEAT_TALLY_COLUMNS)
AS_TEXT = f"author_id::text, {', '.join(SEAT_TALLY_COLUMNS[1:])}"
COUNTED = unless_behind(f"SELECT {COLUMNS} FROM analytics_seattally", AS_TEXT)  # noqa: S608  names of our own
FEEDBACK = ("stage_id", "author_id", "process_id", "candidate_id", "overall_rating")
# So many interviewers are not worked out twice.
AT_HAND = 2_000
Sum = tuple[int, int, int]  # SeatSum, number, n
ACCEPTED = {Hit.OPEN: None, Hit.YES: True, Hit.NO: False}


@dataclass(slots=True, eq=False)
class Said:
    """Of one author, or of none yet. Of the same sums it is one object: what follows from it is worked out once.

    `rated` of the feedbacks have a rating, about `rated_people` candidates; `apart` of these stand beside others'.
    `tally` is of those on decided stages. `lengths` counts seats by days until the feedback came, or until today or
    the end of the process, and by whether it came.
    """

    feedback: int = 0
    candidates: int = 0
    rated_people: int = 0
    rated: int = 0
    tenths: int = 0
    apart: int = 0
    tenths_apart: float = 0.0
    tally: Tally = field(default_factory=Counter)
    lengths: Counter[tuple[int, bool]] = field(default_factory=Counter)

    @property
    def mean(self) -> float | None:
        return self.tenths / (TENTHS * self.rated) if self.rated else None

    @property
    def difference(self) -> float | None:
        """From the mean of the rest of the panel, in points."""
        return self.tenths_apart / (TENTHS * self.apart) if self.apart else None

    def add(self, kind: int, number: int, n: int, today: int) -> None:
        """A sum of theirs."""
        match kind:
            case SeatSum.SAID:
                self.add_feedback(number, n)
            case SeatSum.GIVEN | SeatSum.LEFT:
                self.lengths[number, kind == SeatSum.GIVEN] += n
            case SeatSum.WAITING:
                self.lengths[max(today - number, 0), False] += n
            case SeatSum.BESIDE:
                self.apart += n
            case SeatSum.OFF:
                self.tenths_apart += n / (number - 1)
            case SeatSum.CANDIDATES:
                self.candidates = n
            case SeatSum.RATED_CANDIDATES:
                self.rated_people = n

    def add_feedback(self, number: int, n: int) -> None:
        tenths, came, hit = said_from(number)
        self.feedback += n
        if tenths:
            self.rated += n
            self.tenths += tenths * n
            if came != Came.OTHER:
                self.tally[tenths / TENTHS, came == Came.PASSED, ACCEPTED[hit]] += n


@dataclass(frozen=True, slots=True)
class Heard:
    """`panels` of two ratings or more, in tenths."""

    authors: dict[UUID, Said]
    panels: list[PanelSums]


def heard_by(user: User, selection: Selection) -> Heard:
    """One query, two where something waits in the log; none for users who may read nothing."""
    authors: defaultdict[str, list[Sum]] = defaultdict(list)
    for author, *one in sums(user, selection):
        authors[author].append(tuple(one))
    panels: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for kind, number, n in authors.pop(str(PANEL), []):
        panels[number][kind] = n
    today = (business_today() - DAY_ZERO).days
    return Heard(
        {UUID(author): said_of(frozenset(some), today) for author, some in authors.items()},
        [panel_sums(raters, found) for raters, found in sorted(panels.items())],
    )


@lru_cache(maxsize=AT_HAND)
def said_of(some: frozenset[Sum], today: int) -> Said:
    """`today` is counted from DAY_ZERO."""
    said = Said()
    for kind, number, n in some:
        said.add(kind, number, n, today)
    return said


def panel_sums(raters: int, found: dict[int, int]) -> PanelSums:
    """Sums of which nothing is kept are 0."""
    kinds = (SeatSum.PANELS, SeatSum.TOTALS, SeatSum.SQUARED_TOTALS, SeatSum.SQUARES, SeatSum.DIFFERENCES)
    return PanelSums(raters, *(found.get(kind, 0) for kind in kinds))


def sums(user: User, selection: Selection) -> list[Values]:
    """(author, *Sum)."""
    if selection.as_of is not None:
        raise not_as_of()
    if not user.has_role(Role.MANAGER):
        return from_rows(user, selection)
    return counted() if selection == Selection() else of_part(selection)


def of_part(selection: Selection) -> list[Values]:
    return fetch(as_text(sums_of(f"({known_seats_sql(selection)})")), parameters_of(selection))


def from_rows(user: User, selection: Selection) -> list[Values]:
    processes = InterviewProcess.objects.filter(chosen(selection, user, path="")).order_by().values("pk")
    feedback = InterviewFeedback.objects.visible_to(user).order_by().values(*FEEDBACK)
    try:
        (which, of_which), (what, of_what) = named(processes, "process"), named(feedback, "feedback")
    except EmptyResultSet:  # a user to whom nothing is visible
        return []
    seats = seats_sql("IN (SELECT id FROM chosen)", f"({what})")
    told = sums_of(f"(WITH chosen (id) AS MATERIALIZED ({which}) {seats})")
    return fetch(as_text(told), {**of_which, **of_what, "time_zone": business_zone()})


def as_text(told: str) -> str:
    return f"SELECT {AS_TEXT} FROM ({told}) told"  # noqa: S608  names of our own


def counted() -> list[Values]:
    """As they are kept, with the change since."""
    if not present_look().behind:
        rows = fetch(COUNTED, {})
        if not found_behind(rows[0][0]):
            return [row[1:] for row in rows if row[1]]
    both = f"SELECT {COLUMNS} FROM analytics_seattally UNION ALL SELECT {COLUMNS} FROM moved"  # noqa: S608  names of our own
    grouped = f"""
        SELECT author_id::text, kind, number, sum(n)::bigint
          FROM ({both}) one GROUP BY author_id, kind, number HAVING sum(n) <> 0"""  # noqa: S608  names of our own
    return fetch(f"WITH {seat_change_sql()} {grouped}", {"time_zone": business_zone()})


def named(rows: QuerySet[Any], prefix: str) -> tuple[str, Parameters]:
    """The statement with named parameters, to stand within one that has such."""
    sql, values = rows.query.sql_with_params()
    parameters = {f"{prefix}_{place}": value for place, value in enumerate(values)}
    return sql % tuple(f"%({name})s" for name in parameters), parameters
