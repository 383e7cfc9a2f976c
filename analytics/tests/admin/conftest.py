"""A crowd of processes of all kinds, begun in the last months."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from analytics.tests.folded import fold_all
from config.base.clock import business_today
from config.base.models import User
from config.testing.browsers import Browser
from feedback.tests.evidence import said
from tracking.enums import ProcessStatus, RejectionReason, StageOutcome, StageType, WithdrawalReason
from tracking.models import Company, Feeder, InterviewProcess, InterviewStage
from tracking.tests.factories import (
    CandidateFactory,
    CompanyFactory,
    FeederFactory,
    OfferFactory,
    ProcessFactory,
    StageFactory,
)

ROLES = ("Backend Engineer", "Data Engineer")
OFFERS = {"offer_extended": "extended", "offer_accepted": "accepted", "offer_declined": "declined"}
DAYS = 150


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


@dataclass(frozen=True)
class Crowd:
    """Two feeders and two companies; the last process of `rita` is the youngest."""

    feeders: tuple[Feeder, Feeder]
    companies: tuple[Company, Company]
    rita: User
    otto: User
    since: date


@pytest.fixture
def crowd(recruiter: User, other_recruiter: User) -> Crowd:
    found = Crowd(
        (FeederFactory(name="Amazon & Söhne"), FeederFactory(name="=Fair")),
        (CompanyFactory(name="Northwind"), CompanyFactory(name='Contoso "East"')),
        recruiter,
        other_recruiter,
        business_today() - timedelta(days=DAYS // 2),
    )
    gather(found, 60, random.Random(7))
    return found


def gather(crowd: Crowd, n: int, dice: random.Random) -> None:
    people = [CandidateFactory(owner=dice.choice([crowd.rita, crowd.rita, crowd.otto])) for _ in range(n * 3 // 4)]
    taken: set[Any] = set()
    for status in dice.choices(ProcessStatus.values, k=n):
        person = dice.choice(people)
        where = dice.choice([one for one in crowd.companies if (person, one) not in taken] or crowd.companies)
        ended = status in ProcessStatus.ENDED
        if not ended and (person, where) in taken:
            person = CandidateFactory(owner=crowd.rita)
        taken.add((person, where))
        began = business_today() - timedelta(days=dice.randrange(1, DAYS))
        process = began_on(crowd, dice, began, candidate=person, company=where, **of_status(dice, status, began))
        if status in OFFERS:
            OfferFactory(process=process, status=OFFERS[status], created_at=noon(began))
        walk(dice, process, began)


def of_status(dice: random.Random, status: str, began: date) -> dict[str, Any]:
    fields: dict[str, Any] = {"status": status, "on_hold": status == "on_hold"}
    if status in ProcessStatus.ENDED:
        fields["ended_at"] = noon(min(began + timedelta(days=dice.randrange(40)), business_today()))
    if status == "rejected_by_company":
        fields["rejection_reason"] = dice.choice([None, *RejectionReason.values[:3]])
    if status in ProcessStatus.WITH_WITHDRAWAL_REASON:
        fields["withdrawal_reason"] = dice.choice([None, *WithdrawalReason.values[:3]])
    return fields


def began_on(crowd: Crowd, dice: random.Random, began: date, **fields: Any) -> InterviewProcess:
    return ProcessFactory(
        feeder=dice.choice([*crowd.feeders, None]),
        role_title=dice.choice(ROLES),
        created_at=noon(began),
        **fields,
    )


def walk(dice: random.Random, process: InterviewProcess, began: date) -> None:
    """Through some stages, each a few days after the one before."""
    day = began
    for kind in sorted(dice.choices(StageType.values, k=dice.randrange(4)), key=StageType.values.index):
        outcome = dice.choice(StageOutcome.values)
        decided = outcome in StageOutcome.DECIDED
        day = min(day + timedelta(days=dice.randrange(9)), business_today())
        StageFactory(
            process=process,
            stage_type=kind,
            outcome=outcome,
            completed_date=day if decided else None,
            overall_rating=dice.choice([None, 2, 3, 5]) if decided else None,
            created_at=noon(began),
        )


@pytest.fixture
def heard(crowd: Crowd, make_user: Callable[..., User]) -> list[User]:
    """Interviewers, one of whom has seen too few people to be told of."""
    many, few = (make_user("interviewer", first_name=name, last_name="") for name in ("Ines", "Jo"))
    stages = InterviewStage.objects.filter(outcome__in=StageOutcome.DECIDED).select_related("process__candidate")
    for place, stage in enumerate(stages.order_by("created_at", "pk")[:14]):
        said(stage, 2 + place % 4, many)
        if place < 2:
            said(stage, 3, few)
    return [many, few]


@pytest.fixture
def folded(crowd: Crowd) -> Crowd:
    fold_all()
    return crowd


@pytest.fixture
def managers(browser_of: Callable[[User], Browser], manager: User) -> Browser:
    return browser_of(manager)
