"""The sums over interviewers' seats once more, counted by plain Python over feedback and panels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from itertools import combinations
from typing import Any
from uuid import UUID

from django.conf import settings

from analytics.measures import DAY_ZERO
from analytics.models import SeatFact, SeatTally
from analytics.seats import PANEL, Came, Hit, SeatSum, said_as
from analytics.selectors.said import counted
from feedback.models import InterviewFeedback
from tracking.models import InterviewProcess, PanelMember

Sums = Counter[tuple[UUID, int, int]]
CAME = {"passed": Came.PASSED, "failed": Came.FAILED}


def assert_seats_exact() -> None:
    """What managers read, whether or not something waits in the log."""
    assert read_sums() == recounted_sums()


def assert_seats_folded() -> None:
    expected = recounted_sums()
    assert Counter({row[:3]: row[3] for row in SeatTally.objects.values_list("author_id", "kind", "number", "n")}) == (
        expected
    )
    assert not SeatTally.objects.filter(n=0).exists()
    kept = {
        said: set(SeatFact.objects.filter(said=said).values_list("stage_id", "author_id")) for said in (True, False)
    }
    assert kept == {
        True: set(InterviewFeedback.objects.values_list("stage", "author")),
        False: set(PanelMember.objects.values_list("stage", "user")),
    }


def read_sums() -> Sums:
    rows = counted()
    assert all(n for *_, n in rows)
    return Counter({(UUID(author), kind, number): n for author, kind, number, n in rows})


def recounted_sums() -> Sums:
    found: Sums = Counter()
    said = list(InterviewFeedback.objects.select_related("stage", "process"))
    for one in said:
        found[one.author_id, SeatSum.SAID, number_of(one)] += 1
    for kind, some in {
        SeatSum.CANDIDATES: said,
        SeatSum.RATED_CANDIDATES: [one for one in said if one.overall_rating is not None],
    }.items():
        found.update((author, kind, 0) for author, _ in {(one.author_id, one.candidate_id) for one in some})
    for seat in PanelMember.objects.select_related("stage", "process"):
        found.update(length_of(seat))
    add_panels(found, said)
    return found


def number_of(one: InterviewFeedback) -> int:
    return said_as(tenths(one), CAME.get(one.stage.outcome, Came.OTHER), hit_of(one.process))


def tenths(one: InterviewFeedback) -> int:
    return round((one.overall_rating or 0) * 10)


def hit_of(process: InterviewProcess) -> Hit:
    if process.ended_at is None:
        return Hit.OPEN
    return Hit.YES if process.status == "offer_accepted" else Hit.NO


def length_of(seat: Any) -> Iterable[tuple[UUID, int, int]]:
    held = seat.stage.completed_date
    if held is None or seat.stage.outcome in ("cancelled", "no_show"):
        return
    if seat.feedback_at:
        yield seat.user_id, SeatSum.GIVEN, max((day_of(seat.feedback_at) - held).days, 0)
    elif seat.process.ended_at:
        yield seat.user_id, SeatSum.LEFT, max((day_of(seat.process.ended_at) - held).days, 0)
    else:
        yield seat.user_id, SeatSum.WAITING, (held - DAY_ZERO).days


def day_of(moment: datetime) -> date:
    return moment.astimezone(settings.BUSINESS_TIME_ZONE).date()


def add_panels(found: Sums, said: Iterable[InterviewFeedback]) -> None:
    by_stage: defaultdict[UUID, list[InterviewFeedback]] = defaultdict(list)
    for one in said:
        if one.overall_rating is not None:
            by_stage[one.stage_id].append(one)
    for panel in by_stage.values():
        raters, total = len(panel), sum(map(tenths, panel))
        if raters == 1:
            continue
        of_all = {
            SeatSum.PANELS: 1,
            SeatSum.TOTALS: total,
            SeatSum.SQUARED_TOTALS: total**2,
            SeatSum.SQUARES: sum(tenths(one) ** 2 for one in panel),
            SeatSum.DIFFERENCES: sum(abs(tenths(a) - tenths(b)) for a, b in combinations(panel, 2)),
        }
        for kind, n in of_all.items():
            add(found, PANEL, kind, raters, n)
        for one in panel:
            add(found, one.author_id, SeatSum.BESIDE, raters, 1)
            add(found, one.author_id, SeatSum.OFF, raters, abs(tenths(one) * raters - total))


def add(found: Sums, author: UUID, kind: SeatSum, number: int, n: int) -> None:
    """Of what sums up to nothing, nothing is kept."""
    if n:
        found[author, kind, number] += n
