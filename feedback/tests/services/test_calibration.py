from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from config.base.errors import Conflict, Forbidden, Missing
from feedback.estimators.suitability import HAND_SET, Observed, Source, Weights
from feedback.models import SuitabilityModel
from feedback.services import calibration
from feedback.services.calibration import activate_model, active_model, calibrate_suitability, examples
from feedback.services.flagging import FLAG_TASK, flag
from feedback.services.suitability import re_score_candidate, rescore_pending
from feedback.tests.evidence import decided, ended, rated_candidate, said
from feedback.tests.world import load_world
from tracking.tests.services.acting import by

pytestmark = pytest.mark.django_db


def second(**fields: Any) -> SuitabilityModel:
    weights = {**HAND_SET.to_dict(), "base": 1.0}
    return SuitabilityModel.objects.create(version=2, weights=weights, **fields)


def test_the_first_version_is_the_hand_set_one() -> None:
    model = active_model()
    assert (model.version, model.active) == (1, True)
    assert Weights.from_dict(model.weights) == HAND_SET
    assert active_model() == model


def test_forward_and_back(manager: Any) -> None:
    candidate = rated_candidate(4)
    first, other = active_model(), second()
    _, before = re_score_candidate(candidate.pk)
    by(manager, activate_model, other.pk)
    assert active_model() == other
    assert (flag(None), rescore_pending()) == (1, 1)
    candidate.refresh_from_db()
    assert candidate.overall_score > before
    assert candidate.suitability_scores.first().model == other
    by(manager, activate_model, first.pk)
    assert (flag(None), rescore_pending()) == (1, 1)
    candidate.refresh_from_db()
    assert candidate.overall_score == before


def test_activation_is_for_managers(recruiter: Any) -> None:
    with pytest.raises(Forbidden):
        by(recruiter, activate_model, second().pk)


def test_the_version_in_use_cannot_be_activated(manager: Any) -> None:
    with pytest.raises(Conflict):
        by(manager, activate_model, active_model().pk)


def test_an_unknown_version_is_missing(manager: Any) -> None:
    with pytest.raises(Missing):
        by(manager, activate_model, uuid4())


def test_without_outcomes_nothing_is_kept() -> None:
    outcome = calibrate_suitability()
    assert (outcome.model, outcome.activated) == (None, False)
    assert "it takes 50 of each" in outcome.found.reason
    assert SuitabilityModel.objects.count() == 1


def test_severity_is_that_of_the_ratings_before(interviewer: Any, make_user: Any) -> None:
    """The strict interviewer's later ratings do not make the earlier one milder."""
    colleague = make_user("interviewer")
    process = ended("rejected_by_company", "2026-02-01")
    said(decided(process, None, "2026-01-10"), 2.0, interviewer, on="2026-01-10")
    decided(process, None, "2026-01-20")
    for place in range(30):
        later = ended("offer_accepted", f"2026-06-{place + 1:02}", began="2026-02-01")
        stage = decided(later, None, "2026-03-01")
        said(stage, 2.0, interviewer, on="2026-03-01")
        said(stage, 4.0, colleague, on="2026-03-01")
        decided(later, None, "2026-04-01")
    found = sorted(examples(lambda steps, total: steps), key=lambda each: each.at)
    assert found[0].evidence[Source.FEEDBACK] == Observed(1, 2.0, 2.0)
    # All the others: the two differ by two points, which each takes half of, the more so the more is known.
    last = found[-1].evidence[Source.FEEDBACK]
    assert (last.n, last.raw) == (2, 3.0)
    assert last.mean == pytest.approx(3.0)


@pytest.fixture
def world() -> None:
    load_world(900)


@pytest.mark.slow
def test_a_better_version_is_found_activated_and_rolled_back(world: None, manager: Any) -> None:
    outcome = calibrate_suitability(actor=manager)
    assert outcome.activated, outcome.found.reason
    model = outcome.model
    assert (model.version, model.created_by) == (2, manager)
    assert model.metrics["compared_with"] == 1
    assert model.metrics["difference"]["log_loss"]["high"] < 0
    assert model.metrics["new"]["auc"]["value"] > model.metrics["old"]["auc"]["value"] - 0.01
    assert active_model() == model
    assert ProcrastinateJob.objects.filter(task_name=FLAG_TASK, args={"rated_by": None}).count() == 1

    again = calibrate_suitability()
    assert not again.activated
    assert (again.model.version, again.model.metrics["verdict"]) == (3, "kept")
    assert active_model() == model

    by(manager, activate_model, SuitabilityModel.objects.get(version=1).pk)
    assert active_model().version == 1


@pytest.mark.slow
def test_noise_is_not_taken_for_better() -> None:
    """Where outcomes follow from nothing, flat weights are right; once they are in use, no fit beats them."""
    load_world(900, slope=0)
    active_model()
    calibrate_suitability()
    flat = active_model()
    load_world(900, slope=0, seed=1)
    outcome = calibrate_suitability()
    assert not outcome.activated, outcome.found.reason
    assert active_model() == flat


@pytest.mark.slow
def test_a_dry_run_keeps_nothing(world: None) -> None:
    outcome = calibrate_suitability(dry_run=True)
    assert outcome.found.better
    assert outcome.model is None
    assert SuitabilityModel.objects.count() == 1


@pytest.mark.slow
def test_what_was_compared_with_another_version_is_not_activated(world: None, manager: Any, monkeypatch: Any) -> None:
    active_model()
    other = second()
    found = calibration.calibrate

    def meanwhile(*args: Any) -> Any:
        activate_model(other.pk, actor=manager)
        return found(*args)

    monkeypatch.setattr(calibration, "calibrate", meanwhile)
    outcome = calibrate_suitability()
    assert outcome.found.better
    assert not outcome.activated
    assert active_model() == other
