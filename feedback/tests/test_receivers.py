"""What tracking and interviews do becomes events, in the same transaction, with a job for each."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from config.base.models import User
from feedback.models import Event, NextStageDecision, Publication
from feedback.services.intake import handle
from feedback.tests.factories import said
from feedback.tests.working import forget_jobs
from interviews.services.sessions import finish_session
from interviews.tests.factories import make_session
from tracking.models import InterviewProcess
from tracking.services.candidates import create_candidate
from tracking.services.closing import complete_process, hold_process
from tracking.services.offers import accept_offer, decline_offer, draft_offer, extend_offer
from tracking.services.outcomes import record_stage_outcome
from tracking.services.processes import create_process
from tracking.services.stages import add_stage, update_stage
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db


def types_of(subject: Any) -> list[str]:
    rows = Publication.objects.filter(event__subject=subject).order_by("pk")
    return list(rows.values_list("event__type", flat=True))


@pytest.fixture
def process(recruiter: User) -> InterviewProcess:
    process: InterviewProcess = ProcessFactory(candidate__owner=recruiter)
    return process


def test_a_candidates_way_from_first_to_last(recruiter: User) -> None:
    candidate = create_candidate(actor=recruiter, full_name="Ada")
    assert types_of(candidate.pk) == ["candidate.created"]
    process = create_process(
        actor=recruiter, candidate_id=candidate.pk, company_name="Northwind", role_title="Engineer"
    )
    stage = add_stage(process.pk, actor=recruiter, stage_name="Phone Screen")
    record_stage_outcome(stage.pk, actor=recruiter, outcome="passed")
    offer = draft_offer(process.pk, actor=recruiter)
    extend_offer(offer.pk, actor=recruiter)
    accept_offer(offer.pk, actor=recruiter)
    assert types_of(process.pk) == [
        "process.created", "stage.added", "stage.outcome_recorded", "offer.extended", "process.status_changed",
        "offer.accepted", "process.status_changed",
    ]  # fmt: skip
    last = Event.objects.filter(subject=process.pk, type="process.status_changed").order_by("publication__id").last()
    assert last is not None
    assert last.data == {
        "process_id": str(process.pk),
        "candidate_id": str(candidate.pk),
        "from_status": "offer_extended",
        "to_status": "offer_accepted",
    }


def test_a_declined_offer(recruiter: User, process: InterviewProcess) -> None:
    offer = draft_offer(process.pk, actor=recruiter)
    extend_offer(offer.pk, actor=recruiter)
    decline_offer(offer.pk, actor=recruiter)
    assert types_of(process.pk)[-2:] == ["offer.declined", "process.status_changed"]


def test_a_pause_is_a_change_of_status(recruiter: User, process: InterviewProcess) -> None:
    hold_process(process.pk, actor=recruiter)
    assert types_of(process.pk) == ["process.status_changed"]


def test_the_end_of_a_session(candidate_user: User) -> None:
    session = make_session(candidate_user)
    finish_session(session.pk, user=candidate_user)
    event = Event.objects.get(subject=session.pk)
    assert (event.type, event.data["status"], event.data["completion_method"]) == (
        "session.finished",
        "completed",
        "manually_ended",
    )


def test_an_ended_process_dismisses_what_was_proposed(interviewer: User, recruiter: User) -> None:
    stage = StageFactory(process__candidate=CandidateFactory(owner=recruiter), panel=[interviewer])
    handle(said(stage, interviewer, 1), actor=interviewer)
    complete_process(stage.process_id, actor=recruiter, final_status="candidate_withdrew")
    decision = NextStageDecision.objects.get()
    assert (decision.status, decision.changes.last().reason) == ("dismissed", "The process has ended.")


def test_who_gave_feedback_before_they_came_onto_the_panel_owes_none(make_user: Any, interviewer: User) -> None:
    leader = make_user("recruiter", "interviewer")
    stage = StageFactory(process__candidate__owner=leader, panel=[interviewer])
    handle(said(stage, leader), actor=leader)
    update_stage(stage.pk, actor=leader, interviewers=[interviewer, leader])
    assert dict(stage.panel.values_list("user", "feedback_at"))[leader.pk] is not None
    assert dict(stage.panel.values_list("user", "feedback_at"))[interviewer.pk] is None


class TestOneTransaction:
    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture(autouse=True)
    def without_jobs(self) -> None:
        forget_jobs()

    def test_each_event_has_its_job_under_its_subjects_lock(self, recruiter: User) -> None:
        process = ProcessFactory(candidate__owner=recruiter)
        hold_process(process.pk, actor=recruiter)
        event = Event.objects.get()
        job = ProcrastinateJob.objects.get(task_name="feedback.publish_event")
        assert (job.lock, job.args, job.queue_name) == (f"event:{process.pk}", {"event_id": str(event.pk)}, "events")
        assert Publication.objects.get().event == event

    def test_what_is_rolled_back_leaves_neither(self, recruiter: User) -> None:
        process = ProcessFactory(candidate__owner=recruiter)
        with transaction.atomic():
            hold_process(process.pk, actor=recruiter)
            transaction.set_rollback(True)
        assert (Event.objects.count(), Publication.objects.count(), ProcrastinateJob.objects.count()) == (0, 0, 0)

    def test_raw_sql_cannot_store_an_event_without_them(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO feedback_event (id, type, subject, data) VALUES (gen_random_uuid(), 'stage.added',"
                " gen_random_uuid(), '{}')"
            )
        assert (Publication.objects.count(), ProcrastinateJob.objects.count()) == (1, 1)
