"""What one statement tells of feedback, against a recount of the rows in plain Python."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from statistics import fmean
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from analytics.estimators.agreement import PanelSums
from analytics.selectors.said import Said, heard_by
from analytics.selectors.selection import Selection
from analytics.services.folding import fold_step
from analytics.tests.panels import summed
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import SYSTEM, acting_as
from feedback.models import InterviewFeedback
from feedback.tests.evidence import ended, said
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db

ENDS = ("offer_accepted", "offer_declined", "rejected_by_company", "candidate_withdrew", None)
OUTCOMES = ("passed", "failed", "pending", "no_show")


@pytest.fixture
def people(make_user: Callable[..., User]) -> list[User]:
    return [make_user("interviewer", username=f"i{place}") for place in range(5)]


@pytest.fixture
def world(people: list[User], recruiter: User, other_recruiter: User) -> None:
    """Candidates with several stages, of all ends and outcomes; panels of one to four, some without a rating."""
    chance = random.Random(11)
    for _ in range(24):
        status, owner = chance.choice(ENDS), chance.choice((recruiter, other_recruiter))
        of = {"candidate": CandidateFactory.create(owner=owner)}
        process = ended(status, "2026-03-01", **of) if status else ProcessFactory.create(**of)
        for _ in range(chance.randint(1, 3)):
            outcome = chance.choice(OUTCOMES)
            when = {"completed_date": "2026-02-01"} if outcome in ("passed", "failed") else {}
            stage = StageFactory.create(process=process, outcome=outcome, **when)
            for author in chance.sample(people, chance.randint(1, 4)):
                said(stage, chance.choice((None, *(chance.randint(10, 50) / 10 for _ in range(6)))), author)


def recounted(rows: Iterable[InterviewFeedback]) -> dict[UUID, Any]:
    """The figures of each author, as one would count them by hand."""
    by_author: dict[UUID, list[InterviewFeedback]] = defaultdict(list)
    by_stage: dict[UUID, list[InterviewFeedback]] = defaultdict(list)
    for row in rows:
        by_author[row.author_id].append(row)
        if row.overall_rating is not None:
            by_stage[row.stage_id].append(row)
    return {author: of_author(mine, by_stage) for author, mine in by_author.items()}


def of_author(mine: list[InterviewFeedback], by_stage: dict[UUID, list[InterviewFeedback]]) -> tuple[Any, ...]:
    rated = [row for row in mine if row.overall_rating is not None]
    apart = []
    for row in rated:
        rest = [float(each.overall_rating) for each in by_stage[row.stage_id] if each != row]
        if rest:
            apart.append(abs(float(row.overall_rating) - fmean(rest)))
    return (
        (len(mine), len({row.candidate_id for row in mine}), len(rated), len({row.candidate_id for row in rated})),
        pytest.approx(fmean(float(row.overall_rating) for row in rated)),
        (len(apart), pytest.approx(fmean(apart))),
        Counter(
            (float(row.overall_rating), row.stage.outcome == "passed", hit_of(row))
            for row in rated
            if row.stage.outcome in ("passed", "failed")
        ),
    )


def hit_of(row: InterviewFeedback) -> bool | None:
    return None if row.process.ended_at is None else row.process.status == "offer_accepted"


def as_counted(found: Said) -> tuple[Any, ...]:
    return (
        (found.feedback, found.candidates, found.rated, found.rated_people),
        found.mean,
        (found.apart, found.difference),
        found.tally,
    )


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("folded", [0, 5, 1_000])
def test_told_as_the_rows_are(manager: User, recruiter: User, folded: int) -> None:
    """Of everything from the sums, of a part from the facts, for a recruiter from the rows."""
    with acting_as(SYSTEM):
        if folded:
            fold_step(at_most=folded)
        rows = list(InterviewFeedback.objects.select_related("stage", "process"))
    led = [row for row in rows if row.process.recruiter_id == recruiter.pk]
    everything, of_recruiter = Selection(), Selection(recruiter=recruiter.pk)
    for user, selection, seen in (
        (manager, everything, rows),
        (manager, of_recruiter, led),
        (manager, Selection(since=date(2020, 1, 1)), rows),
        (recruiter, everything, led),
    ):
        with acting_as(identity_of(user)):
            found = heard_by(user, selection)
        assert {author: as_counted(said) for author, said in found.authors.items()} == recounted(seen)
        assert found.panels == panels_of(seen)


def panels_of(rows: Iterable[InterviewFeedback]) -> list[PanelSums]:
    by_stage: dict[UUID, list[int]] = defaultdict(list)
    for row in rows:
        if row.overall_rating is not None:
            by_stage[row.stage_id].append(round(row.overall_rating * 10))
    return summed(by_stage.values())


def test_a_recruiter_does_not_see_what_they_have_to_judge_themselves(recruiter: User, interviewer: User) -> None:
    """On a panel of a process that they lead: nor in sums, until they have said their own."""
    stage = StageFactory.create(process=ProcessFactory.create(recruiter=recruiter), panel=[recruiter])
    said(stage, 4.0, interviewer)
    with acting_as(identity_of(recruiter)):
        assert heard_by(recruiter, Selection()).authors == {}
    stage.panel.update(feedback_at=timezone.now())
    said(stage, 3.0, recruiter)
    with acting_as(identity_of(recruiter)):
        assert set(heard_by(recruiter, Selection()).authors) == {recruiter.pk, interviewer.pk}


def test_nothing_said(manager: User, interviewer: User) -> None:
    for user in (manager, interviewer):
        with acting_as(identity_of(user)):
            found = heard_by(user, Selection())
        assert (found.authors, found.panels) == ({}, [])


def test_without_ratings_no_mean(manager: User, interviewer: User) -> None:
    said(StageFactory.create(), None, interviewer)
    with acting_as(identity_of(manager)):
        mine = heard_by(manager, Selection()).authors[interviewer.pk]
    assert (mine.feedback, mine.candidates, mine.rated, mine.mean, mine.difference) == (1, 1, 0, None, None)
