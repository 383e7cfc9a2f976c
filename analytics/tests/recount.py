"""The figures once more, counted by plain Python over the rows: what the rollups have to agree with."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, Func
from django.utils import timezone

from analytics.measures import (
    DAY_ZERO,
    DIMENSIONS,
    MEASURES,
    PAIR,
    PEOPLED,
    PRIME,
    RATED,
    RATINGS,
    TOTAL,
    Fate,
    Span,
    cube_of,
    fingerprint,
    rated_as,
)
from analytics.models import ChangedProcess, ProcessFact, SpanTally, Tally
from analytics.selectors.people import different, people
from analytics.selectors.ratings import Rated, ratings
from analytics.selectors.reading import MONTH, counts, spans
from analytics.selectors.selection import COLUMNS, Selection
from analytics.tests.recount_seats import assert_seats_exact, assert_seats_folded
from tracking.enums import StageType
from tracking.models import InterviewProcess, StatusChange

ALL_SPANS = sorted({*Span.ENDED.values(), Span.OPEN, *Span.TAKEN.values(), *Span.WAITING.values(), *Span.LEFT.values()})
ONCE_EXTENDED = {"extended", "accepted", "declined", "rescinded", "expired"}


@dataclass
class Counted:
    """What one process adds to the figures."""

    candidate: Any
    day: date
    keys: dict[str, str | None]
    measures: Counter[str] = field(default_factory=Counter)
    spans: list[tuple[int, int]] = field(default_factory=list)
    ratings: list[tuple[int, int]] = field(default_factory=list)


def recounted() -> list[Counted]:
    extended = set(
        StatusChange.objects.filter(to_status="extended", subject="offer").values_list("offer_id", flat=True)
    )
    rows = InterviewProcess.objects.order_by("pk").prefetch_related("stages", "offers")
    hashed = rows.annotate(
        hashed=Func("candidate_id", 0, function="uuid_hash_extended", output_field=BigIntegerField())
    )
    return [counted(process, extended) for process in hashed]


def counted(process: InterviewProcess, extended: set[Any]) -> Counted:
    keys = {"feeder": process.feeder_id, "company": process.company_id, "recruiter": process.recruiter_id}
    found = Counted(
        process.candidate_id,
        local_day(process.created_at),
        {dim: key and str(key) for dim, key in keys.items()} | {"role": process.role_key},
    )
    found.measures["started"] = 1
    found.measures[f"status_{process.status}"] = 1
    if process.rejection_reason:
        found.measures[f"rejected_{process.rejection_reason}"] = 1
    if process.withdrawal_reason:
        found.measures[f"withdrew_{process.withdrawal_reason}"] = 1
    if process.ended_at is None:
        found.spans.append((Span.OPEN, (found.day - DAY_ZERO).days))
    else:
        found.spans.append((Span.ENDED[process.status], (local_day(process.ended_at) - found.day).days))
    found.measures["fingerprint"] = fingerprint([(*found.spans[0], 1)])
    found.measures["candidates_fingerprint"] = cube_of((process.hashed & 2**63 - 1) % PRIME)
    count_stages(process, found)
    found.measures["stages_fingerprint"] = fingerprint((*span, 1) for span in found.spans[1:])
    offered = any(
        offer.status in ONCE_EXTENDED or (offer.status == "superseded" and offer.pk in extended)
        for offer in process.offers.all()
    )
    decided = [stage.outcome for stage in process.stages.all() if stage.outcome in ("passed", "failed")]
    found.measures["offered"] = int(offered)
    found.measures["offer_due"] = int(offered or bool(decided and decided[-1] == "passed"))
    count_ratings(process, found, offered)
    return found


def count_ratings(process: InterviewProcess, found: Counted, offered: bool) -> None:
    fate = Fate.OPEN
    if process.ended_at is not None:
        fate = Fate.OFFERED if offered else Fate.ENDED
        fate = Fate.ACCEPTED if process.status == "offer_accepted" else fate
    hashed, kinds = 0, list(StageType)
    for stage in process.stages.all():
        if stage.outcome in ("passed", "failed"):
            passed = stage.outcome == "passed"
            number = kinds.index(StageType(stage.stage_type)) * 2 + passed
            for name in RATINGS:
                rating = getattr(stage, f"{name}_rating") or 0
                number = number * 6 + rating
                place = Span.RATED[StageType(stage.stage_type), name]
                found.ratings.append((place, rated_as(rating, passed, fate)))
            hashed += cube_of(number + 1)
    if found.ratings:
        found.measures["ratings_fingerprint"] = cube_of((hashed % PRIME * 4 + fate) % PRIME)


def count_stages(process: InterviewProcess, found: Counted) -> None:
    waiting_since, blocked = found.day, False
    for stage in sorted(process.stages.all(), key=lambda stage: stage.stage_order):
        kind = stage.stage_type
        found.measures[f"reached_{kind}"] = 1
        found.measures[f"{kind}_{stage.outcome}"] += 1
        for name in RATINGS:
            rating = getattr(stage, f"{name}_rating")
            if rating is not None:
                found.measures[f"{kind}_{name}_sum"] += rating
                found.measures[f"{kind}_{name}_n"] += 1
        if stage.outcome in ("passed", "failed"):
            found.measures["interviewed"] = 1
            found.spans.append((Span.TAKEN[kind], max((stage.completed_date - waiting_since).days, 0)))
        elif stage.outcome == "pending" and not blocked:
            found.spans.append(standing(process, kind, waiting_since))
        blocked = blocked or stage.outcome == "pending"
        if stage.completed_date is not None:
            known = [other.completed_date for other in process.stages.all() if other.stage_order <= stage.stage_order]
            waiting_since = max(day for day in known if day is not None)


def standing(process: InterviewProcess, kind: str, since: date) -> tuple[int, int]:
    if process.ended_at is None:
        return Span.WAITING[kind], (since - DAY_ZERO).days
    return Span.LEFT[kind], max((local_day(process.ended_at) - since).days, 0)


def local_day(moment: Any) -> date:
    return timezone.localdate(moment, settings.BUSINESS_TIME_ZONE)


def chosen(rows: list[Counted], selection: Selection) -> list[Counted]:
    return [
        row
        for row in rows
        if all(row.keys[dim] == str(key) for dim, key in selection.keys.items())
        and (selection.since is None or row.day >= selection.since)
        and (selection.until is None or row.day <= selection.until)
    ]


def grouped(rows: list[Counted], by: str) -> dict[Any, list[Counted]]:
    found: dict[Any, list[Counted]] = defaultdict(list)
    for row in rows:
        key = row.day.replace(day=1) if by == MONTH else row.keys[by]
        if key is not None:
            found[key].append(row)
    return found


def summed(rows: list[Counted]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row.measures)
    return {name: total[name] for name in MEASURES}


def selections(rows: list[Counted]) -> Iterator[Selection]:
    """None, each key of each dimension, and some with more than one; all of it for some periods too."""
    days = sorted({row.day for row in rows}) or [date(2024, 1, 1)]
    periods: list[dict[str, date]] = [
        {},
        {"since": days[len(days) // 3]},
        {"since": days[0], "until": days[len(days) // 2]},
    ]
    keys: list[dict[str, Any]] = [{}]
    for dim in COLUMNS:
        keys += [{dim: key} for key in sorted({row.keys[dim] for row in rows if row.keys[dim]})[:2]]
    keys += [{"feeder": row.keys["feeder"], "company": row.keys["company"]} for row in rows[:2] if row.keys["feeder"]]
    for key in keys:
        for period in periods:
            yield Selection(**key, **period)


def assert_exact(some: int | None = None, seed: int = 0) -> None:
    """Everything that can be read, or of so many selections, whether or not something waits in the log."""
    assert_seats_exact()
    rows = recounted()
    every = list(selections(rows))
    for selection in every if some is None else random.Random(seed).sample(every, min(some, len(every))):
        mine = chosen(rows, selection)
        [found] = counts(selection, MEASURES)
        assert found == summed(mine), selection
        read = sorted(spans(selection, ALL_SPANS))
        expected = Counter(span for row in mine for span in row.spans)
        assert read == sorted((code, length, n) for (code, length), n in expected.items()), selection
        each = {None: len({row.candidate for row in mine})}
        assert people(selection) == each == different(selection, None), selection
        assert cells_of(ratings(selection)) == Counter(rating for row in mine for rating in row.ratings), selection
        for by in (*COLUMNS, MONTH):
            groups = grouped(mine, by)
            told = {row.pop("key"): row for row in counts(selection, MEASURES, by=by)}
            assert told == {key: summed(some) for key, some in groups.items()}, (selection, by)
            if by != MONTH:
                known = {key: len({row.candidate for row in some}) for key, some in groups.items()}
                assert people(selection, by) == known == different(selection, by), (selection, by)


def cells_of(found: Rated) -> dict[tuple[int, int], int]:
    return {
        (Span.RATED[place], rated_as(rating, passed, fate)): n
        for place, rows in found.items()
        for rating, passed, fate, n in rows
    }


def assert_folded() -> None:
    """What is stored is what is counted, with nothing left in the log and nothing empty left behind."""
    rows = recounted()
    assert not ChangedProcess.objects.exists()
    assert ProcessFact.objects.count() == len(rows)
    tallies = expected_tallies(rows)
    stored = {(row.pop("dim"), row.pop("key"), row.pop("day")): row for row in Tally.objects.values()}
    assert set(stored) == set(tallies)
    for place, some in tallies.items():
        people = len({row.candidate for row in some}) if place[0] in PEOPLED and place[2] == TOTAL else None
        assert stored[place].pop("candidates") == people, place
        assert {name: n or 0 for name, n in stored[place].items()} == summed(some), place
    lengths: Counter[Any] = Counter()
    for (dim, key, day), some in tallies.items():
        if day == TOTAL and dim in DIMENSIONS:
            lengths.update((dim, key, *span) for row in some for span in row.spans)
        if day == TOTAL and dim in RATED:
            lengths.update((dim, key, *rating) for row in some for rating in row.ratings)
    assert Counter({row[:4]: row[4] for row in SpanTally.objects.values_list(*SPAN_TALLY)}) == lengths
    assert_seats_folded()


SPAN_TALLY = ("dim", "key", "span", "length", "n")


def expected_tallies(rows: list[Counted]) -> dict[tuple[str, str, date], list[Counted]]:
    found: dict[tuple[str, str, date], list[Counted]] = defaultdict(list)
    for row in rows:
        keys = {"all": "", **row.keys}
        for dim, key in keys.items():
            if key is not None:
                found[dim, key, row.day].append(row)
                found[dim, key, TOTAL].append(row)
        if row.keys["feeder"]:
            found[PAIR, f"{row.keys['company']}:{row.keys['feeder']}", TOTAL].append(row)
    return found
