from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analytics.selectors import themes
from analytics.selectors.selection import Selection
from analytics.selectors.themes import StageThemes, stage_themes
from analytics.tests.quiet import in_a_quiet_moment, statements
from config.base.errors import Invalid
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from feedback.tests.factories import FeedbackFactory
from tracking.enums import StageType
from tracking.models import InterviewStage
from tracking.tests.factories import CandidateFactory, FeederFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db

SAYING = {"strengths": ["Clear communication."], "areas_for_improvement": ["System design"]}


@pytest.fixture
def hear(recruiter: User) -> Callable[..., list[Any]]:
    """hear(5, feeder=..): feedback on the technical stages of so many candidates of the recruiter."""

    def add(n: int, lead: User = recruiter, kind: str = "technical", notes: str = "", **of: Any) -> list[Any]:
        candidates = [CandidateFactory.create(owner=lead) for _ in range(n)]
        stages = [
            StageFactory.create(
                process=ProcessFactory.create(candidate=one, **of), stage_type=kind, feedback_notes=notes
            )
            for one in candidates
        ]
        return [FeedbackFactory.create(stage=stage, **SAYING) for stage in stages]

    return add


def told(user: User, selection: Selection | None = None, kind: StageType = StageType.TECHNICAL) -> StageThemes:
    with acting_as(identity_of(user)):
        return stage_themes(user, selection or Selection(), kind)


def words(found: Any) -> list[tuple[str, int, int]]:
    return [(theme.words, theme.n, found.n) for theme in found.themes]


def test_themes_of_a_stage_type_in_two_queries(recruiter: User, hear: Any, count_queries: Any) -> None:
    hear(6, notes="Needs more practice.")
    hear(7, kind="onsite")
    assert recruiter.roles
    with count_queries(2):
        found = told(recruiter)
    assert words(found.strengths) == [("clear communication", 6, 6)]
    assert words(found.improvements) == [("system design", 6, 6)]
    assert words(found.notes) == [("practice", 6, 6)]
    assert (found.stage_type, found.cut) == ("technical", False)


@pytest.mark.django_db(transaction=True)
def test_while_nothing_is_written_they_are_told_by_one_query(recruiter: User, hear: Any) -> None:
    hear(5)
    first = told(recruiter)
    assert replace(told(recruiter), as_of=first.as_of) == first
    assert in_a_quiet_moment(lambda: statements(lambda: told(recruiter)) == 1)
    assert told(recruiter, kind=StageType.ONSITE).strengths.n == 0
    hear(1)
    assert told(recruiter).strengths.n == 6


def test_nothing_said(recruiter: User) -> None:
    found = told(recruiter)
    assert (words(found.strengths), words(found.improvements), words(found.notes)) == ([], [], [])


def test_only_what_the_user_may_read(
    recruiter: User, other_recruiter: User, interviewer: User, manager: User, hear: Any
) -> None:
    hear(5, notes="Needs more practice.")
    hear(4, lead=other_recruiter)
    assert words(told(manager).strengths) == [("clear communication", 9, 9)]
    assert words(told(recruiter).strengths) == [("clear communication", 5, 5)]
    assert words(told(other_recruiter).strengths) == []
    assert told(interviewer).strengths.n == 0
    assert told(interviewer).notes.n == 0


def test_who_is_on_the_panel_reads_others_feedback_after_their_own(make_user: Any, hear: Any) -> None:
    both = make_user("recruiter", "interviewer")
    for feedback in hear(5, lead=both):
        feedback.stage.panel.create(user=both, process=feedback.process)
    assert told(both).strengths.n == 0
    for stage in InterviewStage.objects.all():
        stage.panel.update(feedback_at="2026-01-01T00:00Z")
    assert told(both).strengths.n == 5


def test_quotes_name_the_latest_feedback(recruiter: User, hear: Any) -> None:
    given = hear(5)
    (theme,) = told(recruiter).strengths.themes
    assert [quote.note for quote in theme.examples] == [feedback.pk for feedback in reversed(given)][:3]
    assert theme.examples[0].text == "Clear communication"


def test_selection_narrows(recruiter: User, hear: Any) -> None:
    feeder = FeederFactory.create()
    hear(5, feeder=feeder, created_at="2026-03-31T23:59:59Z")
    hear(5, role_key="writer", created_at="2026-04-01T00:00:00Z")
    by_feeder = told(recruiter, Selection(feeder=feeder.pk))
    assert by_feeder.strengths.n == 5
    assert told(recruiter, Selection(role="writer")).strengths.n == 5
    assert told(recruiter, Selection(role="nobody")).strengths.n == 0
    assert told(recruiter, Selection(since=date(2026, 3, 1), until=date(2026, 3, 31))).strengths.n == 5
    assert told(recruiter, Selection(since=date(2026, 3, 31))).strengths.n == 10


def test_no_past_of_feedback(recruiter: User) -> None:
    with pytest.raises(Invalid, match="now only"):
        told(recruiter, Selection(as_of=date(2026, 1, 1)))


def test_only_the_latest_are_read(recruiter: User, hear: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hear(6)
    monkeypatch.setattr(themes, "LATEST", 5)
    found = told(recruiter)
    assert (found.strengths.n, found.cut) == (5, True)
