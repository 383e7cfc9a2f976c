"""When the ratings of a stage lead to a decision, by which rule, and when they do not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from config.base.models import User
from config.testing.factories import UserFactory
from feedback.models import NextStageDecision, NextStageRule
from feedback.services.decisions import confirm_decision, dismiss_decision
from feedback.services.edits import edit_feedback
from feedback.services.intake import Receipt, handle, receive
from feedback.tests.factories import RuleFactory, said
from feedback.tests.services.deciding import decided, events_of, fresh, interviewer, stage_with, steps_of
from tracking.models import InterviewStage
from tracking.services.closing import complete_process
from tracking.tests.factories import CompanyFactory, ProcessFactory, StageFactory
from tracking.tests.services.acting import by

pytestmark = pytest.mark.django_db


def give(stage: InterviewStage, author: User, rating: Any) -> Receipt:
    return handle(said(stage, author, rating), actor=author)


def test_nothing_is_decided_before_the_whole_panel_has_spoken() -> None:
    stage, (one, two, three) = stage_with(3)
    first, second = give(stage, one, 5), give(stage, two, 5)
    assert (first.decision, first.decision_reason) == (None, "2 members of the panel have not given feedback yet.")
    assert second.decision_reason == "1 member of the panel has not given feedback yet."
    last = give(stage, three, 2)
    assert last.decision is not None
    assert (last.decision.action, last.decision.inputs["mean"]) == ("second_round", 4.0)
    assert last.decision.feedback_id == last.feedback.pk


def test_one_low_rating_is_a_proposal_and_no_rejection() -> None:
    decision = decided(1)
    assert (decision.action, decision.status, decision.apply_at) == ("reject_proposal", "proposed", None)
    assert decision.process.status == "in_progress"


def test_the_decision_says_why_and_by_which_rule() -> None:
    rule = RuleFactory(version=12, advance_at=Decimal("4.5"))
    decision = decided(4)
    assert (decision.rule, decision.rule_version, decision.action) == (rule, 12, "manager_review")
    assert decision.reason == "The rating of 4 is between 3.0 and 4.5: a hiring manager looks at it."
    assert (decision.inputs["ratings"], decision.inputs["advance_at"]) == ([4.0], 4.5)
    assert steps_of(decision) == [(None, "proposed")]
    assert events_of(decision)[-2:] == ["interview.feedback.received", "decision.proposed"]


def test_the_built_in_rule_takes_its_lower_bound_from_the_settings(settings: Any) -> None:
    settings.FEEDBACK_MIN_RATING = Decimal("2.0")
    assert decided(2).action == "manager_review"
    assert decided(1.9).action == "reject_proposal"


def test_each_feedback_decides_where_the_rule_does_not_wait() -> None:
    RuleFactory(wait_for_panel=False)
    stage, (one, two) = stage_with(2)
    first, second = give(stage, one, 5).decision, give(stage, two, 2).decision
    assert first is not None
    assert second is not None
    assert (fresh(first).status, first.action) == ("dismissed", "second_round")
    assert (fresh(second).status, second.action) == ("proposed", "manager_review")
    assert fresh(first).changes.last().reason == "Newer feedback led to another decision."


def test_the_recruiters_word_counts_too() -> None:
    stage, (one,) = stage_with(1)
    give(stage, one, 5)
    recruiter = stage.process.recruiter
    assert recruiter is not None
    late = give(stage, recruiter, 2).decision
    assert late is not None
    assert (late.action, late.inputs["given"]) == ("manager_review", 2)
    assert NextStageDecision.objects.filter(stage=stage, status="proposed").count() == 1


def test_the_narrowest_rule_decides() -> None:
    company = CompanyFactory()
    scopes: list[dict[str, Any]] = [
        {},
        {"stage_type": "onsite"},
        {"role_title": "Data Engineer", "role_key": "data engineer"},
        {"company": company},
        {"company": company, "stage_type": "onsite"},
    ]
    for version, scope in enumerate(scopes, 1):
        RuleFactory(version=version, **scope)
    RuleFactory(version=9, company=company, role_key="backend engineer", stage_type="onsite", active=False)
    plain, at_company = ProcessFactory(), ProcessFactory(company=company, role_key="data engineer")
    data = ProcessFactory(role_key="data engineer")
    found = [
        decided(4, process=plain).rule_version,
        decided(4, process=plain, stage_type="onsite").rule_version,
        decided(4, process=data, stage_type="onsite").rule_version,
        decided(4, process=at_company).rule_version,
        decided(4, process=at_company, stage_type="onsite").rule_version,
    ]
    assert found == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("on", [True, False])
def test_an_automatic_decision_has_its_time(on: bool, settings: Any) -> None:
    settings.FEEDBACK_AUTOMATION = on
    RuleFactory(mode="automatic", delay_minutes=30)
    apply_at = decided(2).apply_at
    assert (apply_at is not None) == on
    if apply_at is not None:
        assert timedelta(minutes=29) < apply_at - timezone.now() <= timedelta(minutes=30)


def test_after_the_end_feedback_is_kept_and_nothing_decided(manager: User) -> None:
    stage, (author,) = stage_with()
    by(manager, complete_process, stage.process_id, final_status="candidate_withdrew")
    receipt = give(stage, author, 5)
    assert (receipt.decision, receipt.decision_reason) == (None, "The process has ended.")


def test_what_was_applied_stands(manager: User) -> None:
    stage, (author,) = stage_with()
    decision = give(stage, author, 4).decision
    assert decision is not None
    by(manager, confirm_decision, decision.pk)
    recruiter = stage.process.recruiter
    assert recruiter is not None
    late = give(stage, recruiter, 1)
    assert (late.decision, late.decision_reason) == (None, "The decision on this stage has been applied already.")
    assert fresh(decision).status == "applied"


def test_an_edit_that_changes_nothing_keeps_the_decision() -> None:
    decision = decided(4)
    edit_feedback(decision.feedback_id, actor=decision.feedback.author, strengths=["More to say"])
    assert NextStageDecision.objects.get(stage=decision.stage) == decision
    assert events_of(decision).count("decision.proposed") == 1


def test_other_words_do_not_bring_back_what_was_dismissed(manager: User) -> None:
    decision = decided(4)
    by(manager, dismiss_decision, decision.pk)
    edit_feedback(decision.feedback_id, actor=decision.feedback.author, strengths=["More to say"])
    assert steps_of(decision) == [(None, "proposed"), ("proposed", "dismissed")]
    assert NextStageDecision.objects.filter(stage=decision.stage).count() == 1


def test_a_rule_that_waits_takes_back_what_one_proposed_that_did_not() -> None:
    RuleFactory(wait_for_panel=False)
    stage, (one, two, three) = stage_with(3)
    first = give(stage, one, 5).decision
    assert first is not None
    NextStageRule.objects.update(wait_for_panel=True)
    assert give(stage, two, 2).decision is None
    assert fresh(first).status == "dismissed"
    last = give(stage, three, 2).decision
    assert last is not None
    assert (last.action, last.inputs["given"]) == ("manager_review", 3)


def test_what_was_dismissed_may_be_proposed_anew(manager: User) -> None:
    decision = decided(4)
    by(manager, dismiss_decision, decision.pk)
    edit_feedback(decision.feedback_id, actor=decision.feedback.author, overall_rating=Decimal(2))
    assert list(NextStageDecision.objects.filter(stage=decision.stage).values_list("status", flat=True)) == [
        "proposed", "dismissed",
    ]  # fmt: skip


def test_a_batch_decides_each_stage_once() -> None:
    author = interviewer()
    stages = [StageFactory(panel=[author]) for _ in range(3)]
    both, _ = stage_with(0)
    other = both.process.recruiter
    assert other is not None
    receipts = receive(
        [*(said(stage, author, rating) for stage, rating in zip(stages, (4, 3, 2), strict=True)), said(both, other, 5)],
        actor=UserFactory.create(roles=("service",)),
        source="batch",
    )
    actions = [receipt.decision.action for receipt in receipts if receipt.decision]
    assert actions == ["second_round", "manager_review", "reject_proposal", "second_round"]
    assert NextStageDecision.objects.count() == 4
