"""A simulated past: people with true levels, interviewers with severities, rounds, and outcomes that levels decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from config.base.models import User
from config.testing.factories import UserFactory
from feedback.estimators.suitability import sigmoid
from feedback.models import InterviewFeedback
from interviews.models import InterviewSession
from interviews.tests.factories import RoleFactory
from tracking.models import Candidate, InterviewProcess, InterviewStage
from tracking.tests.factories import CompanyFactory

START = datetime(2025, 1, 1, 12, tzinfo=UTC)
SPREAD = 0.7


def load_world(
    processes: int, *, base: float = -1.0, slope: float = 2.5, seed: int = 0, interviewers: int = 25
) -> None:
    """Each process: a rated round with two feedbacks, an assessment for two of three, then the round that decided."""
    random = Random(seed)
    panel = {
        UserFactory.create(username=f"w{seed}-{n}", roles=("interviewer",)): random.gauss(0, 0.5)
        for n in range(interviewers)
    }
    company, role = CompanyFactory.create(), RoleFactory.create()
    people = [User(username=f"p{seed}-{n}") for n in range(processes)]
    User.objects.bulk_create(people)
    rows = [past(random, place, person, company.pk, base, slope) for place, person in enumerate(people)]
    Candidate.objects.bulk_create(row.candidate for row, _, _ in rows)
    InterviewProcess.objects.bulk_create(row for row, _, _ in rows)
    rounds = [stage for row, level, at in rows for stage in rounds_of(random, row, level, at)]
    InterviewStage.objects.bulk_create(rounds)
    levels = {row.pk: (level, at) for row, level, at in rows}
    firsts = [stage for stage in rounds if stage.stage_order == 1]
    InterviewFeedback.objects.bulk_create(
        feedback for stage in firsts for feedback in feedback_on(random, stage, panel, *levels[stage.process_id])
    )
    InterviewSession.objects.bulk_create(
        assessment(random, row, level, at, role.pk) for row, level, at in rows if random.random() < 2 / 3
    )


def past(
    random: Random, place: int, person: User, company: UUID, base: float, slope: float
) -> tuple[InterviewProcess, float, datetime]:
    level = random.gauss(0, SPREAD)
    at = START + timedelta(hours=8 * place)
    offer = random.random() < sigmoid(base + slope * level)
    name = person.username
    candidate = Candidate(user=person, full_name=name, name_key=name, overall_score=Decimal(50))
    process = InterviewProcess(
        candidate=candidate,
        company_id=company,
        role_title="Engineer",
        role_key="engineer",
        status="offer_accepted" if offer else "rejected_by_company",
        closing=None if offer else "rejected_by_company",
        created_at=at - timedelta(days=30),
        ended_at=at,
    )
    return process, level, at


def rated(random: Random, level: float) -> int:
    return min(5, max(1, round(3 + level + random.gauss(0, 0.6))))


def rounds_of(random: Random, process: InterviewProcess, level: float, at: datetime) -> Iterator[InterviewStage]:
    won = process.status == "offer_accepted"
    for order, days, passed in ((1, 14, True), (2, 2, won)):
        yield InterviewStage(
            process=process,
            stage_name="Round",
            stage_type="technical",
            stage_order=order,
            outcome="passed" if passed else "failed",
            overall_rating=rated(random, level) if order == 1 else 5 if won else 1,
            completed_date=(at - timedelta(days=days)).date(),
        )


def feedback_on(
    random: Random, stage: InterviewStage, panel: dict[User, float], level: float, at: datetime
) -> Iterator[InterviewFeedback]:
    for author in random.sample(list(panel), 2):
        rating = round(min(5.0, max(1.0, 3 + level + panel[author] + random.gauss(0, 0.6))), 1)
        when = at - timedelta(days=13)
        yield InterviewFeedback(
            candidate_id=stage.process.candidate_id,
            process_id=stage.process_id,
            stage=stage,
            author=author,
            overall_rating=Decimal(str(rating)),
            received_at=when,
            updated_at=when,
        )


def assessment(random: Random, process: InterviewProcess, level: float, at: datetime, role: UUID) -> InterviewSession:
    when = at - timedelta(days=20)
    return InterviewSession(
        user_id=process.candidate.user_id,
        role_selected_id=role,
        role_source="catalog",
        level="mid",
        type="technical",
        mode="assessment",
        seed=1,
        status="completed",
        completion_method="automatic",
        overall_score=round(min(100.0, max(0.0, 60 + 20 * level + random.gauss(0, 6))), 1),
        started_at=when,
        ended_at=when,
    )
