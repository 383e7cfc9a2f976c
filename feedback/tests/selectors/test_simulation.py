"""A replay says what the rules in Python would have decided, feedback by feedback."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from config.base.errors import Invalid
from feedback.decisions import Rule, decide
from feedback.enums import DecisionAction
from feedback.models import InterviewFeedback
from feedback.selectors.rules import RuleBook, Scope
from feedback.selectors.simulation import EXAMPLES, simulate
from feedback.simulation import Replay, Share
from feedback.tests.factories import FeedbackFactory, RuleFactory
from tracking.models import InterviewStage, PanelMember, Placement
from tracking.tests.factories import CompanyFactory, OfferFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
TODAY = NOON.date()
EVERYWHERE = Scope()


def rule(advance_at: str = "4.0", review_at: str = "3.0", **fields: Any) -> Rule:
    return Rule(version=0, advance_at=Decimal(advance_at), review_at=Decimal(review_at), **fields)


def given(stage: InterviewStage, *ratings: Any, at: datetime = NOON) -> None:
    for place, rating in enumerate(ratings):
        value = None if rating is None else Decimal(str(rating))
        FeedbackFactory(stage=stage, overall_rating=value, received_at=at + timedelta(minutes=place))


def place(stage: InterviewStage, on: date = TODAY, **fields: Any) -> None:
    process = stage.process
    Placement.objects.create(
        candidate=process.candidate, process=process, company=process.company, role=process.role_title,
        placement_date=on, offer=OfferFactory(process=process), **fields,
    )  # fmt: skip


def verdicts(replay: Replay) -> tuple[int, int, int]:
    return replay.advance.n, replay.hold.n, replay.reject.n


def test_nothing_gives_no_shares() -> None:
    found = simulate(rule(), EVERYWHERE)
    empty = Replay([], 0, 0, *[Share(0, 0)] * 3, 0, 0, *[Share(0, 0)] * 2, [])
    assert (found.rule, found.in_force) == (empty, empty)
    assert found.rule.advance.share is None


def test_the_whole_panel_decides_by_its_mean() -> None:
    for ratings in ((5, 3), (4,), (3.9,), (None,), (2, None), (2.9, 3)):
        given(StageFactory(), *ratings)
    found = simulate(rule(), EVERYWHERE).rule
    assert verdicts(found) == (2, 2, 2)
    assert found.reject == Share(2, 6)
    assert found.reject.share == pytest.approx(1 / 3)
    assert found.people == 6


def test_a_panel_that_is_not_complete_waits() -> None:
    stage = StageFactory()
    PanelMember.objects.create(stage=stage, process=stage.process, user=ProcessFactory().recruiter)
    given(stage, 5)
    found = simulate(rule(), EVERYWHERE).rule
    assert (verdicts(found), found.stages, found.waiting, found.people) == ((0, 0, 0), 1, 1, 0)
    assert verdicts(simulate(rule(wait_for_panel=False), EVERYWHERE).rule) == (1, 0, 0)


def test_each_feedback_decides_on_the_mean_so_far() -> None:
    given(StageFactory(), 2, 4, None, 5, 5)  # 2, 3, 3, 3.67, 4
    assert verdicts(simulate(rule(wait_for_panel=False), EVERYWHERE).rule) == (1, 3, 1)


def test_those_who_were_placed_later_are_counted_once() -> None:
    placed, too_early, reversed_, never, advanced = (StageFactory() for _ in range(5))
    again = StageFactory(process=ProcessFactory(candidate=placed.process.candidate))
    for stage in (placed, too_early, reversed_, never, again):
        given(stage, 2)
    given(advanced, 5)
    place(placed)
    place(advanced, TODAY + timedelta(days=30))
    place(too_early, TODAY - timedelta(days=1))
    place(reversed_, reversed_at=timezone.now())
    found = simulate(rule(), EVERYWHERE).rule
    assert (found.people, found.placed_people) == (5, 2)
    assert (found.placed_rejected, found.advanced_placed) == (Share(1, 2), Share(1, 1))
    assert found.examples == [placed.process.candidate_id]


def test_an_interview_of_long_ago_is_as_old_as_it_was() -> None:
    stage = StageFactory()
    FeedbackFactory(stage=stage, overall_rating=2, received_at=NOON, occurred_at=NOON - timedelta(days=90))
    place(stage, TODAY - timedelta(days=30))
    assert simulate(rule(), EVERYWHERE).rule.placed_rejected == Share(1, 1)


def test_examples_are_few() -> None:
    for _ in range(EXAMPLES + 3):
        stage = StageFactory()
        given(stage, 1)
        place(stage)
    found = simulate(rule(), EVERYWHERE).rule
    assert (found.placed_rejected.n, len(found.examples)) == (EXAMPLES + 3, EXAMPLES)


@pytest.mark.parametrize(
    ("scope", "stages"),
    [({}, 3), ({"role_title": "DATA engineer"}, 1), ({"stage_type": "onsite"}, 1), ({"company": True}, 1)],
)
def test_the_scope_limits_the_sample(scope: dict[str, Any], stages: int) -> None:
    company = CompanyFactory()
    rows = [
        StageFactory(process__company=company),
        StageFactory(process__role_title="Data Engineer"),
        StageFactory(stage_type="onsite"),
    ]
    for stage in rows:
        given(stage, 4)
    where = {"company_id": company.pk} if scope.pop("company", False) else scope
    found = simulate(rule(), Scope(**where))
    assert (found.rule.stages, found.in_force.stages) == (stages, stages)


def test_since_and_until_are_of_the_feedback_that_decides() -> None:
    given(StageFactory(), 5, 1, at=NOON)
    minute = timedelta(minutes=1)
    assert simulate(rule(), EVERYWHERE, since=NOON + minute).rule.hold.n == 1
    assert simulate(rule(), EVERYWHERE, until=NOON + minute).rule.stages == 0
    each = rule(wait_for_panel=False)
    assert verdicts(simulate(each, EVERYWHERE, until=NOON + minute).rule) == (1, 0, 0)
    assert verdicts(simulate(each, EVERYWHERE, since=NOON + minute).rule) == (0, 1, 0)
    with pytest.raises(Invalid) as refusal:
        simulate(rule(), EVERYWHERE, since=NOON, until=NOON - minute)
    assert refusal.value.attr == "until"


def test_beside_it_stand_the_rules_in_force() -> None:
    RuleFactory(version=3, advance_at=Decimal("2.0"), review_at=Decimal("1.5"), stage_type="onsite")
    RuleFactory(version=4, advance_at=Decimal("1.0"), review_at=Decimal("1.0"), active=False)
    given(StageFactory(stage_type="onsite"), 2)
    given(StageFactory(stage_type="technical"), 2)
    found = simulate(rule(), EVERYWHERE)
    assert (verdicts(found.rule), verdicts(found.in_force)) == ((0, 0, 2), (1, 0, 1))
    assert (found.rule.versions, found.in_force.versions) == ([0], [0, 3])


SIDES = {
    **dict.fromkeys(DecisionAction.ADVANCING, "advance"),
    DecisionAction.MANAGER_REVIEW: "hold",
    **dict.fromkeys(DecisionAction.REJECTING, "reject"),
}


def in_python(stages: Iterable[InterviewStage], rule_of: Any) -> Counter[str]:
    """The same by feedback.decisions, one stage after the other."""
    found: Counter[str] = Counter()
    for stage in stages:
        made: Rule = rule_of(stage)
        rows = InterviewFeedback.objects.filter(stage=stage).order_by("received_at", "pk")
        ratings = list(rows.values_list("overall_rating", flat=True))
        ends = [len(ratings)] if made.wait_for_panel else range(1, len(ratings) + 1)
        found.update(SIDES[DecisionAction(decide(made, ratings[:end]).action)] for end in ends if ratings)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_it_agrees_with_the_rules_themselves(seed: int) -> None:
    dice = random.Random(seed)
    companies = [CompanyFactory() for _ in range(2)]
    stages = []
    for _ in range(25):
        title = dice.choice(["Backend Engineer", "Data Engineer"])
        kind = dice.choice(["onsite", "technical"])
        stage = StageFactory(process__company=dice.choice(companies), process__role_title=title, stage_type=kind)
        given(stage, *(dice.choice([None, *(n / 10 for n in range(10, 51))]) for _ in range(dice.randint(1, 4))))
        stages.append(stage)
    scopes: list[dict[str, Any]] = [
        {},
        {"company": companies[0]},
        {"stage_type": "onsite"},
        {"role_title": "Data Engineer", "role_key": "data engineer"},
    ]
    for version, scope in enumerate(scopes, 1):
        low = Decimal(dice.randint(10, 40)) / 10
        RuleFactory(version=version, review_at=low, advance_at=low + 1, wait_for_panel=dice.random() < 0.5, **scope)
    for made in (rule("3.7", "2.2"), rule("3.7", "2.2", wait_for_panel=False)):
        found = simulate(made, EVERYWHERE)
        book = RuleBook(stages)
        for replay, rule_of in ((found.rule, lambda _, made=made: made), (found.in_force, book.rule_for)):
            expected = in_python(stages, rule_of)
            assert verdicts(replay) == (expected["advance"], expected["hold"], expected["reject"])


def test_it_takes_three_queries(count_queries: Any) -> None:
    given(StageFactory(), 4)
    with count_queries(3):
        simulate(rule(), EVERYWHERE)
