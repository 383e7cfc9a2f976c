"""Adding stages in order, and planning them."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from config.base.errors import Conflict, Forbidden, Invalid, Missing, Stale
from config.base.models import User
from tracking.models import InterviewProcess, InterviewStage, PanelMember
from tracking.services.closing import complete_process, hold_process
from tracking.services.outcomes import record_stage_outcome
from tracking.services.stages import add_stage, update_stage
from tracking.tests.factories import StageFactory
from tracking.tests.services.acting import by, steps_of

pytestmark = pytest.mark.django_db


def plan(process: InterviewProcess) -> list[tuple[int, str]]:
    return list(process.stages.order_by("stage_order").values_list("stage_order", "stage_name"))


def with_stages(process: InterviewProcess, *names: str) -> list[InterviewStage]:
    return [by(process.recruiter, add_stage, process.pk, stage_name=name) for name in names]


def test_stages_are_added_at_the_end(process: InterviewProcess) -> None:
    with_stages(process, "Phone Screen", " tech round 1 ", "Final Panel")
    assert plan(process) == [(1, "Phone Screen"), (2, "tech round 1"), (3, "Final Panel")]
    kinds = [stage.stage_type for stage in process.stages.all()]
    assert kinds == ["phone_screen", "technical", "onsite"]


def test_adding_is_a_change_of_the_process(recruiter: User, process: InterviewProcess) -> None:
    process.refresh_from_db()
    stage = by(recruiter, add_stage, process.pk, stage_name="Onsite", versions=frozenset({1}))
    after = InterviewProcess.objects.get(pk=process.pk)
    assert (after.version, after.status) == (2, "in_progress")
    assert after.updated_at > process.updated_at
    assert (stage.outcome, stage.version, steps_of(stage), steps_of(process)) == ("pending", 1, [], [])


def test_a_stage_keeps_what_it_is_given(
    recruiter: User, interviewer: User, manager: User, process: InterviewProcess
) -> None:
    stage = by(
        recruiter,
        add_stage,
        process.pk,
        stage_name="Chat",
        stage_type="hiring_manager",
        scheduled_date=date(2026, 12, 1),
        interviewer_names=["Ivan", " IVAN ", "Olga"],
        interviewers=[interviewer, manager],
        next_steps="Book a room.",
    )
    stage.refresh_from_db()
    assert (stage.stage_type, stage.scheduled_date) == ("hiring_manager", date(2026, 12, 1))
    assert stage.interviewer_names == ["Ivan", "Olga"]
    assert set(stage.interviewers.all()) == {interviewer, manager}
    assert set(PanelMember.objects.values_list("process_id", flat=True)) == {process.pk}


def test_a_stage_may_be_put_before_pending_ones(recruiter: User, process: InterviewProcess) -> None:
    first, second, third = with_stages(process, "A", "B", "C")
    by(recruiter, add_stage, process.pk, stage_name="New", stage_order=2)
    assert plan(process) == [(1, "A"), (2, "New"), (3, "B"), (4, "C")]
    versions = [InterviewStage.objects.get(pk=stage.pk).version for stage in (first, second, third)]
    assert versions == [1, 2, 2]


def test_a_stage_may_be_put_after_a_decided_one_but_not_before(recruiter: User, process: InterviewProcess) -> None:
    first, *_ = with_stages(process, "A", "B")
    by(recruiter, record_stage_outcome, first.pk, outcome="passed")
    with pytest.raises(Conflict) as caught:
        by(recruiter, add_stage, process.pk, stage_name="New", stage_order=1)
    assert (caught.value.code, caught.value.attr) == ("stage_order_taken", "stage_order")
    by(recruiter, add_stage, process.pk, stage_name="New", stage_order=2)
    assert plan(process) == [(1, "A"), (2, "New"), (3, "B")]


@pytest.mark.parametrize("outcome", ["passed", "failed", "no_show", "cancelled"])
def test_no_stage_moves_that_is_no_longer_pending(recruiter: User, process: InterviewProcess, outcome: str) -> None:
    _, second = with_stages(process, "A", "B")
    closing = {"close_process": False} if outcome == "failed" else {}
    by(recruiter, record_stage_outcome, second.pk, outcome=outcome, **closing)
    for order in (1, 2):
        with pytest.raises(Conflict):
            by(recruiter, add_stage, process.pk, stage_name="New", stage_order=order)
    assert plan(process) == [(1, "A"), (2, "B")]


def test_a_gap_is_refused(recruiter: User, process: InterviewProcess) -> None:
    with_stages(process, "A", "B")
    with pytest.raises(Invalid) as caught:
        by(recruiter, add_stage, process.pk, stage_name="Far", stage_order=7)
    assert (caught.value.code, caught.value.attr) == ("not_sequential", "stage_order")
    by(recruiter, add_stage, process.pk, stage_name="C", stage_order=3)
    assert [order for order, _ in plan(process)] == [1, 2, 3]


@pytest.mark.parametrize("order", [0, -1])
def test_places_begin_at_one(recruiter: User, process: InterviewProcess, order: int) -> None:
    with_stages(process, "A")
    with pytest.raises(Invalid):
        by(recruiter, add_stage, process.pk, stage_name="Zero", stage_order=order)
    assert plan(process) == [(1, "A")]


def test_fifty_are_enough(recruiter: User, process: InterviewProcess) -> None:
    for _ in range(49):
        StageFactory(process=process)
    by(recruiter, add_stage, process.pk, stage_name="50th")
    for order in (None, 1, 51):
        with pytest.raises(Invalid) as caught:
            by(recruiter, add_stage, process.pk, stage_name="51st", stage_order=order)
        assert caught.value.code == "too_many_stages"
    assert process.stages.count() == 50


def test_fifty_pending_stages_may_still_move(recruiter: User, process: InterviewProcess) -> None:
    for _ in range(49):
        StageFactory(process=process)
    by(recruiter, add_stage, process.pk, stage_name="First", stage_order=1)
    assert [order for order, _ in plan(process)] == list(range(1, 51))


@pytest.mark.parametrize("ending", ["rejected_by_company", "candidate_withdrew"])
def test_an_ended_process_takes_no_stage(recruiter: User, process: InterviewProcess, ending: str) -> None:
    by(recruiter, complete_process, process.pk, final_status=ending)
    with pytest.raises(Conflict) as caught:
        by(recruiter, add_stage, process.pk, stage_name="Late")
    assert caught.value.code == "process_ended"


def test_a_process_on_hold_may_be_planned(recruiter: User, process: InterviewProcess) -> None:
    by(recruiter, hold_process, process.pk)
    assert by(recruiter, add_stage, process.pk, stage_name="Later").stage_order == 1


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({"stage_name": "\u200b"}, "stage_name"),
        ({"stage_name": "x" * 201}, "stage_name"),
        ({"scheduled_date": date(1969, 12, 31)}, "scheduled_date"),
        ({"scheduled_date": date.max}, "scheduled_date"),
        ({"interviewer_names": ["x"] * 51}, "interviewer_names"),
    ],
)
def test_bad_fields_are_named(recruiter: User, process: InterviewProcess, fields: dict, attr: str) -> None:
    with pytest.raises(Invalid) as caught:
        by(recruiter, add_stage, process.pk, **({"stage_name": "Good"} | fields))
    assert caught.value.attr == attr
    stage = by(recruiter, add_stage, process.pk, stage_name="Good")
    with pytest.raises(Invalid):
        by(recruiter, update_stage, stage.pk, **fields)
    assert plan(process) == [(1, "Good")]


def test_a_candidate_is_no_interviewer(recruiter: User, candidate_user: User, process: InterviewProcess) -> None:
    with pytest.raises(Invalid) as caught:
        by(recruiter, add_stage, process.pk, stage_name="Good", interviewers=[candidate_user])
    assert (caught.value.code, caught.value.attr) == ("not_an_interviewer", "interviewers")
    assert plan(process) == []


def test_stages_of_another_ones_or_no_process_are_missing(other_recruiter: User, process: InterviewProcess) -> None:
    for pk in (process.pk, uuid4()):
        with pytest.raises(Missing):
            by(other_recruiter, add_stage, pk, stage_name="Mine")


def test_a_stale_add_is_refused(recruiter: User, process: InterviewProcess) -> None:
    with_stages(process, "A")
    with pytest.raises(Stale):
        by(recruiter, add_stage, process.pk, stage_name="B", versions=frozenset({1}))


def test_update_writes_what_differs_and_bumps_stage_and_process(
    recruiter: User, stage: InterviewStage, process: InterviewProcess
) -> None:
    process.refresh_from_db()
    by(recruiter, update_stage, stage.pk, stage_name=" Onsite ", scheduled_date=date(2026, 12, 2))
    after = InterviewStage.objects.get(pk=stage.pk)
    assert (after.stage_name, after.scheduled_date, after.version) == ("Onsite", date(2026, 12, 2), 2)
    assert after.stage_type == "phone_screen"
    bumped = InterviewProcess.objects.get(pk=process.pk)
    assert (bumped.version, bumped.updated_at > process.updated_at) == (2, True)


def test_update_with_what_is_so_already_changes_nothing(
    recruiter: User, interviewer: User, stage: InterviewStage, process: InterviewProcess
) -> None:
    by(recruiter, update_stage, stage.pk, stage_name="Phone Screen", interviewer_names=[], interviewers=[interviewer])
    assert InterviewStage.objects.get(pk=stage.pk).version == 1
    assert InterviewProcess.objects.get(pk=process.pk).version == 1


def test_update_replaces_the_panel(recruiter: User, interviewer: User, manager: User, stage: InterviewStage) -> None:
    by(recruiter, update_stage, stage.pk, interviewers=[manager])
    assert list(stage.interviewers.all()) == [manager]
    by(recruiter, update_stage, stage.pk, interviewers=[])
    assert not stage.interviewers.exists()
    assert InterviewStage.objects.get(pk=stage.pk).version == 3


def test_stages_are_frozen_once_the_process_has_ended(recruiter: User, stage: InterviewStage) -> None:
    by(recruiter, complete_process, stage.process_id, final_status="candidate_withdrew")
    with pytest.raises(Conflict):
        by(recruiter, update_stage, stage.pk, stage_name="Other")
    with pytest.raises(Conflict):
        by(recruiter, update_stage, stage.pk, interviewers=[])
    by(recruiter, update_stage, stage.pk, stage_name="Phone Screen")


def test_an_interviewer_plans_nothing(interviewer: User, make_user, stage: InterviewStage) -> None:
    with pytest.raises(Forbidden):
        by(interviewer, update_stage, stage.pk, stage_name="Mine")
    with pytest.raises(Missing):
        by(make_user("interviewer"), update_stage, stage.pk, stage_name="Mine")
    with pytest.raises(Missing):
        by(interviewer, add_stage, stage.process_id, stage_name="Mine")


def test_update_of_another_ones_stage_is_missing_and_a_stale_one_stale(
    recruiter: User, other_recruiter: User, stage: InterviewStage
) -> None:
    with pytest.raises(Missing):
        by(other_recruiter, update_stage, stage.pk, stage_name="Mine")
    with pytest.raises(Stale):
        by(recruiter, update_stage, stage.pk, stage_name="Late", versions=frozenset({9}))
