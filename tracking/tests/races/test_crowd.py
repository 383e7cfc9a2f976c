"""A crowd on few rows: no deadlock, no lost update, and in the end everything agrees with everything."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connections

from config.base.errors import DomainError
from config.base.models import User
from config.testing.factories import UserFactory
from config.testing.rivals import as_user, at_once, failures
from tracking.models import Candidate, InterviewProcess, InterviewStage, Offer
from tracking.services import candidates, closing, offers, outcomes, processes, stages
from tracking.tests.factories import CandidateFactory, StageFactory
from tracking.tests.races.invariants import assert_consistent

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

THREADS, WRITES = 8, 40


class Crowd:
    """One manager and one recruiter for each thread's choice, two candidates with two processes each."""

    def __init__(self) -> None:
        self.recruiter: User = UserFactory(roles=("recruiter",))
        self.manager: User = UserFactory(roles=("manager",))
        self.candidates = [CandidateFactory(owner=self.recruiter) for _ in range(2)]
        self.processes = [self.opened(person, company) for person in self.candidates for company in ("A", "B")]
        self.stages = [StageFactory(process=process) for process in self.processes for _ in range(2)]
        self.outcome_of: Counter[str] = Counter()

    def opened(self, person: Candidate, company: str) -> InterviewProcess:
        wanted = {"candidate_id": person.pk, "company_name": company, "role_title": "Engineer"}
        process: InterviewProcess = processes.create_process(actor=self.recruiter, **wanted)
        return process

    def write(self, dice: random.Random) -> None:
        process, stage = dice.choice(self.processes).pk, dice.choice(self.stages).pk
        actor = dice.choice([self.recruiter, self.manager])
        offer = Offer.objects.filter(process=process).order_by("-number").values_list("pk", flat=True).first()
        ending = dice.choice(["rejected_by_company", "candidate_withdrew", "offer_accepted", "offer_declined"])
        writes: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = [
            (closing.complete_process, (process,), {"final_status": ending}),
            (closing.reopen_process, (process,), {"reason": "Again."}),
            (closing.reopen_process, (process,), {"reason": "Again."}),
            (closing.hold_process, (process,), {}),
            (closing.resume_process, (process,), {}),
            (stages.add_stage, (process,), {"stage_name": "More", "stage_order": dice.choice([None, 2])}),
            (outcomes.record_stage_outcome, (stage,), {"outcome": dice.choice(["passed", "failed", "no_show"])}),
            (outcomes.correct_stage_outcome, (stage,), {"outcome": "pending", "reason": "Mixed up."}),
            (offers.draft_offer, (process,), {}),
            (processes.update_process, (process,), {"feeder_source": dice.choice(["Amazon", "Globex", None])}),
            (candidates.archive_candidate, (dice.choice(self.candidates).pk,), {"reason": "Gone."}),
        ]
        if offer is not None:
            answers = (offers.extend_offer, offers.accept_offer, offers.decline_offer, offers.revise_offer)
            writes += [(answer, (offer,), {}) for answer in (*answers, offers.extend_offer, offers.rescind_offer)]
        service, args, kwargs = dice.choice(writes)
        try:
            as_user(actor, service, *args, **kwargs)()
        except DomainError as refusal:
            self.outcome_of[f"refused: {refusal.code}"] += 1
        else:
            self.outcome_of[service.__name__] += 1

    def work(self, seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(WRITES):
            self.write(dice)
        connections.close_all()


def test_a_crowd_of_mixed_writes() -> None:
    crowd = Crowd()
    results = at_once(*(lambda seed=seed: crowd.work(seed) for seed in range(THREADS)))
    assert [error for error in failures(results) if isinstance(error.__cause__, psycopg.errors.DeadlockDetected)] == []
    assert failures(results) == []
    assert crowd.outcome_of["refused: busy"] == 0
    assert sum(crowd.outcome_of.values()) == THREADS * WRITES
    assert sum(n for what, n in crowd.outcome_of.items() if not what.startswith("refused")) > THREADS * WRITES / 5
    assert_consistent()
    assert Candidate.objects.count() == 2
    assert InterviewProcess.objects.count() == 4
    assert InterviewStage.objects.count() >= 8


def test_a_crowd_opening_processes_for_the_same_people() -> None:
    """Candidate, then company, then feeder: nobody takes them the other way round."""
    recruiter = UserFactory(roles=("recruiter",))
    people = [CandidateFactory(owner=recruiter) for _ in range(3)]

    def work(seed: int) -> Counter[str]:
        dice, told = random.Random(seed), Counter[str]()
        for _ in range(15):
            wanted = {
                "candidate_id": dice.choice(people).pk,
                "company_name": f"Company {dice.randrange(4)}",
                "feeder_source": f"Feeder {dice.randrange(4)}",
                "role_title": f"Role {dice.randrange(3)}",
            }
            try:
                as_user(recruiter, processes.create_process, **wanted)()
                told["made"] += 1
            except DomainError as refusal:
                told[refusal.code] += 1
        return told

    results = at_once(*(lambda seed=seed: work(seed) for seed in range(THREADS)))
    assert failures(results) == []
    told = sum(results, Counter())
    assert set(told) == {"made", "duplicate_open_process"}
    assert InterviewProcess.objects.count() == told["made"]
    assert_consistent()
