from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from feedback.estimators.suitability import Observed, Source
from feedback.models import FeedbackRevision, InterviewerSeverity, InterviewFeedback
from feedback.selectors.evidence import evidence_of, past_processes
from feedback.tests.evidence import day, decided, ended, said, sat
from tracking.models import Feeder
from tracking.tests.factories import CandidateFactory, FeederFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db


def test_nothing_known_is_no_evidence() -> None:
    candidate = CandidateFactory.create()
    assert evidence_of([candidate.pk]) == {candidate.pk: {}}


def test_all_sources_of_many_candidates_in_one_query(count_queries: Any) -> None:
    processes = [ProcessFactory.create(feeder=FeederFactory.create(score_boost="0.40")) for _ in range(3)]
    for place, process in enumerate(processes):
        said(decided(process, 4), 3.5)
        sat(process.candidate, 80 + place)
    with count_queries(1):
        found = evidence_of([process.candidate_id for process in processes])
    for place, process in enumerate(processes):
        assert found[process.candidate_id] == {
            Source.STAGES: Observed(1, 4.0),
            Source.FEEDBACK: Observed(1, 3.5, 3.5),
            Source.ASSESSMENTS: Observed(1, 80.0 + place),
            Source.FEEDER: Observed(1, 0.4),
        }


def test_stages_count_when_decided_and_rated() -> None:
    process = ProcessFactory.create()
    decided(process, 5)
    decided(process, None)
    decided(process, None, technical_rating=2, communication_rating=3)
    decided(process, 2, outcome="failed")
    StageFactory.create(process=process, overall_rating=1)
    decided(process, 1, outcome="no_show")
    assert evidence_of([process.candidate_id])[process.candidate_id][Source.STAGES] == Observed(3, (5 + 2.5 + 2) / 3)


def test_severity_is_taken_off_the_feedback(interviewer: Any) -> None:
    InterviewerSeverity.objects.create(
        user=interviewer, severity=-0.5, low=-1, high=0, raw_mean=2.5, n_feedback=9, n_candidates=9
    )
    process = ProcessFactory.create()
    said(decided(process, None), 3.0, interviewer)
    said(decided(process, None), 4.0)
    said(decided(process, None), None)
    assert evidence_of([process.candidate_id])[process.candidate_id][Source.FEEDBACK] == Observed(2, 3.75, 3.5)


@pytest.mark.parametrize(
    "change",
    [
        {"mode": "practice"},
        {"mode": "resume"},
        {"overall_score": None},
        {"status": "abandoned", "completion_method": "timeout_cleanup"},
    ],
)
def test_only_completed_assessments_count(change: dict[str, Any]) -> None:
    candidate = CandidateFactory.create()
    sat(candidate, 80, **change)
    assert evidence_of([candidate.pk])[candidate.pk] == {}


def test_a_feeder_counts_once_and_one_without_a_boost_not_at_all() -> None:
    candidate = CandidateFactory.create()
    feeder = FeederFactory.create(score_boost="0.30")
    for each in (feeder, feeder, FeederFactory.create()):
        ProcessFactory.create(candidate=candidate, feeder=each)
    assert evidence_of([candidate.pk])[candidate.pk] == {Source.FEEDER: Observed(1, 0.3)}


def test_evidence_is_the_same_whoever_asks(as_system: None) -> None:
    from config.postgres.identity import NOBODY, acting_as

    process = ProcessFactory.create()
    decided(process, 4)
    with acting_as(NOBODY):
        assert evidence_of([process.candidate_id])[process.candidate_id][Source.STAGES].n == 1


@pytest.mark.parametrize(
    ("status", "offers"),
    [
        ("offer_accepted", [True]),
        ("offer_declined", [True]),
        ("rejected_by_company", [False]),
        ("candidate_withdrew", []),
    ],
)
def test_outcomes(status: str, offers: list[bool]) -> None:
    ended(status, "2026-04-01")
    assert [each.offer for each in past_processes()] == offers


def test_open_processes_have_no_outcome() -> None:
    ProcessFactory.create()
    assert past_processes() == []


def test_the_deciding_round_and_all_that_came_later_is_not_known() -> None:
    process = ended("rejected_by_company", "2026-04-01")
    first = decided(process, 5, "2026-03-01")
    last = decided(process, 1, "2026-03-10", outcome="failed")
    said(first, 4.5, on="2026-03-02")
    said(last, 1.0, on="2026-03-10T09:00")
    sat(process.candidate, 90, "2026-03-09T23:00")
    sat(process.candidate, 10, "2026-03-10T01:00")
    later = ProcessFactory.create(candidate=process.candidate)
    decided(later, 1, "2026-05-01")
    (found,) = past_processes()
    assert (found.ended, found.known) == (day("2026-04-01"), day("2026-03-10"))
    assert found.evidence == {Source.STAGES: Observed(1, 5.0), Source.ASSESSMENTS: Observed(1, 90.0)}
    assert [rating for _, rating in found.ratings] == [4.5]


def test_what_other_processes_told_before_is_known() -> None:
    earlier = ended("rejected_by_company", "2026-02-01")
    decided(earlier, 2, "2026-01-20")
    process = ended("offer_accepted", "2026-04-01", candidate=earlier.candidate)
    decided(process, 5, "2026-03-10")
    found = {each.offer: each.evidence for each in past_processes()}
    assert found == {False: {}, True: {Source.STAGES: Observed(1, 2.0)}}


def test_a_process_without_rounds_is_known_up_to_its_last_day() -> None:
    process = ended("rejected_by_company", "2026-04-01T15:00")
    sat(process.candidate, 70, "2026-03-31")
    sat(process.candidate, 10, "2026-04-01T10:00")
    (found,) = past_processes()
    assert found.known == day("2026-04-01")
    assert found.evidence == {Source.ASSESSMENTS: Observed(1, 70.0)}


def test_days_are_those_of_the_business(settings: Any) -> None:
    from zoneinfo import ZoneInfo

    settings.BUSINESS_TIME_ZONE = ZoneInfo("Asia/Tokyo")
    process = ended("rejected_by_company", "2026-04-01")
    decided(process, 4, "2026-03-10")
    sat(process.candidate, 80, "2026-03-09T16:00")  # the 10th in Tokyo
    (found,) = past_processes()
    assert found.known == day("2026-03-09T15:00")
    assert found.evidence == {}


def test_an_edited_rating_counts_as_it_was() -> None:
    process = ended("rejected_by_company", "2026-04-01")
    stage = decided(process, 4, "2026-03-01")
    decided(process, 4, "2026-03-10")
    feedback = said(stage, 2.0, on="2026-03-01")
    for version, rating, at in ((1, "4.0", "2026-03-05"), (2, "3.0", "2026-03-20")):
        revision = FeedbackRevision.objects.create(feedback=feedback, version=version, overall_rating=Decimal(rating))
        FeedbackRevision.objects.filter(pk=revision.pk).update(edited_at=day(at))
    InterviewFeedback.objects.filter(pk=feedback.pk).update(version=3)
    (found,) = past_processes()
    assert [rating for _, rating in found.ratings] == [3.0]


def test_a_boost_counts_as_it_was() -> None:
    feeder = FeederFactory.create(score_boost="0.10")
    process = ended("offer_accepted", "2026-04-01", feeder=feeder)
    decided(process, 4, "2026-03-10")
    Feeder.objects.filter(pk=feeder.pk).update(score_boost="0.90")
    Feeder.objects.filter(pk=feeder.pk).update(score_boost="0.95")
    (found,) = past_processes()
    assert found.evidence == {Source.FEEDER: Observed(1, 0.1)}


def test_a_boost_counts_from_when_it_was_given() -> None:
    feeder = FeederFactory.create(score_boost="0.10")
    Feeder.objects.filter(pk=feeder.pk).update(score_boost="0.90")
    ended("offer_accepted", "2126-04-01", feeder=feeder)
    (found,) = past_processes()
    assert found.evidence == {Source.FEEDER: Observed(1, 0.9)}
