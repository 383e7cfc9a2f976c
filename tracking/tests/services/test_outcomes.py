"""Outcomes of stages: recorded once, corrected with a reason, and what follows for the process."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from config.base.clock import business_today
from config.base.errors import Conflict, Forbidden, Invalid, InvalidTransition, Missing, Stale
from config.base.models import User
from tracking.enums import StageOutcome
from tracking.models import InterviewProcess, InterviewStage, PanelMember, StatusChange
from tracking.services.closing import complete_process, reopen_process
from tracking.services.outcomes import correct_stage_outcome, record_stage_outcome
from tracking.services.processes import create_process
from tracking.signals import statuses_changed
from tracking.tests.factories import StageFactory
from tracking.tests.services.acting import by, changes_of, extended, heard, steps_of

pytestmark = pytest.mark.django_db

ALL_RATINGS = {"overall": 4, "technical": 5, "culture_fit": 1, "communication": None}


def process_of(stage: InterviewStage) -> InterviewProcess:
    return InterviewProcess.objects.get(pk=stage.process_id)


def test_passed_stores_ratings_notes_and_today(recruiter: User, stage: InterviewStage) -> None:
    by(
        recruiter,
        record_stage_outcome,
        stage.pk,
        outcome="passed",
        ratings=ALL_RATINGS,
        feedback_notes="Clear.",
        next_steps="Invite.",
    )
    stage.refresh_from_db()
    ratings = [getattr(stage, f"{name}_rating") for name in ALL_RATINGS]
    assert (stage.outcome, ratings, stage.completed_date) == ("passed", [4, 5, 1, None], business_today())
    assert (stage.feedback_notes, stage.next_steps, stage.version) == ("Clear.", "Invite.", 2)
    assert [(row.by, row.reason) for row in changes_of(stage)] == [(recruiter, "")]
    assert steps_of(stage) == [("pending", "passed")]


def test_an_outcome_bumps_the_process_and_leaves_its_status(recruiter: User, stage: InterviewStage) -> None:
    before = process_of(stage)
    by(recruiter, record_stage_outcome, stage.pk, outcome="passed")
    after = process_of(stage)
    assert (after.status, after.version, after.updated_at > before.updated_at) == ("in_progress", 2, True)
    assert steps_of(after) == []


@pytest.mark.parametrize("outcome", ["passed", "no_show", "cancelled"])
def test_only_a_failure_ends_the_process(recruiter: User, stage: InterviewStage, outcome: str) -> None:
    by(recruiter, record_stage_outcome, stage.pk, outcome=outcome)
    assert process_of(stage).status == "in_progress"


def test_the_day_may_be_given_also_before_the_scheduled_one(recruiter: User, stage: InterviewStage) -> None:
    InterviewStage.objects.filter(pk=stage.pk).update(scheduled_date=date(2026, 12, 24))
    by(recruiter, record_stage_outcome, stage.pk, outcome="passed", completed_date=date(2026, 11, 2))
    stage.refresh_from_db()
    assert stage.completed_date == date(2026, 11, 2)
    with pytest.raises(Invalid) as caught:
        by(recruiter, record_stage_outcome, stage.pk, outcome="passed", completed_date=date.max)
    assert caught.value.attr == "completed_date"


def test_it_says_so_inside_its_transaction(recruiter: User, stage: InterviewStage) -> None:
    with heard("stage") as said:
        by(recruiter, record_stage_outcome, stage.pk, outcome="passed")
    assert [(s["stage"].pk, s["from_status"], s["to_status"], s["actor"]) for s in said] == [
        (stage.pk, "pending", "passed", recruiter)
    ]
    assert said[0]["in_transaction"]


def test_what_a_receiver_raises_undoes_the_write(recruiter: User, stage: InterviewStage) -> None:
    def refuse(**kwargs: Any) -> None:
        raise Conflict("Not today.")

    statuses_changed.connect(refuse)
    try:
        with pytest.raises(Conflict, match="Not today"):
            by(recruiter, record_stage_outcome, stage.pk, outcome="passed")
    finally:
        statuses_changed.disconnect(refuse)
    stage.refresh_from_db()
    assert (stage.outcome, process_of(stage).version, StatusChange.objects.count()) == ("pending", 1, 0)


def test_a_recruiters_failure_ends_the_process(recruiter: User, stage: InterviewStage) -> None:
    with heard("process") as said:
        by(recruiter, record_stage_outcome, stage.pk, outcome="failed", rejection_reason="skills")
    process = process_of(stage)
    assert (process.status, process.rejection_reason, process.closing) == (
        "rejected_by_company",
        "skills",
        "rejected_by_company",
    )
    assert (process.closed_by_stage_id, process.final_outcome) == (stage.pk, "Failed Phone Screen.")
    assert process.ended_at is not None
    assert steps_of(process) == [("in_progress", "rejected_by_company")]
    assert [row.reason for row in changes_of(process)] == ["Failed Phone Screen."]
    assert [(s["from_status"], s["to_status"], s["in_transaction"]) for s in said] == [
        ("in_progress", "rejected_by_company", True)
    ]
    assert process.candidate.status == "rejected"


def test_a_failure_that_closes_nothing_leaves_the_process_open(recruiter: User, stage: InterviewStage) -> None:
    by(recruiter, record_stage_outcome, stage.pk, outcome="failed", close_process=False)
    assert process_of(stage).status == "in_progress"
    by(recruiter, record_stage_outcome, stage.pk, outcome="failed", close_process=True, rejection_reason="skills")
    assert process_of(stage).status == "rejected_by_company"
    assert steps_of(stage) == [("pending", "failed")]


def test_a_failure_rescinds_the_extended_offer(recruiter: User, stage: InterviewStage) -> None:
    offer = extended(stage.process)
    by(recruiter, record_stage_outcome, stage.pk, outcome="failed")
    offer.refresh_from_db()
    assert (offer.status, process_of(stage).status) == ("rescinded", "rejected_by_company")


def test_a_rejection_reason_needs_a_failure_that_closes(recruiter: User, stage: InterviewStage) -> None:
    for said in ({"outcome": "passed"}, {"outcome": "failed", "close_process": False}):
        with pytest.raises(Invalid) as caught:
            by(recruiter, record_stage_outcome, stage.pk, rejection_reason="skills", **said)
        assert caught.value.attr == "rejection_reason"


def test_the_same_outcome_again_changes_nothing(recruiter: User, stage: InterviewStage) -> None:
    said = {"outcome": "passed", "ratings": ALL_RATINGS, "feedback_notes": "Clear."}
    by(recruiter, record_stage_outcome, stage.pk, **said)
    before, process = InterviewStage.objects.get(pk=stage.pk), process_of(stage)
    with heard("stage") as heard_again:
        by(recruiter, record_stage_outcome, stage.pk, **said)
    after = InterviewStage.objects.get(pk=stage.pk)
    assert (after.version, after.updated_at) == (before.version, before.updated_at)
    assert process_of(stage).version == process.version
    assert (heard_again, steps_of(stage)) == ([], [("pending", "passed")])


def test_the_same_outcome_with_other_notes_updates_them_only(recruiter: User, stage: InterviewStage) -> None:
    by(recruiter, record_stage_outcome, stage.pk, outcome="passed", ratings={"overall": 3})
    with heard("stage") as said:
        by(recruiter, record_stage_outcome, stage.pk, outcome="passed", ratings={"overall": 4}, next_steps="Call.")
    stage.refresh_from_db()
    assert (stage.overall_rating, stage.next_steps, stage.version, process_of(stage).version) == (4, "Call.", 3, 3)
    assert said == []


@pytest.mark.parametrize("ended_by", ["rejected_by_company", "candidate_withdrew"])
def test_a_stage_of_an_ended_process_is_frozen(recruiter: User, stage: InterviewStage, ended_by: str) -> None:
    decided = StageFactory(process=stage.process)
    by(recruiter, record_stage_outcome, decided.pk, outcome="passed")
    by(recruiter, complete_process, stage.process_id, final_status=ended_by)
    for pk, said in (
        (stage.pk, {"outcome": "passed"}),
        (decided.pk, {"outcome": "passed", "feedback_notes": "Afterthought."}),
        (decided.pk, {"outcome": "failed"}),
    ):
        with pytest.raises(Conflict) as caught:
            by(recruiter, record_stage_outcome, pk, **said)
        assert caught.value.code == "process_ended"
    by(recruiter, record_stage_outcome, decided.pk, outcome="passed")


@pytest.mark.parametrize("old", ["passed", "failed"])
@pytest.mark.parametrize("new", StageOutcome.values)
def test_a_decided_stage_is_not_decided_otherwise(recruiter: User, stage: InterviewStage, old: str, new: str) -> None:
    by(recruiter, record_stage_outcome, stage.pk, outcome=old, close_process=False)
    if old == new:
        return
    with pytest.raises(InvalidTransition):
        by(recruiter, record_stage_outcome, stage.pk, outcome=new)
    stage.refresh_from_db()
    assert stage.outcome == old


@pytest.mark.parametrize("undecided", ["no_show", "cancelled"])
def test_who_did_not_show_up_gets_another_date(recruiter: User, stage: InterviewStage, undecided: str) -> None:
    by(recruiter, record_stage_outcome, stage.pk, outcome=undecided)
    by(recruiter, record_stage_outcome, stage.pk, outcome="pending")
    stage.refresh_from_db()
    assert (stage.outcome, stage.completed_date) == ("pending", None)
    by(recruiter, record_stage_outcome, stage.pk, outcome="passed")
    assert steps_of(stage) == [("pending", undecided), (undecided, "pending"), ("pending", "passed")]


@pytest.mark.parametrize("rating", [0, 6])
def test_a_rating_out_of_range_stores_nothing(recruiter: User, stage: InterviewStage, rating: int) -> None:
    with pytest.raises(Invalid):
        by(recruiter, record_stage_outcome, stage.pk, outcome="passed", ratings={"technical": rating})
    stage.refresh_from_db()
    assert (stage.outcome, stage.technical_rating) == ("pending", None)


def test_stages_may_be_decided_in_any_order(recruiter: User, stage: InterviewStage) -> None:
    later = StageFactory(process=stage.process)
    by(recruiter, record_stage_outcome, later.pk, outcome="passed")
    by(recruiter, record_stage_outcome, stage.pk, outcome="passed")


def test_a_stale_or_foreign_or_absent_stage(recruiter: User, other_recruiter: User, stage: InterviewStage) -> None:
    with pytest.raises(Stale):
        by(recruiter, record_stage_outcome, stage.pk, outcome="passed", versions=frozenset({2}))
    for actor, pk in ((other_recruiter, stage.pk), (recruiter, uuid4())):
        with pytest.raises(Missing):
            by(actor, record_stage_outcome, pk, outcome="passed")


class TestInterviewer:
    """On the panel: may say what came of it. Ending the process is the recruiter's."""

    def test_records_the_outcome(self, interviewer: User, stage: InterviewStage) -> None:
        by(
            interviewer,
            record_stage_outcome,
            stage.pk,
            outcome="passed",
            ratings={"overall": 5},
            feedback_notes="Good.",
        )
        stage.refresh_from_db()
        assert (stage.outcome, stage.overall_rating, stage.feedback_notes) == ("passed", 5, "Good.")
        assert [row.by for row in changes_of(stage)] == [interviewer]
        assert process_of(stage).version == 2

    def test_a_failure_ends_nothing(self, interviewer: User, stage: InterviewStage) -> None:
        by(interviewer, record_stage_outcome, stage.pk, outcome="failed")
        assert process_of(stage).status == "in_progress"

    def test_may_not_end_the_process(self, interviewer: User, stage: InterviewStage) -> None:
        with pytest.raises(Forbidden) as caught:
            by(interviewer, record_stage_outcome, stage.pk, outcome="failed", close_process=True)
        assert caught.value.attr == "close_process"
        stage.refresh_from_db()
        assert stage.outcome == "pending"

    def test_knows_no_stage_of_other_panels(self, interviewer: User, stage: InterviewStage) -> None:
        other = StageFactory(process=stage.process)
        for pk in (other.pk, uuid4()):
            with pytest.raises(Missing):
                by(interviewer, record_stage_outcome, pk, outcome="passed")
            with pytest.raises(Missing):
                by(interviewer, correct_stage_outcome, pk, outcome="passed", reason="Mistake.")

    def test_corrects_nothing(self, interviewer: User, stage: InterviewStage) -> None:
        by(interviewer, record_stage_outcome, stage.pk, outcome="failed")
        with pytest.raises(Forbidden):
            by(interviewer, correct_stage_outcome, stage.pk, outcome="passed", reason="Mistake.")

    def test_a_candidates_account_knows_no_stage(self, candidate_user: User, stage: InterviewStage) -> None:
        with pytest.raises(Missing):
            by(candidate_user, record_stage_outcome, stage.pk, outcome="passed")


class TestCorrection:
    def test_needs_a_reason(self, recruiter: User, stage: InterviewStage) -> None:
        by(recruiter, record_stage_outcome, stage.pk, outcome="passed")
        with pytest.raises(Invalid) as caught:
            by(recruiter, correct_stage_outcome, stage.pk, outcome="failed", reason="  ")
        assert caught.value.attr == "reason"

    @pytest.mark.parametrize("old", [value for value in StageOutcome.values if value != "pending"])
    @pytest.mark.parametrize("new", StageOutcome.values)
    def test_any_to_any_other(self, recruiter: User, stage: InterviewStage, old: str, new: str) -> None:
        by(recruiter, record_stage_outcome, stage.pk, outcome=old, close_process=False)
        with heard("stage") as said:
            by(recruiter, correct_stage_outcome, stage.pk, outcome=new, reason="Mixed up.")
        stage.refresh_from_db()
        assert (stage.outcome, stage.completed_date is not None) == (new, new in StageOutcome.DECIDED)
        expected = [] if old == new else [(old, new)]
        assert [(s["from_status"], s["to_status"]) for s in said] == expected
        assert steps_of(stage) == [("pending", old), *expected]
        assert process_of(stage).version == 2 + len(expected)

    def test_keeps_its_reason(self, recruiter: User, stage: InterviewStage) -> None:
        by(recruiter, record_stage_outcome, stage.pk, outcome="passed")
        by(recruiter, correct_stage_outcome, stage.pk, outcome="failed", reason="Mixed up.")
        assert [(row.reason, row.by) for row in changes_of(stage)][-1] == ("Mixed up.", recruiter)
        assert process_of(stage).status == "in_progress"

    def test_of_a_pending_stage_is_a_conflict(self, recruiter: User, stage: InterviewStage) -> None:
        with pytest.raises(Conflict):
            by(recruiter, correct_stage_outcome, stage.pk, outcome="passed", reason="Mixed up.")

    def test_of_the_failure_that_ended_the_process_reopens_it(self, recruiter: User, stage: InterviewStage) -> None:
        by(recruiter, record_stage_outcome, stage.pk, outcome="failed", rejection_reason="skills")
        by(recruiter, correct_stage_outcome, stage.pk, outcome="passed", reason="Wrong candidate.")
        process = process_of(stage)
        assert (process.status, process.closing, process.closed_by_stage, process.ended_at) == (
            "in_progress",
            None,
            None,
            None,
        )
        assert (process.rejection_reason, process.final_outcome) == (None, "")
        assert steps_of(process)[-1] == ("rejected_by_company", "in_progress")
        assert changes_of(process)[-1].reason == "Wrong candidate."
        assert process.candidate.status == "active"

    def test_to_another_failure_of_the_ending_stage_is_none(self, recruiter: User, stage: InterviewStage) -> None:
        by(recruiter, record_stage_outcome, stage.pk, outcome="failed")
        by(recruiter, correct_stage_outcome, stage.pk, outcome="failed", reason="Still failed.")
        assert process_of(stage).status == "rejected_by_company"

    def test_on_a_process_ended_otherwise_leaves_it_ended(self, recruiter: User, stage: InterviewStage) -> None:
        by(recruiter, record_stage_outcome, stage.pk, outcome="failed", close_process=False)
        by(recruiter, complete_process, stage.process_id, final_status="candidate_withdrew")
        by(recruiter, correct_stage_outcome, stage.pk, outcome="passed", reason="Mixed up.")
        process = process_of(stage)
        assert (process.status, process.version) == ("candidate_withdrew", 4)
        stage.refresh_from_db()
        assert stage.outcome == "passed"

    def test_after_reopening_by_hand_reopens_nothing(self, recruiter: User, stage: InterviewStage) -> None:
        by(recruiter, record_stage_outcome, stage.pk, outcome="failed")
        by(recruiter, reopen_process, stage.process_id, reason="Second thoughts.")
        by(recruiter, complete_process, stage.process_id, final_status="candidate_withdrew")
        by(recruiter, correct_stage_outcome, stage.pk, outcome="passed", reason="Mixed up.")
        assert process_of(stage).status == "candidate_withdrew"

    def test_that_would_reopen_beside_a_newer_process_is_a_conflict(
        self, recruiter: User, stage: InterviewStage
    ) -> None:
        process = stage.process
        by(recruiter, record_stage_outcome, stage.pk, outcome="failed")
        again = {"company_name": process.company.name, "role_title": process.role_title}
        by(recruiter, create_process, candidate_id=process.candidate_id, **again)
        with pytest.raises(Conflict) as caught:
            by(recruiter, correct_stage_outcome, stage.pk, outcome="passed", reason="Mixed up.")
        assert caught.value.code == "duplicate_open_process"
        stage.refresh_from_db()
        assert (stage.outcome, process_of(stage).status) == ("failed", "rejected_by_company")

    def test_on_an_older_version_is_stale(self, recruiter: User, stage: InterviewStage) -> None:
        by(recruiter, record_stage_outcome, stage.pk, outcome="passed")
        with pytest.raises(Stale):
            by(recruiter, correct_stage_outcome, stage.pk, outcome="failed", reason="x", versions=frozenset({1}))


def test_completed_date_is_a_day_of_the_business_zone(
    recruiter: User, stage: InterviewStage, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zoneinfo import ZoneInfo

    settings.BUSINESS_TIME_ZONE = ZoneInfo("Pacific/Kiritimati")
    east = business_today()
    by(recruiter, record_stage_outcome, stage.pk, outcome="passed")
    stage.refresh_from_db()
    settings.BUSINESS_TIME_ZONE = ZoneInfo("Pacific/Pago_Pago")
    assert stage.completed_date == east
    assert east - business_today() in (timedelta(days=1), timedelta(days=2))


def test_a_recruiter_who_interviews_for_another_records_as_an_interviewer(
    make_user: Any, stage: InterviewStage
) -> None:
    both = make_user("recruiter", "interviewer")
    with pytest.raises(Missing):
        by(both, record_stage_outcome, stage.pk, outcome="failed")
    PanelMember.objects.create(stage=stage, process=stage.process, user=both)
    with pytest.raises(Forbidden):
        by(both, record_stage_outcome, stage.pk, outcome="failed", close_process=True)
    assert by(both, record_stage_outcome, stage.pk, outcome="failed").outcome == "failed"
    assert process_of(stage).status == "in_progress"
    with pytest.raises(Forbidden):
        by(both, correct_stage_outcome, stage.pk, outcome="passed", reason="Wrong row.")


def test_a_recruiter_who_also_interviews_leads_their_own(make_user: Any) -> None:
    both = make_user("recruiter", "interviewer")
    stage = StageFactory(process__candidate__owner=both, panel=[both])
    by(both, record_stage_outcome, stage.pk, outcome="failed")
    assert process_of(stage).status == "rejected_by_company"
