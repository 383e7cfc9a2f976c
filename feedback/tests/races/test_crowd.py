"""A crowd on few rows: nobody waits in a circle, and in the end everything agrees with everything."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import connections, transaction
from django.utils import timezone

from config.base.errors import DomainError
from config.base.models import User
from config.testing.factories import UserFactory
from config.testing.rivals import as_user, at_once, failures
from feedback.models import (
    Event,
    InterviewFeedback,
    NextStageDecision,
    NextStageRule,
    Publication,
    SuitabilityModel,
    SuitabilityScore,
)
from feedback.selectors.integrity import differences
from feedback.services import decisions, rules, suitability
from feedback.services.calibration import activate_model, ensure_model
from feedback.services.drafting import draft_offer_upon
from feedback.services.edits import edit_feedback
from feedback.services.feed import place_events
from feedback.services.intake import handle, receive
from feedback.services.severity import estimate_severities
from feedback.tests.factories import RuleFactory, said
from tracking.models import Candidate, InterviewStage
from tracking.services import closing, offers, outcomes, stages
from tracking.services.locks import lock_candidate
from tracking.services.processes import create_process
from tracking.tests.factories import CandidateFactory, StageFactory
from tracking.tests.races.invariants import assert_consistent

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

THREADS, WRITES = 8, 30
SOON = {"mode": "automatic", "delay_minutes": 1}

Write = Callable[[], Any]


class Crowd:
    """Two candidates with two processes each, a panel of three on every stage, and what all of them may do."""

    def __init__(self) -> None:
        self.recruiter: User = UserFactory(roles=("recruiter", "interviewer"))
        self.manager: User = UserFactory(roles=("manager",))
        self.panel: list[User] = [UserFactory(roles=("interviewer",)) for _ in range(3)]
        self.people = [CandidateFactory(owner=self.recruiter) for _ in range(2)]
        wanted = [(person, company) for person in self.people for company in ("A", "B")]
        self.processes = [
            create_process(actor=self.recruiter, candidate_id=person.pk, company_name=company, role_title="Engineer")
            for person, company in wanted
        ]
        self.stages = [StageFactory(process=row, panel=self.panel) for row in self.processes for _ in range(3)]
        self.rules = [RuleFactory(wait_for_panel=wait, active=wait, **SOON) for wait in (True, False)]
        first = ensure_model()
        self.models = [first, SuitabilityModel.objects.create(version=2, weights=first.weights)]
        self.outcome_of: Counter[str] = Counter()

    def of_feedback(self, dice: random.Random) -> list[Write]:
        stage, author = dice.choice(self.stages), dice.choice([*self.panel, self.recruiter])
        some = dice.sample(self.stages, 5)
        rating = dice.choice([1, 2, 3, 4, 5])
        given = InterviewFeedback.objects.filter(author=author).order_by("?").values_list("pk", flat=True).first()
        writes: list[Write] = [
            lambda: handle(said(stage, author, rating), actor=author),
            lambda: receive([said(each, author, rating) for each in some], actor=author, source="batch"),
            as_user(self.recruiter, stages.update_stage, stage.pk, interviewers=dice.sample(self.panel, 2)),
            as_user(self.recruiter, stages.update_stage, stage.pk, interviewers=self.panel),
        ]
        if given is not None:
            writes += [as_user(author, edit_feedback, given, overall_rating=Decimal(rating))] * 2
        return writes

    def of_decisions(self, dice: random.Random) -> list[Write]:
        found = NextStageDecision.objects.order_by("?").values_list("pk", flat=True).first()
        rule = dice.choice(self.rules).pk
        writes: list[Write] = [
            lambda: decisions.apply_due(timezone.now() + timedelta(hours=1)),
            as_user(self.manager, rules.activate_rule, rule),
            as_user(self.manager, rules.deactivate_rule, rule),
        ]
        if found is not None:
            reason = {"reason": "As it is."}
            for service in (decisions.confirm_decision, decisions.dismiss_decision, decisions.undo_decision):
                writes += [as_user(self.manager, service, found, **reason)] * 2
            writes.append(lambda: draft_offer_upon(found))
        return writes

    def of_scores(self, dice: random.Random) -> list[Write]:
        person = dice.choice(self.people).pk
        return [
            lambda: suitability.re_score_candidate(person),
            suitability.rescore_pending,
            as_user(self.manager, suitability.override_suitability, person, value=Decimal(50), reason="Met."),
            as_user(self.manager, suitability.withdraw_override, person),
            as_user(self.manager, activate_model, dice.choice(self.models).pk),
            estimate_severities,
            place_events,
        ]

    def of_tracking(self, dice: random.Random) -> list[Write]:
        process, stage = dice.choice(self.processes).pk, dice.choice(self.stages).pk
        outcome = dice.choice(["passed", "failed", "no_show"])
        return [
            as_user(self.recruiter, outcomes.record_stage_outcome, stage, outcome=outcome),
            as_user(self.manager, closing.complete_process, process, final_status="rejected_by_company"),
            as_user(self.recruiter, closing.reopen_process, process, reason="Again."),
            as_user(self.recruiter, closing.reopen_process, process, reason="Again."),
            as_user(self.recruiter, closing.hold_process, process),
            as_user(self.recruiter, closing.resume_process, process),
            as_user(self.recruiter, offers.draft_offer, process),
        ]

    def work(self, seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(WRITES):
            kind = dice.choice(
                [self.of_feedback, self.of_feedback, self.of_decisions, self.of_scores, self.of_tracking]
            )
            try:
                dice.choice(kind(dice))()
            except DomainError as refusal:
                self.outcome_of[refusal.code] += 1
            else:
                self.outcome_of["done"] += 1
        connections.close_all()


def test_a_crowd_of_mixed_writes() -> None:
    crowd = Crowd()
    results = at_once(*(lambda seed=seed: crowd.work(seed) for seed in range(THREADS)))
    assert [error for error in failures(results) if isinstance(error.__cause__, psycopg.errors.DeadlockDetected)] == []
    assert failures(results) == []
    assert crowd.outcome_of["busy"] == 0
    assert sum(crowd.outcome_of.values()) == THREADS * WRITES
    assert crowd.outcome_of["done"] > THREADS * WRITES / 4
    assert list(differences()) == []
    assert_consistent()
    for decision in NextStageDecision.objects.prefetch_related("changes"):
        steps = [(change.from_status, change.to_status) for change in decision.changes.order_by("at", "id")]
        real = [step for step in steps if step[0] != step[1]]
        assert [None, *(new for _, new in real)][:-1] == [old for old, _ in real]
        assert real[-1][1] == decision.status
    received = Event.objects.filter(type="interview.feedback.received").count()
    assert received == InterviewFeedback.objects.count()
    assert Publication.objects.count() == Event.objects.count()
    applied = Event.objects.filter(type="decision.applied").count()
    assert applied == NextStageDecision.objects.filter(status__in=("applied", "undone")).count()


@pytest.mark.parametrize("round_", range(3))
def test_the_last_feedback_against_its_author_leaving_the_panel(round_: int) -> None:
    """One of both comes first: the stage is decided once, on those who were heard."""
    one, two = (UserFactory(roles=("interviewer",)) for _ in range(2))
    stage: InterviewStage = StageFactory(panel=[one, two])
    handle(said(stage, one, 5), actor=one)
    results = at_once(
        lambda: handle(said(stage, two, 1), actor=two),
        as_user(stage.process.recruiter, stages.update_stage, stage.pk, interviewers=[one]),
    )
    assert len(failures(results)) == 1
    assert all(isinstance(refusal, DomainError) for refusal in failures(results))
    decision = NextStageDecision.objects.get(stage=stage)
    heard = InterviewFeedback.objects.filter(stage=stage).count()
    assert (decision.status, len(decision.inputs["ratings"])) == ("proposed", heard)
    assert stage.panel.filter(feedback_at=None).count() == 0


@pytest.mark.parametrize("round_", range(3))
def test_a_rule_is_put_aside_while_a_batch_decides_by_it(round_: int) -> None:
    """R15: each decision names the rule that made it, and nothing applies itself by a rule that is off."""
    manager, author = UserFactory(roles=("manager",)), UserFactory(roles=("interviewer",))
    first = RuleFactory(**SOON)
    second = RuleFactory(active=False, reject_action="archive", **SOON)
    batch = [StageFactory(panel=[author]) for _ in range(12)]
    results = at_once(
        lambda: receive([said(stage, author, 1) for stage in batch], actor=author, source="batch"),
        as_user(manager, rules.activate_rule, second.pk),
    )
    assert failures(results) == []
    made = set(NextStageDecision.objects.values_list("rule_id", "action"))
    assert made in ({(first.pk, "reject_proposal")}, {(second.pk, "archive")})
    applied = decisions.apply_due(timezone.now() + timedelta(hours=1))
    assert applied == (12 if (second.pk, "archive") in made else 0)
    left = NextStageDecision.objects.filter(status="proposed", apply_at__isnull=False)
    assert not left.exists()
    assert NextStageRule.objects.get(active=True) == second


@pytest.mark.parametrize("round_", range(3))
def test_erasure_against_everything_that_is_on_its_way(round_: int) -> None:
    """R17: whoever comes after the erasure writes nothing of the person."""
    manager = UserFactory(roles=("manager",))
    one, two = (UserFactory(roles=("interviewer",)) for _ in range(2))
    stage: InterviewStage = StageFactory(panel=[one])
    given = handle(said(stage, one, 4), actor=one).feedback
    later: InterviewStage = StageFactory(process=stage.process, panel=[two])
    person = stage.process.candidate
    decision = NextStageDecision.objects.get()

    def erase() -> Any:
        with transaction.atomic():
            lock_candidate(person.pk, None)
            Candidate.objects.filter(pk=person.pk).update(anonymised_at=timezone.now(), overall_score=None)
            return counts()

    def counts() -> tuple[int, ...]:
        kinds: tuple[Any, ...] = (InterviewFeedback, NextStageDecision, SuitabilityScore, InterviewStage, Event)
        return tuple(kind.objects.count() for kind in kinds)

    at_erasure, *results = at_once(
        erase,
        lambda: handle(said(later, two, 4), actor=two),
        as_user(manager, decisions.confirm_decision, decision.pk),
        as_user(one, edit_feedback, given.pk, overall_rating=Decimal(1)),
        as_user(manager, suitability.override_suitability, person.pk, value=Decimal(9), reason="Met."),
        lambda: suitability.re_score_candidate(person.pk),
        as_user(stage.process.recruiter, stages.update_stage, later.pk, interviewers=[one, two]),
    )
    assert all(isinstance(refusal, DomainError) for refusal in failures(results))
    assert counts() == at_erasure
    person.refresh_from_db()
    assert (person.overall_score, person.needs_rescoring) == (None, False)
