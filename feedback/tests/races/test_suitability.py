"""A person's word against the machine's, and versions made at once, in real threads."""

from __future__ import annotations

from decimal import Decimal
from threading import Event

import pytest
from django.db import transaction

from config.testing.factories import UserFactory
from config.testing.rivals import PATIENCE, as_user, at_once, failures
from feedback.models import SuitabilityModel, SuitabilityOverride, SuitabilityScore
from feedback.services.calibration import activate_model, active_model
from feedback.services.severity import estimate_severities
from feedback.services.suitability import (
    override_suitability,
    re_score_candidate,
    rescore_pending,
    withdraw_override,
)
from feedback.tests.evidence import decided, rated_candidate, said
from tracking.models import Candidate, InterviewProcess
from tracking.services.locks import lock_candidate
from tracking.tests.factories import ProcessFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("round_", range(4))
def test_r16_an_override_stays_against_re_scores(round_: int) -> None:
    candidate, manager = rated_candidate(2), UserFactory.create(roles=("manager",))
    results = at_once(
        lambda: re_score_candidate(candidate.pk),
        as_user(manager, override_suitability, candidate.pk, value=Decimal(90), reason="Met twice."),
        lambda: re_score_candidate(candidate.pk),
        rescore_pending,
    )
    assert failures(results) == []
    assert Candidate.objects.get().overall_score == Decimal(90)
    assert SuitabilityScore.objects.count() == 2
    assert all(row.value < 50 for row in SuitabilityScore.objects.all())


def test_override_and_withdrawal_leave_what_the_last_of_them_says() -> None:
    candidate, manager = rated_candidate(2), UserFactory.create(roles=("manager",))
    override_suitability(candidate.pk, actor=manager, value=Decimal(90), reason="Met twice.")
    at_once(
        as_user(manager, withdraw_override, candidate.pk),
        as_user(manager, override_suitability, candidate.pk, value=Decimal(80), reason="Met again."),
    )
    standing = SuitabilityOverride.objects.filter(candidate=candidate).first()
    machine = SuitabilityScore.objects.first()
    score = Candidate.objects.get().overall_score
    assert score == (standing.value if standing else machine.value)


def test_a_score_that_had_to_wait_is_the_newer_one() -> None:
    candidate = rated_candidate(2)
    process = candidate.processes.get()
    begun, held = Event(), Event()

    def holder() -> None:
        begun.wait(PATIENCE)
        with transaction.atomic():
            lock_candidate(candidate.pk, None)
            held.set()
            decided(process, 5)
            re_score_candidate(candidate.pk)

    def waiter() -> None:
        with transaction.atomic():
            InterviewProcess.objects.count()  # its transaction is the older one
            begun.set()
            held.wait(PATIENCE)
            decided(process, 5, stage_order=3)
            re_score_candidate(candidate.pk)

    assert failures(at_once(holder, waiter)) == []
    newest = SuitabilityScore.objects.first()
    assert newest.breakdown["sources"]["stages"]["n"] == 3
    assert Candidate.objects.get().overall_score == newest.value


def test_the_first_version_is_made_once() -> None:
    results = at_once(*[active_model] * 6)
    assert failures(results) == []
    assert {model.pk for model in results} == {SuitabilityModel.objects.get().pk}


def test_two_versions_activated_at_once_leave_one_in_use() -> None:
    manager = UserFactory.create(roles=("manager",))
    first = active_model()
    others = [SuitabilityModel.objects.create(version=n, weights=first.weights) for n in (2, 3)]
    results = at_once(*(as_user(manager, activate_model, model.pk) for model in others))
    assert failures(results) == []
    assert SuitabilityModel.objects.filter(active=True).count() == 1


def test_pending_candidates_are_shared_among_workers() -> None:
    rows = [rated_candidate(4) for _ in range(8)]
    Candidate.objects.update(needs_rescoring=True)
    results = at_once(*[lambda: rescore_pending(limit=3)] * 4)
    assert failures(results) == []
    rescore_pending()
    assert SuitabilityScore.objects.count() == len(rows)


def test_two_estimates_at_once_agree() -> None:
    process = ProcessFactory.create()
    for rating in (3, 4):
        said(decided(process, None), rating)
    results = at_once(*[estimate_severities] * 4)
    assert results == [2, 2, 2, 2]
