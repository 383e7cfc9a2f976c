"""Every row that figures are made of, read once: as they are, and as they stood at the end of a past day."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

RATINGS = ("overall", "technical", "culture_fit", "communication")
OPEN = ("in_progress", "on_hold", "offer_extended")
Key = Any


@dataclass(slots=True)
class Stage:
    id: Key
    kind: str
    order: int
    outcome: str
    completed: date | None
    ratings: tuple[int | None, ...]
    created: datetime
    notes: str = ""


@dataclass(slots=True)
class Offer:
    id: Key
    status: str
    created: datetime


@dataclass(slots=True)
class Process:
    id: Key
    candidate: Key
    company: Key
    feeder: Key
    recruiter: Key
    role: str
    created: datetime
    status: str
    ended: datetime | None
    rejection: str | None
    withdrawal: str | None
    stages: list[Stage] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    offered: bool = False
    day: date = field(init=False)
    ended_day: date | None = field(init=False)

    def __post_init__(self) -> None:
        self.day, self.ended_day = day_of(self.created), self.ended and day_of(self.ended)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


Changes = dict[Key, list[tuple[datetime, int, str]]]
PROCESSES = """
SELECT id, candidate_id, company_id, feeder_id, recruiter_id, role_key, created_at, status, ended_at,
       rejection_reason, withdrawal_reason FROM tracking_interviewprocess"""
STAGES = """
SELECT process_id, id, stage_type, stage_order, outcome, completed_date, overall_rating, technical_rating,
       culture_fit_rating, communication_rating, created_at, feedback_notes FROM tracking_interviewstage"""
OFFERS = "SELECT process_id, id, status, created_at FROM tracking_offer"
CHANGES = """
SELECT COALESCE(stage_id, offer_id, process_id), at, id, to_status FROM tracking_statuschange
 WHERE subject IN ('process', 'stage', 'offer') ORDER BY at, id"""
HISTORY = """
SELECT pgh_obj_id, pgh_created_at, candidate_id, company_id, feeder_id, recruiter_id, status, ended_at,
       rejection_reason, withdrawal_reason FROM tracking_interviewprocessevent ORDER BY pgh_id"""


@dataclass(slots=True)
class Rows:
    processes: dict[Key, Process]
    changes: Changes
    history: dict[Key, list[tuple[Any, ...]]]


def asked(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def read_rows() -> Rows:
    found = {row[0]: Process(*row) for row in asked(PROCESSES)}
    for process, pk, kind, order, outcome, completed, *ratings, created, notes in asked(STAGES):
        found[process].stages.append(Stage(pk, kind, order, outcome, completed, tuple(ratings), created, notes))
    for process, *offer in asked(OFFERS):
        found[process].offers.append(Offer(*offer))
    changes: Changes = defaultdict(list)
    for pk, *change in asked(CHANGES):
        changes[pk].append((change[0], change[1], change[2]))
    history = defaultdict(list)
    for pk, *event in asked(HISTORY):
        history[pk].append(tuple(event))
    for one in found.values():
        one.stages.sort(key=lambda stage: stage.order)
        one.offered = was_offered(one.offers, changes)
    return Rows(found, changes, history)


def was_offered(offers: Iterable[Offer], changes: Changes) -> bool:
    """Whether any was ever extended; one that was superseded may have been a draft only."""
    return any(
        offer.status in ("extended", "accepted", "declined", "rescinded", "expired")
        or (offer.status == "superseded" and any(to == "extended" for _, _, to in changes.get(offer.id, ())))
        for offer in offers
    )


def day_of(instant: datetime) -> date:
    return instant.astimezone(settings.BUSINESS_TIME_ZONE).date()


def as_of(rows: Rows, day: date) -> list[Process]:
    """Replayed: a row has the columns it had before the first change since, and the status of the latest change of
    status by then, whatever is written in it. What has no such change stands as it is.
    """
    at = datetime.combine(day + timedelta(days=1), time(), settings.BUSINESS_TIME_ZONE)
    found = (stood(one, rows, at) for one in rows.processes.values())
    return [one for one in found if one is not None]


def stood(one: Process, rows: Rows, at: datetime) -> Process | None:
    then = next((event for event in rows.history.get(one.id, ()) if event[0] >= at), None)
    if then:
        names = ("candidate", "company", "feeder", "recruiter", "status", "ended", "rejection", "withdrawal")
        one = replace(one, **dict(zip(names, then[1:], strict=True)))
    if one.created >= at:
        return None
    stages = [stage_then(stage, rows.changes, at) for stage in one.stages if stage.created < at]
    offers = [replace(each, status=latest(rows.changes, each.id, at, each.status)) for each in one.offers]
    offers = [each for each in offers if each.created < at]
    found = replace(one, stages=stages, offers=offers, offered=was_offered(offers, rows.changes))
    found.status = latest(rows.changes, one.id, at, one.status)
    if found.is_open:
        found.ended = found.ended_day = found.rejection = found.withdrawal = None
    return found


def stage_then(stage: Stage, changes: Changes, at: datetime) -> Stage:
    outcome = latest(changes, stage.id, at, "pending")
    if outcome == "pending":
        return replace(stage, outcome=outcome, completed=None, ratings=(None,) * len(RATINGS))
    return replace(stage, outcome=outcome)


def latest(changes: Changes, pk: Key, at: datetime, otherwise: str) -> str:
    known = changes.get(pk, ())
    place = bisect_left(known, (at,))
    return known[place - 1][2] if place else otherwise
