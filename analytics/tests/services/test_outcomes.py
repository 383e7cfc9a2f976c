"""What follows from one process, made right once more."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from analytics.models import ChangedProcess, ProcessFact
from analytics.services.outcomes import process_interview_outcome
from analytics.tests.folded import fold_all
from analytics.tests.recount import assert_exact, assert_folded
from config.base.clock import business_today
from config.base.errors import Missing
from tracking.models import InterviewProcess, Placement
from tracking.services.closing import complete_process, reopen_process
from tracking.tests.factories import FeederFactory, ProcessFactory
from tracking.tests.services.acting import by, extended

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed() -> InterviewProcess:
    process: InterviewProcess = ProcessFactory(feeder=FeederFactory())
    ProcessFactory(feeder=process.feeder)
    extended(process)
    by(process.recruiter, complete_process, process.pk, final_status="offer_accepted")
    process.refresh_from_db()
    return process


def test_what_is_right_is_kept(placed: InterviewProcess) -> None:
    found = process_interview_outcome(placed.pk)
    assert (found.process, found.status, found.placement) == (placed.pk, "offer_accepted", "kept")
    assert (found.feeder, found.sourced, found.placements, found.conversion_rate) == (placed.feeder_id, 2, 1, 0.5)
    assert process_interview_outcome(placed.pk) == found
    assert Placement.objects.count() == 1


def test_a_missing_placement_is_made_of_the_day_the_process_ended(placed: InterviewProcess) -> None:
    Placement.objects.all().delete()
    before = timezone.now() - timedelta(days=40)
    InterviewProcess.objects.filter(pk=placed.pk).update(created_at=before, ended_at=before + timedelta(days=10))
    assert process_interview_outcome(placed.pk).placement == "made"
    placement = Placement.objects.get()
    assert (placement.candidate, placement.process, placement.reversed_at) == (placed.candidate, placed, None)
    assert placement.placement_date == business_today() - timedelta(days=30)
    assert process_interview_outcome(placed.pk).placement == "kept"


def test_a_placement_of_a_process_that_is_not_accepted_is_reversed(placed: InterviewProcess) -> None:
    by(placed.recruiter, reopen_process, placed.pk, reason="Mixed up.")
    Placement.objects.update(reversed_at=None)
    assert process_interview_outcome(placed.pk).placement == "reversed"
    assert Placement.objects.get().reversed_at is not None
    assert process_interview_outcome(placed.pk).placement == "kept"


def test_its_figures_are_counted_anew_and_nobody_elses(placed: InterviewProcess) -> None:
    fold_all()
    placed.stages.create(stage_name="Chat", stage_type="other", stage_order=1)
    other = ProcessFactory()
    process_interview_outcome(placed.pk)
    assert ChangedProcess.objects.get().process_id == other.pk
    assert ProcessFact.objects.get(pk=placed.pk).reached_other == 1
    assert_exact()


def test_without_a_feeder_there_is_no_rate() -> None:
    process = ProcessFactory(feeder=None)
    found = process_interview_outcome(process.pk)
    assert (found.feeder, found.sourced, found.placements, found.conversion_rate) == (None, None, None, None)
    assert_exact()
    assert_folded()


def test_it_logs_one_structured_line(placed: InterviewProcess, caplog: Any) -> None:
    with caplog.at_level(logging.INFO, logger="analytics.services.outcomes"):
        process_interview_outcome(placed.pk)
    [line] = [record.msg for record in caplog.records if record.name == "analytics.services.outcomes"]
    assert {name: line[name] for name in ("event", "process", "status", "placement", "conversion_rate")} == {
        "event": "process_outcome",
        "process": str(placed.pk),
        "status": "offer_accepted",
        "placement": "kept",
        "conversion_rate": 0.5,
    }


def test_one_that_is_not_there_is_missing() -> None:
    with pytest.raises(Missing):
        process_interview_outcome(uuid4())
